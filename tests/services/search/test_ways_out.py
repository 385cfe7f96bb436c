"""Where a search finds little, other words are offered that find more."""

import time

from commons.adapters.search.port import Query
from commons.services.search.ways_out import (
    _MOST_TRIED,
    _near_concepts,
    count_unfiltered,
    find_ways_out,
)
from commons.wiring.components import Components


def offered(parts: Components, words: str, more_than: int = 0) -> dict[str, int]:
    return dict(find_ways_out(parts.schema, parts.index, words, "fr", more_than))


def test_each_word_alone_and_near_concepts_are_offered(starter: Components) -> None:
    starter.catch_up()
    found = offered(starter, "débat xyzzyplugh")
    assert "débat" in found
    assert "xyzzyplugh" not in found
    near = offered(starter, "talking circle")
    assert near
    assert all(count > 0 for count in near.values())


def test_a_concept_with_many_neighbours_leaves_each_word_its_turn(
    starter: Components,
) -> None:
    starter.catch_up()
    words = "participation citoyenne xyzzyplugh"
    assert len([*_near_concepts(starter.schema, words, "fr")]) >= _MOST_TRIED
    assert "participation" in offered(starter, words) or "citoyenne" in offered(
        starter, words
    )


def test_what_finds_no_more_is_not_offered(starter: Components) -> None:
    starter.catch_up()
    assert offered(starter, "débat xyzzyplugh", more_than=10_000) == {}
    assert offered(starter, "") == {}
    assert offered(starter, "xyzzyplugh") == {}


def test_what_is_near_is_known_without_reading_the_whole_thesaurus(
    starter: Components,
) -> None:
    starter.catch_up()
    words = "on cherche une autre façon de faire un cercle de parole dehors"
    assert offered(starter, words)  # the names are arranged at the first question
    began = time.thread_time()
    for _ in range(50):
        list(_near_concepts(starter.schema, words, "fr"))
    assert time.thread_time() - began < 0.05


def test_filters_do_not_count(starter: Components) -> None:
    starter.catch_up()
    query = Query(words="débat", filters={"kind": ("nothing",)}, fits={"people": 9_000})
    assert starter.index.search(query).total == 0
    assert count_unfiltered(starter.index, query) > 0
