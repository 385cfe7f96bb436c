"""When versions were published, and which one stood at an instant."""

from datetime import datetime, timedelta

import pytest

from commons.adapters.store.engine.unit_of_work import Store
from commons.adapters.store.log.version_times import (
    first_published,
    moments_after,
    moments_around,
    version_before,
)
from commons.core.domain import clock
from commons.errors import NotFoundError
from tests.adapters.store.makers import NOON, publish

NOBODY_KNOWS = "zzzzzzzzzzzz"
HOUR = timedelta(hours=1)


@pytest.fixture
def sheet(store: Store) -> str:
    """Give a sheet with six versions, one an hour from noon on."""
    with store.write() as work:
        sheet = publish(work, instant=NOON).sheet
        for parent in range(1, 6):
            publish(work, sheet, parent, instant=NOON + parent * HOUR)
    return sheet


@pytest.mark.parametrize(
    ("number", "around"),
    [(1, [1, 2, 6]), (2, [1, 2, 3, 6]), (4, [1, 3, 4, 5, 6]), (6, [1, 5, 6])],
)
def test_moments_around_a_version_are_those_beside_it_and_the_ends(
    store: Store, sheet: str, number: int, around: list[int]
) -> None:
    with store.read() as work:
        found = moments_around(work, sheet, number)
    assert found == {one: NOON + (one - 1) * HOUR for one in around}
    assert list(found) == around


def test_moments_come_by_page(store: Store, sheet: str) -> None:
    with store.read() as work:
        assert list(moments_after(work, sheet, after=2, limit=3)) == [3, 4, 5]
        assert moments_after(work, sheet, after=6, limit=3) == {}
        assert moments_after(work, NOBODY_KNOWS, after=0, limit=3) == {}


@pytest.mark.parametrize(
    ("instant", "number"),
    [
        (NOON - HOUR, 1),
        (NOON, 1),
        (NOON + HOUR, 1),
        (NOON + HOUR + clock.TICK, 2),
        (NOON + 5 * HOUR, 5),
        (NOON + 99 * HOUR, 6),
    ],
)
def test_the_version_before_an_instant_stood_until_then(
    store: Store, sheet: str, instant: datetime, number: int
) -> None:
    with store.read() as work:
        assert version_before(work, sheet, instant) == number


def test_no_version_of_an_unknown_sheet_stood(store: Store, sheet: str) -> None:
    with store.read() as work, pytest.raises(NotFoundError):
        version_before(work, NOBODY_KNOWS, NOON)


def test_a_sheet_was_published_first_with_its_first_version(
    store: Store, sheet: str
) -> None:
    with store.read() as work:
        assert first_published(work, [sheet, NOBODY_KNOWS]) == {sheet: NOON}
        assert first_published(work, []) == {}
