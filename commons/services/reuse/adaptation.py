"""What an adaptation starts from: the text, its sources filled in, a licence that fits.

A licence fits when each source allows it (schemas/licences.ttl): that of each version
which is taken up, and those of the sources that it names itself.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.adapters.store.log.projections import link_targets
from commons.adapters.store.log.source_history import versions_at
from commons.core.domain.addresses import iri
from commons.core.domain.language.characters import clean_line
from commons.core.domain.schema.kind import PLACE, Kind, Schema, Value, Values
from commons.core.domain.schema.licence import Licence, RemixVerdict, remix_verdict
from commons.core.domain.sheet import SOURCES, TRANSLATION, Person, Revision
from commons.core.kinds.rules.credits import AUTHORS, credited_row
from commons.core.kinds.rules.sources import source_key, source_rows
from commons.core.kinds.values.parsing import parse_values
from commons.errors import DeletedError, NotFoundError
from commons.services.publishing.law.source_law import source_licences, source_row

MOST_ORIGINALS = 10
"""How many sheets an adaptation may begin from."""

MOST_ALIKE = 10
"""How many sheets of one title are told apart."""

OF_ITS_HOLDER = frozenset({AUTHORS, "help", "licence", SOURCES, TRANSLATION})
"""Fields that speak of whoever wrote the original: an adaptation begins them anew."""

_BY_EASE = (RemixVerdict.ALLOWED, RemixVerdict.WITH_NOTICE, RemixVerdict.REFUSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceChoice:
    """A licence that an adaptation could be under, and whether its sources let it.

    `because` are the licences of the sources of which that is the verdict.
    """

    licence: Licence
    verdict: RemixVerdict
    because: tuple[str, ...]


def read_originals(
    work: Work, places: Sequence[tuple[str, int]]
) -> tuple[Revision, ...]:
    """Return the versions to adapt, each sheet once as first named, in the order asked.

    Raises NotFoundError for what is not there, DeletedError for a deleted sheet.
    """
    chosen: dict[str, int] = {}
    for sheet, number in places:
        chosen.setdefault(sheet, number)
    asked = list(chosen.items())[:MOST_ORIGINALS]
    heads = link_targets.named_heads(work, [sheet for sheet, _ in asked])
    found = versions_at(work, asked)
    for sheet, number in asked:
        if sheet in heads and heads[sheet].deleted:
            raise DeletedError(sheet)
        if (sheet, number) not in found or _is_gone(found[sheet, number]):
            raise NotFoundError(f"{sheet}/v/{number}")
    return tuple(found[place] for place in asked)


def find_originals(work: Work, typed: str) -> list[Revision]:
    """Return the versions that somebody may mean by an address, an identifier or a title.

    An address of a version means that one, anything else the version that stands.
    """
    named = iri.sheet_mentioned(typed)
    if named and named[1]:
        found = list(versions_at(work, [(named[0], named[1])]).values())
        return [one for one in found if not one.deleted]
    sheets = [named[0]] if named else [typed] if iri.is_id(typed) else []
    sheets = sheets or revisions.sheets_titled(work, typed)[:MOST_ALIKE]
    heads = revisions.get_heads(work, sheets)
    return [head for head in heads.values() if not head.deleted]


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
    choices = [_choice(schema, bound, one) for one in known]
    return tuple(
        sorted(
            choices,
            key=lambda one: (_BY_EASE.index(one.verdict), one.licence.key != own),
        )
    )


def adapted_values(
    schema: Schema,
    kind: Kind,
    originals: Sequence[Revision],
    person: Person,
    base: str,
) -> Values:
    """Return the values that an adaptation of versions begins with.

    All of the first is copied but what speaks of its holder; images keep their own
    author and licence. The sources are the versions themselves, then those that they
    name; what was changed is left to say. So is the territory.
    """
    original = originals[0]
    places = {field.key for field in kind.fields if field.editor == PLACE}
    kept = {
        key: value
        for key, value in original.values.items()
        if key not in OF_ITS_HOLDER | places
    }
    return {
        **kept,
        AUTHORS: [credited_row(person)],
        "licence": fitting_licence(schema, originals) or original.licence,
        SOURCES: _all_sources(schema, originals, base),
    }


def binding_licences(originals: Iterable[Revision]) -> tuple[str, ...]:
    """Return the licences that bind what is made of versions, the first one's first."""
    found = (licence for one in originals for licence in source_licences(one))
    return tuple(dict.fromkeys(found))


def fitting_licence(schema: Schema, originals: Iterable[Revision]) -> str:
    """Return the nearest licence that all sources allow, "" when there is none."""
    choices = licence_choices(schema, binding_licences(originals))
    if not choices or choices[0].verdict is RemixVerdict.REFUSED:
        return ""
    return choices[0].licence.key


def _all_sources(
    schema: Schema, originals: Sequence[Revision], base: str
) -> list[Value]:
    """Return a row for each version, and for each source that they name, each once."""
    own = [
        source_row(schema, one, iri.version_iri(one.sheet, one.number, base))
        for one in originals
    ]
    theirs = [dict(row) for one in originals for _, row in source_rows(one.values)]
    found: dict[str, Value] = {}
    for row in (*own, *theirs):
        found.setdefault(source_key(row), row)
    return list(found.values())


def title_without_place(original: Revision) -> str:
    """Return the title of a version without the place that an adaptation added to it."""
    titles = [str(row.get("title", "")) for _, row in source_rows(original.values)]
    first = [one for one in titles if one and original.title.startswith(f"{one} – ")]
    return min((original.title, *first), key=len)


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


def _choice(
    schema: Schema, sources: tuple[str, ...], licence: Licence
) -> LicenceChoice:
    """Judge a licence by the hardest verdict of the sources."""
    verdicts = {
        source: remix_verdict(schema.licences, source, licence.key)
        for source in sources
    }
    hardest = max(verdicts.values(), key=_BY_EASE.index, default=RemixVerdict.ALLOWED)
    because = tuple(source for source in sources if verdicts[source] is hardest)
    return LicenceChoice(licence=licence, verdict=hardest, because=because)


def _is_gone(revision: Revision) -> bool:
    return revision.deleted or revision.purged
