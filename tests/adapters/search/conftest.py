"""An empty index of each back end, and of one that is not in the table."""

from pathlib import Path

import pytest

from commons.adapters.search.backends import BACKENDS, IndexPlace
from commons.adapters.search.port import Index
from tests.adapters.search.places import SERVED, empty_place
from tests.adapters.search.sqlite_index import SqliteIndex


def _open_other(place: IndexPlace, recipe: int) -> Index:
    return SqliteIndex(place.folder, recipe)


TRIED = {**BACKENDS, "sqlite": _open_other}


@pytest.fixture(params=TRIED)
def index(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Index:
    """Give an empty index; those on a server lie one after another in one database."""
    name = request.param
    folder = tmp_path_factory.getbasetemp() if name == SERVED else tmp_path / "index"
    return TRIED[name](empty_place(folder, name), 1)
