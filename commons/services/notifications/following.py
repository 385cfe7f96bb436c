"""Follows a topic, mutes it, and says whether an account follows it."""

from dataclasses import dataclass
from datetime import datetime

from commons.adapters.store.community.notifications import searches, subscriptions
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people.persons import has_written
from commons.core.domain.people.account import Account
from commons.core.domain.people.notification import (
    OWN,
    SEARCH,
    SHEET,
    read_topic,
    topic_of,
)
from commons.errors import FullError

MOST_SEARCHES = 20
"""How many searches an account may follow, by whichever door."""
SEARCHES = "searches"
"""The sort of a FullError of searches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowState:
    """Whether an account follows a topic; `own` where it does because it wrote there."""

    followed: bool
    own: bool = False


def follow_state(work: Work, account: Account, topic: str) -> FollowState:
    """Return whether an account follows a topic, which it may do without having asked."""
    mine = topic_of(OWN, account.person.id)
    said = subscriptions.find_subscriptions(work, account.id, (topic, mine))
    if topic in said:
        return FollowState(followed=not said[topic].muted)
    root, name = read_topic(topic)
    if root == OWN:
        return FollowState(followed=True, own=True)
    own = (
        root == SHEET
        and mine not in said
        and has_written(work, account.person.id, name)
    )
    return FollowState(followed=own, own=own)


def follow(work: Work, account: Account, topic: str, now: datetime) -> None:
    """Have an account follow a topic from now on. Raises FullError."""
    said = subscriptions.find_subscription(work, account.id, topic)
    if said is not None and said.muted:
        subscriptions.unsubscribe(work, account.id, topic)
    if follow_state(work, account, topic).followed:
        return
    is_search = read_topic(topic)[0] == SEARCH
    if is_search and searches.count_searches(work, account.id) >= MOST_SEARCHES:
        raise FullError(SEARCHES, MOST_SEARCHES)
    subscriptions.subscribe(work, account.id, topic, now)


def unfollow(work: Work, account: Account, topic: str, now: datetime) -> None:
    """Have an account be told no more of a topic, be it a sheet that it wrote.

    A sheet that it wrote is muted: nothing of it comes by its theme or place either.
    Raises FullError.
    """
    subscriptions.unsubscribe(work, account.id, topic)
    if follow_state(work, account, topic).followed:
        subscriptions.subscribe(work, account.id, topic, now, muted=True)


def forget(work: Work, account: Account, topic: str, _now: datetime) -> None:
    """Forget what an account said of a topic, as of a sheet that is gone."""
    subscriptions.unsubscribe(work, account.id, topic)
