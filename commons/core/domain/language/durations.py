"""Durations: reads what people type, keeps ISO 8601, writes it back in words.

A duration of ours has no seconds and no weeks: P1Y2M3DT4H5M at most. A month
counts 30 days and a year 365 wherever one number is needed. Of a range, "1 to 2
hours", the longer end is kept: it is the time to set aside.
"""

import re
from fractions import Fraction

from commons.core.domain.language.folding import strip_accents
from commons.core.domain.language.quantities import read_number

_ISO = re.compile(
    r"P(?=[0-9T])(?:([0-9]{1,6})Y)?(?:([0-9]{1,6})M)?(?:([0-9]{1,6})D)?"
    r"(?:T(?=[0-9])(?:([0-9]{1,6})H)?(?:([0-9]{1,6})M)?)?"
)
_WEEKS_OR_SECONDS = re.compile(r"P(?:([0-9]{1,4})W|T([0-9]{1,6})S)")
_MINUTES = (365 * 1440, 30 * 1440, 1440, 60, 1)
"""The minutes of a year, a month, a day, an hour and a minute."""

_UNITS = {
    word: place
    for place, words in enumerate(
        (
            "an ans annee annees year years y",
            "mois month months",
            "jour jours journee journees j day days d",
            "heure heures h hour hours hr hrs",
            "minute minutes min mins mn m",
        )
    )
    for word in words.split()
}
_WEEKS = frozenset({"semaine", "semaines", "sem", "week", "weeks", "w"})
_PARTS = {
    "quart": Fraction(1, 4),
    "demi": Fraction(1, 2),
    "demie": Fraction(1, 2),
    "half": Fraction(1, 2),
}
_PARTS_OF_A_DAY = {
    "demi journee": 240,
    "half day": 240,
    "half a day": 240,
    "matinee": 240,
    "apres midi": 240,
    "morning": 240,
    "afternoon": 240,
    "soiree": 180,
    "evening": 180,
    "journee": 1440,
    "day": 1440,
    "week end": 2880,
    "weekend": 2880,
}
"""How many minutes each is taken for."""
_PART_OF_A_DAY = re.compile(
    r"(?:(?P<count>[0-9]{1,3}|[a-z]+|toute la|la|l|all|the whole|the) )??"
    rf"(?P<part>{'|'.join(_PARTS_OF_A_DAY)})s?(?: entieres?| completes?)?"
)
_WHOLE = frozenset({None, "toute la", "la", "l", "all", "the", "the whole", "whole"})
_SET_PHRASES = {
    "quart d heure": "PT15M",
    "un quart d heure": "PT15M",
    "trois quarts d heure": "PT45M",
    **dict.fromkeys(("quarts d heure", "quarter of an hour"), "PT15M"),
    **dict.fromkeys(("three quarters of an hour", "3 quarts d heure"), "PT45M"),
    **dict.fromkeys(("demi heure", "une demi heure"), "PT30M"),
    **dict.fromkeys(("demie heure", "une demie heure"), "PT30M"),
    "half an hour": "PT30M",
    "half hour": "PT30M",
    "quelques minutes": "PT5M",
}
_FRACTIONS = {"½": ".5", "¼": ".25", "¾": ".75"}
_FRACTION = re.compile(r"([0-9]+)? ?([½¼¾])")
_HALVES = (
    (re.compile(r"(?<=[a-z]) 1/2$"), r" et demie"),
    (re.compile(r"\b1/2 (journee|day)\b"), r"demi journee"),
    (re.compile(r"\b1/2 ?(heure|hour|h)\b"), r"30 min"),
    (re.compile(r"\b3/4 ?(?:d |of an? )?(heure|hour|h)\b"), r"45 min"),
    (re.compile(r"\b1/4 ?(?:d |of an? )?(heure|hour|h)\b"), r"15 min"),
    (re.compile(r"\b0\.5 (journee|day|jour)\b"), r"demi journee"),
)
"""Fractions of one unit: with a plural, "2/3 jours", they are a range."""
_ABOUT = re.compile(
    r"\b(?:environ|about|(?:bonne|petite|grosse)s?|good)\b|[~≈]|[’'.]+(?![0-9])"
)
_PRIMES = re.compile(r"(?<=[0-9]) ?['’\u2032](?=\s|$)")
"""The sign of minutes: 90'."""
_SOME = re.compile(r"\b(?:une |a )?([a-z]+aine|dozen) (?:de |d |of )?(?=[a-z])")
"""Round numbers: "une vingtaine de minutes"."""
_BEFORE = re.compile(
    r"^(?:(?:a partir|autour|au moins|au minimum|au plus|au maximum|minimum|maximum|mini"
    r"|maxi|max|min|plus|moins|jusqu a|at least|at most|a minimum|a maximum|up to"
    r"|more than|less than|over|under|from|around|approximately|approx|roughly"
    r"|entre|between|compter|comptez|prevoir|prevoyez|allow|de|d|of|[<>])(?: |$))+"
)
_AFTER = re.compile(
    r"(?: (?:ou plus|et plus|ou moins|or more|and more|and up|or less|minimum|maximum"
    r"|mini|maxi|max|au moins|au minimum|au plus|au maximum|at least"
    r"|at most|approximately|approx|roughly))+$"
)
_BETWEEN = re.compile(
    r" ?[-\u2010-\u2015/] ?| (?:a|to|ou|or|et|and|jusqu a|until) (?=[0-9a-z])"
)
_UNIT = re.compile(r"(?:[0-9.,]+|[a-z]+(?:-[a-z]+)?) ?((?:demi |half )?[a-z]+)")
_LONGEST = 60
_REST = re.compile(
    r" (?:(?:et|and) )?(?:(?P<half>demie?|a half)|(?:un |le |a )?(?P<quarter>quart(?:er)?)"
    r"|(?P<three>(?:trois|three|3) quarts?(?:ers)?))$"
)
_HALF_BEFORE = re.compile(r"^(\S+)( et demie?| and a half)( [a-z]+)$")
"""A half that stands before its unit: "two and a half hours"."""
_RESTS = {"half": Fraction(1, 2), "quarter": Fraction(1, 4), "three": Fraction(3, 4)}
_PAIR = re.compile(r" *([0-9]+(?:[.,][0-9]{1,2})?|[a-z]+(?:-[a-z]+)?) *([a-z]+)?")
_CLOCK = re.compile(r"([0-9]{1,3}) ?(?:h|:) ?([0-5][0-9])")
_WORDS = {
    "fr": (
        ("an", "ans"),
        ("mois", "mois"),
        ("jour", "jours"),
        ("h", "h"),
        ("min", "min"),
    ),
    "en": (
        ("year", "years"),
        ("month", "months"),
        ("day", "days"),
        ("h", "h"),
        ("min", "min"),
    ),
}


def duration_minutes(iso: str) -> int | None:
    """Count the minutes of an ISO 8601 duration of ours; None: not one.

    >>> duration_minutes("PT1H30M")
    90
    """
    counts = _counts(iso)
    if counts is None:
        return None
    return sum(count * size for count, size in zip(counts, _MINUTES, strict=True))


def from_minutes(count: int) -> str:
    """Write so many minutes in the largest unit that they fill exactly.

    >>> from_minutes(1_051_200), from_minutes(90)
    ('P2Y', 'PT1H30M')
    """
    if count and count % _MINUTES[0] == 0:
        return _write(count // _MINUTES[0], 0, 0, 0, 0)
    if count and count % _MINUTES[2] == 0:
        return _write(0, 0, count // _MINUTES[2], 0, 0)
    return _write(0, 0, 0, 0, count)


def read_duration(text: str) -> str | None:
    """Read a duration as people type it, in French or English; None: unreadable.

    Of a range or a bound, it is the longest time said.

    >>> read("1h30"), read("2 jours"), read("une heure et demie"), read("1-2 h")
    ('PT1H30M', 'P2D', 'PT1H30M', 'PT2H')
    """
    stripped = text.strip().strip("()")
    if len(stripped) > _LONGEST:
        return None
    return _exact(stripped) or _longest(_plain(stripped))


def is_rough(text: str) -> bool:
    """Say whether a text that `read_duration` reads is a range or a bound."""
    stripped = text.strip().strip("()")
    return _exact(stripped) is None and read_duration(stripped) is not None


def _exact(stripped: str) -> str | None:
    """Read what says one duration only."""
    counts = _counts(stripped.upper())
    if counts is not None:
        return _write(*counts)
    other = _WEEKS_OR_SECONDS.fullmatch(stripped.upper())
    if other is not None:
        return _weeks_or_seconds(*other.groups())
    return _read_words(_plain(stripped))


def in_words(iso: str, language: str = "fr") -> str:
    """Write a duration for people: "1 h 30", "2 jours"; unreadable: as it is.

    >>> in_words("PT1H30M"), in_words("P2D", "en"), in_words("PT90M")
    ('1 h 30', '2 days', '1 h 30')
    """
    canonical = read_duration(iso)
    counts = _counts(canonical) if canonical else None
    if counts is None:
        return iso
    names = _WORDS.get(language, _WORDS["en"])
    parts = [
        f"{count} {names[place][count > 1]}"
        for place, count in enumerate(counts)
        if count
    ]
    hours, left = counts[3], counts[4]
    if hours and left:
        parts[-2:] = [f"{hours} h {left:02}"]
    return " ".join(parts) or f"0 {names[4][0]}"


def _counts(iso: str) -> tuple[int, ...] | None:
    """Split an ISO duration into years, months, days, hours and minutes."""
    match = _ISO.fullmatch(iso)
    if match is None:
        return None
    return tuple(int(group or 0) for group in match.groups())


def _write(years: int, months: int, days: int, hours: int, left: int) -> str:
    """Write the canonical form: no more than 59 minutes, hours as they are."""
    hours, left = hours + left // 60, left % 60
    date = "".join(
        f"{count}{unit}"
        for count, unit in ((years, "Y"), (months, "M"), (days, "D"))
        if count
    )
    time = "".join(
        f"{count}{unit}" for count, unit in ((hours, "H"), (left, "M")) if count
    )
    if not date and not time:
        return "PT0M"
    return f"P{date}T{time}" if time else f"P{date}"


def _weeks_or_seconds(weeks: str | None, seconds: str | None) -> str | None:
    """Turn weeks into days, and seconds into minutes when that is exact."""
    if weeks:
        return _write(0, 0, 7 * int(weeks), 0, 0)
    whole, rest = divmod(int(seconds or 0), 60)
    return None if rest else _write(0, 0, 0, 0, whole)


def _longest(text: str) -> str | None:
    """Read a range or a bound that `_plain` made plain, as the longest time said."""
    said = _AFTER.sub("", _BEFORE.sub("", text, count=1))
    if said != text and (alone := _read_words(said)) is not None:
        return alone
    for between in _BETWEEN.finditer(said):
        first, last = said[: between.start()], said[between.end() :]
        shared = _UNIT.fullmatch(first)
        if between[0] in (" ou ", " or ") and shared and _number(last) is not None:
            last = f"{last} {shared[1]}"  # "une heure ou deux"
        most = _read_words(last)
        unit = _UNIT.match(last)
        if most is None or unit is None:
            continue
        least = _read_words(first) or _read_words(f"{first} {unit[1]}")
        if least is not None and (duration_minutes(least) or 0) <= (
            duration_minutes(most) or 0
        ):
            return most
    return None


def _plain(text: str) -> str:
    """Give the text in lower case, without accents, signs or double spaces."""
    marked = _FRACTION.sub(lambda f: (f[1] or "0") + _FRACTIONS[f[2]], text.lower())
    letters = strip_accents(_PRIMES.sub(" min", marked.replace("+", " ")))
    letters = _ABOUT.sub(" ", letters)
    letters = re.sub(r"\b(demie?|half|apres|week)-", r"\1 ", letters)
    letters = _SOME.sub(r"\1 ", re.sub(r"\s+", " ", letters).strip())
    letters = _HALF_BEFORE.sub(r"\1\3\2", letters)
    for fraction, words in _HALVES:
        letters = fraction.sub(words, letters)
    return letters


def _read_words(text: str) -> str | None:
    """Read a duration in words that `_plain` made plain."""
    if text in _SET_PHRASES:
        return _SET_PHRASES[text]
    if part := _PART_OF_A_DAY.fullmatch(text):
        count = 1 if part["count"] in _WHOLE else read_number(part["count"])
        total = (count or 0) * _PARTS_OF_A_DAY[part["part"]]
        days, left = divmod(total, 1440)
        return (
            _write(0, 0, 0 if left else days, 0, total if left else 0)
            if count
            else None
        )
    clock = _CLOCK.fullmatch(text)
    if clock is not None:
        return _write(0, 0, 0, int(clock[1]), int(clock[2]))
    rest = _REST.search(text)
    if rest is None:
        return _read_pairs(text, Fraction(0))
    return _read_pairs(text[: rest.start()], _RESTS[str(rest.lastgroup)])


def _read_pairs(text: str, rest: Fraction) -> str | None:
    """Read numbers and units, "1 h 30 min": each unit smaller than the last.

    The last unit has so much more ("et demie").
    """
    counts = [Fraction(0)] * 5
    last = -1
    at = 0
    while at < len(text):
        pair = _PAIR.match(text, at)
        if pair is None or pair.end() == at:
            return None
        at = pair.end()
        if pair[1] in ("et", "and") and not pair[2]:
            continue
        number, weeks = _number(pair[1]), pair[2] in _WEEKS
        place = last + 1 if pair[2] is None else _UNITS.get(pair[2], 2 if weeks else 9)
        bare = pair[2] is None and last != 3
        if number is None or bare or not last < place < 5:
            return None
        counts[place] = number * (7 if weeks else 1)
        last = place
    if last >= 0:
        counts[last] += rest
    return _spread(counts) if last >= 0 else None


def _number(text: str) -> Fraction | None:
    """Read a number in figures or in words."""
    if text[:1].isdigit():
        return Fraction(text.replace(",", "."))
    whole = read_number(text)
    return _PARTS.get(text) if whole is None else Fraction(whole)


def _spread(counts: list[Fraction]) -> str | None:
    """Push fractions down to smaller units; None when no minute is whole."""
    sizes = (12, 30, 24, 60)
    for place, size in enumerate(sizes):
        whole = counts[place] // 1
        counts[place + 1] += (counts[place] - whole) * size
        counts[place] = Fraction(whole)
    if counts[4].denominator != 1 or any(count >= 1_000_000 for count in counts):
        return None
    years, months, days, hours, left = (int(count) for count in counts)
    return _write(years, months, days, hours, left)
