"""Knows how much was read on each day, by sort; not by whom."""

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import bindparam, delete, insert, select, update

from commons.adapters.store.engine.tables.site.stewardship_tables import DailyReadingRow
from commons.adapters.store.engine.unit_of_work import Work

KEPT_DAYS = 800
"""For how many days counts are kept: two years can be compared."""

_ADD = (
    update(DailyReadingRow)
    .where(
        DailyReadingRow.day == bindparam("of"), DailyReadingRow.sort == bindparam("a")
    )
    .values(count=DailyReadingRow.count + bindparam("more"))
)
_INSERT = insert(DailyReadingRow)
_FORGET = delete(DailyReadingRow).where(DailyReadingRow.day < bindparam("first"))
_SINCE = (
    select(DailyReadingRow.day, DailyReadingRow.sort, DailyReadingRow.count)
    .where(DailyReadingRow.day >= bindparam("first"))
    .order_by(DailyReadingRow.day, DailyReadingRow.sort)
)


def add_readings(work: Work, counts: Mapping[tuple[date, str], int]) -> None:
    """Add what was read of each sort on each day; days of long ago are forgotten."""
    for (day, sort), more in counts.items():
        known = {"of": day.isoformat(), "a": sort, "more": more}
        if not work.connection.execute(_ADD, known).rowcount:
            row = {"day": day.isoformat(), "sort": sort, "count": more}
            work.connection.execute(_INSERT, row)
            first = day - timedelta(days=KEPT_DAYS)
            work.connection.execute(_FORGET, {"first": first.isoformat()})


def readings_since(work: Work, first: date) -> dict[date, dict[str, int]]:
    """Return how much was read, by day and sort, of the days that have any."""
    found: dict[date, dict[str, int]] = {}
    for day, sort, count in work.connection.execute(
        _SINCE, {"first": first.isoformat()}
    ):
        found.setdefault(date.fromisoformat(day), {})[sort] = count
    return found
