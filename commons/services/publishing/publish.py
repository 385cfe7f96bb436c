"""Puts one revision into the log: reserve, render, append.

The only door to archive.append, and where the law of publishing holds. Under the write lock the unit of work reserves
number, sequence and instant; the block is rendered with them and kept for ever.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime

from commons.adapters.rdf.canonical import render_block
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import file_visibility, revisions
from commons.core.domain.kind import Schema, Values
from commons.core.domain.sheet import Action, Person, Revision
from commons.core.kinds.rules.categories import categories_of
from commons.core.kinds.rules.publishing_law import legal_problems
from commons.errors import DamagedError, UnfitSheetError
from commons.services.publishing.links import linked_sheets


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRevision:
    """What somebody wants the next version of a sheet to be.

    `parent` is the version it starts from, None for a sheet that does not
    exist yet. `instant` and `hash` are only for the loading of an export: the
    instant is kept, and the hash must come out again. `superseded` is for a
    version of long ago whose successor, which keeps the law, comes in with it.
    `beside` are people who wrote it with the author, and may be credited as such.
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


def publish_version(schema: Schema, work: Work, intent: NewRevision) -> Revision:
    """Append what is intended, already checked, and give the revision.

    Raises UnfitSheetError for what the law of publishing forbids (a tombstone
    may always be put, and what is superseded already), ConflictError when `parent` is no longer the head,
    DamagedError when the values do not give the hash that was declared.
    """
    kind = schema.kinds[intent.kind]
    if intent.action is not Action.DELETE and not intent.superseded:
        problems = legal_problems(schema, kind, intent.values)
        if problems:
            raise UnfitSheetError(problems)
    place = revisions.reserve_position(
        work, intent.sheet, intent.parent, instant=intent.instant
    )
    bare = Revision(
        sheet=intent.sheet,
        kind=intent.kind,
        number=place.number,
        parent=place.parent,
        sequence=place.sequence,
        instant=place.instant,
        action=intent.action,
        author=intent.author,
        change_note=intent.change_note,
        values=intent.values,
    )
    rendered = render_block(schema, bare)
    if intent.hash and rendered.hash != intent.hash:
        raise DamagedError(f"{intent.hash[:12]}… ≠ {rendered.hash[:12]}…")
    revision = replace(bare, hash=rendered.hash)
    links = () if revision.deleted else linked_sheets(kind, intent.values)
    on_shelves = categories_of(kind, intent.values)
    revisions.append_revision(work, revision, rendered.block, links, on_shelves)
    file_visibility.publish_files(work, revision.values)
    return revision
