"""Runs a server of one worker, and knows what that worker costs.

Processor time is the kernel's account of the worker (all its threads, user and
system, to the nanosecond): the clock that clock_getcpuclockid(3) names, which
is utime + stime of /proc/<pid>/stat without its rounding to 10 ms.
"""

import os
import re
import signal
import subprocess
import time
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Self
from urllib.parse import urlencode

from tests.servers.server import COMMONS, children_of, environment, free_port

PATIENCE_SECONDS = 60.0
ROOT = Path(__file__).parents[2]


class Said:
    """What a server answered, and what that took."""

    __slots__ = ("body", "headers", "status", "wall_ms")

    def __init__(
        self, status: int, headers: dict[str, str], body: bytes, wall_ms: float
    ) -> None:
        self.status = status
        self.headers = headers
        self.body = body
        self.wall_ms = wall_ms


class Reader:
    """A client that keeps its connection, and the cookies that it was given."""

    def __init__(self, port: int, source: str = "") -> None:
        """Take the address that it asks from, "" for any."""
        self._connection = HTTPConnection(
            "127.0.0.1", port, 30, (source, 0) if source else None
        )
        self._cookies: dict[str, str] = {}

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def get(self, path: str, headers: dict[str, str] | None = None) -> Said:
        """Ask for an address, once more when the server hung up meanwhile."""
        try:
            return self._ask("GET", path, headers or {}, None)
        except (HTTPException, ConnectionError):
            self.close()
            return self._ask("GET", path, headers or {}, None)

    def post(self, path: str, pairs: list[tuple[str, str]]) -> Said:
        """Send a form over a new connection, as nothing may be sent twice."""
        self.close()
        self._connection.connect()
        typed = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, typed, urlencode(pairs).encode())

    def _ask(
        self, method: str, path: str, headers: dict[str, str], body: bytes | None
    ) -> Said:
        if self._cookies:
            told = "; ".join(f"{key}={value}" for key, value in self._cookies.items())
            headers = {**headers, "Cookie": told}
        began = time.perf_counter()
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        content = answer.read()
        wall_ms = (time.perf_counter() - began) * 1000
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        named = {key.lower(): value for key, value in answer.getheaders()}
        return Said(answer.status, named, content, wall_ms)


class Running:
    """A server's processes, from its start to its end.

    What the database server takes, whose first process is `beside`, is theirs as well.
    """

    def __init__(
        self,
        argv: list[str],
        port: int,
        env: dict[str, str],
        ready: str,
        beside: int = 0,
    ) -> None:
        self.port = port
        self._beside = beside
        self._taken: dict[int, float] = {}
        began = time.perf_counter()
        self._process = subprocess.Popen(
            argv,
            env=env,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.reader = Reader(port)
        self._wait(ready)
        self.start_seconds = time.perf_counter() - began
        self._worker = self._only_child()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End every process of this server, and no other."""
        self.reader.close()
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def cpu_ms(self) -> float:
        """Give the processor time that worker and database have used so far."""
        for process in (self._worker, *children_of(self._beside)):
            with suppress(OSError):  # it has just ended
                self._taken[process] = time.clock_gettime((~process << 3) | 2) * 1000
        return sum(self._taken.values())

    def memory_mb(self) -> dict[str, float]:
        """Give the worker's memory: Rss, and Pss that shares what is shared."""
        return memory_mb(self._worker)

    def _wait(self, ready: str) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until and self._process.poll() is None:
            with suppress(OSError, HTTPException):
                if self.reader.get(ready).status == 200:
                    return
            self.reader.close()
            time.sleep(0.02)
        self.stop()
        msg = f"no answer on {self.port} (exit code {self._process.returncode})"
        raise TimeoutError(msg)

    def _only_child(self) -> int:
        (worker,) = children_of(self._process.pid)
        return worker


def memory_mb(process: int) -> dict[str, float]:
    """Give a process's memory: Rss, and Pss that shares what is shared."""
    told = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
    found = re.findall(r"^(Rss|Pss):\s+(\d+) kB", told, re.MULTILINE)
    return {name: int(size) / 1024 for name, size in found}


def serve(folder: Path, beside: int = 0) -> Running:
    """Start `commons serve` on an instance, beside a database server's first process."""
    port = free_port()
    argv = [COMMONS, "serve", "--port", str(port), "--workers", "1"]
    env = environment(folder, base_url=f"http://127.0.0.1:{port}")
    return Running(argv, port, env, "/healthz", beside)
