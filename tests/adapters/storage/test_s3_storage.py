"""What a bucket is besides the contract: versions, failures, time-outs, parts."""

import time
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from commons.adapters.storage import s3_storage
from commons.adapters.storage.s3_storage import S3Storage
from commons.core.domain import clock
from commons.errors import SettingsError, StorageError
from tests.servers.s3 import files_settings, new_storage, storage_server
from tests.servers.server import free_port

KEY = "media/ab/abc.txt"


def draft(folder: Path, content: bytes = b"x") -> Path:
    path = folder / f"draft-{uuid4()}"
    path.write_bytes(content)
    return path


def test_the_former_versions_of_what_is_removed_go_too(tmp_path: Path) -> None:
    bucket = f"b-{uuid4()}"
    storage, client = new_storage(bucket), storage_server().client()
    client.put_bucket_versioning(
        Bucket=bucket, VersioningConfiguration={"Status": "Enabled"}
    )
    for content in (b"one", b"two"):
        storage.put(draft(tmp_path, content), KEY)
    storage.put(draft(tmp_path), f"{KEY}.320")
    assert len(client.list_object_versions(Bucket=bucket)["Versions"]) == 3
    storage.remove(KEY)
    told = client.list_object_versions(Bucket=bucket)
    assert [one["Key"] for one in told["Versions"]] == [f"commons/{KEY}.320"]
    assert "DeleteMarkers" not in told


def test_what_is_large_goes_in_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(s3_storage, "LARGE_BYTES", 1_000_000)
    monkeypatch.setattr(s3_storage, "PART_BYTES", 5_242_880)
    storage, content = new_storage(f"b-{uuid4()}"), bytes(6_000_000)
    assert storage.put(draft(tmp_path, content), KEY, new=True)
    assert not storage.put(draft(tmp_path, content), KEY, new=True)
    with storage.open(KEY) as file:
        assert file.read() == content


def test_a_thousand_files_and_more_are_all_listed() -> None:
    bucket = f"b-{uuid4()}"
    storage, client = new_storage(bucket), storage_server().client()
    for number in range(1_005):
        client.put_object(Bucket=bucket, Key=f"commons/media/{number:04}", Body=b"")
    assert len(list(storage.entries("media/"))) == 1_005


def test_only_what_is_old_is_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = new_storage(f"b-{uuid4()}")
    storage.put(draft(tmp_path), KEY)
    before = storage.find(KEY)
    assert before is not None
    time.sleep(1.1)  # as fine as S3 tells the time
    storage.touch(KEY)
    assert storage.find(KEY) == before
    monkeypatch.setattr(s3_storage, "TOUCH_AGE", timedelta(0))
    storage.touch(KEY)
    after = storage.find(KEY)
    assert after is not None
    assert after.modified > before.modified
    assert after.modified < clock.now() + timedelta(seconds=2)


def test_a_storage_that_is_away_is_said_and_then_let_alone(tmp_path: Path) -> None:
    url = f"s3://bucket/p?endpoint=http://127.0.0.1:{free_port()}"
    storage = S3Storage(files_settings(url))
    with pytest.raises(StorageError, match="s3://bucket/p does not answer"):
        storage.find(KEY)
    before = time.monotonic()
    for _ in range(50):
        with pytest.raises(StorageError):
            storage.put(draft(tmp_path), KEY)
    assert time.monotonic() - before < 1


def test_a_bucket_that_is_not_ours_refuses(tmp_path: Path) -> None:
    url = f"s3://{uuid4()}/p?endpoint={storage_server().address}"
    storage = S3Storage(files_settings(url))
    with pytest.raises(StorageError, match=r"refuses.*NoSuchBucket"):
        storage.put(draft(tmp_path), KEY)


def test_without_the_library_the_way_on_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "boto3.session", None)
    storage = S3Storage(files_settings("s3://bucket/p"))
    with pytest.raises(SettingsError, match="commons-wiki\\[s3\\]"):
        storage.find(KEY)
