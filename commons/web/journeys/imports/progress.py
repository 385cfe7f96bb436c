"""How far an editor has come with a spreadsheet, as it is kept between pages."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from commons.services.exchange.batch.outcomes import (
    Outcome,
    pack_outcomes,
    unpack_outcomes,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What was chosen for a spreadsheet, and what becomes of its lines.

    `encoding` is the key of the one that was chosen, "" for what the file seems to
    be in. `holds` is the target of each column. `manner` is "" until loading begins,
    and `done` says how many lines were loaded since: the outcomes of those say
    what was done, the others what would be. `replacing` are line numbers.
    """

    source: str
    encoding: str = ""
    holds: tuple[str, ...] = ()
    authors: str = ""
    licence: str = ""
    language: str = ""
    note: str = ""
    manner: str = ""
    replacing: tuple[int, ...] = ()
    done: int = 0
    outcomes: tuple[Outcome, ...] = ()

    @property
    def finished(self) -> bool:
        """Whether every line was loaded."""
        return bool(self.manner) and self.done >= len(self.outcomes)


def write_state(state: State) -> str:
    """Write a state as compact JSON."""
    told = asdict(replace(state, outcomes=()))
    told["outcomes"] = pack_outcomes(state.outcomes)
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def read_state(text: str) -> State:
    """Read what `write_state` wrote."""
    told = json.loads(text)
    told["outcomes"] = tuple(unpack_outcomes(told["outcomes"]))
    told["holds"] = tuple(told["holds"])
    told["replacing"] = tuple(told["replacing"])
    return State(**told)


def advance_state(state: State, done: Sequence[Outcome]) -> State:
    """Give the state after some more lines were loaded."""
    end = state.done + len(done)
    outcomes = (*state.outcomes[: state.done], *done, *state.outcomes[end:])
    return replace(state, done=end, outcomes=outcomes)
