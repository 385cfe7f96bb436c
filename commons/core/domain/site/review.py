"""What waits for an editor: an edit that is held for review, and why it is looked at."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from commons.core.domain.schema.kind import Values
from commons.core.domain.sheet import Action


class HeldState(StrEnum):
    """What became of a held edit; one that was accepted is in the log, and not here."""

    WAITING = "waiting"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldEdit:
    """A version that an account handed in, and that is not published.

    `sheet` is the identifier that it has for ever, also of a sheet that does not exist
    yet; `parent` is the number of the version that it starts from, None for a new one.
    `draft` is where its author goes on writing, and `known` the revision of that draft
    which was handed in. `beside` are people who wrote it with the author. `reason` is
    why it was refused, also while it waits again; what is refused has no `values`, which
    are in the draft.
    `signals` map the name of a sign of spam to how much of it there is.
    """

    id: str
    account: str
    draft: str
    known: int
    sheet: str
    kind: str
    parent: int | None
    action: Action
    instant: datetime
    values: Values = field(hash=False)
    note: str = ""
    beside: frozenset[str] = frozenset()
    state: HeldState = HeldState.WAITING
    reason: str = ""
    signals: dict[str, int] = field(default_factory=dict, hash=False)

    @property
    def title(self) -> str:
        """The title that it would have, "" without one."""
        title = self.values.get("title", "")
        return title if isinstance(title, str) else ""

    @property
    def creates(self) -> bool:
        """Whether it begins a sheet."""
        return self.action is Action.CREATE
