"""What is printed of a sheet: times, short addresses, what was brought, credits."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from commons.web.journeys.sheets.paper.paper_view import (
    LONGEST_ADDRESS,
    PaperView,
    present_on_paper,
    short_address,
)
from commons.wiring.components import Components
from tests.conftest import BASE
from tests.feeds.conftest import Desk


@pytest.fixture(autouse=True)
def _asked(app: Flask) -> Iterator[None]:
    with app.test_request_context("/"):
        yield


@pytest.fixture
def seen(parts: Components):
    """Give what is printed of a sheet that says this."""

    def see(**values: Any) -> PaperView:
        made = Desk(parts).put_one(**{"title": "Le banc", **values})
        with parts.store.read() as work:
            return present_on_paper(parts, work, made)

    return see


def test_an_address_is_short_or_its_host_alone() -> None:
    assert short_address("https://exemple.fr/") == "exemple.fr"
    assert short_address("http://exemple.fr/un/banc") == "exemple.fr/un/banc"
    assert short_address(f"https://exemple.fr/{'a' * 60}") == "exemple.fr/…"
    for strange in ("", "javascript:alert(1)", f"/sheets/{'0' * 12}/v/1", "banc"):
        assert short_address(strange) == ""


def test_a_sheet_is_found_again_by_its_short_address_and_its_code(seen) -> None:
    paper = seen()
    assert paper.address == f"{BASE.partition('://')[2]}/sheets/{paper.revision.sheet}"
    assert paper.qr.startswith("<svg")
    assert paper.licence_address == "creativecommons.org/licenses/by-sa/4.0"


def test_steps_without_any_duration_have_no_timetable(seen) -> None:
    step = {"title": "Écouter", "text": "Sans hâte, à l’ombre."}
    paper = seen(steps=[step, step])
    assert [one.begins for one in paper.steps] == ["", ""]
    assert paper.ends == ""
    days = seen(steps=[{**step, "duration": "P2D"}, {**step, "duration": "PT1H"}])
    assert [one.begins for one in days.steps] == ["", ""]


def test_the_end_is_that_of_the_sheet_or_says_that_it_is_not(seen) -> None:
    step = {"title": "Écouter", "text": "Sans hâte.", "duration": "PT45M"}
    assert seen(steps=[step, step], duration="PT1H30M").ends == "Fin\u00a0: 1:30."
    more = seen(steps=[step, step], duration="PT2H").ends
    assert more == "Fin\u00a0: 1:30. La fiche annonce 2\u00a0h en tout."


def test_only_long_addresses_that_are_spelt_out_are_cut(seen) -> None:
    long = f"https://exemple.fr/{'dossier/' * 12}"
    paper = seen(body=f"{long} puis https://exemple.fr/a et [là]({long}).")
    (text,) = (one for block in paper.blocks for one in block.items)
    assert f'href="{long}"' in text
    assert ">exemple.fr/…</a>" in text
    assert ">https://exemple.fr/a</a>" in text
    assert ">là</a>" in text
    assert all(len(word) <= LONGEST_ADDRESS for word in text.striptags().split())


def test_what_must_be_brought_is_known(seen) -> None:
    paper = seen(materials=["Un banc", "Des **feutres**"], roles=["Une animatrice"])
    assert [item.striptags() for item in paper.ticked] == ["Un banc", "Des feutres"]


def test_sources_are_credited_with_a_short_address(seen) -> None:
    source = {
        "url": "https://ailleurs.example/wiki/Le_hamac",
        "title": "Le hamac",
        "author": "Sacha",
        "licence": "CC-BY-4.0",
        "changes": "Le hamac est devenu un banc.",
    }
    (line,) = seen(sources=[source]).sources
    assert (line.title, line.author, line.licence) == ("Le hamac", "Sacha", "CC BY 4.0")
    assert line.address == "ailleurs.example/wiki/Le_hamac"
    assert line.changes == "Le hamac est devenu un banc."


def test_facts_by_which_a_card_is_chosen_come_first(seen) -> None:
    paper = seen(
        themes=["culture"],
        objective=["meet"],
        postures=["test"],
        group_min=5,
        duration="PT1H",
        difficulty="some_habit",
    )
    labels = [label for label, _ in paper.card_facts]
    assert labels[:3] == ["Pour quoi faire", "Nombre de personnes", "Durée"]
    assert labels[-1] == "Utile pour"
    assert "Thèmes" not in labels
    assert "Thèmes" in [label for label, _ in paper.facts]
