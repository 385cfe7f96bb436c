"""Knows how values are kept, and how a row becomes a revision."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from commons.adapters.store.engine.tables.core_tables import RevisionRow
from commons.core.domain import clock
from commons.core.domain.language.folding import fold
from commons.core.domain.schema.kind import Values
from commons.core.domain.sheet import Action, Person, Revision

COLUMNS = (
    RevisionRow.sheet,
    RevisionRow.kind,
    RevisionRow.number,
    RevisionRow.parent,
    RevisionRow.sequence,
    RevisionRow.instant,
    RevisionRow.action,
    RevisionRow.author,
    RevisionRow.author_name,
    RevisionRow.change_note,
    RevisionRow.content,
    RevisionRow.hash,
)
"""What `revisions_of` needs, in this order."""

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def write_values(values: Values) -> str:
    """Write values as compact JSON that keeps the order of keys."""
    return _ENCODER.encode(values)


def read_values(content: str) -> Values:
    """Read what `write_values` wrote."""
    values: Values = json.loads(content)
    return values


def revisions_of(rows: Iterable[Sequence[Any]]) -> list[Revision]:
    """Make revisions from rows of COLUMNS."""
    return [
        Revision(
            sheet=sheet,
            kind=kind,
            number=number,
            parent=parent,
            sequence=sequence,
            instant=clock.from_milliseconds(instant),
            action=Action(action),
            author=Person(id=author, name=author_name),
            change_note=change_note,
            values=read_values(content),
            hash=digest,
        )
        for (
            sheet,
            kind,
            number,
            parent,
            sequence,
            instant,
            action,
            author,
            author_name,
            change_note,
            content,
            digest,
        ) in rows
    ]


def row_of(revision: Revision) -> dict[str, object]:
    """Give the columns of a revision."""
    return {
        "sequence": revision.sequence,
        "sheet": revision.sheet,
        "number": revision.number,
        "kind": revision.kind,
        "parent": revision.parent,
        "instant": clock.to_milliseconds(revision.instant),
        "action": revision.action.value,
        "author": revision.author.id,
        "author_name": revision.author.name,
        "change_note": revision.change_note,
        "content": write_values(revision.values),
        "hash": revision.hash,
    }


def sheet_row(head: Revision) -> dict[str, object]:
    """Give the columns that say where a sheet stands, from its head."""
    return {
        "id": head.sheet,
        "kind": head.kind,
        "head_number": head.number,
        "head_sequence": head.sequence,
        "instant": clock.to_milliseconds(head.instant),
        "title": head.title,
        "folded_title": fold(head.title),
        "slug": head.slug,
        "deleted": head.deleted,
    }
