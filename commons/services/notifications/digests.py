"""Says when whoever follows something is due an e-mail, and queues it.

Of each event it is first written down who may have to be told; then, when they are due,
an e-mail is queued which says up to where it tells. Both are transactions: whatever
dies, and however many processes do it, an event is in one e-mail of an account.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from commons.adapters.store.community.notifications import (
    digests,
    events,
    subscriptions,
)
from commons.adapters.store.community.notifications.digests import Digest
from commons.adapters.store.engine.unit_of_work import Store, Work
from commons.adapters.store.people import accounts
from commons.adapters.store.people.mail_queue import add_mail, waiting_digests
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Account
from commons.core.domain.people.mail import Mail
from commons.core.domain.people.notification import BY_MAIL, Delivery, EventKind

HOUR = 7
"""At which hour, in the wiki's time zone, digests leave; those of a week on Mondays."""
BETWEEN = timedelta(minutes=15)
"""How long an account is left in peace after an e-mail that came at once."""
TOO_OLD = timedelta(days=7)
"""Of what happened so long ago nobody is written to: the site sent no e-mails then."""
SPREAD_BATCH, DUE_BATCH = 500, 100
PEOPLE_BATCH = 1_000
"""How many accounts are written down while others wait to save."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestOrder:
    """What an e-mail is to tell: of these kinds, what is in ]after, last]."""

    account: str
    delivery: Delivery
    kinds: tuple[EventKind, ...]
    after: int
    last: int


def write_order(order: DigestOrder) -> str:
    """Return an order as the queue of e-mails keeps it."""
    return json.dumps(
        {
            "account": order.account,
            "delivery": order.delivery.value,
            "kinds": [kind.value for kind in order.kinds],
            "after": order.after,
            "last": order.last,
        }
    )


def read_order(text: str) -> DigestOrder:
    """Read what `write_order` wrote."""
    told = json.loads(text)
    return DigestOrder(
        account=told["account"],
        delivery=Delivery(told["delivery"]),
        kinds=tuple(EventKind(kind) for kind in told["kinds"]),
        after=told["after"],
        last=told["last"],
    )


def next_due(delivery: Delivery, now: datetime, zone: ZoneInfo) -> datetime:
    """Return when an account is due that has something to be told since now."""
    if delivery is Delivery.ONCE:
        return now
    local = now.astimezone(zone)
    day = local.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    if day <= local:
        day += timedelta(days=1)
    if delivery is Delivery.WEEKLY:
        day += timedelta(days=-day.weekday() % 7)
    return day.astimezone(clock.EPOCH.tzinfo)


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestCourier:
    """What queues e-mails of what happened."""

    store: Store
    zone: ZoneInfo
    name: str = "the courier of digests"

    def take_turn(self) -> bool:
        """Do some of what is due; say whether there was any."""
        return self.work_off(None)

    def work_off(self, now: datetime | None) -> bool:
        """Do some of what is due at an instant (None: the present)."""
        present = now or clock.now()
        with self.store.read() as work:
            waiting = bool(events.events_to_spread(work, limit=1))
            due = digests.next_digest(work)
        queues = waiting or (due is not None and due <= present)
        if waiting:
            spread_events(self.store, present, self.zone)
        if queues:
            with self.store.write(quiet=True) as work:
                queue_digests(work, present)
        return queues


def spread_events(store: Store, now: datetime, zone: ZoneInfo) -> None:
    """Write down who may have to be told of the next events, and when.

    However many follow something, nobody waits for long: who they are is read without
    the lock, and written in PEOPLE_BATCH at a time. Cut short, it begins again: who is
    written down already is passed over.
    """
    with store.read() as work:
        waiting = events.events_to_spread(work, limit=SPREAD_BATCH)
        fresh = [number for number, instant in waiting if instant > now - TOO_OLD]
        topics = events.topics_of(work, fresh) if fresh else []
        whom = list(subscriptions.whom_to_mail(work, topics).items())
    if not waiting:
        return
    for start in range(0, len(whom), PEOPLE_BATCH):
        some = dict(whom[start : start + PEOPLE_BATCH])
        with store.write(quiet=True) as work:
            _write_due(work, some, fresh[0] - 1, (now, zone))
    with store.write(quiet=True) as work:
        events.mark_spread(work, waiting[-1][0])


def _write_due(
    work: Work,
    whom: Mapping[tuple[str, Delivery], bool],
    after: int,
    present: tuple[datetime, ZoneInfo],
) -> None:
    """Write when some accounts are due, of what came after an event."""
    due = {delivery: next_due(delivery, *present) for delivery in BY_MAIL}
    new = {pair: due[pair[1]] for pair, known in whom.items() if not known}
    digests.add_digests(work, new, after=after)
    for delivery in BY_MAIL:
        asleep = [
            one for (one, when), known in whom.items() if known and when is delivery
        ]
        rest = BETWEEN if delivery is Delivery.ONCE else timedelta(0)
        digests.wake_digests(work, asleep, delivery, due[delivery], rest)


def queue_digests(work: Work, now: datetime) -> None:
    """Queue the e-mails of the next accounts that are due."""
    last = events.last_event(work)
    for digest in digests.due_digests(work, now, limit=DUE_BATCH):
        account = accounts.get_account(work, digest.account)
        if _waits(work, account, digest):
            later = now + BETWEEN
            digests.wake_digests(work, [digest.account], digest.delivery, later)
        else:
            _queue(work, account, digest, last, now)


def _waits(work: Work, account: Account, digest: Digest) -> bool:
    """Say whether an e-mail of the same sort could not be sent yet."""
    waiting = map(read_order, waiting_digests(work, account.email))
    return any(
        (one.account, one.delivery) == (digest.account, digest.delivery)
        for one in waiting
    )


def _queue(
    work: Work, account: Account, digest: Digest, last: int, now: datetime
) -> None:
    chosen = subscriptions.read_deliveries(work, account.id)
    kinds = tuple(kind for kind in EventKind if chosen[kind] is digest.delivery)
    if kinds and may_be_written_to(account):
        order = DigestOrder(
            account=account.id,
            delivery=digest.delivery,
            kinds=kinds,
            after=digest.after,
            last=last,
        )
        mail = Mail(
            id=iri.new_id(),
            recipient=account.email,
            subject="",
            text="",
            html="",
            created=now,
            due=now,
            digest=write_order(order),
        )
        add_mail(work, mail)
    digests.move_digest(work, digest, last, now)


def may_be_written_to(account: Account) -> bool:
    """Say whether an account gets e-mails of what it follows."""
    return account.active and account.email_confirmed


def change_deliveries(
    work: Work, account: str, chosen: Mapping[EventKind, Delivery], now: datetime
) -> None:
    """Have an account be told of each kind of events as it chooses.

    What waits for a digest is queued before: it would be told of twice, or never.
    """
    before = subscriptions.read_deliveries(work, account)
    if before == dict(chosen):
        return
    holder, last = accounts.get_account(work, account), events.last_event(work)
    for digest in digests.digests_of(work, [account]):
        if digest.due is not None:
            _queue(work, holder, digest, last, now)
    digests.catch_up_digests(work, account, last)
    subscriptions.write_deliveries(work, account, chosen)


def stop_mails(work: Work, account: str, now: datetime) -> None:
    """Have an account be told in the site alone of all that it is written to about."""
    chosen = subscriptions.read_deliveries(work, account)
    quiet = {
        kind: Delivery.SITE if said in BY_MAIL else said
        for kind, said in chosen.items()
    }
    change_deliveries(work, account, quiet, now)
