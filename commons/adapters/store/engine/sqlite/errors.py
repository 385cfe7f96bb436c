"""What we say of SQLite's result codes; nobody above meets an error of the driver's."""

import sqlite3

from commons.errors import BusyError, CommonsError, StorageError

PRIMARY_CODE = 0xFF
"""What of an extended result code is the primary one."""
BUSY = "the database stayed locked for too long"
CODES: dict[int, tuple[type[CommonsError], str]] = {
    sqlite3.SQLITE_BUSY: (BusyError, BUSY),
    sqlite3.SQLITE_LOCKED: (BusyError, BUSY),
    sqlite3.SQLITE_FULL: (StorageError, "the disk is full"),
    sqlite3.SQLITE_READONLY: (StorageError, "the database is read-only"),
    sqlite3.SQLITE_PERM: (StorageError, "the database may not be opened"),
    sqlite3.SQLITE_AUTH: (StorageError, "the database may not be opened"),
    sqlite3.SQLITE_CANTOPEN: (StorageError, "the database cannot be opened"),
    sqlite3.SQLITE_IOERR: (StorageError, "the disk does not read or write"),
    sqlite3.SQLITE_CORRUPT: (StorageError, "the database is damaged"),
    sqlite3.SQLITE_NOTADB: (StorageError, "the file is no database"),
    sqlite3.SQLITE_NOMEM: (StorageError, "no memory left for the database"),
    sqlite3.SQLITE_ERROR: (StorageError, "the database refuses"),
}
"""The primary result codes (sqlite.org/rescode.html) and what we say."""


def translate_error(error: BaseException) -> CommonsError | None:
    """Give our error for the driver's; None for a broken constraint."""
    code = getattr(error, "sqlite_errorcode", None)
    if not isinstance(error, sqlite3.Error) or code is None:
        return None
    known = CODES.get(code & PRIMARY_CODE)
    return None if known is None else known[0](f"{known[1]} ({error})")
