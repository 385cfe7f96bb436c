"""Harvests a running server, by itself and with the reference client."""

import resource
import subprocess
from dataclasses import dataclass

from tests.bench.race import Ask
from tests.bench.running import ROOT, Running
from tests.feeds.makers import ROOT as FEED, Harvester, over_connection

CHANGES = 10
PAGES = 40
KEPT_PAGES = 9
"""As many as a process keeps at hand, not compressed; of compressed ones, ten times."""
CLIENT = ROOT / "tests/clients/node_modules/.bin/ldes-client"
PATIENCE_SECONDS = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulled:
    """What a full pull cost the client and our server, in processor time."""

    client_seconds: float
    our_seconds: float


def pages(running: Running, coding: str, first: int = 1) -> list[Ask]:
    """Ask for closed pages spread over the log, from the first one given."""
    last = int(_newest(running).rpartition("/")[2])
    numbers = range(first, last, max(1, last // PAGES))[:PAGES]
    headers = {"Accept-Encoding": coding}
    return [Ask(path=f"{FEED}/1/{number}", headers=headers) for number in numbers]


def ready(running: Running, coding: str) -> Ask:
    """Ask the floor for as many ready bytes as our pages have on average.

    It looks at other pages than those that are raced, which nobody saw yet.
    """
    asks = pages(running, coding, first=2)[:3]
    sizes = [len(running.reader.get(a.path, dict(a.headers)).body) for a in asks]
    return Ask(path=f"/ready/{sum(sizes) // len(sizes)}")


def network(running: Running) -> Harvester:
    """Give a network that has harvested nothing yet."""
    return Harvester(over_connection(running.reader), FEED, coding="gzip")


def by_ldes_client(running: Running, *words: str) -> Pulled | None:
    """Have ldes-client pull everything; None where it is not installed."""
    if not CLIENT.exists():
        return None
    address = f"http://127.0.0.1:{running.port}{FEED}"
    ours, theirs = running.cpu_ms(), _children_seconds()
    subprocess.run(
        [str(CLIENT), address, "--quiet", *words],
        check=True,
        capture_output=True,
        timeout=PATIENCE_SECONDS,
    )
    return Pulled(
        client_seconds=_children_seconds() - theirs,
        our_seconds=(running.cpu_ms() - ours) / 1000,
    )


def _newest(running: Running) -> str:
    root = running.reader.get(FEED).body.decode()
    found = [line for line in root.splitlines() if "tree#node>" in line]
    assert found, "an empty feed"
    return found[0].split("<")[-1].rstrip("> .")


def _children_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
