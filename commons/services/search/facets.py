"""Knows what sheets can be filtered by: the names, the values counted, their words.

Choices, licences and places are counted as they are, dates by their year. Numbers
and durations fall into the few ranges of RULERS, which stand outside the shapes:
they are a way to browse, not a part of the contract.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from typing import TypeAlias

from commons.core.domain.language import durations
from commons.core.domain.schema.concept import Words
from commons.core.domain.schema.kind import PLACE, Field, Schema, Value
from commons.core.domain.sheet import Revision
from commons.core.kinds.places.hierarchy import codes_around
from commons.core.kinds.places.register import Places
from commons.services.reuse.trials import TrialSummary

PARAMETERS = {"themes": "theme", "postures": "posture", "start_date": "year"}
"""Facets whose name in addresses is not that of their field."""

FIRST = ("kind", "theme", "group", "duration")
"""The facets that people choose by, in the order to show them before the others."""

KIND = "kind"
TRIED_FACET = "tried"
ONCE, TWO_PLACES = "once", "two-places"
_TRIED_LABEL = {"fr": "Essayée", "en": "Tried"}
_TRIED_WORDS = {
    ONCE: {"fr": "Au moins une fois", "en": "At least once"},
    TWO_PLACES: {
        "fr": "Dans deux territoires au moins",
        "en": "In two territories at least",
    },
}
_KIND_LABEL = {"fr": "Sorte de fiche", "en": "Kind of guide"}
_YEAR = re.compile("[0-9]{1,4}")
_YEAR_LABEL = {"fr": "Année de début", "en": "Year of the start"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """A stretch of a scale from `least` to `most`, both within; None: no end."""

    key: str
    least: int
    most: int | None
    label: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeFacet:
    """Ranges to measure sheets with, from the smallest.

    A sheet falls into each range that meets the stretch from its field `low` to
    its field `high` (`low` itself when ""); where `endless` is ticked, the
    stretch has no end. One bound alone stands for both.
    """

    name: str
    label: Words
    low: str
    high: str = ""
    endless: str = ""
    ranges: tuple[Range, ...]


GROUP = RangeFacet(
    name="group",
    label={"fr": "Nombre de personnes", "en": "Group size"},
    low="group_min",
    high="group_max",
    endless="group_open",
    ranges=tuple(
        Range(key=key, least=least, most=most, label={"fr": fr, "en": en})
        for key, least, most, fr, en in (
            ("1-5", 1, 5, "1 à 5", "1 to 5"),
            ("6-12", 6, 12, "6 à 12", "6 to 12"),
            ("13-30", 13, 30, "13 à 30", "13 to 30"),
            ("31-100", 31, 100, "31 à 100", "31 to 100"),
            ("101-", 101, None, "Plus de 100", "More than 100"),
        )
    ),
)
DURATION = RangeFacet(
    name="duration",
    label={"fr": "Durée", "en": "Duration"},
    low="duration",
    ranges=tuple(
        Range(key=key, least=least, most=most, label={"fr": fr, "en": en})
        for key, least, most, fr, en in (
            ("half-hour", 0, 30, "Une demi-heure au plus", "Half an hour at most"),
            ("hour", 0, 60, "Une heure au plus", "An hour at most"),
            ("two-hours", 0, 120, "Deux heures au plus", "Two hours at most"),
            ("half-day", 0, 240, "Une demi-journée au plus", "Half a day at most"),
            ("day", 0, 1440, "Une journée au plus", "A day at most"),
            ("days", 1441, None, "Plusieurs jours", "Several days"),
        )
    ),
)
PEOPLE, MINUTES = "people", "minutes"
"""What a sheet must fit, and how that is called in addresses."""
NO_END = 10**9
RULERS = (GROUP, DURATION)
"""What the numbers of a sheet are measured with; durations count in minutes.

The ranges of durations hold one another: who has two hours can do what takes one.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """A way to filter sheets, by `name` in addresses.

    `values` gives what a revision is counted under, `words` what a value is called,
    `asked` under which value another one of the past is found. `order` puts values in
    an order of their own; None: the most frequent come first.
    """

    name: str
    label: Words
    values: Callable[[Revision], tuple[str, ...]]
    words: Callable[[str], Words]
    asked: Callable[[str], str] = str
    order: Callable[[str], int] | None = None


Facets: TypeAlias = Mapping[str, Facet]
"""The facets by name, in the order to show them."""


@lru_cache(maxsize=8)
def list_facets(schema: Schema, places: Places) -> Facets:
    """Give all that sheets can be filtered by, those of FIRST before the others."""
    found = [
        Facet(
            name=KIND,
            label=_KIND_LABEL,
            values=lambda revision: (revision.kind,),
            words=lambda key: (
                schema.kinds[key].label if key in schema.kinds else same_words(key)
            ),
        ),
        Facet(
            name=TRIED_FACET,
            label=_TRIED_LABEL,
            values=lambda _revision: (),  # it says so itself nowhere: see tried_values
            words=lambda key: _TRIED_WORDS.get(key) or same_words(key),
            order=lambda key: (
                list(_TRIED_WORDS).index(key) if key in _TRIED_WORDS else 9
            ),
        ),
    ]
    fields = {
        field.key: field for kind in schema.kinds.values() for field in kind.fields
    }
    rulers = {key: ruler for ruler in RULERS for key in (ruler.low, ruler.high)}
    for field in fields.values():
        if field.facet and field.key in rulers:
            found.append(_of_ruler(rulers[field.key]))
        elif field.facet and field.type.is_counted:
            found.append(_as_it_is(schema, places, field))
        elif field.facet and field.type.counts_years:
            found.append(_by_year(field))
    found.sort(key=lambda one: FIRST.index(one.name) if one.name in FIRST else 99)
    return {facet.name: facet for facet in found}


def tried_values(summary: TrialSummary) -> tuple[str, ...]:
    """Return what a sheet is counted under by its trials, which are other sheets."""
    known = ((ONCE, summary.total >= 1), (TWO_PLACES, len(summary.places) > 1))
    return tuple(value for value, holds in known if holds)


def facet_value(field: Field, value: Value) -> str:
    """Give what a value is counted under: a key, a place's code or name.

    A row is counted under the choice it makes. "" when its field is not one
    whose values are counted as they are.
    """
    if not field.type.is_counted:
        return ""
    if not isinstance(value, Mapping):
        return str(value)
    if field.editor == PLACE:
        return str(value.get("code") or value.get("name") or "")
    return str(value.get(choice_field(field).key, ""))


def choice_field(field: Field) -> Field:
    """Give the field itself, or of a row the column that is a choice."""
    columns = (column for column in field.columns if column.type.chooses_concept)
    return next(columns, field)


def name_of(field: Field) -> str:
    """Give the name of a field's facet in addresses."""
    return PARAMETERS.get(field.key, field.key)


def same_words(text: str) -> Words:
    """Give words that are the same in every language."""
    return {"fr": text, "en": text}


def _as_it_is(schema: Schema, places: Places, field: Field) -> Facet:
    """Count choices, licences and places under what they are, and where they stand."""

    def values(revision: Revision) -> tuple[str, ...]:
        chosen = [
            _today(schema, field, facet_value(field, value))
            for value in revision.items(field.key)
        ]
        if field.editor == PLACE:
            chosen = [at for one in chosen for at in codes_around(places, one)]
        more = [other for one in chosen for other in _included(schema, field, one)]
        return tuple(dict.fromkeys([*chosen, *more]))

    def today(value: str) -> str:
        if field.editor == PLACE:
            return codes_around(places, value)[0]
        return _today(schema, field, value)

    return Facet(
        name=name_of(field),
        label=field.label,
        values=values,
        words=partial(_words, schema, places, field),
        asked=today,
    )


def _by_year(field: Field) -> Facet:
    """Count dates under the year in which they begin, the latest first."""

    def values(revision: Revision) -> tuple[str, ...]:
        bounds = field.type.bounds(revision.text(field.key))
        return (str(date.fromordinal(int(bounds[0])).year),) if bounds else ()

    return Facet(
        name=name_of(field),
        label=_YEAR_LABEL,
        values=values,
        words=same_words,
        order=_latest_first,
    )


def _latest_first(year: str) -> int:
    """Return the sort key of a year; what an address names and is none comes last."""
    return -int(year) if _YEAR.fullmatch(year) else 0


def _included(schema: Schema, field: Field, value: str) -> tuple[str, ...]:
    """Give the other choices that a choice is found under."""
    scheme = schema.schemes.get(choice_field(field).choice)
    concept = scheme.concepts.get(value) if scheme else None
    return concept.includes if concept else ()


def _today(schema: Schema, field: Field, value: str) -> str:
    """Return the key that a choice of the past goes by today, any other value as it is."""
    scheme = schema.schemes.get(choice_field(field).choice)
    concept = scheme.concepts.get(value) if scheme else None
    return concept.key if concept else value


def _words(schema: Schema, places: Places, field: Field, value: str) -> Words:
    if field.editor == PLACE:
        return same_words(
            (places.written if places.get(value) else places.label)(value)
        )
    chosen = choice_field(field)
    return chosen.type.short_label(schema, chosen, value) or same_words(value)


def _of_ruler(ruler: RangeFacet) -> Facet:
    known = {one.key: one for one in ruler.ranges}
    places = {key: place for place, key in enumerate(known)}

    def values(revision: Revision) -> tuple[str, ...]:
        low = _number(revision, ruler.low)
        high = _number(revision, ruler.high) if ruler.high else low
        if ruler.endless and revision.values.get(ruler.endless) is True:
            high = None if low is None else max(low, ruler.ranges[-1].least)
        ends = [end for end in (low, high) if end is not None]
        return tuple(
            one.key
            for one in ruler.ranges
            if ends
            and max(ends) >= one.least
            and (one.most is None or min(ends) <= one.most)
        )

    return Facet(
        name=ruler.name,
        label=ruler.label,
        values=values,
        words=lambda key: known[key].label if key in known else same_words(key),
        order=lambda key: places.get(key, len(places)),
    )


def fitting_numbers(revision: Revision) -> dict[str, tuple[int, int]]:
    """Give the numbers of people that a sheet suits, and the minutes that suffice.

    A sheet without numbers is in neither.
    """
    found: dict[str, tuple[int, int]] = {}
    low, high = _number(revision, GROUP.low), _number(revision, GROUP.high)
    if revision.values.get(GROUP.endless) is True:
        high = NO_END
    ends = [end for end in (low, high) if end is not None]
    if ends:
        least = low if low is not None else 1
        found[PEOPLE] = (min(least, max(ends)), max(ends))
    if (minutes := _number(revision, DURATION.low)) is not None:
        found[MINUTES] = (minutes, NO_END)
    return found


def _number(revision: Revision, key: str) -> int | None:
    """Give a number of a sheet, minutes for a duration, None without one."""
    value = revision.values.get(key)
    if isinstance(value, str):
        return durations.duration_minutes(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
