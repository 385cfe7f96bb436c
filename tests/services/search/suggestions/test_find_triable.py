"""Whatever names a sheet leads to it: its address however written, or words."""

from urllib.parse import quote

import pytest

from commons.adapters.store.log.projections import titles_keywords
from commons.services.search.suggestions.find_triable import find_triable
from commons.wiring.components import Components

CAFE = "World café : le café des idées"


def named(parts: Components, typed: str) -> list[tuple[str, int]]:
    with parts.store.read() as work:
        found = find_triable(parts.schema, parts.index, work, typed)
    return [(head.title, number) for head, number in found]


@pytest.fixture
def sheet(starter: Components) -> str:
    with starter.store.read() as work:
        return titles_keywords.titles_starting(work, "World café", limit=1)[0].sheet


def test_an_address_means_its_sheet_however_it_is_written(
    starter: Components, sheet: str
) -> None:
    for written in (
        f"http://localhost:8000/sheets/{sheet}",
        f"Voir /sheets/{sheet}/world-cafe ici",
        quote(f"https://ailleurs.example/sheets/{sheet}/v/1", safe=""),
        f"/sheets/{sheet}.ttl",
    ):
        assert named(starter, written) == [(CAFE, 1)], written


def test_a_version_to_come_means_the_one_that_is_here(
    starter: Components, sheet: str
) -> None:
    assert named(starter, f"/sheets/{sheet}/v/12") == [(CAFE, 1)]
    assert named(starter, "/sheets/000000000000") == []


def test_words_mean_titles_then_what_the_search_finds(starter: Components) -> None:
    assert named(starter, "world")[0] == (CAFE, 1)
    assert len(named(starter, "réunion")) > 1
