"""An empty index of each back end."""

from pathlib import Path

import pytest

from commons.adapters.search.port import Index
from commons.adapters.search.whoosh.index import open_index
from tests.adapters.search.makers import BACKENDS

OPENERS = {"whoosh": open_index}


@pytest.fixture(params=BACKENDS)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Index:
    """Give an empty index."""
    return OPENERS[request.param](tmp_path / "index")
