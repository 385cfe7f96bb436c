"""How an instance is: the disk by parts, who lags behind, when it was saved last."""

from pathlib import Path

from commons.adapters.store.engine.unit_of_work import open_file
from commons.adapters.store.site.audit_log import note_act
from commons.core.domain.site.audit import AuditAct
from commons.services.operations.monitoring.status import (
    DATABASE,
    FILES,
    OTHER,
    measure_disk,
    read_status,
)
from commons.wiring.components import Components
from commons.wiring.followers import open_followers
from tests.feeds.conftest import Desk


def test_each_part_of_the_folder_is_measured(tmp_path: Path) -> None:
    (tmp_path / "media" / "ab").mkdir(parents=True)
    (tmp_path / "media" / "ab" / "x.jpg").write_bytes(b"x" * 700)
    (tmp_path / "media" / "away").symlink_to("/usr")
    (tmp_path / "pdf").mkdir()
    (tmp_path / "pdf" / "a.pdf").write_bytes(b"x" * 50)
    (tmp_path / "secret_key").write_bytes(b"x" * 30)
    database = tmp_path / "commons.sqlite"
    database.write_bytes(b"x" * 1_000)
    (tmp_path / "commons.sqlite-wal").write_bytes(b"x" * 10)
    found = measure_disk(tmp_path, open_file(database))
    assert found.used_bytes[DATABASE] == 1_010
    assert 700 <= found.used_bytes[FILES] < 800
    assert found.used_bytes[OTHER] == 80
    assert found.free_bytes > 0


def test_followers_lag_until_they_have_read_the_log(parts: Components) -> None:
    parts.catch_up()
    Desk(parts).put_one(title="Le banc")
    home = parts.settings.data_dir

    def behind() -> dict[str, int | None]:
        found = read_status(parts.store, home, open_followers(parts))
        return {one.name: one.behind for one in found.followers}

    assert behind()["the search index"] == 1
    parts.catch_up()
    assert behind()["the search index"] == 0


def test_the_last_backup_is_that_of_the_audit_log(parts: Components) -> None:
    home = parts.settings.data_dir
    assert read_status(parts.store, home, []).backup is None
    with parts.store.write() as work:
        done = note_act(work, "", AuditAct.BACKUP, head="0")
    found = read_status(parts.store, home, [])
    assert found.backup == done.instant
    assert found.versions["schema"] == "0030" or found.versions["schema"] > "0030"
