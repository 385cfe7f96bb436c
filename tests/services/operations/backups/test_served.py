"""A backup of a database on a server is as any other, and comes back onto a server."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from commons.adapters.store.engine.unit_of_work import open_store
from commons.adapters.store.log import revisions
from commons.errors import NotEmptyError
from commons.services.operations.backups.backup import write_backup
from commons.services.operations.backups.restore import Target, restore_backup
from commons.wiring.assembly import assemble_components
from commons.wiring.components import Components
from tests.adapters.store.engine_rows import SERVED, address_in
from tests.conftest import settings_in
from tests.services.archives import live, made_ready, target_in


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Components]:
    """Give an instance whose database is on a server."""
    address = address_in(tmp_path / "served", SERVED)
    parts = assemble_components(settings_in(tmp_path / "served", database_url=address))
    yield parts
    parts.follower.stop()
    parts.store.close()


def test_a_backup_goes_from_a_server_to_a_server_and_to_a_file(
    served: Components, tmp_path: Path
) -> None:
    live(served)
    told = write_backup(served.store, served.blobs, tmp_path / "all.tar")
    with served.store.read() as work:
        last = revisions.head_sequence(work)
        log = revisions.changes_after(work, 0, last)
    elsewhere = open_store(address_in(tmp_path / "elsewhere", SERVED))
    there = Target(data_dir=tmp_path / "elsewhere", store=elsewhere)
    for target in (there, target_in(tmp_path / "files")):
        restored = restore_backup(tmp_path / "all.tar", target, made_ready)
        assert replace(restored, faults=()).counts == told.counts
        with target.store.read() as work:
            assert revisions.changes_after(work, 0, last) == log
        target.store.close()
    (tmp_path / "again").mkdir()
    with pytest.raises(NotEmptyError, match="account_tokens existe déjà"):
        restore_backup(
            tmp_path / "all.tar",
            replace(there, data_dir=tmp_path / "again"),
            made_ready,
        )
    assert [*(tmp_path / "again").iterdir()] == []
