"""What the trials of a sheet say together, and the title that is proposed for one.

A trial counts for the sheet whose version it names, and for no other: what was tried of
an adaptation says nothing of its original, which is another sheet.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.adapters.store.log.projections.link_targets import (
    LinkTarget,
    adapting_sheets,
    named_heads,
)
from commons.adapters.store.log.projections.trials import (
    TrialsSomewhere,
    count_trials,
    trials_by_place,
)
from commons.core.domain.addresses import iri
from commons.core.domain.language import dates
from commons.core.domain.language.folding import fold
from commons.core.domain.schema.kind import PLACE, Kind, Value, Values
from commons.core.domain.sheet import Revision
from commons.core.kinds.places.hierarchy import codes_around
from commons.core.kinds.places.register import Places
from commons.core.kinds.rules.licence_rules import MOST_SOURCES
from commons.core.kinds.rules.sources import source_key, source_rows
from commons.errors import NotFoundError

MONTH = len("2026-11")
LEAST_OF_TITLE = 20
"""How many characters of the title of what was tried are kept, at least."""
MOST_RELATED = 200
"""How many adaptations of a sheet are asked for their trials."""
MOST_ALIKE = 50
"""How many trials of one title are told apart by a number."""

_COMMUNE = "commune:"
_FORMS = {
    "fr": ("Essai de « %s »", " à %s", ", %s"),
    "en": ("Trial of “%s”", " in %s", ", %s"),
}
"""Language -> what was tried, in which commune, then the elsewhere and the when."""
_CONTRACTED = {" à Le ": " au ", " à Les ": " aux "}


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedPlace:
    """A place where a sheet was tried: a code, "" for one without, a name, how often."""

    code: str
    name: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialSummary:
    """What is said of a sheet that was tried.

    `places` come by how often; `version` is the latest that anybody tried. `total`
    counts the trials that do not say where, too.
    """

    total: int
    places: tuple[TriedPlace, ...]
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedSheet:
    """A sheet that was tried, and how often."""

    sheet: LinkTarget
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedTrials:
    """The sheets around one that were tried, most tried first.

    `originals` are those that it was made from, `adaptations` those made from it.
    """

    originals: tuple[TriedSheet, ...]
    adaptations: tuple[TriedSheet, ...]


def sum_up(places: Places, found: Iterable[TrialsSomewhere]) -> TrialSummary:
    """Return the trials of a sheet together; communes that merged are one place."""
    counts: Counter[tuple[str, str]] = Counter()
    names: dict[tuple[str, str], str] = {}
    rows = tuple(found)
    for row in rows:
        code = codes_around(places, row.code)[0] if row.code else ""
        key = (code, "" if code else fold(row.name))
        if code or row.name:
            counts[key] += row.count
            names.setdefault(key, places.label(code) if code else row.name)
    return TrialSummary(
        total=sum(row.count for row in rows),
        places=tuple(
            TriedPlace(code=key[0], name=names[key], count=counts[key])
            for key in sorted(counts, key=lambda key: (-counts[key], fold(names[key])))
        ),
        version=max((row.version for row in rows), default=0),
    )


def sum_up_trials(work: Work, places: Places, sheet: str) -> TrialSummary:
    """Return the trials of a sheet together."""
    return sum_up(places, trials_by_place(work, [sheet]).get(sheet, ()))


def find_related_trials(
    work: Work, head: Revision, *, adapted: bool = True
) -> RelatedTrials:
    """Return how often the sheets were tried that a sheet was made from or led to.

    `adapted` is false where it is known that nothing was made from it.
    """
    rows = source_rows(head.values)[:MOST_SOURCES]
    named = dict.fromkeys(source_key(row) for _, row in rows)
    originals = [one for one in named if iri.is_id(one) and one != head.sheet]
    made = adapting_sheets(work, [head.sheet], limit=MOST_RELATED) if adapted else []
    around = {*originals, *made} - {head.sheet}
    counts = count_trials(work, sorted(around)) if around else {}
    heads = named_heads(work, sorted(counts)) if counts else {}
    found = [
        TriedSheet(sheet=heads[sheet], count=counts[sheet])
        for sheet in sorted(counts, key=lambda one: (-counts[one], one))
        if sheet in heads and not heads[sheet].deleted
    ]
    return RelatedTrials(
        originals=tuple(one for one in found if one.sheet.sheet in originals),
        adaptations=tuple(one for one in found if one.sheet.sheet not in originals),
    )


def subject_of(work: Work, kind: Kind, values: Values) -> Revision | None:
    """Return the version that a sheet is about; None for none, or one that is not here."""
    field = kind.subject
    named = iri.version_of(str(values.get(field.key, ""))) if field else None
    try:
        return revisions.get_revision(work, *named) if named else None
    except NotFoundError:
        return None


def propose_title(work: Work, places: Places, kind: Kind, values: Values) -> Values:
    """Return the values with a title, made of what was tried, where and when.

    They are returned as they are when they have one, when the kind is about no other
    sheet, or when what was tried is not here.
    """
    tried = None if "title" in values else subject_of(work, kind, values)
    if tried is None:
        return values
    most = kind.field("title").max_length or 0
    title = _compose(places, kind, tried.title, values, most - len(" (00)"))
    return {**values, "title": _told_apart(work, title)}


def _compose(places: Places, kind: Kind, tried: str, values: Values, most: int) -> str:
    language = str(values.get("language", ""))
    head, within, beside = _FORMS.get(language, _FORMS["fr"])
    where = _where(places, kind, values)
    when = _when(kind, values, language)
    told = "".join(
        (
            (within if where[1] else beside) % where[0] if where[0] else "",
            beside % when if when else "",
        )
    )
    for contracted, by in _CONTRACTED.items() if language == "fr" else ():
        told = by + told[len(contracted) :] if told.startswith(contracted) else told
    room = most - len(head % "") - len(told)
    if room < LEAST_OF_TITLE:
        told, room = "", most - len(head % "")
    short = tried if len(tried) <= room else f"{tried[: room - 1].rstrip()}…"
    return head % short + told


def _where(places: Places, kind: Kind, values: Values) -> tuple[str, bool]:
    """Return the name of the place of a trial, and whether it is a commune."""
    place: Value = next(
        (values[one.key] for one in kind.fields
         if one.editor == PLACE and one.key in values), "",
    )  # fmt: skip
    if not isinstance(place, Mapping):
        return str(place), False
    code = str(place.get("code", ""))
    name = places.label(code) if code else str(place.get("name", ""))
    return name, code.startswith(_COMMUNE)


def _when(kind: Kind, values: Values, language: str) -> str:
    """Return the month or the year of a trial, "" when it is not said or unreadable."""
    said = next(
        (str(values[one.key]) for one in kind.fields
         if one.type.counts_years and one.key in values), "",
    )  # fmt: skip
    return dates.in_words(said[:MONTH], language) if dates.is_date(said) else ""


def _told_apart(work: Work, title: str) -> str:
    """Return a title that no sheet has yet, by a number behind it."""
    numbered = (f"{title} ({number})" for number in range(2, MOST_ALIKE))
    names = [title, *numbered]
    taken = revisions.sheets_by_name(work, names)
    return next((one for one in names if fold(one) not in taken), title)
