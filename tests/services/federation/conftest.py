"""Two instances that can ask one another."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import BASE
from tests.federated import OTHER, OtherSites, Site, open_site


@pytest.fixture
def sites() -> OtherSites:
    return OtherSites()


@pytest.fixture
def here(tmp_path: Path, empty_folder: Path, sites: OtherSites) -> Iterator[Site]:
    with open_site(tmp_path / "here", empty_folder, sites, BASE) as site:
        yield site


@pytest.fixture
def there(tmp_path: Path, empty_folder: Path, sites: OtherSites) -> Iterator[Site]:
    with open_site(tmp_path / "there", empty_folder, sites, OTHER) as site:
        yield site
