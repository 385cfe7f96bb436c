from pathlib import Path

import pytest

from tests.services.archives import written_backup


@pytest.fixture(scope="package")
def backup_bytes(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Give the bytes of a backup that is not compressed."""
    return written_backup(tmp_path_factory.mktemp("backup"))


@pytest.fixture
def saved(backup_bytes: bytes, tmp_path: Path) -> Path:
    """Give a backup that is not compressed, alone in its folder."""
    path = tmp_path / "tout.tar"
    path.write_bytes(backup_bytes)
    return path
