"""Puts one revision into the log: reserve, render, append.

The only door to archive.append, and where the law of publishing holds. Under the write
lock the unit of work reserves number, sequence and instant; the block is rendered with
them and kept for ever.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from commons.adapters.rdf.canonical import render_block
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.adapters.store.log.projections import file_visibility
from commons.adapters.store.log.projections.link_targets import LinkChange
from commons.core.domain.schema.kind import Schema, Values
from commons.core.domain.schema.problem import Problem
from commons.core.domain.sheet import Action, Person, Revision, SheetLink
from commons.core.kinds.rules.categories import categories_of
from commons.core.kinds.rules.publishing_law import legal_problems
from commons.errors import DamagedError, UnfitSheetError
from commons.services.publishing.law.source_law import JudgedVersion, source_problems
from commons.services.publishing.law.source_records import SourceRecords, read_records
from commons.services.publishing.law.translation_law import translation_problems
from commons.services.publishing.links import sheet_links


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRevision:
    """What somebody wants the next version of a sheet to be.

    `parent` is the version it starts from, None for a sheet that does not
    exist yet. `instant` and `hash` are only for the loading of an export: the
    instant is kept, and the hash must come out again. `superseded` is for a
    version of long ago whose successor, which keeps the law, comes in with it.
    `beside` are people who wrote it with the author, and may be credited as such.
    `site` is this site's own address, at which a source must be found, "" to let it say
    any; `withdraws` says that the author may leave out a source of the version before,
    `relicenses` that they may change the licence of what others wrote.
    """

    sheet: str
    kind: str
    parent: int | None
    action: Action
    author: Person
    change_note: str
    values: Values = field(hash=False)
    instant: datetime | None = None
    hash: str = ""
    superseded: bool = False
    beside: frozenset[str] = frozenset()
    site: str = ""
    withdraws: bool = False
    relicenses: bool = True


def publish_version(
    schema: Schema,
    work: Work,
    new_revision: NewRevision,
    head: Revision | None = None,
    known: SourceRecords | None = None,
) -> Revision:
    """Append what is intended, already checked, and give the revision.

    `head` is the version that stands, and `known` what the log has of the sources,
    where they were read in this unit of work; else they are read. Raises
    UnfitSheetError for what the law of publishing forbids, ConflictError when `parent`
    is no longer the head, DamagedError when the values do not give the hash that was
    declared.
    """
    kind = schema.kinds[new_revision.kind]
    if not _is_exempt(new_revision):
        head = head or _standing(work, new_revision)
        known = known or read_records(work, new_revision.values)
        if problems := _judge(schema, work, judged(new_revision), head, known):
            raise UnfitSheetError(problems)
    place = revisions.reserve_position(
        work,
        new_revision.sheet,
        new_revision.parent,
        instant=new_revision.instant,
    )
    bare = Revision(
        sheet=new_revision.sheet,
        kind=new_revision.kind,
        number=place.number,
        parent=place.parent,
        sequence=place.sequence,
        instant=place.instant,
        action=new_revision.action,
        author=new_revision.author,
        change_note=new_revision.change_note,
        values=new_revision.values,
    )
    rendered = render_block(schema, bare)
    if new_revision.hash and rendered.hash != new_revision.hash:
        raise DamagedError(f"{new_revision.hash[:12]}… ≠ {rendered.hash[:12]}…")
    revision = replace(bare, hash=rendered.hash)
    links = _change_of_links(schema, revision, head)
    categories = categories_of(schema, kind, new_revision.values)
    revisions.append_revision(work, revision, rendered.block, links, categories)
    file_visibility.publish_files(work, revision.sheet, revision.values)
    return revision


def _change_of_links(
    schema: Schema, revision: Revision, head: Revision | None
) -> LinkChange:
    """Return what a version links to, and what the head before it did where it is known."""
    before = None if head is None else _links_of(schema, head)
    return LinkChange(_links_of(schema, revision), before)


def _links_of(schema: Schema, revision: Revision) -> tuple[SheetLink, ...]:
    if revision.deleted:
        return ()
    return tuple(sheet_links(schema.kinds[revision.kind], revision.values))


def unlawful(
    schema: Schema,
    work: Work,
    new_revision: NewRevision,
    head: Revision | None,
    foreseen: Sequence[Revision] = (),
) -> tuple[Problem, ...]:
    """Return what the law forbids in a version: of its values, then of its sources.

    A tombstone is always lawful, and what is superseded already. `foreseen` are
    versions of the sheet that would be in the log by then.
    """
    if _is_exempt(new_revision):
        return ()
    known = read_records(work, new_revision.values)
    wanted = replace(judged(new_revision), foreseen=foreseen)
    return _judge(schema, work, wanted, head, known)


def _is_exempt(new_revision: NewRevision) -> bool:
    return new_revision.action is Action.DELETE or new_revision.superseded


def _standing(work: Work, new_revision: NewRevision) -> Revision | None:
    """Read the version that stands, None for a new sheet."""
    if new_revision.parent is None:
        return None
    return revisions.get_heads(work, [new_revision.sheet]).get(new_revision.sheet)


def _judge(
    schema: Schema,
    work: Work,
    wanted: JudgedVersion,
    head: Revision | None,
    known: SourceRecords,
) -> tuple[Problem, ...]:
    """Return what the law forbids in a version: of its values, then of its sources."""
    kind, values = schema.kinds[wanted.kind], wanted.values
    return legal_problems(schema, kind, values) or (
        *source_problems(schema, work, wanted, head, known),
        *translation_problems(known, wanted.sheet, wanted.kind, values),
    )


def judged(new_revision: NewRevision) -> JudgedVersion:
    """Return what the law of sources looks at in a version."""
    return JudgedVersion(
        sheet=new_revision.sheet,
        kind=new_revision.kind,
        values=new_revision.values,
    )
