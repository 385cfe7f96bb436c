"""Durations and dates are read, said, bounded and compared."""

from dataclasses import replace
from datetime import date, timedelta

from commons.core.domain import clock
from commons.core.domain.schema.problem import Rule
from commons.core.kinds.types.period import DATE, DURATION
from tests.core.kinds.examples import SCHEMA

LASTING = SCHEMA.kinds["method"].field("duration")
START = SCHEMA.kinds["experience"].field("start_date")


def test_a_duration_is_read_and_said_in_the_language() -> None:
    assert DURATION.parse(SCHEMA, LASTING, "2 jours") == "P2D"
    assert DURATION.parse(SCHEMA, LASTING, "longtemps") == "longtemps"
    assert DURATION.parse(SCHEMA, LASTING, "20") == "PT20M"
    assert DURATION.parse(SCHEMA, LASTING, 90) == "PT1H30M"
    assert DURATION.parse(SCHEMA, LASTING, "20 à 30") == "PT30M"
    assert DURATION.parse(SCHEMA, LASTING, "45-60") == "PT1H"
    assert DURATION.parse(SCHEMA, LASTING, "1 à 2") == "1 à 2"
    assert DURATION.parse(SCHEMA, LASTING, "0") == "0"
    assert DURATION.in_words("P2D", "fr") == "2 jours"
    assert DURATION.as_typed("P2D", "en") == "2 days"
    assert DURATION.is_rough("1 à 2 h")
    assert not DURATION.is_rough("2 h")


def test_a_duration_has_the_bounds_of_its_minutes() -> None:
    derived = LASTING.derived
    assert derived is not None
    hour = replace(LASTING, derived=replace(derived, min_value=10, max_value=60))
    assert DURATION.limit(hour, "PT1H") is None
    assert DURATION.limit(hour, "PT5M") == (
        Rule.TOO_SMALL,
        {"min": "10 min", "value": "5 min"},
    )
    assert DURATION.limit(hour, "P1D") == (
        Rule.TOO_LARGE,
        {"max": "1 h", "value": "1 jour"},
    )
    assert DURATION.limit(replace(LASTING, derived=None), "P9Y") is None


def test_a_date_is_read_and_said_in_the_language() -> None:
    assert DATE.parse(SCHEMA, START, 987) == "0987"
    assert DATE.parse(SCHEMA, START, "novembre 2018") == "2018-11"
    assert DATE.in_words("2018-11", "en") == "November 2018"
    assert DATE.as_typed("2018-11", "fr") == "novembre 2018"


def test_an_open_end_is_a_date_where_its_editor_says_so() -> None:
    assert not DATE.fits(SCHEMA, START, "..")
    assert DATE.fits(SCHEMA, replace(START, editor="opendate"), "..")
    assert not DATE.fits(SCHEMA, START, "2018-02-31")


def test_dates_are_compared_by_the_days_that_they_may_mean() -> None:
    first, last = date(2018, 11, 1).toordinal(), date(2018, 11, 30).toordinal()
    assert DATE.bounds("2018-11") == (first, last)
    assert DATE.bounds("jadis") is DATE.bounds("..") is None
    assert DATE.bounds(2018) == (2018, 2018)
    assert DURATION.bounds("PT1H") is None


def test_a_date_to_come_is_refused_where_one_gone_by_is_asked() -> None:
    past = SCHEMA.kinds["trial"].field("date")
    today = clock.now().date()
    for days, broken in ((-400, None), (0, None), (1, None), (3, (Rule.FUTURE, {}))):
        value = (today + timedelta(days=days)).isoformat()
        assert DATE.limit(past, value) == broken, days
    assert DATE.limit(past, f"{today.year}") is None
    start = SCHEMA.kinds["experience"].field("start_date")
    assert DATE.limit(start, "9999") is None
