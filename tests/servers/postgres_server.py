"""A PostgreSQL server of a drill's own: it keeps what it says, is killed and started again."""

import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Self

import psycopg

from tests.servers.postgresql import initialise, programs
from tests.servers.server import children_of, free_port, is_running

PATIENCE_SECONDS = 60


class PostgresServer:
    """A server with a database `commons`, as one that is installed: it waits for the disk."""

    def __init__(self) -> None:
        self.folder = Path(mkdtemp(prefix="commons-drill-"))
        self.folder.chmod(0o755)
        self.binaries = programs()
        self.owner = initialise(self.binaries, self.folder)
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        self.ask("CREATE DATABASE commons", database="postgres")
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, name: str) -> str:
        """Give the address of the database, for who calls itself by a name there."""
        place = f"commons@127.0.0.1:{self.port}/commons"
        return f"postgresql+psycopg://{place}?application_name={name}"

    @property
    def process(self) -> int:
        """The server's first process, 0 while it is down."""
        return self._process.pid if self._process else 0

    def ask(self, query: str, *known: object, database: str = "commons") -> list[Any]:
        """Give the rows of a query, committed. Raises psycopg.OperationalError."""
        address = f"host=127.0.0.1 port={self.port} user=commons dbname={database}"
        with psycopg.connect(address, autocommit=True) as connection:
            found = connection.execute(query.encode(), known or None)
            return found.fetchall() if found.description else []

    def start(self) -> None:
        """Start, and wait until it answers; what is left of one that was killed must end."""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            if self._process is None or self._process.poll() is not None:
                self._process = self._begun()
            with suppress(psycopg.OperationalError):
                self.ask("SELECT 1", database="postgres")
                return
            time.sleep(0.1)
        raise TimeoutError(self.folder)

    def kill(self) -> None:
        """Kill -9 the first process, and wait until the others found it out and ended."""
        if self._process is not None:
            others = children_of(self._process.pid)
            self._process.kill()
            self._process.wait()
            self._process = None
            _wait_until_ended(others)

    def kill_backend(self) -> None:
        """Kill -9 one that works for a client: the server then begins all of them anew."""
        asked = "SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'server%'"
        for (pid,) in self.ask(f"{asked} LIMIT 1"):
            os.kill(pid, signal.SIGKILL)

    def _begun(self) -> subprocess.Popen[bytes]:
        said = [f"-p{self.port}", "-k", str(self.folder)]
        said += ["-c", "listen_addresses=127.0.0.1"]
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                [self.binaries / "postgres", "-D", self.folder / "data", *said],
                user=self.owner,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )


def _wait_until_ended(processes: list[int]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while any(map(is_running, processes)):
        if time.monotonic() > until:
            raise TimeoutError(processes)
        time.sleep(0.01)
