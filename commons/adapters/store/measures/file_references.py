"""Knows which files are named anywhere: in a version, a draft, what is held, as the logo."""

import re

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from commons.adapters.store.engine.tables.core_tables import (
    DraftRow,
    RevisionRow,
)
from commons.adapters.store.engine.tables.site.review_tables import HeldEditRow
from commons.adapters.store.engine.tables.site.site_tables import AppearanceRow
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain.pictures.media import PATTERN

_NAME = re.compile(PATTERN)
_AT_ONCE = 500

_COLUMNS = (
    RevisionRow.content,
    DraftRow.content,
    HeldEditRow.content,
    AppearanceRow.logo,
)


def referenced_files(work: Work) -> set[str]:
    """Give the names of files in all versions, drafts and held edits, and the logo's.

    Whatever looks like a name counts: it is better to keep too much.
    """
    return set[str]().union(*(_named(work, column) for column in _COLUMNS))


def published_files(work: Work) -> set[tuple[str, str]]:
    """Give the names of files in the texts of all versions, each with its sheet."""
    found: set[tuple[str, str]] = set()
    rows = work.connection.execute(select(RevisionRow.content, RevisionRow.sheet))
    for batch in rows.partitions(_AT_ONCE):
        for content, sheet in batch:
            found.update((name, str(sheet)) for name in _NAME.findall(str(content)))
    return found


def _named(work: Work, column: InstrumentedAttribute[str]) -> set[str]:
    found: set[str] = set()
    rows = work.connection.execute(select(column))
    for batch in rows.scalars().partitions(_AT_ONCE):
        for content in batch:
            found.update(_NAME.findall(str(content)))
    return found
