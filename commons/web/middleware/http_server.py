"""Speaks HTTP: a thread is taken only when a request is there whole.

gunicorn starts, watches and stops the processes; in each of them waitress reads the
requests and sends the answers on one thread, however slowly the other side does its
part. Here stands what both are told: how long each part may take, how much may be on
its way at once, and that those who write never take the threads of those who read.
"""

import logging
import os
import resource
import time
from typing import Any

from gunicorn.workers import base
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher, WSGITask

from commons.web.middleware.http_request import RequestParser
from commons.web.middleware.request_body import CROWDED, MOST_BYTES

IDLE, ASKING, WORKING, ANSWERING = "idle", "asking", "working", "answering"
PHASES: dict[str, tuple[float, float]] = {
    IDLE: (75.0, 0.0),
    ASKING: (20.0, 16 * 1024),
    ANSWERING: (20.0, 1024),
}
"""What a connection does -> for how many seconds, and how many bytes buy one more.

Idle ones are kept for longer than clients and proxies keep theirs (60 seconds at
most), so that none sends a request into one that is being closed. A head buys no
time, a body and an answer do.
"""

WRITERS = 4
"""How many threads of their own those have who write; they wait for one lock."""
MOST_WAITING = 32
"""How many may wait for such a thread; who comes then is told to come back."""
WRITER_SECONDS = 10.0
"""Who has waited for a thread for longer is told so instead."""
MOST_CONNECTIONS = 1_000
SPARE_FILES = 200
"""Of the files that a process may open, how many are not for connections."""
LINGER_SECONDS = 2.0
"""For how long a process that stops still answers on the connections it has."""

PIECE = 64 * 1024
"""How many bytes of an answer are offered to the network at once."""

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

ADJUSTED: dict[str, Any] = {
    "asyncore_use_poll": True,
    "cleanup_interval": 1,
    "clear_untrusted_proxy_headers": False,  # COMMONS_TRUSTED_PROXIES decides
    "connection_limit": 2 * MOST_CONNECTIONS,  # never met: one goes before
    "ident": None,
    "inbuf_overflow": 64 * 1024,
    "max_request_body_size": 2 * MOST_BYTES,
    "max_request_header_size": 64 * 1024,
    "outbuf_overflow": 256 * 1024,
    "recv_bytes": 64 * 1024,
}
"""What waitress is told (its documentation, "Arguments to waitress.serve").

More than `…_overflow` of a body or an answer waits on the disk, not in memory.
"""

_TICK_SECONDS = 1.0

_log = logging.getLogger(__name__)


def _discreetly(record: logging.LogRecord) -> bool:
    """Write down what waitress says without the addresses in it: where, and of what."""
    words = "an error while answering" if record.exc_info else "the server warns"
    if record.levelno > logging.INFO:
        _log.log(record.levelno, words, exc_info=record.exc_info)
    return False


logging.getLogger("waitress.queue").setLevel(logging.ERROR)
logging.getLogger("waitress").addFilter(_discreetly)


class Task(WSGITask):  # type: ignore[misc]  # waitress has no types
    """One request that is being answered."""

    def execute(self) -> None:
        """Ask the application; the last answer of a process says so."""
        if self.channel.server.stopping:
            self.set_close_on_finish()
        super().execute()

    def write(self, data: bytes) -> None:
        """Send an answer: piece by piece while the other side reads as fast.

        What is read at once never waits on the disk; what is not is left to the
        loop at once, so that no thread waits for who reads slowly.
        """
        start = 0
        while len(data) - start > PIECE and not self.channel.total_outbufs_len:
            super().write(data[start : start + PIECE])
            start += PIECE
        super().write(data[start:])

    def set_close_on_finish(self) -> None:
        """Have the connection closed after this answer.

        waitress asks for it after each answer without a length (304, 204, chunked);
        HTTP/1.1 needs it of none, but for a HEAD that would be told a chunked body.
        """
        request = self.request
        asked = request.headers.get("CONNECTION", "").lower() == "close"
        lasting = self.version == "1.1" and request.command != "HEAD"
        stopping = self.channel.server.stopping
        if asked or stopping or self.wrote_header or not lasting:
            super().set_close_on_finish()

    def get_environment(self) -> dict[str, Any]:
        """Give the WSGI environment, which also says whether there was no place."""
        environ: dict[str, Any] = super().get_environment()
        asked = self.request
        waited = time.monotonic() - asked.since
        if asked.crowded or (asked.command not in SAFE and waited > WRITER_SECONDS):
            environ[CROWDED] = True
        environ["SERVER_SOFTWARE"] = ""
        environ["wsgi.multiprocess"] = True
        return environ


class Connection(HTTPChannel):  # type: ignore[misc]  # waitress has no types
    """One connection, which knows what it has been doing, and since when."""

    parser_class = RequestParser
    task_class = Task

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.since = time.monotonic()
        self._doing = (IDLE, 0)
        self._answered = 0
        self._unsent = 0

    def service(self) -> None:
        """Answer one request, on a thread of a pool."""
        self._answered += 1
        super().service()

    def handle_error(self) -> None:
        """Close after an error that nobody foresaw, and say which, but not whose."""
        _log.error("an error in a connection", exc_info=True)
        self.handle_close()

    def handle_close(self) -> None:
        """Close, and give back what a request that never came whole had taken."""
        if self.request is not None:
            self.request.close()
        super().handle_close()

    def overdue(self, now: float) -> bool:
        """Say whether the other side has been too slow at what it does."""
        phase = self._phase()
        if self._doing != (phase, self._answered):
            self._doing, self.since = (phase, self._answered), now
            self._unsent = self.total_outbufs_len
        if phase not in PHASES:
            return False
        seconds, pace = PHASES[phase]
        return now - self.since > seconds + (self._moved(phase) / pace if pace else 0)

    def _phase(self) -> str:
        if self.requests:
            return WORKING
        if self.total_outbufs_len:
            return ANSWERING
        return IDLE if self.request is None else ASKING

    def _moved(self, phase: str) -> int:
        """Give how many bytes came, or went, since the phase began."""
        if phase == ASKING:
            return int(self.request.body_bytes_received)
        return max(0, self._unsent - int(self.total_outbufs_len))


class Server(TcpWSGIServer):  # type: ignore[misc]  # waitress has no types
    """What listens; it drops who is too slow, and has two pools of threads."""

    channel_class = Connection
    stopping = False

    def __init__(
        self, app: object, sock: Any, sockets: dict[int, Any], threads: int
    ) -> None:
        self._writers = _threads(WRITERS)
        self._most = _most_connections()
        place = (sock.family, sock.type, sock.proto, sock.getsockname())
        super().__init__(
            app,
            sockets,
            _sock=sock,
            bind_socket=False,
            sockinfo=place,
            dispatcher=_threads(threads),
            adj=Adjustments(**ADJUSTED),
        )

    def add_task(self, task: Connection) -> None:
        """Have a request answered by those for whom it is."""
        asked = task.requests[0]
        asked.since = time.monotonic()
        if asked.error or asked.crowded or asked.command in SAFE:
            self.task_dispatcher.add_task(task)
        elif len(self._writers.queue) < MOST_WAITING:
            self._writers.add_task(task)
        else:
            asked.crowded = True
            self.task_dispatcher.add_task(task)

    def handle_accept(self) -> None:
        """Take a connection in; when there are too many, another one goes."""
        if len(self.active_channels) >= self._most:
            waiting = [c for c in self.active_channels.values() if not c.requests]
            if waiting:
                min(waiting, key=lambda channel: channel.since).handle_close()
        super().handle_accept()

    def maintenance(self, _now: float) -> None:
        """Drop who is too slow."""
        now = time.monotonic()
        for channel in list(self.active_channels.values()):
            if not channel.overdue(now):
                continue
            if channel.request is not None and channel.request.headers_finished:
                self._tell_late(channel)
            else:
                channel.handle_close()

    def _tell_late(self, channel: Connection) -> None:
        """Answer what does not come to its end."""
        with channel.requests_lock:
            asked, channel.request = channel.request, None
            asked.give_up()
            channel.requests.append(asked)
        self.add_task(channel)

    def stop_listening(self) -> None:
        """Take nobody in any more; answers from now on are the last ones."""
        self.stopping = True
        self.del_channel()
        self.socket.close()

    def end_threads(self) -> None:
        """Have every thread end, once it has answered."""
        self.task_dispatcher.shutdown()
        self._writers.shutdown()

    def close_idle(self) -> None:
        """Close who asks for nothing."""
        for channel in list(self.active_channels.values()):
            if not channel.requests and not channel.total_outbufs_len:
                channel.handle_close()


class Worker(base.Worker):  # type: ignore[misc]  # gunicorn has no types
    """A process that gunicorn keeps."""

    def run(self) -> None:
        """Serve until told to stop, then finish what was begun."""
        sockets: dict[int, Any] = {}
        self.servers = [
            Server(self.wsgi, listener.sock, sockets, self.cfg.threads)
            for listener in self.sockets
        ]
        while self.alive and self.ppid == os.getppid():
            self._turn(sockets)
        self._finish(sockets)

    def handle_exit(self, sig: int, frame: object) -> None:
        """Begin to stop, at once."""
        super().handle_exit(sig, frame)
        for server in getattr(self, "servers", []):
            server.pull_trigger()

    def _turn(self, sockets: dict[int, Any]) -> None:
        self.notify()
        wasyncore.poll2(_TICK_SECONDS, sockets)

    def _finish(self, sockets: dict[int, Any]) -> None:
        """Take nobody in any more; answer who is there, within the grace."""
        began, left = time.monotonic(), True
        for server in self.servers:
            server.stop_listening()
        while left and time.monotonic() < began + self.cfg.graceful_timeout:
            self._turn(sockets)
            for server in self.servers:
                server.maintenance(0)
                if time.monotonic() > began + LINGER_SECONDS:
                    server.close_idle()
            left = any(server.active_channels for server in self.servers)


def _threads(count: int) -> ThreadedTaskDispatcher:
    pool = ThreadedTaskDispatcher()
    pool.set_thread_count(count)
    return pool


def _most_connections() -> int:
    """Give how many connections this process may hold, each of up to three files.

    The process may from now on open as many as that needs, if the system lets it.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 3 * MOST_CONNECTIONS + SPARE_FILES
    if resource.RLIM_INFINITY in {soft, hard} or soft >= wanted:
        return MOST_CONNECTIONS
    given = min(hard, wanted)
    resource.setrlimit(resource.RLIMIT_NOFILE, (given, hard))
    return max(1, (given - SPARE_FILES) // 3)
