"""The types of time: how long something takes, and when it was."""

import re
from dataclasses import replace
from datetime import timedelta

from commons.core.domain import clock
from commons.core.domain.language import dates, durations
from commons.core.domain.schema.kind import Broken, Field, Schema, Value
from commons.core.domain.schema.problem import Rule
from commons.core.kinds.types.number import check_range
from commons.core.kinds.types.plain import PLAIN, number_bounds
from commons.core.kinds.values.scalars import scalar_text

_BARE = re.compile(
    r"[1-9][0-9]{0,3}|(?:entre |de )?(?:[5-9]|[1-9][0-9]{1,2})(?: ?[-–/] ?| à | a | et )"
    r"(?:[5-9]|[1-9][0-9]{1,3})"
)
"""A number without a unit: minutes, as in the timetable of a workshop.

So is a range, but for small ones: "1 à 2" may be hours or days.
"""


def _parse_duration(_schema: Schema, _field: Field, value: Value) -> Value | None:
    text = scalar_text(value)
    minutes = f"{text} min" if _BARE.fullmatch(text) else text
    return durations.read_duration(minutes) or text


def _fits_duration(_schema: Schema, _field: Field, value: object) -> bool:
    return isinstance(value, str) and durations.duration_minutes(value) is not None


def _limit_duration(field: Field, value: Value) -> Broken | None:
    """Check the minutes of a duration against the bounds of its second value."""
    if field.derived is None:
        return None
    minutes = durations.duration_minutes(str(value)) or 0
    broken = check_range(field.derived.min_value, field.derived.max_value, minutes)
    return broken and (broken[0], _in_words(broken[1]))


def _in_words(details: dict[str, object]) -> dict[str, object]:
    """Write bounds in minutes as durations."""
    return {
        key: durations.in_words(durations.from_minutes(int(str(value))))
        for key, value in details.items()
    }


def _say_duration(value: Value, language: str) -> str:
    return durations.in_words(str(value), language)


def _parse_date(_schema: Schema, _field: Field, value: Value) -> Value | None:
    text = f"{value:04}" if isinstance(value, int) else scalar_text(value)
    return dates.read_date(text) or text


def _fits_date(_schema: Schema, field: Field, value: object) -> bool:
    if value == dates.OPEN:
        return field.editor == "opendate"
    return isinstance(value, str) and dates.is_date(value)


def _limit_date(field: Field, value: Value) -> Broken | None:
    """Refuse a date to come where one gone by is asked for.

    Where it is already tomorrow, tomorrow's date is right.
    """
    days = dates.date_bounds(str(value)) if field.editor == "pastdate" else None
    if days is None or days[0] <= clock.now().date() + timedelta(days=1):
        return None
    return Rule.FUTURE, {}


def _date_bounds(value: Value) -> tuple[float, float] | None:
    """Return the first and the last day that a date may mean (proleptic ordinals)."""
    if not isinstance(value, str):
        return number_bounds(value)
    days = dates.date_bounds(value)
    return None if days is None else (days[0].toordinal(), days[1].toordinal())


def _say_date(value: Value, language: str) -> str:
    return dates.in_words(str(value), language)


DURATION = replace(
    PLAIN,
    key="duration",
    stated_by=("sh:datatype xsd:duration",),
    rule=Rule.NOT_DURATION,
    parse=_parse_duration,
    fits=_fits_duration,
    limit=_limit_duration,
    is_rough=durations.is_rough,
    in_words=_say_duration,
    as_typed=_say_duration,
)
DATE = replace(
    PLAIN,
    key="date",
    stated_by=("sh:datatype loc:edtf",),
    rule=Rule.NOT_DATE,
    counts_years=True,
    parse=_parse_date,
    fits=_fits_date,
    limit=_limit_date,
    bounds=_date_bounds,
    in_words=_say_date,
    as_typed=_say_date,
)
