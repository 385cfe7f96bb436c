"""Reads which sheets a collection holds: those of its rows that name a sheet each."""

from dataclasses import dataclass

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.core.domain.schema.kind import Kind
from commons.core.domain.sheet import Revision
from commons.core.kinds.rules.sheet_lists import listed_sheets


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectedSheet:
    """A sheet of a collection as it stands today, and what its rows say of it, or ""."""

    revision: Revision
    note: str = ""


def collected_sheets(
    work: Work, kind: Kind, revision: Revision
) -> tuple[CollectedSheet, ...]:
    """Return the sheets of a collection in their order, each once, deleted ones not.

    () for a sheet that is no collection.
    """
    notes: dict[str, str] = {}
    for listed in listed_sheets(kind, revision.values):
        notes.setdefault(listed.sheet, listed.note)
    heads = revisions.get_heads(work, list(notes)) if notes else {}
    return tuple(
        CollectedSheet(revision=heads[sheet], note=note)
        for sheet, note in notes.items()
        if sheet in heads and not heads[sheet].deleted and sheet != revision.sheet
    )
