"""The list of all that a copy holds: which address, which file, as it was last written.

It lies in the copy, in a hidden folder, and holds nothing that the copy does not say. A
run that was interrupted goes on from it, and the next run writes only what changed.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from commons.services.exchange.freezing.port import MADE_HERE, FrozenAddress

FORMAT = "1"
_TABLES = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS addresses (
    id INTEGER PRIMARY KEY, path TEXT UNIQUE, ask TEXT, file TEXT DEFAULT '',
    status INTEGER DEFAULT 0, tag TEXT DEFAULT '', digest TEXT DEFAULT '',
    size INTEGER DEFAULT 0, leads TEXT DEFAULT '',
    lasts INTEGER DEFAULT 0, sure INTEGER DEFAULT 0, run INTEGER DEFAULT 0
);
CREATE INDEX IF NOT EXISTS pending ON addresses (run, id);
CREATE TABLE IF NOT EXISTS links (target INTEGER, source INTEGER,
    PRIMARY KEY (target, source)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS former (file TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS numbers (number INTEGER PRIMARY KEY, sheet TEXT UNIQUE);
"""
_COLUMNS = "id, path, ask, file, status, tag, digest, size, leads, lasts"
_MADE = f"{MADE_HERE}%"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An address of the copy.

    `status` is what the site answered, 0 before it was asked; `file` is the path of its
    file in the folder, "" for none; `tag` the ETag; `digest` the sha-256 of the file
    before the day was put in; `leads` the address that it leads to, where it is only a
    door; `ask` is "" for a door that the site does not know. `lasts` is 1 for what is the
    same as long as its sheet is not changed.
    """

    id: int
    path: str
    ask: str
    file: str = ""
    status: int = 0
    tag: str = ""
    digest: str = ""
    size: int = 0
    leads: str = ""
    lasts: int = 0


class Manifest:
    """Keeps the entries of a copy in a file of SQLite."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.run = int(self.fact("run") or 0)

    def begin_run(self) -> bool:
        """Begin a run, or go on with one that was interrupted; say whether it goes on."""
        goes_on = self.fact("state") == "running"
        if not goes_on:
            self.run += 1
            self._connection.execute("DELETE FROM links")
            self.note(run=str(self.run), state="running")
        self._connection.commit()
        return goes_on

    def begin_anew(self) -> None:
        """Forget every address, for names too may say what was removed for good."""
        execute = self._connection.execute
        execute(
            "INSERT OR IGNORE INTO former SELECT file FROM addresses WHERE file != ''"
        )
        execute("DELETE FROM addresses")
        execute("DELETE FROM links")

    def outlived(self) -> list[str]:
        """Return the files that were forgotten and that no address has by now."""
        rows = self._connection.execute(
            "SELECT file FROM former EXCEPT SELECT file FROM addresses"
        )
        return [str(file) for (file,) in rows]

    def end_run(self) -> None:
        """Note that all is written; nothing of what was forgotten stays, on the disk either."""
        self._connection.execute("DELETE FROM links")
        forgot = self._connection.execute("DELETE FROM former").rowcount
        self.note(state="whole")
        self._connection.commit()
        if forgot:
            self._connection.execute("VACUUM")

    def fact(self, name: str) -> str:
        """Return what is noted under a name, "" for nothing."""
        row = self._connection.execute(
            "SELECT value FROM facts WHERE name = ?", (name,)
        ).fetchone()
        return str(row[0]) if row else ""

    def note(self, **facts: str) -> None:
        """Note facts by their names; they hold with the next commit."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO facts VALUES (?, ?)", list(facts.items())
        )

    def want(self, addresses: Sequence[FrozenAddress], *, sure: bool = False) -> None:
        """Have addresses copied, if they are not known yet; `sure`: they will be there."""
        rows = [(at.path, at.ask, "", int(sure)) for at in addresses]
        doors = [(at.door, "", at.path, int(sure)) for at in addresses if at.door]
        self._connection.executemany(
            "INSERT OR IGNORE INTO addresses (path, ask, leads, sure)"
            " VALUES (?, ?, ?, ?)",
            [*rows, *doors],
        )

    def link(self, source: int, paths: Iterable[str]) -> None:
        """Note which addresses a page leads to that may turn out not to be there."""
        self._connection.executemany(
            "INSERT OR IGNORE INTO links SELECT id, ? FROM addresses"
            " WHERE path = ? AND run < ? AND NOT sure",
            [(source, path, self.run) for path in paths],
        )

    def pending(self, limit: int) -> list[Entry]:
        """Return addresses that this run has not come to yet, in the order of finding."""
        return self._entries(
            "WHERE run < ? AND ask NOT LIKE ? ORDER BY run, id LIMIT ?",
            (self.run, _MADE, limit),
        )

    def entry(self, path: str) -> Entry | None:
        """Return the entry of an address, None for what is not known."""
        found = self._entries("WHERE path = ?", (path,))
        return found[0] if found else None

    def absent(self) -> list[Entry]:
        """Return what was asked for and is not there."""
        return self._entries("WHERE status NOT IN (0, 200, 302, 410)", ())

    def settle(self, entry: Entry) -> None:
        """Note what an address has now."""
        self._connection.execute(
            "INSERT INTO addresses (path, ask, file, status, tag, digest, size, leads,"
            " lasts, run) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (path) DO UPDATE SET ask = excluded.ask,"
            " file = excluded.file, status = excluded.status, tag = excluded.tag,"
            " digest = excluded.digest, size = excluded.size, leads = excluded.leads,"
            " lasts = excluded.lasts, run = excluded.run",
            (
                *(entry.path, entry.ask, entry.file, entry.status, entry.tag),
                *(entry.digest, entry.size, entry.leads, entry.lasts, self.run),
            ),
        )

    def ask_again(self, entry: Entry) -> None:
        """Have the pages written once more that lead to an address, which is not there."""
        self._connection.execute(
            "UPDATE addresses SET run = ? WHERE run = ? AND id IN"
            " (SELECT source FROM links WHERE target = ?)",
            (self.run - 1, self.run, entry.id),
        )
        self._connection.execute("DELETE FROM links WHERE target = ?", (entry.id,))

    def put_back(self, entries: Iterable[Entry]) -> None:
        """Have the site asked again for entries of this run, and whatever they were."""
        self._connection.executemany(
            "UPDATE addresses SET run = ?, tag = '', digest = '' WHERE id = ?",
            [(self.run - 1, one.id) for one in entries],
        )

    def files(self) -> Iterator[Entry]:
        """Return all that has a file, in the order of finding."""
        last = 0
        while found := self._entries(
            "WHERE id > ? AND file != '' ORDER BY id LIMIT 1000", (last,)
        ):
            yield from found
            last = found[-1].id

    def number_of(self, sheet: str) -> int:
        """Return the number of a sheet, from 0, which stays its own from run to run."""
        self._connection.execute(
            "INSERT OR IGNORE INTO numbers (number, sheet) SELECT count(*), ?"
            " FROM numbers",
            (sheet,),
        )
        row = self._connection.execute(
            "SELECT number FROM numbers WHERE sheet = ?", (sheet,)
        ).fetchone()
        return int(row[0])

    def forget_tags(self) -> None:
        """Have everything written anew, whatever is there."""
        self._connection.execute("UPDATE addresses SET tag = '', digest = ''")

    def made_here(self) -> list[Entry]:
        """Return what no address of the site answers: what the copy made by itself."""
        return self._entries("WHERE ask LIKE ?", (_MADE,))

    def left_over(self) -> list[Entry]:
        """Return what a former run made by itself and this one did not."""
        return self._entries("WHERE run < ? AND ask LIKE ?", (self.run, _MADE))

    def forget(self, entry: Entry) -> None:
        """Take an entry away."""
        self._connection.execute("DELETE FROM addresses WHERE id = ?", (entry.id,))

    def counts(self) -> tuple[int, int]:
        """Return how many addresses this run has come to, and how many are known."""
        row = self._connection.execute(
            "SELECT coalesce(sum(run = ?), 0), count(*) FROM addresses", (self.run,)
        ).fetchone()
        return int(row[0]), int(row[1])

    def commit(self) -> None:
        """Have what was noted hold, whatever happens next."""
        self._connection.commit()

    def _entries(self, words: str, values: tuple[object, ...]) -> list[Entry]:
        rows = self._connection.execute(
            f"SELECT {_COLUMNS} FROM addresses {words}",  # noqa: S608  # our own words
            values,
        )
        names = _COLUMNS.split(", ")
        return [Entry(**dict(zip(names, row, strict=True))) for row in rows]


@contextmanager
def open_manifest(path: Path) -> Iterator[Manifest]:
    """Open the manifest of a copy, which is made if need be."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.executescript(_TABLES)
        manifest = Manifest(connection)
        manifest.note(format=FORMAT)
        connection.commit()
        yield manifest
        connection.commit()


def renewed(entry: Entry, **changes: object) -> Entry:
    """Return an entry with other values."""
    return replace(entry, **changes)  # type: ignore[arg-type]  # by the names of Entry
