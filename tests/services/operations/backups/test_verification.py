"""A backup is tried by putting it back: what is not as it was is told."""

import gzip
from dataclasses import replace
from pathlib import Path

import pytest

from commons.errors import CommonsError, DamagedError
from commons.services.operations.backups.backup import write_backup
from commons.services.operations.backups.verification import verify_backup
from commons.wiring.components import Components
from tests.feeds.conftest import Desk


def test_a_sound_one_is_taken_and_leaves_nothing_behind(
    parts: Components, tmp_path: Path
) -> None:
    Desk(parts).publish(2)
    path = tmp_path / "backups" / "tout.tar.gz"
    path.parent.mkdir()
    told = write_backup(parts.store, parts.blobs, path)
    verify_backup(parts.schema, path, told)
    assert [*path.parent.iterdir()] == [path]


def test_a_byte_of_the_data_that_is_another_is_found(
    parts: Components, tmp_path: Path
) -> None:
    Desk(parts).publish(2)
    whole = tmp_path / "tout.tar"
    told = write_backup(parts.store, parts.blobs, whole)
    written = whole.read_bytes()
    for place in range(len(written) // 9, len(written) - 20_000, len(written) // 5):
        whole.write_bytes(
            written[:place] + bytes([written[place] ^ 1]) + written[place + 1 :]
        )
        with pytest.raises(CommonsError):
            verify_backup(parts.schema, whole, told)
    whole.write_bytes(gzip.compress(written[:-30_000]))
    with pytest.raises(CommonsError):
        verify_backup(parts.schema, whole, told)
    assert [*tmp_path.glob(".commons-*")] == []


def test_the_backup_of_another_moment_is_not_taken_for_it(
    parts: Components, tmp_path: Path
) -> None:
    earlier = tmp_path / "avant.tar"
    told = write_backup(parts.store, parts.blobs, earlier)
    with pytest.raises(DamagedError):
        verify_backup(parts.schema, earlier, replace(told, head=told.head + 1))
