"""Reads which sheets a collection holds: those of its rows that name a sheet each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.core.domain.schema.kind import Field, Kind
from commons.core.domain.sheet import Revision


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectedSheet:
    """A sheet of a collection as it stands today, and what its rows say of it, or ""."""

    revision: Revision
    note: str = ""


def is_collection(kind: Kind) -> bool:
    """Say whether sheets of a kind are collections of others."""
    return any(_sheet_column(field) for field in kind.fields)


def collected_sheets(
    work: Work, kind: Kind, revision: Revision
) -> tuple[CollectedSheet, ...]:
    """Return the sheets of a collection in their order, each once, deleted ones not.

    () for a sheet that is no collection.
    """
    notes: dict[str, str] = {}
    for sheet, note in _rows(kind, revision):
        notes.setdefault(sheet, note)
    heads = revisions.get_heads(work, list(notes)) if notes else {}
    return tuple(
        CollectedSheet(revision=heads[sheet], note=note)
        for sheet, note in notes.items()
        if sheet in heads and not heads[sheet].deleted and sheet != revision.sheet
    )


def _rows(kind: Kind, revision: Revision) -> Iterator[tuple[str, str]]:
    """Give each sheet that a row names, with the text that stands beside it."""
    for field in kind.fields:
        column = _sheet_column(field)
        texts = [one.key for one in field.columns if one.type.is_text]
        for row in revision.items(field.key) if column else ():
            if column and isinstance(row, Mapping) and row.get(column.key):
                said = [str(row[key]) for key in texts if row.get(key)]
                yield str(row[column.key]), said[0] if said else ""


def _sheet_column(field: Field) -> Field | None:
    """Return the column of a list of rows that names a sheet, if that is what it is of."""
    named = (one for one in field.columns if one.type.names_sheet and one.required)
    return next(named, None) if field.many else None
