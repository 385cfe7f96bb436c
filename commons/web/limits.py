"""Rate limits that hold across processes: counters in a table of the store.

The counting is the `limits` library's; LIMITS says what is counted. It is used
without flask-limiter, whose limiter is one object a process and so would share
its counters between the applications of a test.
"""

from hashlib import sha256
from ipaddress import ip_address, ip_network
from typing import ClassVar, cast

from flask import Flask, current_app, request
from limits import RateLimitItem, parse_many
from limits.storage import MemoryStorage, Storage
from limits.strategies import FixedWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

from commons.domain.account import fold_email
from commons.errors import BusyError, StorageError
from commons.store import limits
from commons.store.work import Store
from commons.web.here import account

LIMITS: dict[str, list[RateLimitItem]] = {
    "accounts.login": parse_many("60 per 5 minutes;600 per day"),
    "accounts.register": parse_many("20 per hour;100 per day"),
    "accounts.profile": parse_many("20 per 5 minutes"),
    "history.thanks": parse_many("60 per hour"),
    "batch.start": parse_many("60 per hour"),
    "batch.columns": parse_many("200 per hour"),
    "media.upload": parse_many("600 per hour;3000 per day"),
    "editing.create": parse_many("600 per hour"),
    "editing.edit": parse_many("600 per hour"),
}
"""Endpoint -> how many posts an address may send; of files, how many in all.

A workshop of fifty signs in within minutes, all behind one address.
"""

OWN_LIMITS: dict[str, list[RateLimitItem]] = {
    "drafting.keep_new": parse_many("60 per minute;1500 per hour"),
    "drafting.keep_edit": parse_many("60 per minute;1500 per hour"),
    "drafting.share": parse_many("30 per hour"),
}
"""Endpoint -> how many posts an account may send; a whole workshop may write
behind one address, each form keeping itself every few seconds."""

SIGN_IN_LIMITS = parse_many("20 per 5 minutes")
"""How often one account may be tried, from wherever: what is guessed at is one."""

READ_LIMITS: dict[str, list[RateLimitItem]] = {
    "suggest.suggest": parse_many("300 per minute"),
}
"""Endpoint -> how often an address may ask; counted by each process alone."""


class StoreStorage(Storage):
    """Counts in the store, as the `limits` library asks of a storage."""

    STORAGE_SCHEME: ClassVar[list[str]] = ["commons"]  # type: ignore[misc]  # a class's own

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store

    @property
    def base_exceptions(self) -> tuple[type[Exception], ...]:
        """What the store may raise."""
        return (BusyError, StorageError)

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count `amount` more; give the count of the running window.

        A window that begins sweeps those that have ended.
        """
        with self._store.write(quiet=True, durable=False) as work:
            tally = limits.hit(work, key, expiry, amount)
            if tally.count == amount:
                limits.sweep(work)
            return tally.count

    def get(self, key: str) -> int:
        """Give the count of the running window, 0 without one."""
        with self._store.read() as work:
            return limits.peek(work, key).count

    def get_expiry(self, key: str) -> float:
        """Give when the running window ends, in seconds since 1970."""
        with self._store.read() as work:
            return limits.peek(work, key).expires_at.timestamp()

    def check(self) -> bool:
        """Say whether the store answers."""
        with self._store.read():
            return True

    def reset(self) -> int | None:
        """Forget every counter; give how many."""
        with self._store.write(quiet=True, durable=False) as work:
            return limits.reset(work)

    def clear(self, key: str) -> None:
        """Forget one counter."""
        with self._store.write(quiet=True, durable=False) as work:
            limits.clear(work, key)


def install(app: Flask, store: Store) -> None:
    """Give the application its limiter."""
    app.extensions["limiter"] = FixedWindowRateLimiter(StoreStorage(store))
    app.extensions["read_limiter"] = FixedWindowRateLimiter(MemoryStorage())


def count_this(endpoint: str) -> None:
    """Count this request against its limits. Raises TooManyRequests (429)."""
    limiter = cast("FixedWindowRateLimiter", current_app.extensions["limiter"])
    address = network(request.remote_addr)
    me = account()
    counted = [(limit, address) for limit in LIMITS.get(endpoint, [])]
    counted += [(limit, me.id) for limit in OWN_LIMITS.get(endpoint, []) if me]
    _hit(limiter, endpoint, counted)


def count_sign_in(email: str) -> None:
    """Count an attempt on an account, there or not. Raises TooManyRequests (429)."""
    limiter = cast("FixedWindowRateLimiter", current_app.extensions["limiter"])
    who = sha256(fold_email(email).encode()).hexdigest()[:32]
    _hit(limiter, "accounts.login by e-mail", [(one, who) for one in SIGN_IN_LIMITS])


def count_reading(endpoint: str) -> None:
    """Count what costs little and is asked often. Raises TooManyRequests (429)."""
    limiter = cast("FixedWindowRateLimiter", current_app.extensions["read_limiter"])
    address = network(request.remote_addr)
    _hit(limiter, endpoint, [(one, address) for one in READ_LIMITS.get(endpoint, [])])


def network(address: str | None) -> str:
    """Give whom to count an address as: of IPv6, a line has all of a /64."""
    try:
        known = ip_address(address or "")
    except ValueError:
        return "unknown"
    if known.version == 4:
        return str(known)
    return str(ip_network((known, 64), strict=False))


def _hit(
    limiter: FixedWindowRateLimiter,
    endpoint: str,
    counted: list[tuple[RateLimitItem, str]],
) -> None:
    for limit, who in counted:
        if not limiter.hit(limit, endpoint, who):
            raise TooManyRequests(retry_after=limit.get_expiry())
