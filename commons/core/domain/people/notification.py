"""What an account follows, what happened there, and how it is told of that.

A topic is a word for what can be followed, as in "theme:culture"; an event bears the
topics of whom it concerns. Both sides meet when an account looks, or is written to.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EventKind(StrEnum):
    """What happened; the values are kept in the database."""

    SHEET = "sheet"
    VERSION = "version"
    QUESTION = "question"
    ANSWER = "answer"
    TRIAL = "trial"
    ADAPTATION = "adaptation"
    THANKS = "thanks"
    TRANSLATION = "translation"
    ACCEPTED = "accepted"


class Delivery(StrEnum):
    """How an account is told of events of a kind; all but NONE show them in the site."""

    NONE = "none"
    SITE = "site"
    ONCE = "once"
    DAILY = "daily"
    WEEKLY = "weekly"


BY_MAIL = (Delivery.ONCE, Delivery.DAILY, Delivery.WEEKLY)

DEFAULT_DELIVERY: Mapping[EventKind, Delivery] = {
    EventKind.SHEET: Delivery.WEEKLY,
    EventKind.VERSION: Delivery.WEEKLY,
    EventKind.QUESTION: Delivery.ONCE,
    EventKind.ANSWER: Delivery.ONCE,
    EventKind.TRIAL: Delivery.WEEKLY,
    EventKind.ADAPTATION: Delivery.WEEKLY,
    EventKind.THANKS: Delivery.WEEKLY,
    EventKind.TRANSLATION: Delivery.WEEKLY,
    EventKind.ACCEPTED: Delivery.ONCE,
}
"""What holds for who chose nothing: somebody who waits for an answer is told at once."""

MOST_FOLLOWED = 500
"""How much an account may follow."""

SHEET, THEME, TERRITORY, PERSON, SEARCH, OWN = (
    "sheet",
    "theme",
    "territory",
    "person",
    "search",
    "author",
)
"""The roots of topics. What an account wrote is followed by all who wrote it (OWN)."""

FOLLOWED_ROOTS = (SHEET, THEME, TERRITORY, PERSON, SEARCH)
"""What can be chosen; OWN is followed by itself, until it is muted."""


def topic_of(root: str, name: str) -> str:
    """Return the topic of what has this name under a root."""
    return f"{root}:{name}"


def read_topic(topic: str) -> tuple[str, str]:
    """Return the root and the name of a topic, ("", "") for what is none."""
    root, _, name = topic.partition(":")
    known = root in {*FOLLOWED_ROOTS, OWN} and 0 < len(name) <= 100
    return (root, name) if known else ("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """Something that happened: `ref` tells it from all others of its kind.

    `sheet` is what its title names, `about` another sheet that it was made from or tells
    of, "" for none. `person` did it, and is told nothing. `number` is that of a version,
    0 without one.
    """

    kind: EventKind
    ref: str
    sheet: str
    person: str
    instant: datetime
    topics: frozenset[str]
    about: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenEvent:
    """An event as an account may see it now: titles and names are those of today."""

    id: int
    kind: EventKind
    ref: str
    sheet: str
    title: str
    about: str
    about_title: str
    person: str
    name: str
    number: int
    instant: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EventKey:
    """What an event is put together with others by, and whether it was read.

    `group` is the topic that is named for them all: a sheet, or what is followed.
    """

    id: int
    kind: EventKind
    day: int
    group: str
    unread: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EventGroup:
    """Events of a kind and a day that are told in a line.

    `ids` are their numbers and `unread` those of them that were not read, the newest
    first.
    """

    kind: EventKind
    day: int
    group: str
    ids: tuple[int, ...]
    unread: tuple[int, ...]


def group_events(keys: Iterable[EventKey]) -> list[EventGroup]:
    """Put events of a kind and a day together; `keys` and groups come newest first."""
    found: dict[tuple[EventKind, int, str], list[EventKey]] = {}
    for key in keys:
        found.setdefault((key.kind, key.day, key.group), []).append(key)
    return [
        EventGroup(
            kind=kind,
            day=day,
            group=group,
            ids=tuple(one.id for one in some),
            unread=tuple(one.id for one in some if one.unread),
        )
        for (kind, day, group), some in found.items()
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """That an account follows a topic, or mutes it; what came up to `since` is old."""

    topic: str
    muted: bool
    since: int
