"""What others put among our files is named and passed over; it stops nothing."""

import os
import tarfile
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from commons.adapters.media.blob_store import BlobStore, State
from commons.adapters.store.engine.unit_of_work import Store
from commons.services.operations.housekeeping.media_cleanup import sweep_media
from commons.wiring.components import Components
from tests.servers.server import ordered

CONTENT = b"the bytes of a picture"
NAME = f"{sha256(CONTENT).hexdigest()}.jpg"
OTHER = f"{sha256(b'other').hexdigest()}.jpg"


def kept(blobs: BlobStore, content: bytes = CONTENT) -> str:
    with blobs.draft() as draft:
        draft.write(content)
        return blobs.keep(draft, "jpg")


def file(place: Path) -> None:
    place.write_bytes(b"of a file browser")


def linked(place: Path) -> None:
    place.symlink_to(place.parent.parent / NAME[:2] / NAME)


def nowhere(place: Path) -> None:
    place.symlink_to("nowhere")


STRAYS: dict[str, tuple[str, Callable[[Path], None]]] = {
    "a file of a browser": (".DS_Store", file),
    "a file beside ours": (f"{NAME[:2]}/.DS_Store", file),
    "another file beside ours": (f"{NAME[:2]}/Thumbs.db", file),
    "a draft of an editor": (f"{NAME[:2]}/{NAME}~", file),
    "a name without dot": (f"{NAME[:2]}/{NAME[:64]}", file),
    "ours in the wrong folder": (f"{'ff' if NAME[:2] != 'ff' else 'fe'}/{NAME}", file),
    "a folder": ("lost+found", Path.mkdir),
    "a folder beside ours": (f"{NAME[:2]}/new folder", Path.mkdir),
    "a folder with a name of ours": (f"{OTHER[:2]}/{OTHER}", Path.mkdir),
    "a file in the place of a folder": ("00", file),
    "a link": (f"{OTHER[:2]}/{OTHER}", linked),
    "a link that leads nowhere": (f"{NAME[:2]}/link", nowhere),
    "a link in the place of a folder": ("00", nowhere),
    "a pipe": (f"{NAME[:2]}/pipe", os.mkfifo),
}


@pytest.mark.parametrize(("path", "put"), STRAYS.values(), ids=STRAYS)
def test_a_stray_is_named_and_stops_nothing(
    parts: Components, tmp_path: Path, path: str, put: Callable[[Path], None]
) -> None:
    home = parts.settings.data_dir
    kept(parts.blobs)
    stray = home / "media" / path
    stray.parent.mkdir(exist_ok=True)
    put(stray)
    saved = tmp_path / "tout.tar"
    for words in (("check",), ("backup", str(saved))):
        done = ordered(home, *words)
        assert (done.exit_code, done.stderr.count("\n")) == (0, 1)
        assert f"{stray} n’est pas un fichier du commun" in done.stderr
    with tarfile.open(saved) as tar:
        assert [name for name in tar.getnames() if "/" in name] == [f"media/{NAME}"]
    assert ordered(home, "sweep", "--days", "1").exit_code == 0
    assert ordered(tmp_path / "new", "restore", str(saved)).exit_code == 0
    assert stray.is_symlink() or stray.exists()


def test_a_file_that_is_damaged_heals_when_it_is_sent_again(parts: Components) -> None:
    kept(parts.blobs)
    parts.blobs.path(NAME).write_bytes(CONTENT[:-1] + b"E")
    assert parts.blobs.state(NAME) is State.ALTERED
    assert kept(parts.blobs) == NAME
    assert parts.blobs.state(NAME) is State.SOUND


def test_what_a_killed_process_was_writing_is_swept_after_a_day(
    starter: Components,
) -> None:
    store: Store = starter.store
    kept(starter.blobs)
    incoming = starter.settings.data_dir / "media" / ".incoming"
    young, old = incoming / "tmpyoung", incoming / "tmpold"
    bench = incoming / "tmpbench"
    bench.mkdir()
    for path in (young, old, bench / "given"):
        path.write_bytes(b"half a picture")
    for path in (old, bench):
        os.utime(path, (0, 0))
    sweep_media(store, starter.blobs, timedelta(days=30))
    assert [path.exists() for path in (young, old, bench)] == [True, False, False]
