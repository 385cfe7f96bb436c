import shutil
from pathlib import Path

import pytest

from commons.adapters.media.blob_store import MEDIA, SIZES
from commons.wiring.components import Components
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


@pytest.fixture
def drawn(parts: Components, starter_folder: Path) -> None:
    """Lay the drawings of the starter content, decoded before, into an instance."""
    for name in (MEDIA, SIZES):
        there = parts.settings.data_dir / name
        shutil.copytree(starter_folder / name, there, dirs_exist_ok=True)
