"""A real mail server on this machine, which can be killed and started again.

It keeps what it took, as files in a folder, in a process of its own.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Self

from tests.servers.server import free_port

PATIENCE_SECONDS = 30

_PROGRAM = """
import os, ssl, sys, time
from pathlib import Path
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

folder, port, refused, certificate = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]

class Keep:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if refused and address.startswith(refused):
            return "550 5.1.1 no such mailbox"
        if address.startswith("plus-tard"):
            return "451 4.7.1 greylisted, try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        draft = folder / f".{time.monotonic_ns()}-{os.getpid()}"
        draft.write_bytes(envelope.content)
        draft.rename(folder / draft.name[1:])
        return "250 taken"

def known(server, session, envelope, mechanism, data):
    fits = (data.login, data.password) == (b"commons@ici", b"se:cret/")
    return AuthResult(success=fits, handled=False)

more = {}
if certificate:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    more = {"tls_context": context, "require_starttls": True, "authenticator": known, "auth_required": True}

class Server(Controller):
    def factory(self):
        return SMTP(self.handler, **more)

Server(Keep(), hostname="127.0.0.1", port=port).start()
print("ready", flush=True)
while True:
    time.sleep(60)
"""


class MailServer:
    """A mail server, and the messages that it took."""

    def __init__(
        self, folder: Path, *, refused: str = "", certificate: Path | None = None
    ) -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.port = free_port()
        self.url = f"smtp://127.0.0.1:{self.port}"
        self._given = (refused, str(certificate or ""))
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self) -> None:
        """Start, and wait until it listens."""
        words = [str(self.folder), str(self.port), *self._given]
        self._process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, *words], stdout=subprocess.PIPE, text=True
        )
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            time.sleep(0.05)
        raise TimeoutError(self.url)

    def kill(self) -> None:
        """Kill -9 it."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.kill(self._process.pid, signal.SIGKILL)
            self._process.communicate()
            self._process = None

    def messages(self) -> list[EmailMessage]:
        """Give what was taken, in order."""
        files = sorted(self.folder.iterdir(), key=lambda path: path.stat().st_mtime_ns)
        read: list[EmailMessage] = [
            message_from_bytes(path.read_bytes(), policy=policy.default)
            for path in files
            if not path.name.startswith(".")
        ]
        return read
