"""Figures over time: versions by month, readings by day, and what is made of sheets."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log.projections.categories import sequence_before
from commons.adapters.store.log.projections.link_targets import count_relations
from commons.adapters.store.measures.counts import Counts, count_all
from commons.adapters.store.people.account_search import count_by_role
from commons.adapters.store.site.daily_readings import readings_since
from commons.core.domain import clock
from commons.core.domain.people.account import Role

MONTHS, DAYS = 12, 30
"""How many of each are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How much there is, and how much came; days and months rise, none is left out.

    `months` are first days of months, with the versions published in each.
    `relations` count the links of each relation.
    """

    counts: Counts
    roles: Mapping[Role, int]
    months: tuple[tuple[date, int], ...]
    days: tuple[tuple[date, Mapping[str, int]], ...]
    relations: Mapping[str, int]


def read_figures(work: Work, timezone: str) -> Figures:
    """Return the figures of now; months are those of a time zone, days those of UTC."""
    return Figures(
        counts=count_all(work),
        roles=count_by_role(work),
        months=_versions_by_month(work, ZoneInfo(timezone)),
        days=_readings_by_day(work),
        relations=count_relations(work),
    )


def _versions_by_month(work: Work, zone: ZoneInfo) -> tuple[tuple[date, int], ...]:
    here = clock.now().astimezone(zone).date().replace(day=1)
    first = [here]
    while len(first) < MONTHS:
        first.append((first[-1] - timedelta(days=1)).replace(day=1))
    starts = [(here + timedelta(days=31)).replace(day=1), *first][::-1]
    ends = [
        sequence_before(work, datetime(day.year, day.month, 1, tzinfo=zone))
        for day in starts
    ]
    return tuple(
        (day, after - before)
        for day, before, after in zip(starts, ends, ends[1:], strict=False)
    )


def _readings_by_day(work: Work) -> tuple[tuple[date, Mapping[str, int]], ...]:
    today = clock.now().date()
    first = today - timedelta(days=DAYS - 1)
    found = readings_since(work, first)
    every = (first + timedelta(days=number) for number in range(DAYS))
    return tuple((day, found.get(day, {})) for day in every)
