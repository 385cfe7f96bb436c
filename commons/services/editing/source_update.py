"""What became of the sources of a sheet since it was made, and taking that over.

The version that was taken is what both started from: the three-way merge of editing
puts the source's changes since upon the sheet.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.adapters.store.log.projections import link_targets
from commons.adapters.store.log.projections.link_targets import LinkTarget
from commons.adapters.store.log.source_history import versions_at
from commons.core.domain.addresses import iri
from commons.core.domain.schema.kind import PLACE, Schema, Value, Values
from commons.core.domain.schema.licence import RemixVerdict, remix_verdict
from commons.core.domain.sheet import SOURCES, Revision
from commons.core.kinds.rules.sources import source_key, source_rows, translated_version
from commons.errors import NotFoundError
from commons.services.editing.merge import Merged, Resolution, merge_values
from commons.services.publishing.law.source_law import source_licences, source_row
from commons.services.reuse.adaptation import OF_ITS_HOLDER, licence_choices

_NOT_TAKEN = OF_ITS_HOLDER | {"language"}
"""Fields of which an adaptation has its own: a change of them is not offered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedSource:
    """A source that others changed since: the version `taken`, and as it stands.

    `through` is the title of the source that was made from it, "" for one of one's own.
    """

    source: LinkTarget
    taken: int
    through: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceChanges:
    """What a source says since: `taken` is the version taken, `newest` a later one.

    `mine` is the version of the adaptation that stands; `keys` are the fields that
    changed there and say something else here.
    """

    taken: Revision
    newest: Revision
    mine: Revision
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOver:
    """What an adaptation says with changes of its source; its sources name the newest.

    `licence` is "" when no licence of ours lets the newest version be adapted with the
    other sources.
    """

    merged: Merged
    values: Values = field(hash=False)
    licence: str


def moved_sources(work: Work, revision: Revision) -> list[MovedSource]:
    """Return the sources of a version that have a later one, and those of its sources.

    What is in another language, as the original of a translation, cannot be taken over.
    In the order of its rows; two questions to the database when it has sources here.
    """
    named = _named(revision)
    if not named:
        return []
    found = versions_at(work, set(named.items()))
    taken = {at: one for at, one in found.items() if one.language == revision.language}
    own = {
        sheet: number
        for sheet, number in named.items()
        if (sheet, number) in taken or (sheet, number) not in found
    }
    through: dict[str, tuple[int, str]] = {}
    for version in taken.values():
        for sheet, number in _named(version).items():
            if sheet not in named and sheet != revision.sheet:
                through.setdefault(sheet, (number, version.title))
    all_taken = {sheet: (number, "") for sheet, number in own.items()} | through
    heads = link_targets.named_heads(work, list(all_taken))
    return [
        MovedSource(source=heads[sheet], taken=number, through=title)
        for sheet, (number, title) in all_taken.items()
        if sheet in heads and heads[sheet].number > number and not heads[sheet].deleted
    ]


def source_changes(
    schema: Schema, work: Work, mine: Revision, source: str, newest: int = 0
) -> SourceChanges:
    """Return what a source says since the version that `mine` was made from.

    `newest` is the number of the later version, 0 for the one that stands. Raises
    NotFoundError for what is no source of it, of another kind, or has not moved on.
    """
    moved = {one.source.sheet: one for one in moved_sources(work, mine)}
    if source not in moved or newest > moved[source].source.number:
        raise NotFoundError(f"{mine.sheet} ← {source}")
    last = newest or moved[source].source.number
    old = revisions.get_revision(work, source, moved[source].taken)
    new = revisions.get_revision(work, source, last)
    if new.kind != mine.kind or new.deleted or old.deleted or last <= old.number:
        raise NotFoundError(f"{mine.sheet} ← {source}/v/{last}")
    kind = schema.kinds[mine.kind]
    keys = tuple(
        one.key
        for one in kind.fields
        if one.key not in _NOT_TAKEN
        and one.editor != PLACE
        and old.values.get(one.key)
        != new.values.get(one.key)
        != mine.values.get(one.key)
    )
    return SourceChanges(taken=old, newest=new, mine=mine, keys=keys)


def take_over(
    schema: Schema,
    changes: SourceChanges,
    keys: Collection[str],
    choices: Mapping[str, Resolution],
    base: str,
) -> TakenOver:
    """Return the adaptation with the changes of some fields; nothing is written.

    Where both changed the same, `choices` say what is kept, by the names of the
    clashes: one's own where nothing was chosen. `base` is this site's own address.
    """
    kind, mine = schema.kinds[changes.mine.kind], changes.mine
    chosen = [key for key in changes.keys if key in keys]
    merged = merge_values(
        kind,
        _only(changes.taken, chosen),
        mine.values,
        _only(changes.newest, chosen),
        choices,
    )
    rows = _sources_with(schema, mine, changes.newest, base)
    licence = _fitting(schema, mine, rows, changes.newest)
    said = {**merged.values, SOURCES: rows, "licence": licence or mine.licence}
    values = {one.key: said[one.key] for one in kind.fields if one.key in said}
    return TakenOver(merged=merged, values=values, licence=licence)


def _only(version: Revision, keys: Collection[str]) -> Revision:
    """Return a version that says nothing but some fields."""
    values = {key: version.values[key] for key in keys if key in version.values}
    return replace(version, values=values)


def _named(revision: Revision) -> dict[str, int]:
    """Map the sheets that the rows of sources name by a version to its number.

    That of which it is a translation is left out.
    """
    found: dict[str, int] = {}
    for _, row in source_rows(revision.values):
        if named := iri.version_of(str(row.get("url"))):
            found[named[0]] = max(named[1], found.get(named[0], 0))
    translated = translated_version(revision.values)
    for sheet in (revision.sheet, translated[0] if translated else ""):
        found.pop(sheet, None)
    return found


def _sources_with(
    schema: Schema, mine: Revision, newest: Revision, base: str
) -> list[Value]:
    """Return the rows of sources, with the newest version of one of them in its place.

    What that version was made from comes with it.
    """
    address = iri.version_iri(newest.sheet, newest.number, base)
    fresh = source_row(schema, newest, address)
    rows: dict[str, Value] = {}
    for _, row in source_rows(mine.values):
        key = source_key(row)
        rows[key] = {**row, **fresh} if key == newest.sheet else row
    rows.setdefault(newest.sheet, fresh)
    for _, row in source_rows(newest.values):
        if source_key(row) != mine.sheet:
            rows.setdefault(source_key(row), row)
    return list(rows.values())


def _fitting(
    schema: Schema, mine: Revision, rows: list[Value], newest: Revision
) -> str:
    """Return the licence that the adaptation keeps or must take, "" for none."""
    named = [str(row.get("licence")) for row in rows if isinstance(row, Mapping)]
    bound = tuple(dict.fromkeys((*source_licences(newest), *named)))
    verdicts = {remix_verdict(schema.licences, one, mine.licence) for one in bound}
    if RemixVerdict.REFUSED not in verdicts:
        return mine.licence
    nearest = licence_choices(schema, bound)[0]
    refused = nearest.verdict is RemixVerdict.REFUSED
    return "" if refused else nearest.licence.key
