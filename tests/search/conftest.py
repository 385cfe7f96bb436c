"""An empty index of each back end."""

from pathlib import Path

import pytest

from commons.search.port import Index
from commons.search.whoosh_index import open_index
from tests.search.makers import BACKENDS

OPENERS = {"whoosh": open_index}


@pytest.fixture(params=BACKENDS)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Index:
    """Give an empty index."""
    return OPENERS[request.param](tmp_path / "index")
