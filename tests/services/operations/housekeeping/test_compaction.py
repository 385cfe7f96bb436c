"""An instance of before comes to take less room while it serves, whatever interrupts it."""

import signal
from pathlib import Path

import pytest

from commons.adapters.store.engine.unit_of_work import Store
from commons.adapters.store.log.compression.plain_blocks import (
    compress_these,
    plain_blocks,
)
from commons.errors import StorageError
from commons.feeds.catalogue.dumps import write_dump
from commons.services.operations.checks.integrity_check import verify_instance
from commons.services.operations.housekeeping import compaction
from commons.services.operations.housekeeping.compaction import (
    BlockCompressor,
    compress_all,
    compress_more,
    give_back,
)
from commons.wiring.components import Components
from tests.adapters.store.processes import killed_when
from tests.adapters.store.releases import take_back
from tests.servers.server import ordered

pytestmark = pytest.mark.sqlite

BASE = "https://commun.exemple"
LAST_PLAIN = "0037"


def plain(store: Store) -> list[int]:
    with store.read() as work:
        return plain_blocks(work, after=0, through=10_000, limit=10_000)


def dumped(store: Store, path: Path) -> bytes:
    write_dump(store, path, BASE)
    return path.read_bytes()


@pytest.fixture
def older(starter: Components, monkeypatch: pytest.MonkeyPatch) -> Components:
    """Give an instance that an older release filled, upgraded now."""
    monkeypatch.setattr(compaction, "AT_ONCE", 4)
    starter.store.close()
    take_back(starter.store.file, LAST_PLAIN)
    starter.store.migrate()
    assert len(plain(starter.store)) == 33
    return starter


def test_an_upgrade_that_is_killed_goes_on_and_says_the_same(
    older: Components, tmp_path: Path
) -> None:
    store, reached = older.store, tmp_path / "reached"
    before = dumped(store, tmp_path / "before.nq")

    def compress_until_killed() -> None:
        for _ in range(3):
            compress_more(store)
        with store.write(quiet=True) as work:
            compress_these(work, plain_blocks(work, after=0, through=99, limit=99))
            reached.touch()
            signal.pause()

    store.close()
    killed_when(compress_until_killed, reached.exists)
    assert len(plain(store)) == 33 - 3 * 4
    assert dumped(store, tmp_path / "between.nq") == before
    compress_all(store, lambda _done, _total: None)
    assert plain(store) == []
    assert dumped(store, tmp_path / "after.nq") == before
    found = verify_instance(older.schema, store, older.index, older.blobs)
    assert list(found) == []


def test_a_server_compresses_in_its_turns_and_one_process_alone(
    older: Components, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compaction, "TURN_SECONDS", 0.0)
    compressor = BlockCompressor(older.store)
    with older.store.alone(compaction.LOCK):
        assert not compressor.take_turn()
    assert len(plain(older.store)) == 33
    monkeypatch.setattr(compaction, "TURN_SECONDS", 60.0)
    token = older.store.token()
    assert not compressor.take_turn()
    assert plain(older.store) == []
    assert older.store.token() == token


def test_the_command_compresses_and_gives_the_room_back(older: Components) -> None:
    before = older.store.size_bytes()
    older.store.close()
    done = ordered(older.settings.data_dir, "compact")
    assert done.exit_code == 0, done.stderr
    assert "Mo avant" in done.stdout
    assert plain(older.store) == []
    assert older.store.size_bytes() < before - 33 * 25_000


def test_no_room_is_given_back_where_the_disk_has_too_little(
    starter: Components,
) -> None:
    starter.store.close()
    log = Path(f"{starter.store.file}-wal")
    with log.open("wb") as sparse:
        sparse.truncate(1 << 43)
    with pytest.raises(StorageError, match="libres sont nécessaires"):
        give_back(starter.store)
    log.unlink()
