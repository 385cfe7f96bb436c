"""A standby server that follows one of the tests, as `pg_basebackup` makes it."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from tempfile import mkdtemp
from typing import Self

from commons.adapters.store.engine.unit_of_work import open_store
from tests.servers.postgres_server import PATIENCE_SECONDS, PostgresServer
from tests.servers.server import free_port


class Standby(PostgresServer):
    """A server that replays what another writes, and is read meanwhile."""

    def __init__(self, primary: PostgresServer) -> None:  # it takes another's files
        self.folder = Path(mkdtemp(prefix="commons-standby-"))
        self.folder.chmod(0o755)
        self._primary = primary
        self.binaries, self.owner = primary.binaries, primary.owner
        self.port = free_port()
        self._process = None
        if self.owner:
            shutil.chown(self.folder, self.owner)
        follow = ["-h", "127.0.0.1", "-p", str(primary.port), "-U", "commons"]
        kept = [
            "--create-slot",
            "--slot",
            f"standby_{self.port}",
        ]  # what it has yet to read
        subprocess.run(
            [
                str(self.binaries / "pg_basebackup"),
                *follow,
                *("-D", str(self.folder / "data"), "-R", "-c", "fast", "--no-sync"),
                *kept,
            ],
            user=self.owner,
            cwd="/",
            check=True,
            stdin=subprocess.DEVNULL,
        )

        with (self.folder / "data" / "postgresql.auto.conf").open("a") as chosen:
            chosen.write("log_statement = 'all'\n")

    def __enter__(self) -> Self:
        self.start()
        return self

    def asked(self, words: str) -> int:
        """Count the statements with some words that it was asked since it was made."""
        return (self.folder / "log").read_text(errors="replace").count(words)

    @property
    def begun(self) -> int:
        """How many transactions of readers it has begun."""
        return self.asked("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")

    def pause(self) -> None:
        """Have it replay nothing more."""
        self.ask("SELECT pg_wal_replay_pause()")
        self._wait("SELECT pg_get_wal_replay_pause_state() = 'paused'")

    def resume(self) -> None:
        """Have it go on, and wait until it is level."""
        self.ask("SELECT pg_wal_replay_resume()")
        self.wait_level()

    def wait_level(self) -> None:
        """Wait until it has replayed all that is written now."""
        self._primary.ask("CHECKPOINT")  # has what is not flushed sent
        ((lsn,),) = self._primary.ask("SELECT pg_current_wal_flush_lsn()::text")
        self._wait(f"SELECT pg_last_wal_replay_lsn() >= '{lsn}'")

    def _wait(self, question: str) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            if self.ask(question) == [(True,)]:
                return
            time.sleep(0.02)
        raise TimeoutError(question)


class Pair:
    """A server, its standby, and a database of both for each who asks."""

    def __init__(self, primary: PostgresServer, standby: Standby) -> None:
        self.primary = primary
        self.standby = standby

    def new_database(self) -> dict[str, str]:
        """Give the settings that lead to a new empty commons."""
        name = f"t_{token_hex(6)}"
        self.primary.ask(f"CREATE DATABASE {name}")
        chosen = {
            "database_url": self.primary.url("test").replace("/commons?", f"/{name}?"),
            "read_database_url": self.standby.url("reader").replace(
                "/commons?", f"/{name}?"
            ),
        }
        store = open_store(chosen["database_url"])
        store.migrate()
        store.close()
        self.standby.wait_level()
        return chosen


@contextmanager
def running_pair() -> Iterator[Pair]:
    """Run a server and a standby that follows it; skip where there are no programs."""
    with PostgresServer() as primary, Standby(primary) as standby:
        yield Pair(primary, standby)
