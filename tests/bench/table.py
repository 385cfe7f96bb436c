"""Prints what was measured beside the goals of the project, as one table."""

from collections.abc import Sequence
from dataclasses import dataclass

COLUMNS = ("what", "sheets", "cpu ms", "to floor", "p50 ms", "p95 ms", "goal", "")
WIDTHS = (34, 7, 9, 9, 9, 9, 40, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line: processor time of one answer, and wall time of half and 95 %.

    `met` is None where the project sets no goal; `goal` may hold the number
    that is judged, when no column has it.
    """

    what: str
    size: int
    cpu_ms: float | None = None
    to_floor: float | None = None
    p50_ms: float | None = None
    p95_ms: float | None = None
    goal: str = ""
    met: bool | None = None


def table(rows: Sequence[Row]) -> str:
    """Lay the rows out, the first column to the left."""
    told = [COLUMNS, *(_told(row) for row in rows)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if place in {0, 6} else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(cells, WIDTHS, strict=True))
        ).rstrip()
        for cells in told
    )


def _told(row: Row) -> tuple[str, ...]:
    numbers = (row.cpu_ms, row.to_floor, row.p50_ms, row.p95_ms)
    shown = ("" if number is None else f"{number:.2f}" for number in numbers)
    met = {None: "", True: "ok", False: "MISS"}[row.met]
    return (row.what, f"{row.size or ''}", *shown, row.goal, met)
