"""An empty index of each back end."""

from pathlib import Path

import pytest

from commons.adapters.search.backends import BACKENDS
from commons.adapters.search.port import Index


@pytest.fixture(params=BACKENDS)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Index:
    """Give an empty index."""
    return BACKENDS[request.param](tmp_path / "index", 1)
