"""Reckons what a commons of a size needs, from what `make bench` measured at two sizes.

`python -m tests.bench.capacity ROWS` prints a table in Markdown; ROWS is the file that
`make bench ARGS="--engine postgresql --rows ROWS"` writes, with a JSON object a line.
What costs more with the number of sheets is taken to grow along a straight line through
the smallest and the largest size that were measured: nothing here is flattered by a
size at which nobody measured, and nothing is proven there either.
"""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

Costs = Mapping[str, Mapping[int, float]]
"""What was measured -> number of sheets -> milliseconds of a processor."""

VERSIONS_A_SHEET = 2.8
MEDIA_MB_A_SHEET = 0.6
"""Three pictures as they are sent, in the four sizes that are kept."""
BUSIEST = 3.0
"""How many times the mean the busiest minute of a week is."""
BUSIEST_SAVES = 30.0
"""The same of what is saved: nearly all of it in some hours of the day."""
FILLED = 0.5
"""How much of a processor is planned with: the rest is for moments, and for one that fails."""
CORES_A_SERVER = 4
MOST_KEPT, KEPT_SECONDS = 0.6, 30.0
"""Which share of the pages of sheets is answered as it was made, while nobody saves; and
after how long half of that is there again: whoever saves has every page made anew."""

FROM_CDN = 0.9
"""Which share of pages, but of no search, a CDN answers that keeps them for a minute."""

WARM = "sheet page, warm"
ASKED: Mapping[str, float] = {
    "sheet page, first view": 0.70,
    "/search, facets, extracts": 0.12,
    "home": 0.06,
    "theme": 0.04,
    "territory, a commune": 0.03,
    "person": 0.02,
    "map": 0.01,
    "what a search may mean": 0.02,
}
"""What readers ask for: its row in the bench, and its share. Some are WARM."""
SEARCHES = ("/search, facets, extracts", "what a search may mean")
SAVE = "save, through the form"


@dataclass(frozen=True, slots=True, kw_only=True)
class Commons:
    """A commons to plan for: how large, and what is asked of it."""

    name: str
    sheets: int
    pages_a_minute: int
    saves_a_day: int


PLANNED: Sequence[Commons] = (
    Commons(name="a network", sheets=1_000, pages_a_minute=20, saves_a_day=30),
    Commons(name="a region", sheets=20_000, pages_a_minute=300, saves_a_day=500),
    Commons(
        name="several regions", sheets=100_000, pages_a_minute=2_000, saves_a_day=3_000
    ),
    Commons(
        name="a country", sheets=1_000_000, pages_a_minute=10_000, saves_a_day=20_000
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What a commons needs: processors in the busiest minute, servers, gigabytes.

    `servers_behind_cdn` is how many where a CDN answers FROM_CDN of the pages.
    """

    commons: Commons
    page_cores: float
    search_cores: float
    save_cores: float
    servers: int
    servers_behind_cdn: int
    database_gb: float
    media_gb: float
    dearest: str


def read_costs(lines: Iterable[str]) -> Costs:
    """Return what the rows of a bench say of processor time. Raises ValueError, KeyError."""
    costs: dict[str, dict[int, float]] = {}
    for line in lines:
        row = json.loads(line)
        if row["cpu_ms"] is not None:
            costs.setdefault(row["what"], {})[row["size"]] = row["cpu_ms"]
    return costs


def cost_at(costs: Costs, what: str, sheets: int) -> float:
    """Return the milliseconds of something at a size, on a straight line; never falling.

    Raises KeyError for what was not measured.
    """
    measured = costs[what]
    small, large = min(measured), max(measured)
    if small == large or sheets <= small:
        return measured[small]
    slope = max(0.0, (measured[large] - measured[small]) / (large - small))
    return measured[small] + slope * (sheets - small)


def reckon(costs: Costs, commons: Commons, bytes_a_version: float) -> Need:
    """Return what a commons needs. Raises KeyError for what was not measured."""
    per_second = commons.pages_a_minute / 60 * BUSIEST
    saves = commons.saves_a_day / 86_400 * BUSIEST_SAVES
    spent = {
        what: per_second * share * cost_at(costs, what, commons.sheets) / 1000
        for what, share in _shares(saves).items()
    }
    search = sum(spent[what] for what in SEARCHES)
    save = saves * cost_at(costs, SAVE, commons.sheets) / 1000
    pages = sum(spent.values()) - search
    versions = commons.sheets * VERSIONS_A_SHEET
    return Need(
        commons=commons,
        page_cores=pages,
        search_cores=search,
        save_cores=save,
        servers=_servers(pages + search + save),
        servers_behind_cdn=_servers(pages * (1 - FROM_CDN) + search + save),
        database_gb=versions * bytes_a_version / 1e9,
        media_gb=commons.sheets * MEDIA_MB_A_SHEET / 1000,
        dearest=max(spent, key=spent.__getitem__),
    )


def _servers(cores: float) -> int:
    return ceil(cores / FILLED / CORES_A_SERVER)


def _shares(saves_a_second: float) -> Mapping[str, float]:
    """Return what is asked for, with the pages that are answered as they were made."""
    sheets, *_ = ASKED
    kept = ASKED[sheets] * MOST_KEPT / (1 + KEPT_SECONDS * saves_a_second)
    return {**ASKED, WARM: kept, sheets: ASKED[sheets] - kept}


def tell(needs: Sequence[Need]) -> str:
    """Return a table in Markdown."""
    head = (
        *("", "sheets", "pages a minute", "cores: pages", "search", "saves"),
        *("servers of 4 cores", "behind a CDN", "database", "media", "what costs most"),
    )
    lines = [head, ("---",) * len(head), *map(_cells, needs)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cells(need: Need) -> tuple[str, ...]:
    return (
        need.commons.name,
        f"{need.commons.sheets:,}",
        f"{need.commons.pages_a_minute:,}",
        f"{need.page_cores:.2f}",
        f"{need.search_cores:.2f}",
        f"{need.save_cores:.2f}",
        f"{need.servers}",
        f"{need.servers_behind_cdn}",
        f"{need.database_gb:.1f} GB",
        f"{need.media_gb:.1f} GB",
        need.dearest,
    )


def _main(rows: str, bytes_a_version: str) -> None:
    costs = read_costs(Path(rows).read_text(encoding="utf-8").splitlines())
    needs = [reckon(costs, one, float(bytes_a_version)) for one in PLANNED]
    sys.stdout.write(f"{tell(needs)}\n")


if __name__ == "__main__":
    _main(*sys.argv[1:])
