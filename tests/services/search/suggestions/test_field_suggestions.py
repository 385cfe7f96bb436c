"""Words that exist already are proposed while somebody types."""

import pytest

from commons.services.search.suggestions.field_suggestions import (
    LONGEST_TEXT,
    MOST,
    Sources,
    Suggestion,
    suggest_words,
)
from commons.wiring.components import Components
from tests.feeds.conftest import Desk


def proposed(parts: Components, what: str, typed: str) -> list[Suggestion]:
    sources = Sources(schema=parts.schema, places=parts.places, index=parts.index)
    with parts.store.read() as work:
        return suggest_words(sources, work, what, typed)


def test_a_sheet_is_proposed_by_the_start_of_its_title_without_its_accents(
    parts: Components,
) -> None:
    Desk(parts).put_one(title="Évaluer la soirée", kind="tool")
    title = "Évaluer la soirée"
    expected = [Suggestion(text=title, label=title, hint="tool", link=title)]
    assert proposed(parts, "sheets", "evaluer  la") == expected
    assert proposed(parts, "sheets", "jardiner") == []


def test_sheets_of_one_title_and_titles_with_marks_of_links_go_by_their_id(
    parts: Components,
) -> None:
    desk = Desk(parts)
    twins = {desk.put_one(title="Le banc").sheet for _ in range(2)}
    marked = desk.put_one(title="Le mur [a|b]").sheet
    found = proposed(parts, "sheets", "le banc")
    assert {one.text for one in found} == twins
    assert {one.link for one in found} == {f"{sheet}|Le banc" for sheet in twins}
    (one,) = proposed(parts, "sheets", "le mur")
    assert (one.text, one.label) == (marked, "Le mur [a|b]")
    assert one.link == f"{marked}|Le mur (a/b)"


def test_what_the_search_finds_comes_after_the_titles_and_deleted_sheets_never(
    parts: Components,
) -> None:
    desk = Desk(parts)
    desk.put_one(title="Le grand compost")
    desk.put_one(title="Compost partagé")
    gone = desk.put_one(title="Compost disparu")
    parts.catch_up()
    desk.delete(gone)
    found = [one.label for one in proposed(parts, "sheets", "compost")]
    assert found == ["Compost partagé", "Le grand compost"]


def test_as_many_sheets_as_a_list_shows_are_proposed(parts: Components) -> None:
    desk = Desk(parts)
    for number in range(MOST + 1):
        desk.put_one(title=f"Compost {number}")
    parts.catch_up()
    assert len(proposed(parts, "sheets", "compost")) == MOST


def test_places_tell_their_sort_and_their_department(parts: Components) -> None:
    brest = proposed(parts, "places", "brest")[0]
    assert (brest.label, brest.hint) == ("Brest", "commune:29")
    assert parts.places.named(brest.text) == "commune:29019"
    assert brest.link == ""


def test_keywords_are_proposed_whatever_their_accents(parts: Components) -> None:
    Desk(parts).put_one(keywords=["écologie", "eau"])
    assert proposed(parts, "keywords", "eco") == [
        Suggestion(text="écologie", label="écologie")
    ]


@pytest.mark.parametrize(
    ("what", "typed"),
    [("sheets", ""), ("sheets", " l "), ("nonsense", "le banc"), ("", "le banc")],
)
def test_nothing_is_proposed_for_a_letter_or_for_what_is_not_known(
    parts: Components, what: str, typed: str
) -> None:
    Desk(parts).put_one(title="Le banc")
    assert proposed(parts, what, typed) == []


def test_no_more_is_looked_at_than_a_title_may_hold(parts: Components) -> None:
    Desk(parts).put_one(keywords=["banc"])
    assert len(proposed(parts, "keywords", "banc" + " " * LONGEST_TEXT + "x")) == 1
