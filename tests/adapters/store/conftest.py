import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from commons.adapters.store.engine.unit_of_work import Store, open_store
from commons.core.domain.people.account import Account
from tests.adapters.store.engine_rows import SERVED, address_in
from tests.adapters.store.makers import added
from tests.servers import postgresql


@pytest.fixture
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of a new database, of the engine that the suite is run on."""
    if not postgresql.CHOSEN:
        return address_in(tmp_path, "sqlite")
    return address_in(tmp_path, SERVED, begun="store" in request.fixturenames)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a database file with its tables and no rows, to copy."""
    file = tmp_path_factory.mktemp("database") / "commons.sqlite"
    made = open_store(f"sqlite:///{file}")
    made.migrate()
    made.close()
    return file


@pytest.fixture
def store(empty_database: Path, url: str) -> Iterator[Store]:
    """Give an empty store, at the address that `url` gives."""
    opened = open_store(url)
    if SERVED not in url:  # there it is begun
        shutil.copy(empty_database, opened.file)
    yield opened
    opened.close()


@pytest.fixture
def ana(store: Store) -> Account:
    """Give a first account."""
    return added(store, "a@exemple.fr", "Ana")


@pytest.fixture
def ben(store: Store) -> Account:
    """Give a second account."""
    return added(store, "b@exemple.fr", "Ben")
