"""Knows what each account follows and mutes, and how it is told of what happens."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import and_, bindparam, delete, func, insert, or_, select, union

from commons.adapters.store.community.notifications.events import AT_ONCE, last_event
from commons.adapters.store.engine.tables.community.notification_tables import (
    DeliveryRow,
    DigestRow,
    SubscriptionRow,
)
from commons.adapters.store.engine.tables.core_tables import AccountRow
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain import clock
from commons.core.domain.people.notification import (
    BY_MAIL,
    DEFAULT_DELIVERY,
    MOST_FOLLOWED,
    OWN,
    Delivery,
    EventKind,
    Subscription,
    topic_of,
)
from commons.errors import FullError

FOLLOWED = "followed"
"""The sort of a FullError of what an account follows."""

_OWNED = SubscriptionRow.account == bindparam("owner")
_FIND = select(SubscriptionRow.topic, SubscriptionRow.muted, SubscriptionRow.since)
_SOME = _FIND.where(
    _OWNED, SubscriptionRow.topic.in_(bindparam("named", expanding=True))
)
_COUNT = select(func.count()).where(_OWNED)
_LIST = (
    _FIND.where(_OWNED)
    .order_by(SubscriptionRow.instant.desc(), SubscriptionRow.topic)
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
_FORGET = delete(SubscriptionRow).where(
    _OWNED, SubscriptionRow.topic == bindparam("named")
)
_CHOICES = select(DeliveryRow.kind, DeliveryRow.delivery).where(
    DeliveryRow.account == bindparam("owner")
)
_FORGET_CHOICES = delete(DeliveryRow).where(DeliveryRow.account == bindparam("owner"))
_FOLLOWERS = union(
    select(SubscriptionRow.account.label("account")).where(
        SubscriptionRow.topic.in_(bindparam("topics", expanding=True)),
        SubscriptionRow.muted.is_(False),
    ),
    select(AccountRow.id.label("account")).where(
        AccountRow.person.in_(bindparam("people", expanding=True))
    ),
).subquery()
_SAID = func.coalesce(DeliveryRow.delivery, bindparam("default"))
_FOLLOWING = (
    select(AccountRow.id, _SAID, DigestRow.account)
    .join(_FOLLOWERS, _FOLLOWERS.c.account == AccountRow.id)
    .outerjoin(
        DeliveryRow,
        and_(
            DeliveryRow.account == AccountRow.id, DeliveryRow.kind == bindparam("sort")
        ),
    )
    .outerjoin(
        DigestRow,
        and_(DigestRow.account == AccountRow.id, DigestRow.delivery == _SAID),
    )
    .where(
        or_(DigestRow.due.is_(None), DigestRow.due == 0),
        AccountRow.active.is_(True),
        AccountRow.email_confirmed.is_(True),
        _SAID.in_(bindparam("wanted", expanding=True)),
    )
)


def find_subscription(work: Work, account: str, topic: str) -> Subscription | None:
    """Return what an account said of a topic, None for nothing."""
    return find_subscriptions(work, account, [topic]).get(topic)


def find_subscriptions(
    work: Work, account: str, topics: Collection[str]
) -> dict[str, Subscription]:
    """Return what an account said of a few topics, by topic."""
    known = {"owner": account, "named": list(topics)}
    rows = work.connection.execute(_SOME, known)
    return {row.topic: Subscription(**row._asdict()) for row in rows}


def list_subscriptions(
    work: Work, account: str, *, limit: int, offset: int = 0
) -> list[Subscription]:
    """Return what an account follows and mutes, the last chosen first."""
    known = {"owner": account, "limit": limit, "offset": offset}
    rows = work.connection.execute(_LIST, known)
    return [Subscription(**row._asdict()) for row in rows]


def count_subscriptions(work: Work, account: str) -> int:
    """Count what an account follows and mutes."""
    return work.connection.execute(_COUNT, {"owner": account}).scalar_one()


def subscribe(
    work: Work, account: str, topic: str, now: datetime, *, muted: bool = False
) -> None:
    """Have an account follow a topic from now on, or mute it.

    Raises FullError when it follows MOST_FOLLOWED already.
    """
    known = find_subscription(work, account, topic)
    if known is not None and known.muted == muted:
        return
    if known is None and count_subscriptions(work, account) >= MOST_FOLLOWED:
        raise FullError(FOLLOWED, MOST_FOLLOWED)
    unsubscribe(work, account, topic)
    row = {
        "account": account,
        "topic": topic,
        "muted": muted,
        "since": last_event(work),
        "instant": clock.to_milliseconds(now),
    }
    work.connection.execute(insert(SubscriptionRow), row)


def unsubscribe(work: Work, account: str, topic: str) -> None:
    """Forget what an account said of a topic."""
    known = {"owner": account, "named": topic}
    work.connection.execute(_FORGET, known)


def read_deliveries(work: Work, account: str) -> dict[EventKind, Delivery]:
    """Return how an account is told of each kind of events."""
    rows = work.connection.execute(_CHOICES, {"owner": account})
    chosen = {EventKind(kind): Delivery(said) for kind, said in rows}
    return {**DEFAULT_DELIVERY, **chosen}


def write_deliveries(
    work: Work, account: str, chosen: Mapping[EventKind, Delivery]
) -> None:
    """Replace how an account is told of each kind of events."""
    work.connection.execute(_FORGET_CHOICES, {"owner": account})
    rows = [
        {"account": account, "kind": kind.value, "delivery": said.value}
        for kind, said in chosen.items()
        if said is not DEFAULT_DELIVERY[kind]
    ]
    if rows:
        work.connection.execute(insert(DeliveryRow), rows)


def whom_to_mail(
    work: Work, topics: Iterable[tuple[str, EventKind]]
) -> dict[tuple[str, Delivery], bool]:
    """Return the accounts that may have to be written to of events, and are not due yet.

    With each and its delivery, whether it was due before.
    More than those who are told something in the end: what somebody did themselves, or
    muted, is only left out when the e-mail is written. Whose address is not confirmed,
    and who is blocked, is not among them.
    """
    by_kind: dict[EventKind, list[str]] = {}
    for topic, kind in topics:
        by_kind.setdefault(kind, []).append(topic)
    found: dict[tuple[str, Delivery], bool] = {}
    for kind, named in by_kind.items():
        for start in range(0, len(named), AT_ONCE):
            some = named[start : start + AT_ONCE]
            rows = work.connection.execute(_FOLLOWING, _following(kind, some))
            found.update(
                ((account, Delivery(said)), known is not None)
                for account, said, known in rows
            )
    return found


def _following(kind: EventKind, topics: list[str]) -> dict[str, object]:
    own = topic_of(OWN, "")
    return {
        "sort": kind.value,
        "topics": topics,
        "people": [one.removeprefix(own) for one in topics if one.startswith(own)],
        "default": DEFAULT_DELIVERY[kind].value,
        "wanted": [one.value for one in BY_MAIL],
    }
