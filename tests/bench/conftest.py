"""What `make bench ARGS="--sizes 200,1000 --engine sqlite"` understands, and what it runs on."""

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.bench import alone, floor
from tests.bench.engines import ENGINES, POSTGRESQL, SQLITE, Engine, on_engine
from tests.bench.instances import Bench
from tests.bench.running import Running, serve
from tests.bench.table import table
from tests.servers.postgresql import is_installed
from tests.servers.server import environment, free_port

SIZES = (1_000, 10_000)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a shorter bench be asked for."""
    parser.addoption("--sizes", default="", help="how many sheets, as in 200,1000")
    parser.addoption("--rows", default="", help="a file to add the rows to, as JSON")
    parser.addoption("--engine", default="", help=f"of {', '.join(ENGINES)}; all")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Have what is measured over instances be measured on each engine."""
    if "bench" in metafunc.fixturenames:
        asked = metafunc.config.getoption("--engine", default="") or ""
        there = ENGINES if is_installed() else (SQLITE,)
        chosen = [name for name in asked.split(",") if name] or there
        assert set(chosen) <= {SQLITE, POSTGRESQL}, chosen
        metafunc.parametrize("engine_name", chosen, scope="module")


@pytest.fixture(scope="module")
def engine(engine_name: str) -> Iterator[Engine]:
    """Have the instances that are made meanwhile lie on an engine."""
    with on_engine(engine_name) as engine:
        yield engine


@pytest.fixture(scope="module")
def filled(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    engine: Engine,
) -> dict[int, Path]:
    """Give the folder of an instance of each size, made side by side on the engine."""
    asked = request.config.getoption("--sizes", default="") or ""
    sizes = tuple(int(size) for size in asked.split(",") if size) or SIZES
    folders = {size: tmp_path_factory.mktemp(f"of{size}") for size in sizes}
    works = [alone.start("fill", folders[size], size) for size in sizes]
    try:
        for work in works:
            alone.cost_of(work)
    finally:
        for work in works:
            work.kill()
    return folders


@pytest.fixture(scope="module")
def bench(
    request: pytest.FixtureRequest, filled: dict[int, Path], engine: Engine
) -> Iterator[Bench]:
    """Start every server; at the end, print the table."""
    with ExitStack() as stack:
        ours = {
            size: stack.enter_context(serve(folder, engine.process))
            for size, folder in filled.items()
        }
        port, env = free_port(), environment(next(iter(filled.values())))
        bare = stack.enter_context(Running(floor.argv(port), port, env, "/"))
        bench = Bench(floor=bare, ours=ours, folders=filled, rows=[], engine=engine)
        yield bench
    if rows := request.config.getoption("--rows", default=""):
        with Path(rows).open("a", encoding="utf-8") as file:
            file.writelines(f"{json.dumps(asdict(row))}\n" for row in bench.rows)
    sys.stdout.write(f"\n\non {engine.name}\n{table(bench.rows)}\n")
