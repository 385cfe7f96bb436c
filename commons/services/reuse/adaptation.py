"""What an adaptation starts from: the text, its source filled in, a licence that fits.

A licence fits when each source allows it (schemas/licences.ttl): that of the version
which is taken up, and those of the sources that it names itself.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from commons.core.domain import iri
from commons.core.domain.kind import PLACE, Kind, Schema, Values
from commons.core.domain.language.characters import clean_line
from commons.core.domain.licence import Licence, RemixVerdict, remix_verdict
from commons.core.domain.sheet import TRANSLATION, Person, Revision
from commons.core.kinds.rules.validation import as_list
from commons.core.kinds.values.parsing import parse_values
from commons.services.publishing.source_law import source_row

_OF_ITS_HOLDER = frozenset({"authors", "help", "licence", "sources", TRANSLATION})
"""Fields that speak of whoever wrote the original: an adaptation begins them anew."""

_BY_EASE = (RemixVerdict.ALLOWED, RemixVerdict.WITH_NOTICE, RemixVerdict.REFUSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceChoice:
    """A licence that an adaptation could be under, and whether its sources let it."""

    licence: Licence
    verdict: RemixVerdict


def source_licences(revision: Revision) -> tuple[str, ...]:
    """Return the licences that bind an adaptation of a version, its own first."""
    rows = (row for row in revision.items("sources") if isinstance(row, Mapping))
    named = (str(row.get("licence", "")) for row in rows)
    return tuple(dict.fromkeys((revision.licence, *filter(None, named))))


def licence_choices(
    schema: Schema, sources: Iterable[str]
) -> tuple[LicenceChoice, ...]:
    """Return the licences to choose from, those that fit first.

    They are those that new sheets are offered, and the first source's own where it
    may be published under. The hardest verdict of the sources is that of a licence.
    """
    bound = tuple(sources)
    own = bound[0] if bound else ""
    known = [
        one
        for one in schema.licences.values()
        if one.offered or (one.key == own and one.publishable)
    ]
    choices = [
        LicenceChoice(licence=one, verdict=_hardest(schema, bound, one.key))
        for one in known
    ]
    return tuple(
        sorted(
            choices,
            key=lambda one: (_BY_EASE.index(one.verdict), one.licence.key != own),
        )
    )


def adapted_values(
    schema: Schema, kind: Kind, original: Revision, person: Person, base: str
) -> Values:
    """Return the values that an adaptation of a version begins with.

    All is copied but what speaks of its holder; images keep their own author and
    licence. The first source is the version itself, the others are those that it
    names; what was changed is left to say. So is the territory.
    """
    places = {field.key for field in kind.fields if field.editor == PLACE}
    kept = {
        key: value
        for key, value in original.values.items()
        if key not in _OF_ITS_HOLDER | places
    }
    fitting = licence_choices(schema, source_licences(original))
    address = iri.version_iri(original.sheet, original.number, base)
    source = source_row(schema, original, address)
    licence = fitting[0].licence.key if fitting else original.licence
    return {
        **kept,
        "authors": [{"name": person.name, "person": person.id}],
        "licence": licence,
        "sources": [source, *as_list(original.values.get("sources"))],
    }


def place_values(schema: Schema, kind: Kind, title: str, typed: str) -> Values:
    """Return the territory that somebody typed, and the title with it; {} for none.

    So the original and what is made of it are told apart in lists and by links.
    """
    for field in kind.fields:
        if field.editor == PLACE and typed.strip():
            values, _ = parse_values(schema, kind, {field.key: typed})
            longer = f"{title} – {clean_line(typed)}"
            most = kind.field("title").max_length or len(longer)
            named = ":" not in typed and len(longer) <= most
            return {**values, "title": longer} if named else values
    return {}


def _hardest(schema: Schema, sources: tuple[str, ...], target: str) -> RemixVerdict:
    verdicts = {remix_verdict(schema.licences, source, target) for source in sources}
    return max(verdicts, key=_BY_EASE.index, default=RemixVerdict.ALLOWED)
