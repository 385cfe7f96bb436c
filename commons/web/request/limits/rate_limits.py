"""How often something may be asked or sent, and who counts it.

Accounts are counted first, addresses only for strangers: a whole workshop may stand
behind one address. Writes are counted in a file beside the database, over all
processes, by the `limits` library; it is used without flask-limiter, whose limiter is
one object a process and so would share its counters between the applications of a
test. Readings cost no write: see `shared_counters`. Routes name their limits beside
themselves.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from ipaddress import ip_address, ip_network
from math import ceil
from typing import ClassVar, cast
from wsgiref.types import WSGIEnvironment

from flask import Flask, current_app, request
from limits import RateLimitItem, parse_many
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

from commons.adapters.store.engine.unit_of_work import Store
from commons.core.domain import clock
from commons.core.domain.language.folding import fold_email
from commons.core.domain.people.account import Account, Role
from commons.errors import BusyError, StorageError
from commons.web.request.context import current_account, is_frozen
from commons.web.request.limits.shared_counters import SharedCounters


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimit:
    """How often what is counted under one name may be done.

    `account`: by an account, from wherever; `stranger`: from an address, by who did
    not sign in; `address`: from an address, whoever asks. `exempts` says whether who
    asks is not counted here at all, since they are counted elsewhere.
    """

    of: str
    account: tuple[RateLimitItem, ...] = ()
    stranger: tuple[RateLimitItem, ...] = ()
    address: tuple[RateLimitItem, ...] = ()
    exempts: Callable[[], bool] | None = None


def limit_accounts(of: str, often: str) -> RateLimit:
    """Return the limit of what only accounts may do, as in "60 per hour;300 per day"."""
    return RateLimit(of=of, account=tuple(parse_many(often)))


def limit_everyone(of: str, account: str, stranger: str) -> RateLimit:
    """Return the limit of what anybody may do, an account and a stranger's address."""
    return RateLimit(
        of=of,
        account=tuple(parse_many(account)),
        stranger=tuple(parse_many(stranger)),
    )


def limit_addresses(
    of: str, often: str, *, exempts: Callable[[], bool] | None = None
) -> RateLimit:
    """Return the limit of an address, whoever asks from there, but who is exempted."""
    return RateLimit(of=of, address=tuple(parse_many(often)), exempts=exempts)


def parse_limit(of: str, said: RateLimit | str | None) -> RateLimit | None:
    """Return a limit as it is; words are one for everybody, counted as `of`."""
    return limit_everyone(of, said, said) if isinstance(said, str) else said


SEARCHES = limit_everyone("searches", "300 per minute", "600 per minute;12000 per hour")
COMPARISONS = limit_everyone(
    "comparisons", "120 per minute;1500 per hour", "120 per minute;2000 per hour"
)
HISTORIES = limit_everyone(
    "histories", "300 per minute;4000 per hour", "300 per minute;6000 per hour"
)
LISTS = limit_everyone("lists", "600 per minute", "600 per minute")
FEEDS = limit_everyone("feeds", "1200 per minute", "1200 per minute")
PICTURES = limit_everyone("pictures", "1200 per minute", "3000 per minute")
PRINTS = limit_everyone("prints", "120 per minute", "300 per minute;4000 per hour")
PAPERS = limit_everyone(
    "papers", "20 per minute;120 per hour", "20 per minute;120 per hour"
)
"""How many PDFs may be made; one that was made already does not count."""
ARCHIVES = limit_everyone("archives", "60 per minute", "60 per minute;600 per hour")
PROPOSALS = limit_everyone("proposals", "300 per minute", "300 per minute")
FORMS = limit_everyone("forms", "600 per minute", "600 per minute")
KEEPING = limit_accounts("keeping drafts", "60 per minute;1500 per hour")
WRITING = limit_accounts("writing", "600 per hour")
VERSIONS = limit_accounts("going back", "60 per hour;300 per day")
MODERATION = limit_accounts("moderation", "300 per hour;1500 per day")
BATCH = limit_accounts("batches", "200 per hour")
FILES = limit_accounts("files", "600 per hour;3000 per day")
"""How many files in all, by themselves or with a form."""

COUNTED = "commons.counted"
"""The WSGI variable that names the endpoint of a reading that was counted."""
COUNTED_KEPT = frozenset({COMPARISONS.of, HISTORIES.of})
"""What counts although its answer is kept: the next one asked for will not be."""

SIGN_IN_LIMITS = parse_many("20 per 5 minutes;100 per hour")
"""How often one account may be tried by all devices together that it does not know."""

DEVICE_LIMITS = parse_many("20 per 5 minutes;100 per hour")
"""How often one account may be tried by one device that it knows."""

KNOWN_LIMITS = parse_many("60 per 5 minutes;600 per day")
"""How often one account may be tried, rightly or not, by the devices that it knows.

Each try costs the work of a password, and none of theirs counts for their address.
"""

CODE_LIMITS = parse_many("10 per 5 minutes;30 per hour;100 per day")
"""How often a one-time code may be tried: three in a million are right."""

TOKEN_LIMITS = parse_many("120 per minute;1200 per hour")
"""How often one token of a program may be used."""

MAIL_LIMITS = parse_many("5 per hour;15 per day")
"""How often anybody may have us write to one address, which may have no account."""

NEWCOMER_DAYS = 3
NEWCOMER_LIMITS = parse_many("5 per hour;15 per day")
"""How often an account of less than NEWCOMER_DAYS may speak to others."""

NOTICE_LIMITS = parse_many("60 per hour")
"""How often one site may announce, whatever addresses it sends from."""


class StoreStorage(Storage):
    """Counts beside the store, as the `limits` library asks of a storage."""

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
        counters = self._store.counters
        count = counters.count_hit(key, expiry, amount).count
        if count == amount:
            counters.sweep_windows()
        return count

    def get(self, key: str) -> int:
        """Give the count of the running window, 0 without one."""
        return self._store.counters.peek_window(key).count

    def get_expiry(self, key: str) -> float:
        """Give when the running window ends, in seconds since 1970."""
        return self._store.counters.peek_window(key).expires_at.timestamp()

    def check(self) -> bool:
        """Say whether the counters answer."""
        return self.get("") == 0

    def reset(self) -> int | None:
        """Forget every counter; give how many."""
        return self._store.counters.reset_counters()

    def clear(self, key: str) -> None:
        """Forget one counter."""
        self._store.counters.clear_counter(key)


def install_rate_limits(app: Flask, store: Store) -> None:
    """Give the application its counters."""
    app.extensions["limiter"] = FixedWindowRateLimiter(StoreStorage(store))
    app.extensions["tallies"] = SharedCounters()


def count_write(bound: RateLimit | None) -> None:
    """Count what is sent. Raises TooManyRequests (429)."""
    if bound is not None and not (bound.exempts and bound.exempts()):
        _hit(bound.of, _counted(bound))


def count_sign_in(email: str, device: str = "") -> None:
    """Count an attempt on an account, there or not. Raises TooManyRequests (429).

    `device` names the device, where the account knows it: it is counted by itself, so
    that who guesses elsewhere keeps nobody out.
    """
    _hit(*_sign_ins(email, device))
    if device:
        _hit("sign-ins where known", [(one, _digest(email)) for one in KNOWN_LIMITS])


def forgive_sign_ins(email: str, device: str) -> None:
    """Forget the attempts of a device that an account knows, once one succeeded."""
    of, counted = _sign_ins(email, device)
    for limit, who in counted if device else ():
        _limiter().clear(limit, of, who)


def _sign_ins(email: str, device: str) -> tuple[str, list[tuple[RateLimitItem, str]]]:
    who = _digest(email, device)
    limits = DEVICE_LIMITS if device else SIGN_IN_LIMITS
    return "accounts.login by e-mail", [(one, who) for one in limits]


def _digest(email: str, device: str = "") -> str:
    return sha256(f"{fold_email(email)}{device}".encode()).hexdigest()[:32]


def count_code(email: str, device: str = "") -> None:
    """Count a one-time code that is tried, as `count_sign_in` does a password.

    Raises TooManyRequests (429).
    """
    _hit(*_codes(email, device))


def forgive_codes(email: str, device: str) -> None:
    """Forget the codes that a device tried which an account knows, once one was right."""
    of, counted = _codes(email, device)
    for limit, who in counted if device else ():
        _limiter().clear(limit, of, who)


def _codes(email: str, device: str) -> tuple[str, list[tuple[RateLimitItem, str]]]:
    who = _digest(email, device)
    return "one-time codes", [(one, who) for one in CODE_LIMITS]


def count_token(token: str) -> None:
    """Count a use of a program's token. Raises TooManyRequests (429)."""
    _hit("uses of a token", [(one, token) for one in TOKEN_LIMITS])


def count_mail(email: str) -> None:
    """Count what somebody has written to an address. Raises TooManyRequests (429).

    What stands behind a plus (RFC 5233) is most often the same mailbox.
    """
    local, sign, domain = email.rpartition("@")
    mailbox = f"{local.partition('+')[0]}{sign}{domain}"
    _hit("mail to an address", [(one, _digest(mailbox)) for one in MAIL_LIMITS])


def count_newcomer(account: Account) -> None:
    """Count what a new account says to others, but for editors.

    Raises TooManyRequests (429).
    """
    is_new = clock.now() - account.created < timedelta(days=NEWCOMER_DAYS)
    if is_new and account.role < Role.EDITOR:
        _hit("words of a newcomer", [(one, account.id) for one in NEWCOMER_LIMITS])


def count_notice(host: str) -> None:
    """Count what a site announces. Raises TooManyRequests (429)."""
    who = sha256(host.encode()).hexdigest()[:32]
    _hit("notices of a site", [(one, who) for one in NOTICE_LIMITS])


def count_reading(bound: RateLimit | None) -> None:
    """Count a reading, in memory. Raises TooManyRequests (429)."""
    if bound is None or is_frozen():
        return
    request.environ[COUNTED] = request.endpoint
    counters = cast("SharedCounters", current_app.extensions["tallies"])
    left = _left(counters, bound.of, _counted(bound))
    if left:
        raise TooManyRequests(retry_after=left)


def kept_reading(
    counters: SharedCounters, limit_of: Callable[[str], RateLimit | None]
) -> Callable[[str, WSGIEnvironment], bool]:
    """Give what counts a stranger's reading that is answered from what is kept.

    It says whether the answer may be given, from the endpoint it was made by, whose
    limit `limit_of` knows.
    """

    def count(endpoint: str, environ: WSGIEnvironment) -> bool:
        bound = limit_of(endpoint)
        if bound is None or bound.of not in COUNTED_KEPT:
            return True
        address = network_of(environ.get("REMOTE_ADDR"))
        counted = [(one, address) for one in bound.stranger]
        return not _left(counters, bound.of, counted)

    return count


def _left(
    counters: SharedCounters, of: str, counted: list[tuple[RateLimitItem, str]]
) -> int:
    """Count a reading; give for how many seconds no more may follow, 0 for none."""
    for limit, who in counted:
        count, seconds = counters.hit(f"{of} {who}", limit.get_expiry())
        if count > limit.amount:
            return max(1, ceil(seconds))
    return 0


def network_of(address: str | None) -> str:
    """Give whom to count an address as: of IPv6, a line has all of a /64."""
    try:
        known = ip_address(address or "")
    except ValueError:
        return "unknown"
    if known.version == 4:
        return str(known)
    return str(ip_network((known, 64), strict=False))


def _counted(bound: RateLimit) -> list[tuple[RateLimitItem, str]]:
    """Give each limit that holds for who asks, with the name they are counted by."""
    me, address = current_account(), network_of(request.remote_addr)
    own = [(one, me.id) for one in bound.account] if me else []
    strange = [] if me else [(one, address) for one in bound.stranger]
    return [*own, *strange, *((one, address) for one in bound.address)]


def _hit(of: str, counted: list[tuple[RateLimitItem, str]]) -> None:
    limiter = _limiter()
    for limit, who in counted:
        if not limiter.hit(limit, of, who):
            ends = limiter.get_window_stats(limit, of, who).reset_time
            left = ceil(ends - clock.now().timestamp())
            raise TooManyRequests(retry_after=max(1, left))


def _limiter() -> FixedWindowRateLimiter:
    return cast("FixedWindowRateLimiter", current_app.extensions["limiter"])
