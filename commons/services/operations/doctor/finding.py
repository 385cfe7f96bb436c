"""What a look at the surroundings gives: how it is, in a sentence, and what to do."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from commons.adapters.store.engine.unit_of_work import Store
from commons.settings import Settings


class State(StrEnum):
    """How something is; the last two want something done."""

    FINE = "bon"
    WARNING = "à voir"
    FAULT = "à corriger"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """How something is; `todo` is "" where nothing need be done. Both in French."""

    state: State
    says: str
    todo: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """The instance that is looked at; nothing of it is made, and nothing upgraded."""

    settings: Settings
    store: Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """A row of the doctor's table: what is looked at, and how.

    `look` raises CommonsError or OSError for what it cannot see, which is a fault.
    """

    name: str
    look: Callable[[Patient], Finding]


def fine(says: str) -> Finding:
    """Return that something is as it should be."""
    return Finding(state=State.FINE, says=says)


def warning(says: str, todo: str) -> Finding:
    """Return that something may become a fault."""
    return Finding(state=State.WARNING, says=says, todo=todo)


def fault(says: str, todo: str) -> Finding:
    """Return that something does not work, or is open to others."""
    return Finding(state=State.FAULT, says=says, todo=todo)
