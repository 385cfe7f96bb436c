"""Reads the latest versions as texts to compare with, within a bound of bytes."""

from collections.abc import Iterator

from sqlalchemy import bindparam, select

from commons.adapters.store.engine.serialisation import read_values
from commons.adapters.store.engine.tables.core_tables import RevisionRow
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain.schema.kind import Values

_AT_ONCE = 10
_LATEST = (
    select(RevisionRow.sheet, RevisionRow.content)
    .order_by(RevisionRow.sequence.desc())
    .limit(bindparam("limit"))
)


def recent_values(
    work: Work, *, limit: int, most_characters: int
) -> Iterator[tuple[str, Values]]:
    """Yield the sheet and the values of the latest versions, youngest first.

    It ends before the version with which they would hold more characters than that.
    """
    left = most_characters
    rows = work.connection.execute(_LATEST, {"limit": limit})
    with rows:
        for some in rows.partitions(_AT_ONCE):
            for sheet, content in some:
                left -= len(content)
                if left < 0:
                    return
                yield sheet, read_values(content)
