"""Knows how far an account has read a list of what others published for it."""

from sqlalchemy import bindparam, delete, insert, select

from commons.adapters.store.engine.tables.core_tables import ReadMarkRow
from commons.adapters.store.engine.unit_of_work import Work

_OWN = (
    ReadMarkRow.account == bindparam("owner"),
    ReadMarkRow.list == bindparam("named"),
)
_FIND = select(ReadMarkRow.sequence).where(*_OWN)
_FORGET = delete(ReadMarkRow).where(*_OWN)
_INSERT = insert(ReadMarkRow)


def read_mark(work: Work, account: str, name: str) -> int:
    """Return the sequence of the log up to which a list was read, 0 for never."""
    found = work.connection.execute(_FIND, {"owner": account, "named": name})
    return found.scalar() or 0


def move_mark(work: Work, account: str, name: str, sequence: int) -> None:
    """Note that a list was read up to a sequence; an earlier one changes nothing."""
    if sequence <= read_mark(work, account, name):
        return
    work.connection.execute(_FORGET, {"owner": account, "named": name})
    row = {"account": account, "list": name, "sequence": sequence}
    work.connection.execute(_INSERT, row)
