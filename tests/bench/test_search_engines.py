"""Prints what each search engine costs over the same sheets, in one table."""

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from commons.adapters.search.backends import BACKENDS
from commons.settings import child_environment
from tests.adapters.search.places import SERVED
from tests.bench.running import ROOT
from tests.bench.search_engines import TANTIVY, Costs
from tests.servers import postgresql

SIZES = (1_000, 10_000)
PATIENCE_SECONDS = 1_800
COLUMNS = (
    ("sheets/s", "per_second", None),
    ("batch ms", "slowest_batch", None),
    ("save p95", "save_p95", 250),
    ("slowest", "save_slowest", 1_000),
    ("ready ms", "ready", None),
    ("first ms", "first", 200),
    ("p50 ms", "p50", 40),
    ("p95 ms", "p95", 150),
    ("disk MB", "disk_mb", None),
)
"""Heading, figure, and the most it should be; sheets/s should be 150 at least.

What takes "ready" is done by a thread of each worker before anybody asks.
"""

pytestmark = pytest.mark.bench


def test_search_engines(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> None:
    asked = request.config.getoption("--sizes", default="") or ""
    heads = "".join(f"{head:>11}" for head, _, _ in COLUMNS)
    goals = "".join(f"{f'≤ {most}' if most else '':>11}" for _, _, most in COLUMNS)
    lines = [f"{'search index':<16}{'sheets':>8}{heads}", f"{'goal':<24}{goals}"]
    for size in [int(size) for size in asked.split(",") if size] or SIZES:
        for name in (*BACKENDS, TANTIVY):
            if name == TANTIVY and not find_spec(TANTIVY):
                lines.append(f"{name:<16} left out: pip install tantivy")
                continue
            folder = tmp_path_factory.mktemp(name) / "index"
            costs = {**_cost("build", name, folder, size)}
            costs |= _cost("ask", name, folder, size)
            told = "".join(f"{costs[key]:>11.1f}" for _, key, _ in COLUMNS)
            lines.append(f"{name:<16}{size:>8}{told}")
    sys.stdout.write("\n\n" + "\n".join(lines) + "\n")


def _environment(name: str) -> dict[str, str]:
    """Have all processes use the one server of this one, where that is needed."""
    if name != SERVED:
        return child_environment({})
    server = postgresql.address_of("postgres").render_as_string(hide_password=False)
    return child_environment({"COMMONS_TEST_DATABASE": server})


def _cost(work: str, name: str, folder: Path, size: int) -> Costs:
    argv = [sys.executable, "-m", "tests.bench.search_engines"]
    done = subprocess.run(
        [*argv, work, name, str(folder), str(size)],
        cwd=ROOT,
        env=_environment(name),
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE_SECONDS,
    )
    costs: Costs = json.loads(done.stdout.splitlines()[-1])
    return costs
