"""Damages instances and archives as disks, hands and networks do."""

import shutil
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from click.testing import Result

from commons.services.operations.backups.backup_manifest import DATABASE
from commons.wiring.components import Components
from tests.conftest import instance
from tests.feeds.conftest import Desk
from tests.servers import postgresql
from tests.servers.server import ordered

FILES = 3


def content(number: int) -> bytes:
    return f"file {number} ".encode() * 2_000


NAMES = [f"{sha256(content(n)).hexdigest()}.pdf" for n in range(FILES)]


def make(begun: Path, folder: Path) -> Path:
    """Make an instance of another one, with three files, each named by a sheet."""
    shutil.copytree(begun, folder)
    with instance(folder) as parts:
        desk = Desk(parts)
        for number, name in enumerate(NAMES):
            with parts.blobs.draft() as draft:
                draft.write(content(number))
                assert parts.blobs.keep(draft, "pdf") == name
            files = [{"file": name, "title": "Un document", "licence": "CC0-1.0"}]
            desk.put_one(
                title=f"Fiche {number}", files=files, authors=[{"name": "Camille"}]
            )
        parts.catch_up()
    return folder


def back_up(home: Path, folder: Path) -> bytes:
    """Give the bytes of a sound backup of an instance."""
    path = folder / "tout.tar"
    done = ordered(home, "backup", str(path))
    assert (done.exit_code, done.stderr) == (0, "")
    return path.read_bytes()


def copy(home: Path, folder: Path) -> Path:
    """Copy an instance, for who damages it."""
    return Path(shutil.copytree(home, folder / "home" / "instance"))


def lose_database(parts: Components, elsewhere: Path) -> None:
    """Have the database be elsewhere, and none or an empty one where it was."""
    if not parts.store.lies_in_file:
        postgresql.move_database(parts.settings.data_dir, elsewhere)
        return
    for path in parts.settings.data_dir.glob("commons.sqlite*"):
        path.rename(elsewhere / path.name)


def flipped(path: Path) -> None:
    found = bytearray(path.read_bytes())
    found[len(found) // 2] ^= 1
    path.write_bytes(found)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def lengthened(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"x")


def linked(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


WAYS = (flipped, cut, emptied, lengthened, Path.unlink, linked, a_folder)


ROWS = {
    "a version that says something else": "UPDATE revisions SET content ="
    " replace(content, 'Fiche 1', 'Fiche 7')",
    "a version that cannot be read": "UPDATE revisions SET content = '{'"
    " WHERE sequence = 2",
    "a block of nothing": "UPDATE blocks SET quads = CAST('' AS BLOB)"
    " WHERE sequence = 2",
    "a lost block": "DELETE FROM blocks WHERE sequence = 2",
    "a lost version": "DELETE FROM revisions WHERE sequence = 2",
    "a number that is a word": "UPDATE revisions SET number = 'un' WHERE sequence = 2",
    "an account that cannot be read": "INSERT INTO accounts SELECT 'a', 'b', 'b', id,"
    " name, 'admin', 0, 'fr', 1, 'x' FROM people LIMIT 1",
}


def restored_faulty(tmp_path: Path, saved: Path) -> tuple[Path, Result]:
    """Refuse a backup, then restore what can be had of it."""
    new = tmp_path / "new"
    refusal = ordered(new, "restore", str(saved))
    assert refusal.exit_code == 1
    assert "--faulty" in refusal.stderr or "empreinte" in refusal.stderr
    assert not new.exists()
    done = ordered(new, "restore", str(saved), "--faulty")
    assert done.exit_code == 0, done.stderr
    return new, done


def pages(path: Path, table: str) -> tuple[int, list[int]]:
    """Give the size of the pages of a database, and those of a table's rows."""
    with closing(sqlite3.connect(path)) as connection:
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        query = "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf'"
        try:
            found = [row[0] for row in connection.execute(query, (table,))]
        except sqlite3.OperationalError:  # SQLite was built without dbstat
            query = "SELECT rootpage FROM sqlite_master WHERE name = ?"
            found = [row[0] for row in connection.execute(query, (table,))]
    return size, found


def log_of_sheets(folder: Path) -> int:
    with closing(sqlite3.connect(folder / DATABASE)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM sheets").fetchone()
        return int(count)


def places(whole: bytes) -> Iterator[tuple[str, int, int]]:
    """Give name, start and size of each member of an archive, its header before."""
    with tarfile.open(fileobj=BytesIO(whole)) as tar:
        for member in tar:
            yield member.name, member.offset_data, member.size
