"""How often each route may be asked: one table, and who counts it.

Accounts are counted first, addresses only for strangers: a whole workshop may stand
behind one address. Writes are counted in a table of the store, over all processes, by
the `limits` library; it is used without flask-limiter, whose limiter is one object a
process and so would share its counters between the applications of a test. Readings
cost no write: see `counters`.
"""

from collections.abc import Callable
from dataclasses import dataclass
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
from commons.adapters.store.measures import rate_counters
from commons.core.domain import clock
from commons.core.domain.account import fold_email
from commons.errors import BusyError, StorageError
from commons.web.request.context import current_account
from commons.web.request.shared_counters import SharedCounters


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimit:
    """How often what is counted under one name may be done.

    `account`: by an account, from wherever; `stranger`: from an address, by who did
    not sign in; `address`: from an address, whoever asks.
    """

    of: str
    account: tuple[RateLimitItem, ...] = ()
    stranger: tuple[RateLimitItem, ...] = ()
    address: tuple[RateLimitItem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitRow:
    """What bounds a route: its readings, and what is sent to it.

    None: a reading that costs little, or is kept; or nothing can be sent.
    """

    reads: RateLimit | None = None
    writes: RateLimit | None = None


def _each(of: str, often: str) -> RateLimit:
    """Bound what only accounts may do."""
    return RateLimit(of=of, account=tuple(parse_many(often)))


def _read(of: str, account: str, stranger: str) -> RateLimit:
    return RateLimit(
        of=of,
        account=tuple(parse_many(account)),
        stranger=tuple(parse_many(stranger)),
    )


SEARCHES = _read("searches", "300 per minute", "600 per minute;12000 per hour")
COMPARISONS = _read(
    "comparisons", "120 per minute;1500 per hour", "120 per minute;2000 per hour"
)
HISTORIES = _read(
    "histories", "300 per minute;4000 per hour", "300 per minute;6000 per hour"
)
LISTS = _read("lists", "600 per minute", "600 per minute")
FEEDS = _read("feeds", "1200 per minute", "1200 per minute")
PICTURES = _read("pictures", "1200 per minute", "3000 per minute")
PROPOSALS = _read("proposals", "300 per minute", "300 per minute")
FORMS = _read("forms", "600 per minute", "600 per minute")
KEEPING = _each("keeping drafts", "60 per minute;1500 per hour")
WRITING = _each("writing", "600 per hour")
VERSIONS = _each("going back", "60 per hour;300 per day")
MODERATION = _each("moderation", "300 per hour;1500 per day")
BATCH = _each("batches", "200 per hour")

COUNTED = "commons.counted"
"""The WSGI variable that names the endpoint of a reading that was counted."""
COUNTED_KEPT = frozenset({COMPARISONS.of, HISTORIES.of})
"""What counts although its answer is kept: the next one asked for will not be."""

QUIET = LimitRow()
LISTED = LimitRow(reads=LISTS)
FED = LimitRow(reads=FEEDS)
TAKEN_BACK = LimitRow(writes=VERSIONS)
MODERATED = LimitRow(writes=MODERATION)

LIMITS: dict[str, LimitRow] = {
    "static": QUIET,
    "home.home_page": QUIET,
    "home.health_check": QUIET,
    "home.liveness_check": QUIET,
    "sheets.negotiate_sheet": QUIET,
    "sheets.sheet_in": QUIET,
    "sheets.sheet_page": QUIET,
    "sheets.version_page": QUIET,
    "sheets.version_in": QUIET,
    "history.changes_page": LimitRow(reads=HISTORIES),
    "history.history_page": LimitRow(reads=HISTORIES),
    "history.contributions_page": LimitRow(reads=COMPARISONS),
    "history.diff_page": LimitRow(reads=COMPARISONS),
    "history.rendered_diff_page": LimitRow(reads=COMPARISONS),
    "history.compare_versions": LimitRow(reads=COMPARISONS),
    "history.revert": TAKEN_BACK,
    "history.revert_one": TAKEN_BACK,
    "history.toggle_thanks": LimitRow(writes=_each("thanks", "60 per hour")),
    "history.delete": MODERATED,
    "history.restore": MODERATED,
    "search.search_page": LimitRow(reads=SEARCHES),
    "search.search_json": LimitRow(reads=SEARCHES),
    "data.namespace_terms": QUIET,
    "data.kind_shape": QUIET,
    "data.jsonld_context": QUIET,
    "catalog.catalogue_page": LISTED,
    "catalog.void_description": LISTED,
    "catalog.dumps_page": QUIET,
    "catalog.publish_dumps": LimitRow(writes=_each("dumps", "30 per hour")),
    "catalog.dump_checksums": QUIET,
    "catalog.download_dump": QUIET,
    "feeds.feed_root": QUIET,
    "feeds.feed_page": QUIET,
    "entities.themes_page": LISTED,
    "entities.theme_page": LISTED,
    "entities.territory_page": LISTED,
    "entities.person_page": LISTED,
    "developers.guide_page": QUIET,
    "developers.patterns_page": QUIET,
    "oai.oai_repository": LimitRow(reads=FEEDS, writes=FEEDS),
    "syndication.atom_feed": FED,
    "syndication.sitemap_index": FED,
    "syndication.sitemap_page": FED,
    "syndication.robots_txt": QUIET,
    "syndication.security_txt": QUIET,
    "memento.sheet_timegate": FED,
    "memento.sheet_timemap": FED,
    "editing.kind_page": QUIET,
    "editing.create_sheet": LimitRow(reads=FORMS, writes=WRITING),
    "editing.edit_sheet": LimitRow(reads=FORMS, writes=WRITING),
    "batch.upload_page": LimitRow(
        reads=LISTS, writes=_each("new batches", "60 per hour")
    ),
    "batch.columns_page": LimitRow(reads=FORMS, writes=BATCH),
    "batch.check_page": LimitRow(reads=FORMS, writes=BATCH),
    "batch.report_csv": LISTED,
    "batch.forget_upload": LimitRow(writes=BATCH),
    "batch.guide_page": QUIET,
    "batch.template_csv": LISTED,
    "drafting.drafts_page": LISTED,
    "drafting.drop_draft": LimitRow(writes=_each("dropping drafts", "300 per hour")),
    "drafting.share_draft": LimitRow(writes=_each("sharing", "30 per hour")),
    "drafting.end_sharing": LimitRow(writes=_each("ending a sharing", "120 per hour")),
    "drafting.keep_new": LimitRow(writes=KEEPING),
    "drafting.keep_edit": LimitRow(writes=KEEPING),
    "suggest.suggest_json": LimitRow(reads=PROPOSALS),
    "media.upload_file": LimitRow(writes=_each("files", "600 per hour;3000 per day")),
    "media.serve_file": QUIET,
    "media.serve_smaller": LimitRow(reads=PICTURES),
    "accounts.login_page": LimitRow(
        writes=RateLimit(
            of="signing in",
            address=tuple(parse_many("60 per 5 minutes;600 per day")),
        )
    ),
    "accounts.register_page": LimitRow(
        writes=RateLimit(
            of="new accounts", address=tuple(parse_many("60 per hour;100 per day"))
        )
    ),
    "accounts.log_out": LimitRow(
        writes=_read("signing out", "60 per hour", "60 per hour"),
    ),
    "accounts.profile_page": LimitRow(
        writes=_each("one's account", "20 per 5 minutes")
    ),
    "accounts.roles_page": LimitRow(reads=LISTS, writes=_each("roles", "300 per hour")),
}
"""Endpoint -> how often; every route has a row, by test. Of files, how many in all.

A workshop of fifty opens accounts and signs in within minutes, behind one address.
"""

SIGN_IN_LIMITS = parse_many("20 per 5 minutes")
"""How often one account may be tried, from wherever: what is guessed at is one."""


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
            tally = rate_counters.count_hit(work, key, expiry, amount)
            if tally.count == amount:
                rate_counters.sweep_windows(work)
            return tally.count

    def get(self, key: str) -> int:
        """Give the count of the running window, 0 without one."""
        with self._store.read() as work:
            return rate_counters.peek_window(work, key).count

    def get_expiry(self, key: str) -> float:
        """Give when the running window ends, in seconds since 1970."""
        with self._store.read() as work:
            return rate_counters.peek_window(work, key).expires_at.timestamp()

    def check(self) -> bool:
        """Say whether the store answers."""
        with self._store.read():
            return True

    def reset(self) -> int | None:
        """Forget every counter; give how many."""
        with self._store.write(quiet=True, durable=False) as work:
            return rate_counters.reset_counters(work)

    def clear(self, key: str) -> None:
        """Forget one counter."""
        with self._store.write(quiet=True, durable=False) as work:
            rate_counters.clear_counter(work, key)


def install_rate_limits(app: Flask, store: Store) -> None:
    """Give the application its counters."""
    app.extensions["limiter"] = FixedWindowRateLimiter(StoreStorage(store))
    app.extensions["tallies"] = SharedCounters()


def count_this(endpoint: str) -> None:
    """Count what is sent to a route. Raises TooManyRequests (429)."""
    bound = LIMITS[endpoint].writes
    if bound is not None:
        _hit(bound.of, _counted(bound))


def count_sign_in(email: str) -> None:
    """Count an attempt on an account, there or not. Raises TooManyRequests (429)."""
    who = sha256(fold_email(email).encode()).hexdigest()[:32]
    _hit("accounts.login by e-mail", [(one, who) for one in SIGN_IN_LIMITS])


def count_reading(endpoint: str) -> None:
    """Count a reading of a route, in memory. Raises TooManyRequests (429)."""
    bound = LIMITS[endpoint].reads
    if bound is None:
        return
    request.environ[COUNTED] = endpoint
    counters = cast("SharedCounters", current_app.extensions["tallies"])
    left = _left(counters, bound.of, _counted(bound))
    if left:
        raise TooManyRequests(retry_after=left)


def kept_reading(counters: SharedCounters) -> Callable[[str, WSGIEnvironment], bool]:
    """Give what counts a stranger's reading that is answered from what is kept.

    It says whether the answer may be given, from the endpoint it was made by.
    """

    def count(endpoint: str, environ: WSGIEnvironment) -> bool:
        bound = LIMITS[endpoint].reads
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
    limiter = cast("FixedWindowRateLimiter", current_app.extensions["limiter"])
    for limit, who in counted:
        if not limiter.hit(limit, of, who):
            ends = limiter.get_window_stats(limit, of, who).reset_time
            left = ceil(ends - clock.now().timestamp())
            raise TooManyRequests(retry_after=max(1, left))
