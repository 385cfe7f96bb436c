"""A database that somebody hostile wrote brings values, and nothing else."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from commons.services.operations.backups.backup_manifest import DATABASE
from tests.conftest import instance
from tests.servers.server import ordered
from tests.services.archives import refused, sworn, unpacked

pytestmark = pytest.mark.sqlite

LEFT = """
CREATE TRIGGER spy AFTER INSERT ON sessions BEGIN UPDATE accounts SET role = 3; END;
CREATE VIEW spied AS SELECT email FROM accounts;
CREATE TABLE spies AS SELECT * FROM accounts;
CREATE VIRTUAL TABLE words USING fts5(a);
CREATE UNIQUE INDEX spying ON sheets (kind, id);
ALTER TABLE accounts ADD COLUMN spy TEXT DEFAULT 'x';
DROP INDEX ix_sheets_slug;
"""

REFUSED: dict[str, str] = {
    "a view for a table": "ALTER TABLE thanks RENAME TO t; CREATE VIEW thanks AS"
    " SELECT * FROM t",
    "a virtual table for ours": "DROP TABLE thanks; CREATE VIRTUAL TABLE thanks USING"
    " fts5(account, sequence, instant)",
    "a computed column": "DROP TABLE thanks; CREATE TABLE thanks (account TEXT,"
    " sequence INTEGER, instant BIGINT AS (abs(-9223372036854775808)))",
    "a column too few": "ALTER TABLE drafts DROP COLUMN note",
    "a value of another type": "UPDATE accounts SET role = 'admin'",
    "a value that is none": "UPDATE people SET name = CAST('x' AS BLOB)",
    "a schema that lies": "PRAGMA writable_schema=ON; UPDATE sqlite_master SET sql ="
    " 'CREATE TABLE thanks(a)' WHERE name = 'thanks'",
    "a table on the pages of another": "PRAGMA writable_schema=ON; UPDATE sqlite_master"
    " SET rootpage = (SELECT rootpage FROM sqlite_master WHERE name = 'accounts')"
    " WHERE name = 'thanks'",
    "an author who is a path": "UPDATE revisions SET sheet = '../../../etc/x'"
    " WHERE sequence = 3",
    "two schemas": "INSERT INTO alembic_version VALUES ('0001')",
}


def changed(saved: Path, folder: Path, order: str) -> bytes:
    manifest, files = unpacked(saved)
    path = folder / "changed.sqlite"
    path.write_bytes(files[DATABASE])
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(order)
        connection.commit()
    files[DATABASE] = path.read_bytes()
    path.unlink()
    return sworn(manifest, files)


def schema_of(path: Path) -> set[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        return set(connection.execute("SELECT name, sql FROM sqlite_master"))


def test_what_is_not_ours_stays_behind(saved: Path, tmp_path: Path) -> None:
    odd = tmp_path / "odd.tar"
    odd.write_bytes(changed(saved, tmp_path, LEFT))
    done = ordered(tmp_path / "new", "restore", str(odd))
    assert done.exit_code == 0, done.stderr
    for told in ("trigger spy", "view spied", "table spies", "table words"):
        assert told in done.stderr
    with instance(tmp_path / "other"):
        ours = schema_of(tmp_path / "other" / DATABASE)
    assert schema_of(tmp_path / "new" / DATABASE) == ours


@pytest.mark.parametrize("order", REFUSED.values(), ids=REFUSED)
def test_what_pretends_to_be_ours_is_refused(
    saved: Path, tmp_path: Path, order: str
) -> None:
    refused(changed(saved, tmp_path, order), tmp_path, tmp_path / "new")


def test_nobody_is_signed_in_and_no_attempt_is_counted(
    saved: Path, tmp_path: Path
) -> None:
    order = "INSERT INTO tallies VALUES ('LIMITS:accounts.login', 60, 1 << 60)"
    odd = tmp_path / "odd.tar"
    odd.write_bytes(changed(saved, tmp_path, order))
    assert ordered(tmp_path / "new", "restore", str(odd)).exit_code == 0
    with closing(sqlite3.connect(tmp_path / "new" / DATABASE)) as connection:
        for table in ("sessions", "tallies"):
            query = f"SELECT count(*) FROM {table}"  # noqa: S608  # our own tables
            assert connection.execute(query).fetchone() == (0,)
        accounts = connection.execute("SELECT count(*) FROM accounts").fetchone()
        assert accounts == (1,)
