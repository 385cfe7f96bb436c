"""What readers ask and say about a sheet, and what they are answered."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from commons.core.domain.sheet import Person

LONGEST_REMARK = 2_000
"""How many characters one may have."""
MOST_REMARK_LINKS = 5
"""How many addresses of the web may stand in one."""
MOST_REPLIES = 50
"""How many replies one may have."""
LONGEST_REASON = 300
"""How many characters the reason for hiding one may have."""


class RemarkState(StrEnum):
    """Whether a remark is read: by all, by its author and editors, or by nobody."""

    SHOWN = "shown"
    HIDDEN = "hidden"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A question or a remark under a sheet, or a reply to one (`parent`).

    `step` is the anchor of the step that it is about, "" for none, and `step_title`
    what that step was called. `account` is that of its author,
    "" once that is gone. `edited` is None where
    it stands as it was sent. `reason` says why editors hid it. The text of what was
    deleted is gone; it is kept only while there are replies to it.
    """

    id: str
    sheet: str
    account: str
    author: Person
    instant: datetime
    text: str
    parent: str = ""
    step: str = ""
    step_title: str = ""
    edited: datetime | None = None
    question: bool = False
    resolved: bool = False
    state: RemarkState = RemarkState.SHOWN
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A question or a remark, and the replies to it, the oldest first."""

    remark: Remark
    replies: Sequence[Remark] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True, kw_only=True)
class RemarkCounts:
    """How many remarks of a sheet are shown: all, and the questions without answer.

    `total` counts replies too, `threads` does not.
    """

    total: int = 0
    threads: int = 0
    unanswered: int = 0
