"""Marks a database in which a commons is being put, so that nobody serves it meanwhile.

The mark is a table of its own, committed before the first row comes: whoever dies on the
way leaves it. It goes in the transaction that brings the rows.
"""

from sqlalchemy import Column, Connection, Integer, MetaData, Table, inspect

from commons.errors import StorageError

_MARKS = MetaData()
_MARK = Table("unfinished_copy", _MARKS, Column("id", Integer, primary_key=True))


def mark_unfinished(connection: Connection) -> None:
    """Leave the mark, unless it is there."""
    _MARKS.create_all(connection)


def clear_unfinished(connection: Connection) -> None:
    """Take the mark away, if it is there."""
    _MARKS.drop_all(connection)


def refuse_unfinished(connection: Connection) -> None:
    """Raise StorageError where the mark is."""
    if inspect(connection).has_table(_MARK.name):
        raise StorageError(
            "a copy into this database was cut short, or is under way: no commons is"
            " there yet (commons copy-to begins it again)"
        )
