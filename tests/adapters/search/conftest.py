"""An empty index of each back end, and of one that is not in the table."""

from pathlib import Path

import pytest

from commons.adapters.search.backends import BACKENDS
from commons.adapters.search.port import Index
from tests.adapters.search.sqlite_index import SqliteIndex

TRIED = {**BACKENDS, "sqlite": SqliteIndex}


@pytest.fixture(params=TRIED)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Index:
    """Give an empty index."""
    return TRIED[request.param](tmp_path / "index", 1)
