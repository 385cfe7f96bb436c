"""What a form is told while one types, as JSON."""

from typing import Any

import pytest

from commons.wiring.components import Components
from tests.feeds.conftest import Desk
from tests.people.visitor import Visitor


@pytest.fixture
def desk(parts: Components) -> Desk:
    return Desk(parts)


def told(author: Visitor, what: str, typed: str) -> list[dict[str, Any]]:
    """Give what is proposed."""
    answer = author.client.get(f"/suggest/{what}.json", query_string={"q": typed})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, max-age=60"
    return list(answer.get_json()["items"])


def test_a_sheet_is_proposed_with_its_kind_in_words(
    author: Visitor, desk: Desk
) -> None:
    desk.put_one(title="Le porteur de parole", kind="tool")
    assert told(author, "sheets", "le port") == [
        {
            "text": "Le porteur de parole",
            "label": "Le porteur de parole",
            "hint": "Outil",
            "link": "Le porteur de parole",
        }
    ]


def test_one_of_two_sheets_of_a_title_is_written_by_its_identifier(
    author: Visitor, desk: Desk
) -> None:
    both = desk.publish(2, title="Le café")
    found = told(author, "sheets", "Le café")
    assert {one["text"] for one in found} == {head.sheet for head in both}
    assert {one["link"] for one in found} == {f"{h.sheet}|Le café" for h in both}


@pytest.mark.parametrize(
    ("typed", "label", "hint"),
    [
        ("plougastel", "Plougastel-Daoulas", "commune, Finistère (29)"),
        ("finistere", "Finistère", "département"),
        ("bretagne", "Bretagne", "région"),
    ],
)
def test_a_place_is_proposed_with_its_sort_in_words(
    author: Visitor, typed: str, label: str, hint: str
) -> None:
    found = [(one["label"], one["hint"]) for one in told(author, "places", typed)]
    assert (label, hint) in found


def test_the_sort_of_a_place_is_told_in_the_language_of_the_page(
    author: Visitor,
) -> None:
    answer = author.get("/suggest/places.json?q=bretagne&lang=en")
    found = [(one["label"], one["hint"]) for one in answer.get_json()["items"]]
    assert ("Bretagne", "region") in found


def test_a_keyword_has_no_hint_and_no_link(author: Visitor, desk: Desk) -> None:
    desk.put_one(keywords=["débat mouvant"])
    assert told(author, "keywords", "debat") == [
        {"text": "débat mouvant", "label": "débat mouvant", "hint": "", "link": ""}
    ]


@pytest.mark.parametrize("typed", ["", "d", "  d  ", "zzzzzz"])
def test_too_little_and_what_nothing_begins_with_bring_nothing(
    author: Visitor, desk: Desk, typed: str
) -> None:
    desk.put_one(keywords=["débat"])
    assert told(author, "keywords", typed) == []


def test_what_is_not_proposed_is_not_found(author: Visitor) -> None:
    assert author.get("/suggest/people.json?q=cam").status_code == 404
