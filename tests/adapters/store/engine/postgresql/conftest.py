from pathlib import Path

import pytest

from tests.adapters.store.engine_rows import SERVED, address_in


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Give the address of a database on a server, with an empty commons."""
    return address_in(tmp_path, SERVED, begun=True)
