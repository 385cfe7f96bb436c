"""A real server of several processes, and people who reach it over HTTP."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from http.client import HTTPException
from http.cookiejar import CookieJar
from pathlib import Path
from random import SystemRandom
from ssl import SSLContext
from typing import Self
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import (
    HTTPCookieProcessor,
    HTTPRedirectHandler,
    HTTPSHandler,
    Request,
    build_opener,
)

from click.testing import CliRunner, Result

from commons.adapters.store.engine.unit_of_work import Store, open_store
from commons.cli import main
from commons.settings import from_env
from tests.people.multipart import CONTENT_TYPE, multipart
from tests.people.visitor import PASSWORD, token_in
from tests.servers import postgresql

PATIENCE_SECONDS = 60
PORTS = range(10_000, 32_768)
"""Below those that Linux takes from for who asks for any (ip(7))."""
COMMONS = str(Path(sys.executable).with_name("commons"))


def environment(folder: Path, **chosen: str) -> dict[str, str]:
    """Give the environment of an instance in a folder."""
    names = {f"COMMONS_{key.upper()}": value for key, value in chosen.items()}
    ours = {k: v for k, v in os.environ.items() if not k.startswith("COMMONS_")}
    held = {"COMMONS_REVIEW": "off", **postgresql.settings_for(folder, names)}
    return {**ours, "COMMONS_DATA_DIR": str(folder), **held, **names}


def command(
    folder: Path, *words: str, typed: str = "", **chosen: str
) -> subprocess.CompletedProcess[str]:
    """Run a command of ours on an instance, to its end; `chosen` are settings."""
    return subprocess.run(  # our own command
        [COMMONS, *words],
        env=environment(folder, **chosen),
        input=typed,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def ordered(folder: Path, *words: str, typed: str = "", **chosen: str) -> Result:
    """Run a command in this process, which saves a second of imports.

    `chosen` are settings.
    """
    ours = {k: None for k in os.environ if k.startswith("COMMONS_")}
    names = {f"COMMONS_{key.upper()}": value for key, value in chosen.items()}
    held = {"COMMONS_REVIEW": "off", **postgresql.settings_for(folder, names)}
    env = {**ours, "COMMONS_DATA_DIR": str(folder), **held, **names}
    done = CliRunner().invoke(main, words, typed, env)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def opened_store(folder: Path) -> Store:
    """Open the database of an instance, which a server may have open too."""
    return open_store(from_env(environment(folder)).database_url)


def free_port() -> int:
    """Give a port that nobody listens on now, of those that the system gives nobody.

    A server that is down for a while has its port back then: no client has it meanwhile.
    """
    chance = SystemRandom()  # a test may have settled what others draw
    while True:
        port = chance.choice(PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


HAND_OVER = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1")
os.execv(sys.argv[2], sys.argv[2:])
"""
"""Hands a socket over as systemd does (sd_listen_fds(3))."""


class Server:
    """`commons serve` on an instance, with all its processes in one group."""

    def __init__(
        self,
        folder: Path,
        workers: int = 2,
        *,
        log: Path | None = None,
        held: socket.socket | None = None,
        **chosen: str,
    ) -> None:
        """Take the settings `chosen`, and the file that standard error goes to.

        A socket that is `held` is handed over as systemd does.
        """
        self.folder = folder
        self.held = held
        self.workers = workers
        self.awaited = "/healthz"
        self.log = log
        self.chosen = chosen
        self.port = held.getsockname()[1] if held else free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self) -> None:
        """Start, and wait until it answers."""
        words = [COMMONS, "serve", "--workers", str(self.workers)]
        passed: list[int] = []
        if self.held:
            passed = [self.held.fileno()]
            words = [sys.executable, "-c", HAND_OVER, str(passed[0]), *words]
        else:
            words += ["--port", str(self.port)]
        with (self.log or Path(os.devnull)).open("ab") as errors:
            self._process = subprocess.Popen(  # our own command
                words,
                pass_fds=passed,
                env=environment(
                    self.folder, **{"base_url": self.address, **self.chosen}
                ),
                stdout=subprocess.DEVNULL,
                stderr=errors,
                start_new_session=True,
            )
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            if self._process.poll() is not None:
                msg = f"the server ended with {self._process.returncode}"
                raise RuntimeError(msg)
            with suppress(OSError):
                if Person(self.address).get(self.awaited).status == 200:
                    return
            time.sleep(0.1)
        self.kill()
        raise TimeoutError(self.address)

    @property
    def group(self) -> int:
        """The process group of the server and its workers, 0 when it is down."""
        return self._process.pid if self._process else 0

    def signal(self, number: int) -> None:
        """Send a signal to the first process."""
        assert self._process is not None
        self._process.send_signal(number)

    def ended(self) -> int:
        """Wait for the first process to end; give its exit code."""
        assert self._process is not None
        return self._process.wait(PATIENCE_SECONDS)

    def replace(self) -> None:
        """Start it anew beside the one that runs, which ends then (gunicorn's USR2)."""
        self.signal(signal.SIGUSR2)
        until = time.monotonic() + PATIENCE_SECONDS
        while not any(map(children_of, children_of(self.group))):
            if time.monotonic() > until:
                raise TimeoutError(self.address)
            time.sleep(0.05)
        self.signal(signal.SIGTERM)
        assert self.ended() == 0

    def kill_worker(self) -> int:
        """Kill -9 one of the processes that answer; give its number."""
        worker = children_of(self.group)[0]
        os.kill(worker, signal.SIGKILL)
        return worker

    def kill(self) -> None:
        """Kill -9 every process at once."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None


def children_of(process: int) -> list[int]:
    """Return the processes that one has started (proc(5))."""
    with suppress(FileNotFoundError):
        told = Path(f"/proc/{process}/task/{process}/children").read_text()
        return [int(child) for child in told.split()]
    return []


def is_running(process: int) -> bool:
    """Whether a process works still; one that ended may await its parent (proc(5))."""
    with suppress(FileNotFoundError, ProcessLookupError):
        told = Path(f"/proc/{process}/stat").read_text()
        return told.rpartition(")")[2].split()[0] not in ("Z", "X")
    return False


class Answer:
    """What a server answered."""

    def __init__(self, status: int, place: str, text: str) -> None:
        self.status = status
        self.place = place
        self.text = text


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Follow no redirect: the test wants to see it."""


class Person:
    """Somebody at a browser without scripts, over a real connection."""

    def __init__(self, address: str, tls: SSLContext | None = None) -> None:
        self.address = address
        self.cookies = CookieJar()
        self._opener = build_opener(
            HTTPSHandler(context=tls), HTTPCookieProcessor(self.cookies), _Stay()
        )

    def get(self, path: str) -> Answer:
        """Ask for a page."""
        return self._open(path, None)

    def post(self, path: str, page: str = "", **typed: str) -> Answer:
        """Send the form that `page` (default: the path itself) shows."""
        token = token_in(self.get(page or path).text)
        pairs = {"csrf_token": token, **typed}
        return self._open(path, urlencode(pairs).encode())

    def sends(self, path: str, body: bytes, content_type: str = "") -> Answer:
        """Send a form that was filled in before."""
        return self._open(path, body, content_type)

    def send(self, path: str, file: tuple[str, bytes], **typed: str) -> Answer:
        """Send a form that the path shows, with a (name, content) as `file`."""
        pairs = {"csrf_token": token_in(self.get(path).text), **typed}
        return self._open(path, multipart(pairs, file), CONTENT_TYPE)

    def sign_in(self, email: str) -> "Person":
        """Open a session."""
        answer = self.post("/login", email=email, password=PASSWORD)
        assert answer.status == 303, answer.text
        return self

    def _open(self, path: str, body: bytes | None, content_type: str = "") -> Answer:
        asked = Request(f"{self.address}{path}", body)  # noqa: S310  # our own server
        asked.add_header("Accept", "text/html,*/*;q=0.8")
        if content_type:
            asked.add_header("Content-Type", content_type)
        try:
            with self._opener.open(asked, timeout=30) as found:
                return Answer(found.status, "", found.read().decode())
        except HTTPError as error:
            place = error.headers.get("Location", "")
            return Answer(error.code, place, _whole(error))
        except (URLError, HTTPException) as error:  # also what was cut short
            raise ConnectionError(str(error)) from error


def _whole(error: HTTPError) -> str:
    """Read the page of a refusal. Raises ConnectionError when it is cut short."""
    try:
        return error.read().decode()
    except HTTPException as cut:
        raise ConnectionError(str(cut)) from cut


def add_account(
    folder: Path, email: str, role: str = "contributor", **chosen: str
) -> None:
    """Open an account by the command."""
    name = re.sub(r"@.*", "", email)
    words = ["user", "add", name, "--email", email, "--role", role]
    words.append("--password-stdin")
    done = ordered(folder, *words, typed=f"{PASSWORD}\n", **chosen)
    assert done.exit_code == 0, done.stderr
