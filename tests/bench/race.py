"""Compares servers by taking turns, so that a busy machine slows all alike.

Each address is asked of the floor and of our servers in the same short round;
the ratio is the median of the rounds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from tests.bench.running import Running

ROUNDS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A reader's question, and the status of the right answer."""

    path: str
    headers: Mapping[str, str] = field(default_factory=dict, hash=False)
    status: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What answers cost: processor and wall time of each, in milliseconds.

    `to_floor` is the floor's processor time over ours: 1 is as fast.
    """

    cpu_ms: tuple[float, ...]
    wall_ms: tuple[float, ...]
    to_floor: float
    per_round: tuple[float, ...]

    @property
    def mean_cpu_ms(self) -> float:
        """The processor time of one answer."""
        return sum(self.cpu_ms) / len(self.cpu_ms)


HELLO = Ask(path="/")


def race(
    floor: Running,
    ours: Mapping[int, Running],
    asks: Mapping[int, Sequence[Ask]],
    against: Ask = HELLO,
) -> dict[int, Pace]:
    """Ask everything of each of our servers in turn with the floor, by size.

    `against` is what the floor is asked.
    """
    floors: list[float] = []
    laps: dict[int, list[list[tuple[float, float]]]] = {size: [] for size in ours}
    for turn in range(ROUNDS):
        part = {size: asks[size][turn::ROUNDS] for size in ours}
        longest = max(len(asked) for asked in part.values())
        hellos = [_cost(floor, against) for _ in range(max(longest, 30))]
        floors.append(_mean([cpu for cpu, _ in hellos]))
        for size in sorted(ours, reverse=turn % 2 == 1):
            laps[size].append([_cost(ours[size], ask) for ask in part[size]])
    return {size: _pace(found, floors) for size, found in laps.items()}


def percentile(values: Sequence[float], percent: int) -> float:
    """Give the value that so many in a hundred do not exceed."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, len(ranked) * percent // 100)]


def _cost(running: Running, ask: Ask) -> tuple[float, float]:
    before = running.cpu_ms()
    said = running.reader.get(ask.path, dict(ask.headers))
    after = running.cpu_ms()
    assert said.status == ask.status, (ask.path, said.status)
    return after - before, said.wall_ms


def _pace(laps: list[list[tuple[float, float]]], floors: list[float]) -> Pace:
    rounds = [_mean([cpu for cpu, _ in lap]) for lap in laps]
    costs = [cost for lap in laps for cost in lap]
    return Pace(
        cpu_ms=tuple(cpu for cpu, _ in costs),
        wall_ms=tuple(wall for _, wall in costs),
        to_floor=median(f / r for f, r in zip(floors, rounds, strict=True)),
        per_round=tuple(rounds),
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
