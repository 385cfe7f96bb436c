"""A report: what a reader finds wrong here, and why."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

LONGEST_WORDS = 1_000
"""How many characters of words a report has at most."""


class ReportReason(StrEnum):
    """Why something is reported."""

    SPAM = "spam"
    ABUSE = "abuse"
    PRIVACY = "privacy"
    RIGHTS = "rights"
    WRONG = "wrong"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What somebody reported: `target` is its path here, as "/sheets/0123456789ab".

    `reporter` is an account, None for who has none: nobody but the operator learns it.
    `ended` is when somebody dealt with it, None until then.
    """

    id: str
    target: str
    reason: ReportReason
    words: str
    reporter: str | None
    instant: datetime
    ended: datetime | None = None
