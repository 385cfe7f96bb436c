"""Notices between commons: that a sheet of one was made from a version of another's."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

UNDO_END = ":undo"
"""What follows the identifier of an announcement in that of what takes it back."""


class NoticeSort(StrEnum):
    """What a notice says: that a relation stands, or that it does no more."""

    ANNOUNCE = "announce"
    UNDO = "undo"


class SendState(StrEnum):
    """Where a notice of ours stands; DEAD is given up, and the operator sees it."""

    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"


class ReceivedState(StrEnum):
    """Where a notice from elsewhere stands.

    WAITING is not looked into yet, HELD is true and waits for an editor, ACCEPTED is
    shown, REFUSED was false or not wanted, WITHDRAWN was shown or held and is true no
    more.
    """

    WAITING = "waiting"
    HELD = "held"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingNotice:
    """A notice of ours: version `number` of `sheet` was made from `source`.

    The `id` of what takes one back is that of the announcement, then UNDO_END.
    `source` is the address of a version at another site. `fault` says why it did not
    arrive yet, in English.
    """

    id: str
    sort: NoticeSort
    sheet: str
    number: int
    source: str
    state: SendState
    tries: int
    created: datetime
    due: datetime
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdaptationElsewhere:
    """What the other site's own RDF says of what was made there.

    `page` is the address of the sheet there, `version` that of its head, whose
    number is `number`. `licence` is a key of ours, "" for one that we do not know.
    `place` names the territory, `place_code` is its official code or "".
    """

    page: str
    version: str
    number: int
    title: str
    language: str
    authors: str
    licence: str
    place: str
    place_code: str
    changes: str
    instant: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingNotice:
    """That `subject`, a sheet elsewhere, was made from version `version` of `sheet`.

    `announced` is the number of the version that the sender named, `notice` the
    identifier that the sender gave. `made` is None until it was looked into; `fault`
    is why it is not shown, a key of services/federation/notices/checking.py.
    """

    id: str
    subject: str
    announced: int
    sheet: str
    version: int
    host: str
    notice: str
    state: ReceivedState
    received: datetime
    checked: datetime
    due: datetime
    tries: int
    made: AdaptationElsewhere | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """That an adaptation elsewhere of a sheet was accepted, for one of its writers."""

    notice: IncomingNotice
    title: str
    instant: datetime
    seen: bool
