"""Beside a sheet: what it lacks, who offers help, and who cites it."""

import re

import pytest

from commons.adapters.store.log import revisions
from commons.web.journeys.sheets import panels
from commons.wiring.components import Components
from tests.people.visitor import Visitor, said_by


def aside_of(visitor: Visitor, page: str) -> str:
    text = visitor.get(page).get_data(as_text=True)
    return text.partition('<div class="split__side')[2].partition("</section>\n</div>")[
        0
    ]


def test_an_author_is_asked_for_one_thing_that_the_sheet_lacks_and_readers_are_not(
    author: Visitor, editor: Visitor, visitor: Visitor
) -> None:
    page = author.publishes("method")
    sheet = page.split("/")[2]
    asked = f'href="/sheets/{sheet}/edit?field=summary#f-summary"'
    assert asked in author.get(page).get_data(as_text=True)
    for reader in (editor, visitor):
        assert "?field=" not in reader.get(page).get_data(as_text=True)


def test_the_form_opens_the_part_of_the_field_that_is_asked_for(
    author: Visitor,
) -> None:
    edit = f"/sheets/{author.publishes('method').split('/')[2]}/edit"
    closed = '<details class="part" id="g-practice">'
    assert closed in author.get(edit).get_data(as_text=True)
    form = author.get(f"{edit}?field=preparation").get_data(as_text=True)
    assert '<details class="part" id="g-practice" open>' in form


def test_who_offers_help_is_named_only_where_somebody_does(
    author: Visitor, visitor: Visitor
) -> None:
    alone = author.publishes("method")
    assert 'id="helping"' not in aside_of(visitor, alone)
    helped = author.publishes(
        "method",
        title="Arpentage",
        **{"help-offered": "on", "help-text": "Écrivez-moi."},
    )
    beside = aside_of(visitor, helped)
    assert 'id="helping"' in beside
    assert "Écrivez-moi." in beside


def test_who_cites_a_sheet_is_named_up_to_a_number(
    author: Visitor,
    visitor: Visitor,
    parts: Components,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(panels, "MOST_CITING", 2)
    page = author.publishes("method", title="Porteur de parole")
    assert 'id="backlinks"' not in visitor.get(page).get_data(as_text=True)
    for number in range(3):
        author.publishes(
            "method", title=f"Fiche {number}", body="Voir [[Porteur de parole]]."
        )
    beside = aside_of(visitor, page)
    assert len(re.findall(r">Fiche \d<", beside)) == 2
    assert "et d’autres encore" in beside
    with parts.store.read() as work:
        assert revisions.get_head(work, page.split("/")[2]).title == "Porteur de parole"
    assert "Fiche 0" in said_by(visitor.get(page))
