"""Versions are counted by month, readings by day; no month and no day is left out."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from commons.adapters.store.site.daily_readings import add_readings
from commons.core.domain import clock
from commons.services.operations.monitoring.figures import DAYS, MONTHS, read_figures
from commons.wiring.components import Components
from tests.feeds.conftest import Desk


def test_an_instance_without_anything_has_figures(parts: Components) -> None:
    with parts.store.read() as work:
        found = read_figures(work, "Europe/Paris")
    assert len(found.months) == MONTHS
    assert [count for _, count in found.months] == [0] * MONTHS
    assert len(found.days) == DAYS
    assert found.counts.sheets == 0
    assert not found.relations


def test_what_came_is_counted_where_it_belongs(parts: Components) -> None:
    desk = Desk(parts)
    for title in ("Un", "Deux", "Trois"):
        desk.put_one(title=title)
    today = clock.now().date()
    with parts.store.write() as work:
        yesterday = today - timedelta(days=1)
        add_readings(work, {(today, "page"): 4, (yesterday, "robot"): 1})
        add_readings(work, {(today - timedelta(days=DAYS), "page"): 9})
        found = read_figures(work, "Pacific/Auckland")
    here = clock.now().astimezone(ZoneInfo("Pacific/Auckland")).date()
    assert found.months[-1] == (here.replace(day=1), 3)
    assert sum(count for _, count in found.months) == 3
    months = [month for month, _ in found.months]
    assert months == sorted(set(months))
    assert all(month.day == 1 for month in months)
    assert found.days[-1] == (today, {"page": 4})
    assert found.days[-2][1] == {"robot": 1}
    assert found.days[0][0] == today - timedelta(days=DAYS - 1)
    assert found.days[0][0] > date(2020, 1, 1)
