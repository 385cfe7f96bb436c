"""Knows which edition of the log harvesters are reading.

What was published stays, so the edition stays; only what the law makes us
erase raises it, within the transaction that rewrites the blocks.
"""

from sqlalchemy import select, update

from commons.store.rows import EditionRow
from commons.store.work import Work

_NUMBER = select(EditionRow.number)
_NEXT = update(EditionRow).values(number=EditionRow.number + 1)


def edition(work: Work) -> int:
    """Give the edition, counted from 1."""
    return work.connection.execute(_NUMBER).scalar_one()


def begin_next(work: Work) -> None:
    """Begin the next edition: every page of the one before is gone."""
    work.connection.execute(_NEXT)
