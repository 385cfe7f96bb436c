from collections.abc import Iterator
from pathlib import Path

import pytest

from commons.adapters.store.engine.unit_of_work import Store, open_store
from commons.core.domain.account import Account
from tests.adapters.store.makers import added


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'commons.sqlite'}"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = open_store(url)
    opened.migrate()
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
