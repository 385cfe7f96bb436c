"""Ends what is kept for a time only: drafts that nobody touches, copies, counters.

What a version names is never touched. Nobody loses a draft untold: its end stands
beside it, and none comes before NOTICE has passed since drafts have a term here.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from commons.adapters.store.community import messages
from commons.adapters.store.community.notifications.events import sweep_events
from commons.adapters.store.community.notifications.searches import sweep_searches
from commons.adapters.store.drafts import drafts
from commons.adapters.store.engine.unit_of_work import Store
from commons.adapters.store.federation import incoming
from commons.adapters.store.imports import csv_uploads, provenance as traces
from commons.adapters.store.measures import quota_counters
from commons.adapters.store.people import account_tokens, mail_queue
from commons.adapters.store.people.credentials import api_tokens, invitations, sessions
from commons.adapters.store.site import missed_searches
from commons.adapters.store.stewardship.review import held_edits, reports
from commons.core.domain import clock
from commons.errors import StorageError

NOTICE = timedelta(days=60)
"""How long before its end a draft's owner is told so at each sign-in."""

REFUSED_FOR = timedelta(days=180)
"""For how long a notice is remembered that was refused or is true no more."""

HELD_FOR = timedelta(days=365)
"""For how long a notice waits for an editor to decide."""

MISSED_FOR = timedelta(days=365)
"""For how long a search is remembered that found little, after it was made last."""

UNDELIVERED_FOR = timedelta(days=90)
"""For how long an e-mail is kept that could not be delivered."""

MESSAGES_FOR = timedelta(days=90)
"""For how long a message is kept that was relayed."""

EVENTS_FOR = timedelta(days=180)
"""For how long who follows something may read of what happened there."""

REPORTED_FOR = timedelta(days=365)
"""For how long a message that was reported waits for an editor."""

SETTLED_FOR = timedelta(days=365)
"""For how long a report is kept that was dealt with."""

WISHED_FOR = timedelta(days=365)
"""For how long a wish waits for an editor."""

_SINCE = "terms_since"


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionTerms:
    """After how many days without a change what is removed; 0 keeps it for ever."""

    draft_days: int
    copy_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Expired:
    """How much was removed."""

    drafts: int
    traces: int
    copies: int


def end_of(home: Path, terms: RetentionTerms, touched: datetime) -> datetime | None:
    """Give when a draft ends that nobody touches any more, None for never."""
    if not terms.draft_days:
        return None
    return max(touched + timedelta(days=terms.draft_days), _since(home) + NOTICE)


def expire_all(store: Store, home: Path, terms: RetentionTerms) -> Expired:
    """Remove what is past its term. Raises StorageError, BusyError."""
    now = clock.now()
    _begin(home)
    old = now - timedelta(days=terms.draft_days)
    due = bool(terms.draft_days) and _since(home) + NOTICE <= now
    with store.write(quiet=True) as work:
        ended = drafts.expire_drafts(work, old) if due else 0
        lost = traces.forget_lost(work)
        csv_uploads.sweep_uploads(work)
        held_edits.sweep_refused(work)
        reports.sweep_reports(work, now - SETTLED_FOR)
        quota_counters.sweep_windows(work)
        sessions.sweep_sessions(work)
        account_tokens.sweep_tokens(work)
        api_tokens.sweep_api_tokens(work)
        invitations.sweep_invitations(work)
        mail_queue.sweep_dead_mails(work, now - UNDELIVERED_FOR)
        sweep_events(work, now - EVENTS_FOR)
        sweep_searches(work)
        messages.sweep_messages(work, now - MESSAGES_FOR, now - REPORTED_FOR)
        incoming.sweep_refused(work, now - REFUSED_FOR)
        incoming.sweep_held(work, now - HELD_FOR)
        missed_searches.sweep_missed(work, now - MISSED_FOR)
        missed_searches.sweep_wanted(work, now - WISHED_FOR)
    store.counters.sweep_if_begun()
    return Expired(drafts=ended, traces=lost, copies=_drop_copies(store, terms, now))


def _begin(home: Path) -> None:
    """Write down that drafts have a term here from now on, once."""
    try:
        (home / _SINCE).touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        return
    except OSError as error:
        msg = f"{home} ne peut pas être écrit ({error.strerror})"
        raise StorageError(msg) from error


def _since(home: Path) -> datetime:
    try:
        return _changed(home / _SINCE)
    except OSError:
        return clock.now()


def _drop_copies(store: Store, terms: RetentionTerms, now: datetime) -> int:
    """Remove the copies made before upgrades; give how many."""
    if not terms.copy_days:
        return 0
    old = now - timedelta(days=terms.copy_days)
    count = 0
    try:
        for path in store.copies:
            if path.is_file() and _changed(path) < old:
                path.unlink()
                count += 1
    except OSError as error:
        msg = f"{error.filename} ne peut pas être retiré ({error.strerror})"
        raise StorageError(msg) from error
    return count


def _changed(path: Path) -> datetime:
    return clock.from_milliseconds(int(path.stat().st_mtime * 1000))
