"""What we say of PostgreSQL's errors; nobody above meets one of the driver's."""

import psycopg

from commons.errors import BusyError, CommonsError, InvalidError, StorageError

_BUSY = "the database stayed locked for too long"
_LOST = "the database server does not answer"
_STOPPED = "the database server was stopped"
_DAMAGED = "the database is damaged"
SQLSTATES: dict[str, tuple[type[CommonsError], str]] = {
    "55P03": (BusyError, _BUSY),
    "40001": (BusyError, _BUSY),
    "40P01": (BusyError, _BUSY),
    "57014": (BusyError, "the database took too long to answer"),
    "57P01": (StorageError, _STOPPED),
    "57P02": (StorageError, _STOPPED),
    "53100": (StorageError, "the disk is full"),
    "53200": (StorageError, "no memory left for the database"),
    "25006": (StorageError, "the database is read-only"),
    "42501": (StorageError, "the database may not be opened"),
    "42P01": (StorageError, "no such table in the database"),
    "22021": (InvalidError, "a text holds what the database cannot keep"),
    "XX001": (StorageError, _DAMAGED),
    "XX002": (StorageError, _DAMAGED),
    "08": (StorageError, _LOST),
    "53": (StorageError, "the database server has no room left"),
    "58": (StorageError, "the disk does not read or write"),
    "": (StorageError, "the database refuses"),
}
"""SQLSTATE, or its class (its first two signs), "" for the rest -> what we say.

postgresql.org/docs/current/errcodes-appendix.html; of a connection that cannot be
opened libpq tells no state: then what the server says stands behind our sentence.
"""

CONSTRAINTS = "23"
"""The class of broken constraints, which the callers foresee."""
_DATA = "22"
"""The class of values that cannot be taken: the server quotes them."""


def translate_error(error: BaseException | None) -> CommonsError | None:
    """Give our error for the driver's; None for a broken constraint, and no such error."""
    if not isinstance(error, psycopg.Error):
        return None
    state = error.sqlstate or ""
    if state.startswith(CONSTRAINTS):
        return None
    if not state and isinstance(error, psycopg.DataError):
        state = "22021"  # the driver refuses U+0000 itself, and says no state
    if not state and isinstance(error, psycopg.OperationalError):
        state = "08"
    kind, sentence = next(
        SQLSTATES[key] for key in (state, state[:2], "") if key in SQLSTATES
    )
    quotes = error.sqlstate and state.startswith(_DATA)
    return kind(f"{sentence} ({error.sqlstate if quotes else _first_line(error)})")


def our_error(error: BaseException) -> CommonsError:
    """Give our error, whatever the driver's."""
    return translate_error(error) or StorageError(_first_line(error))


def _first_line(error: BaseException) -> str:
    """Give what the server says; its further lines may quote what somebody wrote."""
    return str(error).partition("\n")[0]
