"""The servers that are measured beside the floor, and what was found."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.engines import Engine
from tests.bench.race import Ask, Pace, race
from tests.bench.running import Running, serve
from tests.bench.table import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """The floor, and an instance of each size with its server."""

    floor: Running
    ours: Mapping[int, Running]
    folders: Mapping[int, Path]
    rows: list[Row] = field(hash=False)
    engine: Engine

    def race(self, asks: Callable[[int], list[Ask]]) -> dict[int, Pace]:
        """Ask each server what is asked of its size, in turn with the floor."""
        return race(self.floor, self.ours, {size: asks(size) for size in self.ours})

    def serve(self, folder: Path) -> Running:
        """Start another server on an instance."""
        return serve(folder, self.engine.process)
