"""What readers looked for and did not find, and what they wish somebody wrote."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

LONGEST_WISH = 500
"""Characters of what somebody says is missing."""


class Outcome(StrEnum):
    """How a search went: nothing, little, or only once words were corrected."""

    NOTHING = "nothing"
    LITTLE = "little"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedSearch:
    """Words that were looked for, by all who typed them; `outcome` of the last time.

    Nothing says who.
    """

    words: str
    outcome: Outcome
    count: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedSheet:
    """What a reader says is missing; `words` were searched for, "" for none."""

    id: str
    text: str
    words: str
    instant: datetime
