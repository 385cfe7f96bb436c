"""Dates known to the year, the month or the day, and the open end "..".

The three forms are those of the Extended Date/Time Format, level 0 (Library
of Congress, ISO 8601-2): 2018, 2018-11, 2018-11-05. ".." stands for a date
not reached yet. Years go from 1 to 9999.
"""

import re
from calendar import monthrange
from datetime import date

from commons.core.domain.language.folding import strip_accents

OPEN = ".."
_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_FORMS = (
    re.compile(
        r"(?:(?:(?P<day>[0-9]{1,2})[/.-])?(?P<month>[0-9]{1,2})[/.-])?"
        r"(?P<year>[0-9]{4})"
    ),
    re.compile(
        r"(?:(?P<day>[0-9]{1,2}) ?(?:er|st|nd|rd|th)? )?(?:of )?"
        r"(?P<month>[a-z]+) (?P<year>[0-9]{4})"
    ),
    re.compile(
        r"(?P<month>[a-z]+) (?P<day>[0-9]{1,2})(?:st|nd|rd|th)? (?P<year>[0-9]{4})"
    ),
)
_OPEN_WORDS = frozenset(
    {OPEN, "en cours", "toujours en cours", "ongoing", "present", "now", "aujourd hui"}
)
_FRENCH = """janvier février mars avril mai juin juillet août septembre octobre
novembre décembre"""
_ENGLISH = """January February March April May June July August September October
November December"""
_NAMES = {"fr": tuple(_FRENCH.split()), "en": tuple(_ENGLISH.split())}
_IN_PROGRESS = {"fr": "en cours", "en": "ongoing"}


def _plain(text: str) -> str:
    """Give the text in lower case, without accents, commas or double spaces."""
    letters = re.sub(r"(?<=[a-z])[.]", " ", strip_accents(text.lower()))
    return re.sub(r"[\s,’']+", " ", letters).strip()


_MONTHS: dict[str, int] = {
    _plain(month)[:length]: number
    for names in _NAMES.values()
    for number, month in enumerate(names, start=1)
    for length in (4, 3, 20)
    if length != 3 or _plain(month)[:3] != "jui"
} | {"juil": 7, "sept": 9}


def date_bounds(edtf: str) -> tuple[date, date] | None:
    """Give the earliest and the latest day that a date may mean.

    None when it is not a date of ours, or is the open end.

    >>> bounds("2018-11")
    (datetime.date(2018, 11, 1), datetime.date(2018, 11, 30))
    """
    match = _ISO.fullmatch(edtf)
    if match is None:
        return None
    year, month, day = (int(group or 0) for group in match.groups())
    try:
        if day or match[3]:
            return date(year, month, day), date(year, month, day)
        if month or match[2]:
            last = monthrange(year, month)[1]
            return date(year, month, 1), date(year, month, last)
        return date(year, 1, 1), date(year, 12, 31)
    except ValueError:  # no such day in the calendar
        return None


def is_date(edtf: str) -> bool:
    """Say whether the text is a date of ours, or the open end."""
    return edtf == OPEN or date_bounds(edtf) is not None


def read_date(text: str) -> str | None:
    """Read a date as people type it, in French or English; None: unreadable.

    The day comes before the month in figures: 05/11/2018 is in November.

    >>> read("novembre 2018"), read("5 novembre 2018"), read("en cours")
    ('2018-11', '2018-11-05', '..')
    """
    if len(text) > 60:
        return None
    plain = _plain(text)
    if plain in _OPEN_WORDS:
        return OPEN
    if date_bounds(plain) is not None:
        return plain
    for form in _FORMS:
        match = form.fullmatch(plain)
        if match is not None:
            return _write(match["year"], match["month"], match["day"])
    return None


def in_words(edtf: str, language: str = "fr") -> str:
    """Write a date for people: "5 novembre 2018"; unreadable: as it is.

    >>> in_words("2018-11"), in_words("2020-03-01"), in_words("..", "en")
    ('novembre 2018', '1er mars 2020', 'ongoing')
    """
    known = language if language in _NAMES else "en"
    if edtf == OPEN:
        return _IN_PROGRESS[known]
    if date_bounds(edtf) is None:
        return edtf
    year, *rest = edtf.split("-")
    if not rest:
        return year
    name = _NAMES[known][int(rest[0]) - 1]
    if len(rest) == 1:
        return f"{name} {year}"
    day = int(rest[1])
    shown = "1er" if day == 1 and known == "fr" else str(day)
    return f"{shown} {name} {year}"


def _number(month: str) -> int:
    """Read a month in figures, or by its name or its beginning; 0: none."""
    return int(month) if month.isdigit() else _MONTHS.get(month, 0)


def _write(year: str, month: str | None, day: str | None) -> str | None:
    """Write the form of ISO 8601, if the calendar has such a date."""
    parts = [year]
    if month:
        parts.append(f"{_number(month):02}")
    if day:
        parts.append(f"{int(day):02}")
    edtf = "-".join(parts)
    return edtf if date_bounds(edtf) is not None else None
