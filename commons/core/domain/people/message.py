"""A message that one person has the site send to another; neither sees an address."""

from dataclasses import dataclass
from datetime import datetime

from commons.core.domain.sheet import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What was relayed: `sender` and `recipient` are accounts, with their people.

    `sheet` is the sheet where the writer came from, "" for none. `reported` is None
    unless who got it says that it should not have been sent.
    """

    id: str
    sender: str
    author: Person
    recipient: str
    reader: Person
    sheet: str
    text: str
    instant: datetime
    reported: datetime | None = None
