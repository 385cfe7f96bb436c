"""What a commons needs is reckoned from measures as anybody would on paper."""

import json

import pytest

from tests.bench import capacity
from tests.bench.capacity import ASKED, SAVE, WARM, Commons, cost_at, read_costs, reckon

LINES = [
    json.dumps({"what": what, "size": size, "cpu_ms": cost})
    for what in (*ASKED, WARM, SAVE)
    for size, cost in ((1_000, 10.0), (11_000, 20.0))
]


def test_what_grows_goes_on_along_a_line_and_what_falls_stays() -> None:
    costs = read_costs([*LINES, '{"what": "disk", "size": 1000, "cpu_ms": null}'])
    assert "disk" not in costs
    assert [cost_at(costs, SAVE, n) for n in (1, 1_000, 21_000)] == [10.0, 10.0, 30.0]
    assert cost_at({"a": {1: 4.0, 9: 2.0}}, "a", 100) == 4.0
    with pytest.raises(KeyError):
        cost_at(costs, "nothing", 1)


def test_processors_and_disk_follow_from_what_is_asked() -> None:
    asked = Commons(name="x", sheets=1_000, pages_a_minute=2_000, saves_a_day=0)
    need = reckon(read_costs(LINES), asked, 10_000)
    a_second = 2_000 / 60 * capacity.BUSIEST
    cores = need.page_cores + need.search_cores
    assert cores == pytest.approx(a_second * sum(ASKED.values()) * 0.010)
    assert need.servers == 1
    assert need.database_gb == pytest.approx(0.028)
    assert sum(ASKED.values()) == pytest.approx(1)


def test_a_cdn_takes_over_pages_and_no_search() -> None:
    busy = Commons(name="x", sheets=1_000, pages_a_minute=200_000, saves_a_day=0)
    need = reckon(read_costs(LINES), busy, 1)
    alone = (need.page_cores + need.search_cores) / capacity.FILLED / 4
    behind = (need.page_cores / 10 + need.search_cores) / capacity.FILLED / 4
    assert need.servers == pytest.approx(alone, abs=1)
    assert need.servers_behind_cdn == pytest.approx(behind, abs=1)
    assert need.servers_behind_cdn < need.servers


def test_the_table_has_a_row_for_each_commons() -> None:
    needs = [reckon(read_costs(LINES), one, 10_000) for one in capacity.PLANNED]
    told = capacity.tell(needs).splitlines()
    assert len(told) == 2 + len(capacity.PLANNED)
    assert len({line.count("|") for line in told}) == 1


def test_the_more_is_saved_the_fewer_pages_are_answered_as_they_were_made() -> None:
    lines = [*LINES, json.dumps({"what": WARM, "size": 1_000, "cpu_ms": 0.0})]
    costs = {**read_costs(lines), WARM: {1_000: 0.0}}
    cores = [
        reckon(
            costs,
            Commons(name="x", sheets=1, pages_a_minute=600, saves_a_day=saves),
            1,
        ).page_cores
        for saves in (0, 100, 10_000)
    ]
    assert cores == sorted(cores)
    assert cores[0] < cores[-1]
