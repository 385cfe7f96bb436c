"""What may be meant is proposed while it is typed, and only what some sheet answers."""

import time

import pytest

from commons.services.search.suggestions.search_completion import (
    MOST,
    Completion,
    Sort,
    complete_search,
)
from commons.wiring.components import Components
from tests.feeds.conftest import Desk


def completed(parts: Components, typed: str) -> list[Completion]:
    with parts.store.read() as work:
        return complete_search(parts.schema, parts.places, parts.index, work, typed)


def labels(parts: Components, typed: str, sort: Sort = Sort.SHEET) -> list[str]:
    return [one.label["fr"] for one in completed(parts, typed) if one.sort is sort]


@pytest.fixture(autouse=True)
def desk(parts: Components) -> Desk:
    desk = Desk(parts)
    desk.put_one(title="Cercle de parole", themes=["local_democracy"])
    desk.put_one(title="Débat mouvant", territory={"code": "commune:29019"})
    desk.put_one(title="Un récit", kind="experience")
    parts.catch_up()
    return desk


def test_titles_are_proposed_accents_forgiven(parts: Components) -> None:
    assert labels(parts, "debat") == ["Débat mouvant"]
    assert labels(parts, "parole") == ["Cercle de parole"]
    assert labels(parts, "RÉC") == ["Un récit"]


def test_a_method_is_proposed_by_another_of_its_names(parts: Components) -> None:
    (found,) = (one for one in completed(parts, "bâton de pa") if one.name)
    assert found.label["fr"] == "Cercle de parole"
    assert found.name == "bâton de parole"
    (found,) = (one for one in completed(parts, "talking st") if one.name)
    assert found.name == "talking stick"


def test_themes_and_places_are_proposed_when_sheets_have_them(
    parts: Components, desk: Desk
) -> None:
    assert labels(parts, "democ", Sort.THEME) == ["Démocratie locale"]
    assert labels(parts, "locale", Sort.THEME) == ["Démocratie locale"]
    assert labels(parts, "finis", Sort.TERRITORY)
    assert labels(parts, "bretagne", Sort.TERRITORY)
    assert labels(parts, "lozère", Sort.TERRITORY) == []
    assert labels(parts, "culture", Sort.THEME) == []
    desk.put_one(title="Une scène", themes=["culture"])
    parts.catch_up()
    assert labels(parts, "culture", Sort.THEME)


def test_a_small_place_is_proposed_however_many_larger_ones_begin_so(
    parts: Components, desk: Desk
) -> None:
    assert labels(parts, "saint", Sort.TERRITORY) == []
    desk.put_one(title="Un banc", territory={"code": "commune:46271"})
    parts.catch_up()
    for typed in ("saint", "St-Jean-les", "lespin"):
        assert labels(parts, typed, Sort.TERRITORY) == ["Saint-Jean-Lespinasse"]


def test_the_places_of_most_sheets_come_first(parts: Components, desk: Desk) -> None:
    for code in ("commune:46271", "commune:97417", "commune:97417"):
        desk.put_one(title="Un banc", territory={"code": code})
    parts.catch_up()
    assert labels(parts, "saint", Sort.TERRITORY) == [
        "Saint-Philippe",
        "Saint-Jean-Lespinasse",
    ]


def test_a_theme_without_sheets_takes_no_room(parts: Components, desk: Desk) -> None:
    concepts = parts.schema.schemes["themes"].concepts
    begun = [
        key
        for key, one in concepts.items()
        if any(f" {label}".lower().find(" et") >= 0 for label in one.label.values())
    ]
    assert len(begun) > 3
    for key in begun:
        sheet = desk.put_one(title="Une scène", themes=[key])
        parts.catch_up()
        assert labels(parts, "et", Sort.THEME) == [concepts[key].label["fr"]]
        desk.delete(sheet)


@pytest.mark.parametrize(
    "typed", ["", "d", "  ", "\x00", "%", "_", "' OR 1=1", "é" * 500]
)
def test_odd_beginnings_are_answered(parts: Components, typed: str) -> None:
    assert completed(parts, typed) == []


def test_a_deleted_sheet_is_proposed_no_more(parts: Components, desk: Desk) -> None:
    sheet = desk.put_one(title="Boule de neige")
    assert labels(parts, "boule") == ["Boule de neige"]
    assert [one.name for one in completed(parts, "pyramid") if one.name]
    desk.delete(sheet)
    assert labels(parts, "boule") == []
    assert [one.name for one in completed(parts, "pyramid") if one.name] == []


def test_many_answers_are_bounded_and_cheap(parts: Components, desk: Desk) -> None:
    desk.publish(300, title="Débat")
    completed(parts, "de")
    began = time.thread_time()
    assert len(completed(parts, "de")) == MOST
    assert time.thread_time() - began < 0.05
