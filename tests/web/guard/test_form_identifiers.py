"""Nobody chooses the identifier of a new sheet: it was given to who writes it."""

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from commons.adapters.store.drafts import drafts
from commons.adapters.store.log import revisions
from commons.core.domain.addresses import iri
from commons.wiring.components import Components
from tests.people.visitor import Visitor, filled, said_by
from tests.web.journeys.editing.test_drafts import hidden_in, keeps, opened

NEW = "/sheets/new/method"
KEY = iri.id_from_name("method/ateliers-2026/porteur-de-parole")
"""What the line of a spreadsheet would be found by: anybody can work it out."""


def pressed(visitor: Visitor, form: dict[str, str], address: str = NEW) -> TestResponse:
    order = {"_do": "publish", "_confirmed": "on"}
    return visitor.client.post(
        address, data={**form, **order, **filled(body="Un banc")}
    )


def published(visitor: Visitor, form: dict[str, str]) -> None:
    assert pressed(visitor, form).status_code == 303


def drafted(visitor: Visitor, form: dict[str, str]) -> None:
    data = {**form, "_do": "draft", **filled(body="Un banc")}
    assert visitor.client.post(NEW, data=data).status_code == 303


def kept(visitor: Visitor, form: dict[str, str]) -> None:
    assert keeps(visitor, form, body="Un banc").status_code == 200


def drafted_elsewhere(visitor: Visitor, form: dict[str, str]) -> None:
    sheet = visitor.publishes("method").split("/")[2]
    edit = f"/sheets/{sheet}/edit"
    theirs = {**opened(visitor, edit), "_draft": form["_draft"]}
    assert keeps(visitor, theirs, f"{edit}/draft", body="Un banc").status_code == 200


DOORS = [published, drafted, kept, drafted_elsewhere]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("seal", ["its own", "another's", "none", "nonsense"])
def test_an_identifier_that_was_not_given_names_no_draft_and_no_sheet(
    author: Visitor,
    editor: Visitor,
    parts: Components,
    door: Callable[[Visitor, dict[str, str]], None],
    seal: str,
) -> None:
    form, other = opened(author), opened(editor)
    sent = {
        "its own": {"_given": form["_given"]},
        "another's": {"_given": other["_given"], "_draft": other["_draft"]},
        "none": {"_given": ""},
        "nonsense": {"_given": "é" * 40},
    }[seal]
    forged = {**form, "_draft": KEY, **sent}
    door(author, forged)
    published(author, {**opened(author), "_draft": forged["_draft"]})
    with parts.store.read() as work:
        assert revisions.get_heads(work, [forged["_draft"]]) == {}
        assert drafts.owner_of(work, forged["_draft"]) == ""


def test_the_identifier_that_was_given_is_kept_by_whoever_presses_twice(
    author: Visitor, parts: Components
) -> None:
    form = opened(author)
    first, second = (pressed(author, form).headers["Location"] for _ in range(2))
    assert first == second
    assert form["_draft"] in first
    with parts.store.read() as work:
        assert revisions.head_sequence(work) == 1


def test_a_draft_gives_its_identifier_to_who_may_write_in_it(
    author: Visitor, parts: Components
) -> None:
    form = opened(author)
    drafted(author, form)
    page = author.get(f"{NEW}?draft={form['_draft']}").get_data(as_text=True)
    again = {**opened(author), **hidden_in(page), "_given": ""}
    place = pressed(author, again)
    assert place.status_code == 303, said_by(place)
    assert form["_draft"] in place.headers["Location"]
