"""The versions of a sheet are listed newest first, by author and by time."""

from datetime import timedelta

import pytest

from commons.adapters.store.engine.unit_of_work import Store
from commons.adapters.store.log.version_list import (
    Wanted,
    count_versions,
    list_versions,
    version_authors,
)
from commons.core.domain.sheet import Action, Revision
from tests.adapters.store.makers import CAMILLE, NOON, a_person, publish

ANA = a_person("Ana")
HOUR = timedelta(hours=1)


@pytest.fixture
def versions(store: Store) -> list[Revision]:
    """Give four versions of a sheet, an hour apart, beside another sheet."""
    with store.write() as work:
        first = publish(work, instant=NOON)
        publish(work, instant=NOON)
        rest = [
            publish(work, first.sheet, 1, instant=NOON + HOUR, author=ANA),
            publish(work, first.sheet, 2, instant=NOON + 2 * HOUR),
            publish(
                work,
                first.sheet,
                3,
                instant=NOON + 3 * HOUR,
                action=Action.DELETE,
            ),
        ]
    return [first, *rest]


def test_an_entry_says_all_but_the_values(
    store: Store, versions: list[Revision]
) -> None:
    with store.read() as work:
        newest, *_, oldest = list_versions(work, versions[0].sheet, Wanted(), limit=9)
    last = versions[-1]
    assert (newest.sheet, newest.number, newest.sequence) == (
        *(last.sheet, last.number, last.sequence),
    )
    assert (newest.instant, newest.action, newest.author) == (
        *(last.instant, last.action, last.author),
    )
    assert (newest.change_note, newest.hash) == (last.change_note, last.hash)
    assert newest.deleted
    assert not oldest.deleted


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (Wanted(), [4, 3, 2, 1]),
        (Wanted(author=ANA.id), [2]),
        (Wanted(author="nobody"), []),
        (Wanted(since=NOON + HOUR), [4, 3, 2]),
        (Wanted(until=NOON + HOUR), [1]),
        (Wanted(author=CAMILLE.id, since=NOON + HOUR, until=NOON + 3 * HOUR), [3]),
    ],
)
def test_versions_are_chosen_by_author_and_time(
    store: Store, versions: list[Revision], wanted: Wanted, numbers: list[int]
) -> None:
    sheet = versions[0].sheet
    with store.read() as work:
        found = list_versions(work, sheet, wanted, limit=9)
        assert [entry.number for entry in found] == numbers
        assert count_versions(work, sheet, wanted) == len(numbers)


def test_versions_come_by_page(store: Store, versions: list[Revision]) -> None:
    sheet = versions[0].sheet
    with store.read() as work:
        page = list_versions(work, sheet, Wanted(), limit=2, offset=1)
        assert [entry.number for entry in page] == [3, 2]
        assert list_versions(work, sheet, Wanted(), limit=2, offset=4) == []


def test_authors_come_by_how_many_versions_they_published(
    store: Store, versions: list[Revision]
) -> None:
    with store.read() as work:
        authors = version_authors(work, versions[0].sheet)
    assert authors == [(CAMILLE, 3), (ANA, 1)]


def test_a_sheet_that_nobody_knows_has_no_versions(store: Store) -> None:
    with store.read() as work:
        assert list_versions(work, "zzzzzzzzzzzz", Wanted(), limit=9) == []
        assert count_versions(work, "zzzzzzzzzzzz", Wanted()) == 0
        assert version_authors(work, "zzzzzzzzzzzz") == []
