"""What was looked for in vain is counted once for all, and bounded."""

from dataclasses import replace
from datetime import timedelta

from commons.adapters.store.engine.unit_of_work import Store
from commons.adapters.store.site import missed_searches
from commons.core.domain import clock
from commons.core.domain.site.missed_search import Outcome, WantedSheet
from tests.adapters.store.makers import NOON


def missed(store: Store, *words: str, most: int = 9) -> list[tuple[str, int]]:
    with store.write() as work:
        for one in words:
            missed_searches.note_missed(work, one, Outcome.NOTHING, most=most)
    with store.read() as work:
        found = missed_searches.list_missed(work, limit=99)
    return [(one.words, one.count) for one in found]


def test_the_same_words_are_counted_together_the_most_asked_first(store: Store) -> None:
    told = missed(store, "Écluse", "moulin", "ecluse", "ÉCLUSE")
    assert told == [("Écluse", 3), ("moulin", 1)]


def test_the_last_outcome_stands_and_the_list_is_bounded(store: Store) -> None:
    missed(store, "a", "a", "b")
    with store.write() as work:
        missed_searches.note_missed(work, "a", Outcome.LITTLE, most=9)
    with store.read() as work:
        assert missed_searches.list_missed(work, limit=1)[0].outcome is Outcome.LITTLE
    assert missed(store, "c", most=2) == [("a", 3), ("c", 1)]


def test_they_are_forgotten_when_told_so_and_in_time(store: Store) -> None:
    missed(store, "a", "b")
    with store.write() as work:
        missed_searches.forget_missed(work, "A")
    assert missed(store) == [("b", 1)]
    with store.write() as work:
        missed_searches.sweep_missed(work, clock.now() + timedelta(seconds=5))
    assert missed(store) == []


def test_wishes_are_listed_latest_first_until_they_are_done(store: Store) -> None:
    first = WantedSheet(id="a" * 12, text="Un moulin", words="moulin", instant=NOON)
    second = replace(first, id="b" * 12, instant=NOON + timedelta(days=1))
    with store.write() as work:
        for one in (first, second):
            missed_searches.add_wanted(work, one)
        assert missed_searches.count_wanted(work) == 2
        assert missed_searches.list_wanted(work, limit=9) == [second, first]
        missed_searches.drop_wanted(work, first.id)
        assert missed_searches.list_wanted(work, limit=9) == [second]
