"""What a manifest may say, and what is refused before anything is unpacked."""

from pathlib import Path

import pytest

from commons.errors import FileFormatError
from commons.services.operations.backups.backup_manifest import DATABASE
from tests.services.archives import entry, packed, refused, unpacked


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"format": 3}, "plus récent"),
        ({"format": 3, "members": "moved"}, "plus récent"),
        ({"schema": "9999"}, "plus récent"),
        ({"format": 0.5}, "illisible"),
        ({"format": True}, "illisible"),
        ({"format": "1"}, "illisible"),
        ({"instant": "hier"}, "illisible"),
        ({"head": -1}, "illisible"),
        ({"counts": []}, "illisible"),
        ({"counts": {"sheets": None}}, "illisible"),
        ({"members": {}}, "illisible"),
        ({"members": []}, "illisible"),
        ({"members": {DATABASE: {"size_bytes": 1, "sha256": "x"}}}, "illisible"),
        ({"members": {DATABASE: {"size_bytes": 1, "sha256": 5}}}, "illisible"),
        ({"files": []}, "illisible"),
        ({"files": {"count": -1, "size_bytes": 0}}, "illisible"),
        ({"head": 1}, "comptes"),
        ({"counts": {"sheets": 1}}, "comptes"),
    ],
)
def test_a_manifest_that_lies_or_is_too_new_is_refused(
    saved: Path, tmp_path: Path, change: dict[str, object], word: str
) -> None:
    manifest, files = unpacked(saved)
    entries = [entry(name, content) for name, content in files.items()]
    content = packed({**manifest, **change}, entries)
    assert word in str(refused(content, tmp_path, tmp_path / "new"))


@pytest.mark.parametrize(
    "manifest",
    [b"", b"{", b"[]", b"1", b"\xff", b"[" * 100_000, b" " * (1 << 20) + b"1"],
)
def test_a_manifest_that_is_none_is_refused(
    saved: Path, tmp_path: Path, manifest: bytes
) -> None:
    _, files = unpacked(saved)
    entries = [entry(name, content) for name, content in files.items()]
    error = refused(packed(manifest, entries), tmp_path, tmp_path / "new")
    assert isinstance(error, FileFormatError)
