"""Copies the rows of a database that anybody may have written into one of our making.

Of the other file nothing is taken but values: no trigger, view, index, constraint
or table of its own, no page that is free, and no row that would let somebody in.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from commons.adapters.store.engine.lifecycle.schema_upgrade import can_read
from commons.adapters.store.engine.serialisation import COLUMNS
from commons.adapters.store.engine.unit_of_work import open_file
from commons.adapters.store.log import seals
from commons.errors import DamagedError

LEFT_BEHIND = frozenset({"sessions", "tallies", "account_tokens", "mail_queue"})
"""Tables whose rows stay behind: who was signed in, how often somebody tried, links that
would let somebody in, and e-mails with such links, which were sent long ago."""

LARGEST_VALUE_BYTES = 256 * 1024 * 1024
_AT_ONCE = 500
_FARTHEST = 1 << 40

TYPES: Mapping[str, type] = {
    **dict.fromkeys(("INTEGER", "BIGINT", "BOOLEAN"), int),
    "FLOAT": float,
    "VARCHAR": str,
    "BLOB": bytes,
}
"""Type of our columns -> what their values are; SQLite lets anything in."""

_PRAGMAS = ("trusted_schema=OFF", "cell_size_check=ON", "query_only=ON")
_OBJECTS = (
    "SELECT type, name FROM sqlite_master"
    " WHERE type <> 'index' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"
)
_PLAIN = (
    "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?"
    " AND rootpage > 0 AND sql NOT LIKE 'CREATE VIRTUAL%'"
)
_VERSION = "SELECT version_num FROM alembic_version"
_CREDITED = (
    "INSERT OR IGNORE INTO people (id, name) SELECT author, author_name FROM revisions",
    "INSERT OR IGNORE INTO people (id, name) SELECT person, name FROM accounts",
)


def transcribe_database(
    source: Path,
    target: Path,
    schema: str = "",
    *,
    lenient: bool = False,
    live: bool = False,
) -> list[str]:
    """Copy what our tables hold into a new file; say in French what was left.

    The new file has the schema of the old one, `schema` when that does not say.
    What cannot be read, or contradicts the schema, raises DamagedError; when
    `lenient`, it is passed over and counted. Others may write to the
    source meanwhile if it is `live`. Raises StorageError.
    """
    try:
        with closing(_opened(source, live=live)) as old:
            known = _schema(old, schema, lenient=lenient)
            fresh = open_file(target)
            fresh.migrate(known)
            fresh.close()
            with closing(sqlite3.connect(target, isolation_level=None)) as new:
                return _copy(old, new, lenient=lenient)
    except (sqlite3.DatabaseError, OverflowError) as error:
        raise DamagedError(f"la base ne peut pas être lue ({error})") from error


def _opened(path: Path, *, live: bool) -> sqlite3.Connection:
    manner = "mode=rw" if live else "mode=ro&immutable=1"
    address = f"file:{quote(str(path.absolute()))}?{manner}"
    connection = sqlite3.connect(address, uri=True, isolation_level=None)
    connection.text_factory = lambda told: told.decode("utf-8", "replace")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST_VALUE_BYTES)
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("BEGIN")
    return connection


def _schema(old: sqlite3.Connection, said: str, *, lenient: bool) -> str:
    """Give the schema that a database says it has. Raises DamagedError."""
    try:
        found = [str(row[0]) for row in old.execute(_VERSION)]
    except sqlite3.DatabaseError:
        found = []
    if len(found) == 1 and can_read(found[0]):
        return found[0]
    if lenient and found != [said]:
        return said if can_read(said) else "head"
    raise DamagedError(f"la base ne dit pas un schéma connu ({', '.join(found)[:40]})")


def _copy(
    old: sqlite3.Connection, new: sqlite3.Connection, *, lenient: bool
) -> list[str]:
    """Copy every table in one transaction."""
    ours = {name for kind, name in new.execute(_OBJECTS) if kind == "table"}
    told = [
        f"la base contenait ce qui n’est pas d’un commun : {kind} {name}, laissé"
        for kind, name in old.execute(_OBJECTS)
        if (kind, name) not in {("table", known) for known in ours}
    ]
    for pragma in ("foreign_keys=OFF", "synchronous=OFF"):
        new.execute(f"PRAGMA {pragma}")
    new.execute("BEGIN")
    for table in sorted(ours - {"alembic_version"}):
        new.execute(f"DELETE FROM {table}")  # noqa: S608  # our own tables
        if table not in LEFT_BEHIND:
            told += _copy_table(old, new, table, lenient=lenient)
    if lenient:
        told += _without_orphans(new)
    new.execute("COMMIT")
    return told


def _copy_table(
    old: sqlite3.Connection, new: sqlite3.Connection, table: str, *, lenient: bool
) -> list[str]:
    columns = _common(old, new, table)
    if lenient and not columns:
        return [f"table {table} : perdue"]
    if not columns or (len(columns) < len(_columns(new, table)) and not lenient):
        raise DamagedError(f"la table {table} n’est pas celle d’un commun")
    order = (
        f"INSERT {'OR IGNORE ' if lenient else ''}INTO {table} ({', '.join(columns)})"
    )
    order += f" VALUES ({', '.join('?' * len(columns))})"
    lost: list[str] = []
    for row in _rows(old, table, list(columns), lost if lenient else None):
        if not _fits(columns, row) or not (
            table != "revisions" or _readable(columns, row)
        ):
            fault = (
                f"table {table} : la ligne {str(row[0])[:40]!r} ne peut pas être lue"
            )
            if not lenient:
                raise DamagedError(fault)
            lost.append(fault)
        elif not new.execute(order, row).rowcount:
            lost.append(f"table {table} : la ligne {str(row[0])[:40]!r} est de trop")
    return lost


def _common(
    old: sqlite3.Connection, new: sqlite3.Connection, table: str
) -> dict[str, tuple[type, ...]]:
    """Give the columns that both have, and what may stand in each; {} without."""
    there = {row[1]: row[6] for row in old.execute(f"PRAGMA table_xinfo({table})")}
    if old.execute(_PLAIN, (table,)).fetchone()[0] != 1:
        return {}
    known = _columns(new, table)
    return {name: types for name, types in known.items() if there.get(name) == 0}


def _columns(new: sqlite3.Connection, table: str) -> dict[str, tuple[type, ...]]:
    return {
        name: (TYPES[kind], *(() if needed else (type(None),)))
        for _, name, kind, needed, *_ in new.execute(f"PRAGMA table_info({table})")
    }


def _fits(columns: Mapping[str, tuple[type, ...]], row: Sequence[object]) -> bool:
    return all(map(isinstance, row, columns.values()))


def _rows(
    old: sqlite3.Connection, table: str, columns: Sequence[str], lost: list[str] | None
) -> Iterator[tuple[object, ...]]:
    """Give the rows in the order they were written.

    With `lost`, stretches that cannot be read are jumped over, farther each time.
    """
    query = f"SELECT rowid, {', '.join(columns)} FROM {table}"  # noqa: S608  # our own names
    query += " WHERE rowid > ? ORDER BY rowid"
    last, step = -1, 1
    while step < _FARTHEST:
        try:
            for row in old.execute(query, (last,)):
                last, step = row[0], 1
                yield row[1:]
        except sqlite3.DatabaseError as error:
            if lost is None:
                raise
            if step == 1:
                lost.append(
                    f"table {table} : des lignes après la {last} sont perdues ({error})"
                )
            last, step = last + step, step * 2
        else:
            return


def _readable(columns: Iterable[str], row: Sequence[object]) -> bool:
    named = dict(zip(columns, row, strict=True))
    return (
        seals.readable_revision([named.get(column.key) for column in COLUMNS])
        is not None
    )


def _without_orphans(new: sqlite3.Connection) -> list[str]:
    """Remove the rows that refer to what is lost; say how many of each table."""
    for order in _CREDITED:
        new.execute(order)
    counts: dict[str, int] = {}
    while orphans := new.execute("PRAGMA foreign_key_check").fetchall():
        for table, row, *_ in orphans:
            new.execute(f"DELETE FROM {table} WHERE rowid = ?", (row,))  # noqa: S608  # our own tables
            counts[table] = counts.get(table, 0) + 1
    return [
        f"table {table} : {count} lignes de ce qui est perdu, laissées"
        for table, count in counts.items()
    ]
