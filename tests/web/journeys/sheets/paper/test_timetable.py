"""A timetable says what the steps say, and no more."""

import pytest

from commons.web.journeys.sheets.paper.timetable import Slot, cumulate


def test_each_step_begins_when_the_ones_before_end() -> None:
    table = cumulate([15, 45, 30])
    assert table is not None
    assert [str(slot) for slot in table.slots] == ["0:00", "0:15", "1:00"]
    assert (str(table.end), table.untold, table.end.earliest) == ("1:30", 0, False)


def test_after_a_step_without_a_duration_times_are_the_earliest() -> None:
    table = cumulate([15, None, 30, None])
    assert table is not None
    assert [slot.earliest for slot in table.slots] == [False, False, True, True]
    assert [str(slot) for slot in table.slots] == ["0:00", "0:15", "0:15", "0:45"]
    assert (table.untold, table.end.earliest) == (2, True)


@pytest.mark.parametrize("durations", [[], [None], [None, None], [60, 1440]])
def test_where_a_clock_says_nothing_there_is_no_timetable(
    durations: list[int | None],
) -> None:
    assert cumulate(durations) is None


def test_a_long_workshop_goes_on_past_midnight() -> None:
    assert str(Slot(minutes=25 * 60 + 5, earliest=False)) == "25:05"
