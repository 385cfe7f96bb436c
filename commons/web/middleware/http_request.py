"""Reads one request as it comes in, and decides what is done with a large body."""

from threading import Semaphore

from waitress.buffers import OverflowableBuffer
from waitress.parser import HTTPRequestParser
from waitress.receiver import FixedStreamReceiver
from waitress.utilities import BadRequest

from commons.web.middleware.request_body import LARGE_BYTES, MOST_BYTES

LARGE_AT_ONCE = 8
"""How many large bodies a process takes at once, on the disk until they are answered."""

_places = Semaphore(LARGE_AT_ONCE)


class _NoLengthError(BadRequest):  # type: ignore[misc]  # waitress has no types
    code = 411
    reason = "Length Required"


class _TooLateError(BadRequest):  # type: ignore[misc]  # waitress has no types
    code = 408
    reason = "Request Timeout"


class _Nothing(OverflowableBuffer):  # type: ignore[misc]  # waitress has no types
    """Keeps nothing of what it is given."""

    def append(self, _bytes: bytes) -> None:
        """Forget them."""


class RequestParser(HTTPRequestParser):  # type: ignore[misc]  # waitress has no types
    """A request as it comes in; what has no place is heard out, and not kept."""

    crowded = False
    since = 0.0
    """When it was there whole (monotonic)."""
    _placed = False

    def received(self, data: bytes) -> int:
        """Take what came; give how much of it belongs to this request."""
        known = self.headers_finished
        try:
            taken: int = super().received(data)
        except ValueError:  # what waitress has not foreseen, as a host of "["
            self._refuse(BadRequest("Bad URI"))
            return len(data)
        if self.headers_finished and not known and not self.error:
            self._admit()
        return taken

    def close(self) -> None:
        """Give back what the body took."""
        super().close()
        if self._placed:
            self._placed = False
            _places.release()

    def give_up(self) -> None:
        """Have it answered that it took too long."""
        text = "L’envoi a pris trop de temps. Sending took too long."
        self._refuse(_TooLateError(text))

    def _admit(self) -> None:
        """Look at the head, and decide what is done with the body."""
        if self.chunked:  # no browser sends one that is as long as it likes
            text = "L’envoi doit dire sa longueur. Say how long the body is."
            self._refuse(_NoLengthError(text))
        elif self.content_length > MOST_BYTES:
            self._discard()  # the application says so by its length
        elif self.content_length > LARGE_BYTES:
            self._placed = _places.acquire(blocking=False)
            if not self._placed:
                self.crowded = True
                self._discard()

    def _discard(self) -> None:
        super().close()
        self.body_rcv = FixedStreamReceiver(self.content_length, _Nothing(1))

    def _refuse(self, error: BadRequest) -> None:
        self.error, self.completed, self.expect_continue = error, True, False
