"""A PostgreSQL server of the tests, and a database on it for each folder that asks.

COMMONS_TEST_DATABASE is the address of a server to use. Where it says none, or just
`postgresql`, one is started in a folder of its own, as nobody in particular; it ends
soon after the tests, whichever way they end.
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import URL, make_url

from commons.adapters.store.engine.postgresql.connecting.connections import (
    Connection,
    KeptConnection,
)
from commons.adapters.store.engine.unit_of_work import open_store
from commons.core.files.locks import lock_file

_NAME = "COMMONS_TEST_DATABASE"
CHOSEN = os.getenv(_NAME, "")
"""What the whole suite is run on, "" for SQLite."""

_RUN = os.getenv("PYTEST_XDIST_TESTRUNUID") or str(os.getpid())
_PLACES = "/usr/lib/postgresql/*/bin"
_OWNERS = ("postgres", "nobody")
"""Who runs a server for root, which the server refuses."""
_QUICK = ("fsync=off", "full_page_writes=off", "autovacuum=off", "max_connections=300")
_END = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {}"
_DROP = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
_LONG = 40
"""Letters of a folder's name with which that of a socket in it would be too long."""
_WATCH = """(
while ps -p "$1" >/dev/null; do sleep 1; done
"$2/pg_ctl" -D "$3/data" -m immediate stop
rm -rf "$3" "$4"
) &"""


def database_for(folder: Path, template: str = "") -> str:
    """Give the address of the database of a folder, which is made if need be.

    A new one is empty, or what `template` is: the name that `name_for` gives.
    """
    name = name_for(folder)
    address = _server().set(database=name)
    if name not in _made:
        address_of(name, template)
        _made[name] = folder
    return address.render_as_string(hide_password=False)


def name_for(folder: Path) -> str:
    """Give the name of the database of a folder."""
    return f"t_{sha256(str(folder.resolve()).encode()).hexdigest()[:24]}"


def address_of(name: str, template: str = "") -> URL:
    """Give the address of a database, which is made if need be."""
    order = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
        sql.Identifier(name), sql.Identifier(template or "template0")
    )

    def make(connection: Connection) -> None:
        with suppress(psycopg.errors.DuplicateDatabase):
            connection.execute(order)

    _administration(os.getpid()).use(make)
    return _server().set(database=name)


@lru_cache(maxsize=1)
def empty_commons() -> str:
    """Give the name of a database with an empty commons, made once for all processes."""
    name, _ = f"empty_{_RUN}", _server()
    with _locked():
        if not _is_there(name):
            address = address_of("made").render_as_string(hide_password=False)
            store = open_store(address)
            store.migrate()
            store.close()
            _order(
                sql.SQL("ALTER DATABASE made RENAME TO {}").format(sql.Identifier(name))
            )
    return name


def settings_for(folder: Path, chosen: Mapping[str, str]) -> dict[str, str]:
    """Give the setting that leads to a folder's database, where that is on a server."""
    if not CHOSEN or "COMMONS_DATABASE_URL" in chosen:
        return {}
    return {"COMMONS_DATABASE_URL": database_for(folder)}


def copy_instance(source: Path, folder: Path, *within: Any, **chosen: Any) -> Path:
    """Copy a folder as `shutil.copytree` does, which calls itself `within`; and its database."""
    copied = _copy_tree(source, folder, *within, **chosen)
    if not within:
        copy_database(Path(source), Path(folder))
    return copied


def rename_instance(source: Path, folder: Path) -> None:
    """Rename a folder, with its database."""
    source.rename(folder)
    if CHOSEN:
        move_database(source, folder)


def copy_database(source: Path, folder: Path) -> None:
    """Have a folder that was copied have a copy of its database, if it had any."""
    name = name_for(source)
    if _is_there(name):
        _order(sql.SQL(_END).format(sql.Literal(name)))  # nobody may use what is copied
        database_for(folder, name)


def move_database(source: Path, folder: Path) -> None:
    """Have a folder that was renamed have the database that it had."""
    old, new = (sql.Identifier(name_for(one)) for one in (source, folder))
    _order(_DROP.format(new))
    _order(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(old, new))
    _made.pop(name_for(source), None)
    _made[name_for(folder)] = folder


def drop_databases(within: Path) -> None:
    """Remove the databases of the folders within one, whoever is connected to them.

    They go with the next ones, or when the server is left: while those who were
    connected are just ending, it would sleep over it.
    """
    _drop_rest()
    _left.extend(n for n, folder in _made.items() if folder.is_relative_to(within))


def _drop_rest() -> None:
    """Remove the databases that are left over."""
    while _left:
        name = _left.pop()
        del _made[name]
        _order(_DROP.format(sql.Identifier(name)))


_made: dict[str, Path] = {}
_left: list[str] = []
_copy_tree = shutil.copytree


@lru_cache(maxsize=2)
def _administration(_process: int) -> KeptConnection:
    """Give what makes and removes databases: a connection that a process keeps."""
    return KeptConnection(_server().set(database="postgres"))


def _order(order: sql.Composed) -> None:
    _administration(os.getpid()).use(lambda connection: connection.execute(order))


def _is_there(name: str) -> bool:
    asked = "SELECT 1 FROM pg_database WHERE datname = %s"
    return _administration(os.getpid()).use(
        lambda connection: connection.execute(asked, [name]).fetchone() is not None
    )


def connected(database: URL | None = None) -> Connection:
    """Open a connection of ours, which may do anything, to a database."""
    url = (database or _server().set(database="postgres")).set(drivername="postgresql")
    return psycopg.connect(url.render_as_string(hide_password=False), autocommit=True)


@lru_cache(maxsize=1)
def _server() -> URL:
    """Give the server; skip the test where there is none, and fail it where CI runs."""
    if "://" in CHOSEN:
        return make_url(CHOSEN).set(drivername="postgresql+psycopg")
    return URL.create(
        "postgresql+psycopg", "commons", query={"host": str(_started(programs()))}
    )


def same_server() -> dict[str, str]:
    """Give what a process of tests is told to use our server, not one of its own."""
    if not CHOSEN:
        return {}
    return {_NAME: _server().render_as_string(hide_password=False)}


def forget_server() -> None:
    """Leave the server; the next who asks uses the one that CHOSEN says by then."""
    _drop_rest()
    if _administration.cache_info().currsize:
        _administration(os.getpid()).close()
    _administration.cache_clear()
    _server.cache_clear()
    _made.clear()


def is_installed() -> bool:
    """Say whether a server's programs lie here."""
    return any(Path("/").glob(_PLACES[1:]))


def programs() -> Path:
    """Give where a server's programs lie; skip where there are none, and fail in CI."""
    found = max(Path("/").glob(_PLACES[1:]), key=_version, default=None)
    if found is None:
        said = f"no PostgreSQL server is installed ({_PLACES}): its engine is not tried"
        if os.getenv("CI") or CHOSEN:
            pytest.fail(said)
        pytest.skip(said)
    return found


def _version(programs: Path) -> float:
    return float(programs.parent.name)


def _started(there: Path) -> Path:
    """Give the folder of the server of this run of the tests, started once."""
    folder = _place() / f"commons-postgresql-{_RUN}"
    with _locked():
        if not folder.is_dir():
            folder.mkdir(mode=0o755)
            _start(there, folder)
    return folder


def _place() -> Path:
    """Give where a server may lie: in memory where the tests do, each database is copied."""
    chosen = gettempdir()
    return Path(chosen if len(chosen) < _LONG else "/tmp")  # noqa: S108  # made for us alone


@contextmanager
def _locked() -> Iterator[None]:
    """Have the processes of a run make one after another what they share."""
    with lock_file(_lock()):
        yield


def _lock() -> Path:
    return Path(gettempdir()) / f"commons-postgresql-{_RUN}.lock"


def initialise(there: Path, folder: Path) -> str | None:
    """Make a server's files in the `data` of a folder; give who must run it, None for us."""
    owner = None
    if os.geteuid() == 0:
        owner = next(filter(_is_user, _OWNERS))
        shutil.chown(folder, owner)
    said = [
        "-A",
        "trust",
        "-U",
        "commons",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    ]
    _run([str(there / "initdb"), "-D", str(folder / "data"), *said], owner)
    return owner


def _start(there: Path, folder: Path) -> None:
    owner = initialise(there, folder)
    if owner:
        shutil.chown(_lock(), owner)
    options = [f"-c {one}" for one in _QUICK]
    options += ["-c listen_addresses=", f"-k {folder}"]
    start = ["-w", "-l", str(folder / "log"), "-o", " ".join(options), "start"]
    _run([str(there / "pg_ctl"), "-D", str(folder / "data"), *start], owner)
    watched = os.getppid() if os.getenv("PYTEST_XDIST_WORKER") else os.getpid()
    words = ["sh", "-c", _WATCH, "sh", str(watched), str(there), str(folder)]
    words.append(str(_lock()))
    _run(words, owner)  # it outlives us by a second, and is no child of ours


def _is_user(name: str) -> bool:
    with suppress(KeyError):
        return bool(pwd.getpwnam(name))
    return False


def _run(words: list[str], owner: str | None) -> None:
    subprocess.run(
        words,
        user=owner,
        cwd="/",
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
