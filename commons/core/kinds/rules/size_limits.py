"""How large a sheet may be as a whole, whatever its fields allow one by one.

A row is an item of a list: a step, a variant, a link, an image. Each field bounds
the length of its texts, and none of the sheet: what a page, a form, a comparison
or a feed costs grows with all of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from commons.core.domain.schema.kind import Value, Values
from commons.core.domain.schema.problem import Problem, Rule

MOST_ROWS = 300
MOST_CHARACTERS = 400_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetSize:
    """How many rows and characters there are in all."""

    rows: int
    characters: int


def measure_size(value: object) -> SheetSize:
    """Measure the values of a sheet, or what was typed of it."""
    rows, characters = _measured(value)
    return SheetSize(rows=rows, characters=characters)


def size_problems(values: Mapping[str, object]) -> tuple[Problem, ...]:
    """Say what is too much in a sheet, at the field that has most of it."""
    of = {key: measure_size(value) for key, value in values.items()}
    whole = SheetSize(
        rows=sum(part.rows for part in of.values()),
        characters=sum(part.characters for part in of.values()),
    )
    sizes = (
        (Rule.SHEET_ROWS, whole.rows, MOST_ROWS, lambda key: of[key].rows),
        (
            Rule.SHEET_LENGTH,
            whole.characters,
            MOST_CHARACTERS,
            lambda key: of[key].characters,
        ),
    )
    return tuple(
        Problem(
            field=max(of, key=size), rule=rule, details={"max": most, "count": count}
        )
        for rule, count, most, size in sizes
        if count > most
    )


def limit_rows(values: Values, most_rows: int) -> tuple[Values, int]:
    """Give the values with so many rows at most, and how many were left out.

    The first rows of each field stay, and the fields that have fewest lose none.
    """
    rows = {k: len(v) for k, v in values.items() if isinstance(v, list)}
    if sum(rows.values()) <= most_rows:
        return values, 0
    kept: dict[str, Value] = dict(values)
    left = most_rows
    for place, key in enumerate(sorted(rows, key=lambda key: rows[key])):
        room = left // (len(rows) - place)
        items = values[key]
        kept[key] = items[:room] if isinstance(items, list) else items
        left -= min(room, rows[key])
    return kept, sum(rows.values()) - (most_rows - left)


def _measured(value: object) -> tuple[int, int]:
    """Give how many rows and characters a value holds."""
    if isinstance(value, str):
        return 0, len(value)
    characters, rows = 0, len(value) if isinstance(value, list | tuple) else 0
    for item in _inside(value):
        more_rows, more_characters = _measured(item)
        rows += more_rows
        characters += more_characters
    return rows, characters


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, list | tuple):
        return value
    return value.values() if isinstance(value, Mapping) else ()
