"""Knows the log: every version of every sheet, in the order they were published.

The table of revisions is the log itself. A sheet's row only says which version
is its head and what it can be found by.
"""

import sys
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Row,
    Select,
    bindparam,
    false,
    func,
    insert,
    or_,
    select,
    true,
    update,
)

from commons.adapters.store.engine.expressions import insert_untaken
from commons.adapters.store.engine.serialisation import (
    COLUMNS,
    revisions_of,
    row_of,
    sheet_row,
)
from commons.adapters.store.engine.tables.core_tables import (
    BlockRow,
    RevisionRow,
    SheetRow,
)
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log.compression.block_coding import compress_block
from commons.adapters.store.log.projections import (
    categories,
    contributions,
    titles_keywords,
)
from commons.adapters.store.log.projections.link_targets import LinkChange, note_links
from commons.adapters.store.log.seals import seal_row
from commons.adapters.store.people import persons
from commons.core.domain import clock
from commons.core.domain.language.folding import fold
from commons.core.domain.sheet import Place, Revision
from commons.errors import ConflictError, NotFoundError

ALL = sys.maxsize
AT_ONCE = 500
"""How many identifiers go into one query."""

_LIVE = SheetRow.deleted == false()
_IS_HEAD = RevisionRow.sequence == SheetRow.head_sequence

_HEAD_NUMBER = select(SheetRow.head_number).where(SheetRow.id == bindparam("sheet"))
_LAST = (
    select(
        RevisionRow.sequence,
        RevisionRow.instant,
        _HEAD_NUMBER.scalar_subquery().label("head"),
    )
    .order_by(RevisionRow.sequence.desc())
    .limit(1)
)
"""The end of the log, and the head of a sheet; without any version there is neither."""
_HEAD_SEQUENCE = select(func.max(RevisionRow.sequence))
_INSERT_REVISION = insert_untaken(RevisionRow)
_INSERT_BLOCK = insert(BlockRow)
_INSERT_SHEET = insert(SheetRow)
_UPDATE_SHEET = update(SheetRow).where(SheetRow.id == bindparam("sheet"))

_REVISION = select(*COLUMNS).where(
    RevisionRow.sheet == bindparam("sheet"), RevisionRow.number == bindparam("number")
)
_HEAD = (
    select(*COLUMNS).join(SheetRow, _IS_HEAD).where(SheetRow.id == bindparam("sheet"))
)
_HEADS = (
    select(*COLUMNS)
    .join(SheetRow, _IS_HEAD)
    .where(SheetRow.id.in_(bindparam("sheets", expanding=True)))
)
_HISTORY = (
    select(*COLUMNS)
    .where(
        RevisionRow.sheet == bindparam("sheet"),
        RevisionRow.number <= bindparam("through"),
    )
    .order_by(RevisionRow.number.desc())
    .limit(bindparam("limit"))
)
_CHANGES = (
    select(*COLUMNS)
    .where(RevisionRow.sequence > bindparam("after"))
    .order_by(RevisionRow.sequence)
    .limit(bindparam("limit"))
)


def _newest(query: Select[*tuple[int]]) -> Select[*tuple[object, ...]]:
    """Page through head sequences in the index alone, then read those rows."""
    page = (
        query.order_by(SheetRow.head_sequence.desc())
        .limit(bindparam("limit"))
        .offset(bindparam("offset"))
    )
    return (
        select(*COLUMNS)
        .where(RevisionRow.sequence.in_(page))
        .order_by(RevisionRow.sequence.desc())
    )


def _oldest(query: Select[*tuple[int]]) -> Select[*tuple[object, ...]]:
    """Give the first rows of the head sequences that a query finds."""
    page = query.order_by(SheetRow.head_sequence).limit(bindparam("limit"))
    return (
        select(*COLUMNS)
        .where(RevisionRow.sequence.in_(page))
        .order_by(RevisionRow.sequence)
    )


_LATEST = _newest(select(SheetRow.head_sequence).where(_LIVE))
_LATEST_OF_KIND = _newest(
    select(SheetRow.head_sequence).where(_LIVE, SheetRow.kind == bindparam("kind"))
)
_OLDEST_OF_KIND = _oldest(
    select(SheetRow.head_sequence).where(_LIVE, SheetRow.kind == bindparam("kind"))
)
_WRITTEN_IN = (
    select(RevisionRow.sheet)
    .where(RevisionRow.author == bindparam("person"))
    .distinct()
    .subquery()
)
_CHANGED_HEADS = _oldest(
    select(SheetRow.head_sequence).where(SheetRow.head_sequence > bindparam("after"))
)
_DELETED_AFTER = (
    select(SheetRow.head_sequence)
    .where(SheetRow.head_sequence > bindparam("after"), SheetRow.deleted == true())
    .limit(1)
)
_BY_PERSON = _newest(
    select(SheetRow.head_sequence)
    .join(_WRITTEN_IN, _WRITTEN_IN.c.sheet == SheetRow.id)
    .where(_LIVE)
)
_TITLED = (  # asking for live ones here would make SQLite walk through them all
    select(SheetRow.id, SheetRow.deleted)
    .where(
        or_(
            SheetRow.folded_title == bindparam("folded"),
            SheetRow.slug == bindparam("folded"),
        )
    )
    .order_by(SheetRow.folded_title != bindparam("folded"), SheetRow.id)
)
_BEARING = select(
    SheetRow.id, SheetRow.folded_title, SheetRow.slug, SheetRow.deleted
).where(
    or_(
        SheetRow.folded_title.in_(bindparam("folded", expanding=True)),
        SheetRow.slug.in_(bindparam("folded", expanding=True)),
    )
)
_INSTANTS = select(RevisionRow.sequence, RevisionRow.instant).where(
    RevisionRow.sequence.in_(bindparam("sequences", expanding=True))
)


def reserve_position(
    work: Work, sheet: str, parent: int | None, *, instant: datetime | None = None
) -> Place:
    """Give the next place in the log, which stands until `append_revision` takes it.

    `parent` is the head that the writer knows, None for a new sheet. The
    instant asked for (default: now) is kept if it is later than the log's
    last, else a millisecond is added to that. Raises ConflictError, and
    NotFoundError for a parent of an unknown sheet.
    """
    last = work.connection.execute(_LAST, {"sheet": sheet}).first()
    head = last.head if last else None
    if head is None and parent is not None:
        raise NotFoundError(sheet)
    if head is not None and head != parent:
        raise ConflictError(head)
    asked = clock.cut_to_millisecond(instant) if instant else clock.now()
    sequence, earliest = 1, asked
    if last is not None:
        sequence = last.sequence + 1
        earliest = clock.from_milliseconds(last.instant) + clock.TICK
    return Place(
        sheet=sheet,
        number=(head or 0) + 1,
        parent=parent,
        sequence=sequence,
        instant=max(asked, earliest),
    )


def append_revision(
    work: Work,
    revision: Revision,
    block: bytes,
    links: LinkChange,
    on_shelves: Collection[str] = (),
) -> None:
    """Publish a revision at its reserved place.

    `links` lead to the sheets it names; it stands `on_shelves` until the next
    version. Raises ConflictError when the place is taken.
    """
    execute = work.connection.execute
    persons.credit_person(work, revision.author)
    persons.mention_persons(work, persons.named_authors(revision))
    row = row_of(revision)
    if not execute(_INSERT_REVISION, {**row, "seal": seal_row(row, block)}).rowcount:
        raise ConflictError(_head_number(work, revision.sheet))
    quads, dictionary = compress_block(block)
    stored = {"quads": quads, "dictionary": dictionary}
    work.published_bytes += len(block)
    stands = sheet_row(revision)
    with work.send_together():
        execute(_INSERT_BLOCK, {"sequence": revision.sequence, **stored})
        if revision.number == 1:
            execute(_INSERT_SHEET, stands)
        else:
            categories.take_away(work, revision.sheet)
            execute(_UPDATE_SHEET, {"sheet": revision.sheet, **stands})
        categories.put_in_categories(work, revision.sequence, on_shelves)
        titles_keywords.note_keywords(work, revision)
        contributions.note_contributions(work, revision, links.now)
        note_links(work, revision, links)


def get_revision(work: Work, sheet: str, number: int) -> Revision:
    """Give a version. Raises NotFoundError."""
    rows = work.connection.execute(_REVISION, {"sheet": sheet, "number": number})
    return _one(rows.all(), f"{sheet}/v/{number}")


def get_head(work: Work, sheet: str) -> Revision:
    """Give the newest version, which may be a tombstone. Raises NotFoundError."""
    return _one(work.connection.execute(_HEAD, {"sheet": sheet}).all(), sheet)


def get_heads(work: Work, sheets: Sequence[str]) -> dict[str, Revision]:
    """Give the heads of those that exist, in the order asked, with tombstones."""
    found: dict[str, Revision] = {}
    for start in range(0, len(sheets), AT_ONCE):
        some = sheets[start : start + AT_ONCE]
        rows = work.connection.execute(_HEADS, {"sheets": some})
        found |= {head.sheet: head for head in revisions_of(rows)}
    return {sheet: found[sheet] for sheet in sheets if sheet in found}


def latest_heads(
    work: Work, *, limit: int, offset: int = 0, kind: str = ""
) -> list[Revision]:
    """Give heads, newest first, without tombstones; `kind` "" is every kind."""
    query = _LATEST_OF_KIND if kind else _LATEST
    known = {"limit": limit, "offset": offset} | ({"kind": kind} if kind else {})
    return revisions_of(work.connection.execute(query, known))


def oldest_heads(work: Work, *, kind: str, limit: int) -> list[Revision]:
    """Give the live heads of a kind that were changed longest ago, oldest first."""
    known = {"kind": kind, "limit": limit}
    return revisions_of(work.connection.execute(_OLDEST_OF_KIND, known))


def list_history(
    work: Work, sheet: str, *, limit: int, through: int = ALL
) -> list[Revision]:
    """Give the versions of a sheet up to `through`, that first. Raises NotFoundError."""
    known = {"sheet": sheet, "limit": limit, "through": through}
    found = revisions_of(work.connection.execute(_HISTORY, known))
    if not found and not _head_number(work, sheet):
        raise NotFoundError(sheet)
    return found


def changes_after(work: Work, after: int, limit: int) -> list[Revision]:
    """Give what the log has after a sequence, oldest first."""
    known = {"after": after, "limit": limit}
    return revisions_of(work.connection.execute(_CHANGES, known))


def changed_heads(work: Work, after: int, limit: int) -> list[Revision]:
    """Give the heads published after a sequence, oldest first, with tombstones.

    The last of the log is always one of them, so that a follower who takes their
    sequences for its mark ends level with the log, and has read no version twice.
    """
    known = {"after": after, "limit": limit}
    return revisions_of(work.connection.execute(_CHANGED_HEADS, known))


def is_any_deleted_after(work: Work, after: int) -> bool:
    """Say whether a sheet was deleted after a sequence of the log, and still is."""
    found = work.connection.execute(_DELETED_AFTER, {"after": after})
    return found.first() is not None


def head_sequence(work: Work) -> int:
    """Give the last sequence of the log, 0 when it is empty."""
    return work.connection.execute(_HEAD_SEQUENCE).scalar() or 0


def instants_at(work: Work, sequences: Collection[int]) -> dict[int, datetime]:
    """Give when these places of the log were taken, those that are; a few at most."""
    rows = work.connection.execute(_INSTANTS, {"sequences": list(sequences)})
    return {sequence: clock.from_milliseconds(instant) for sequence, instant in rows}


def sheets_titled(work: Work, text: str) -> list[str]:
    """Give the live sheets of this title, then of this slug; case aside."""
    rows = work.connection.execute(_TITLED, {"folded": fold(text)})
    return [sheet for sheet, deleted in rows if not deleted]


def sheets_by_name(work: Work, titles: Collection[str]) -> dict[str, set[str]]:
    """Give the live sheets of each of these titles or slugs, by what is folded of it."""
    found: dict[str, set[str]] = {}
    asked = sorted({fold(title) for title in titles if title})
    for start in range(0, len(asked), AT_ONCE):
        some = {"folded": asked[start : start + AT_ONCE]}
        for sheet, title, slug, deleted in work.connection.execute(_BEARING, some):
            for name in () if deleted else (title, slug):
                found.setdefault(name, set()).add(sheet)
    return found


def by_person(
    work: Work, person: str, *, limit: int = ALL, offset: int = 0
) -> list[Revision]:
    """Give the live heads of sheets a person wrote in, newest first."""
    known = {"person": person, "limit": limit, "offset": offset}
    return revisions_of(work.connection.execute(_BY_PERSON, known))


def _one(rows: Sequence[Row[*tuple[Any, ...]]], what: str) -> Revision:
    if not rows:
        raise NotFoundError(what)
    return revisions_of(rows)[0]


def _head_number(work: Work, sheet: str) -> int:
    """Give the number of a sheet's head, 0 when there is no such sheet."""
    return work.connection.execute(_HEAD_NUMBER, {"sheet": sheet}).scalar() or 0
