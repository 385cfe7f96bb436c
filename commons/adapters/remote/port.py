"""What the rest of the house knows of other sites: ask an address, send to it.

A fake stands here in tests of what answers come to; the guard itself is tried over
real sockets (tests/adapters/remote).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Protocol, cast

MEGABYTE = 1_000_000
MOST_BYTES = 8 * MEGABYTE
"""How much is read of an answer, unfolded, unless its asker says less."""

SECONDS = 20.0
"""How long an answer may take in all, names and redirects included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """An answer: where it came from after redirects, and its bytes, unfolded.

    `headers` are by their names in small letters; of several, joined by ", ".
    """

    url: str
    status: int
    headers: Mapping[str, str] = field(hash=False)
    body: bytes

    @property
    def media_type(self) -> str:
        """The media type without its parameters, in small letters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


class Remote(Protocol):
    """Other sites, each asked under guard."""

    def fetch(
        self,
        address: str,
        *,
        accept: str = "*/*",
        most_bytes: int = MOST_BYTES,
        seconds: float = SECONDS,
    ) -> Fetched:
        """Return the answer of an address, redirects followed, whatever its status.

        Raises RemoteError for what is not asked, and for what does not answer.
        """

    def send(self, address: str, body: bytes, media_type: str) -> Fetched:
        """Send a body by POST; redirects are not followed. Raises RemoteError."""


Resolve = Callable[[str, int], Sequence[str]]
"""Returns the IP addresses of a host. Raises OSError."""


class LazyRemote:
    """Makes the guarded client when something is first asked: it is slow to import."""

    def __init__(self, allowed: Collection[str]) -> None:
        self._allowed = frozenset(allowed)
        self._client: Remote | None = None

    def fetch(
        self,
        address: str,
        *,
        accept: str = "*/*",
        most_bytes: int = MOST_BYTES,
        seconds: float = SECONDS,
    ) -> Fetched:
        """Ask as `Remote` says."""
        return self._made().fetch(
            address, accept=accept, most_bytes=most_bytes, seconds=seconds
        )

    def send(self, address: str, body: bytes, media_type: str) -> Fetched:
        """Send as `Remote` says."""
        return self._made().send(address, body, media_type)

    def _made(self) -> Remote:
        if self._client is None:
            module = import_module("commons.adapters.remote.guarded_client")
            self._client = cast("Remote", module.GuardedClient(self._allowed))
        return self._client
