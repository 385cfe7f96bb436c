"""Knows which files are named anywhere: in any version, in any draft."""

import re

from sqlalchemy import select

from commons.domain.media import PATTERN
from commons.store.rows import DraftRow, RevisionRow
from commons.store.work import Work

_NAME = re.compile(PATTERN)
_AT_ONCE = 500


def files(work: Work) -> set[str]:
    """Give the names of files in the texts of all versions and drafts.

    Whatever looks like a name counts: it is better to keep too much.
    """
    found: set[str] = set()
    for column in (RevisionRow.content, DraftRow.content):
        rows = work.connection.execute(select(column))
        for batch in rows.scalars().partitions(_AT_ONCE):
            for content in batch:
                found.update(_NAME.findall(content))
    return found
