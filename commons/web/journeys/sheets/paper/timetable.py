"""Says when each step of a sheet begins, from how long the steps last."""

from collections.abc import Sequence
from dataclasses import dataclass

_DAY = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """When a step begins, in minutes from the start.

    `earliest`: not before then; a step that comes earlier does not say how long it is.
    """

    minutes: int
    earliest: bool

    def __str__(self) -> str:
        """Give hours and minutes: "0:15", "1:05"."""
        return f"{self.minutes // 60}:{self.minutes % 60:02d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """When each step begins and when the last one ends; `untold` steps say no duration."""

    slots: tuple[Slot, ...]
    end: Slot
    untold: int


def cumulate(durations: Sequence[int | None]) -> Timetable | None:
    """Return the timetable of steps that last so many minutes, None for unknown.

    None when no step says how long it is, and where one lasts a day or more: then a
    clock says nothing.
    """
    told = [minutes for minutes in durations if minutes is not None]
    if not told or max(told) >= _DAY:
        return None
    slots: list[Slot] = []
    passed, untold = 0, 0
    for minutes in durations:
        slots.append(Slot(minutes=passed, earliest=untold > 0))
        passed += minutes or 0
        untold += minutes is None
    end = Slot(minutes=passed, earliest=untold > 0)
    return Timetable(slots=tuple(slots), end=end, untold=untold)
