"""A commons that was there before anything could be followed tells of nothing old."""

import shutil
from pathlib import Path

import pytest

from commons.adapters.store.community.notifications import events
from tests.adapters.store.releases import take_back
from tests.conftest import instance
from tests.feeds.conftest import CAMILLE, Desk
from tests.services.notifications.followers import Readers


@pytest.mark.sqlite
def test_what_was_published_before_is_told_to_nobody(
    starter_folder: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "instance"
    shutil.copytree(starter_folder, folder)
    take_back(folder / "commons.sqlite", "0028")
    with instance(folder) as parts:
        readers, desk = Readers(parts=parts), Desk(parts)
        readers.note()
        with parts.store.read() as work:
            assert events.last_event(work) == 0
        reader = readers.account("Ana", f"person:{CAMILLE.id}")
        desk.put_one()
        assert readers.sentences(reader) == ["Camille : une nouvelle fiche"]
