"""A picture is decoded in a process of its own, within bounds."""

import json
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from commons.adapters.media import (
    decoder_process,
    image_decoding,
)
from commons.adapters.media.blob_store import BlobStore
from commons.adapters.media.image_decoding import decode_image
from commons.adapters.media.image_headers import MOST_PASSES, read_image_header
from commons.adapters.media.images import BrokenPictureError, HardPictureError
from commons.adapters.media.ingest import MOST_PASSED, take_file
from commons.core.domain.schema.problem import Rule
from commons.errors import StorageError, UnfitFileError
from tests.adapters.media import pictures
from tests.adapters.media.bombs import BOMBS, with_scans
from tests.adapters.media.pictures import drawing, written

PLAIN = written(drawing(), "JPEG")


@pytest.fixture
def blobs(tmp_path: Path) -> BlobStore:
    """Give an empty blob store."""
    return BlobStore(data_dir=tmp_path)


def left_of(blobs: BlobStore) -> list[Path]:
    """Give what lies where files are put together."""
    return [*(blobs.data_dir / "media" / ".incoming").iterdir()]


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_refused(blobs: BlobStore, bomb: Callable[[], bytes]) -> None:
    with pytest.raises(UnfitFileError) as refused:
        take_file(blobs, BytesIO(bomb()), "a.jpg", image=True)
    assert refused.value.rule in {Rule.FILE_TOO_HARD, Rule.FILE_DAMAGED}
    assert [*blobs.names()] == []


@pytest.mark.parametrize(
    ("width", "height", "more"),
    [(40, 30, MOST_PASSES), (6000, 5000, MOST_PASSED // 30_000_000)],
)
def test_scans_are_counted_before_a_jpeg_is_decoded(
    blobs: BlobStore, width: int, height: int, more: int
) -> None:
    with pytest.raises(UnfitFileError) as refused:
        take_file(blobs, BytesIO(with_scans(more, width, height)), "a.jpg", image=True)
    assert refused.value.rule == Rule.FILE_TOO_HARD


def test_a_progressive_jpeg_of_a_known_program_is_far_below_the_bound() -> None:
    found = read_image_header(BytesIO(written(drawing(), "JPEG", progressive=True)))
    assert found is not None
    assert 3 < found.passes < MOST_PASSES / 3


def test_a_picture_with_some_scans_more_is_kept(blobs: BlobStore) -> None:
    taken = take_file(blobs, BytesIO(with_scans(20, 400, 300)), "a.jpg", image=True)
    assert (taken.size and taken.size.width) == 400
    assert left_of(blobs) == []


def test_a_broken_picture_leaves_nothing(blobs: BlobStore) -> None:
    cut = written(drawing(), "PNG")[:-40]
    with pytest.raises(UnfitFileError):
        take_file(blobs, BytesIO(cut), "a.png", image=True)
    with blobs.bench() as folder, pytest.raises(BrokenPictureError):
        decode_image(BytesIO(pictures.png(90, 90, data=b"x")), folder)
    assert left_of(blobs) == []


@pytest.mark.parametrize(
    ("bound", "value"), [("MOST_PROCESSOR_SECONDS", 0), ("MOST_MEMORY_BYTES", 1 << 20)]
)
def test_the_process_that_decodes_is_bounded_by_the_system(
    tmp_path: Path, bound: str, value: int
) -> None:
    path = tmp_path / "given"
    path.write_bytes(written(drawing(3000, 2000), "PNG"))
    program = (
        f"from commons.adapters.media import decoder_process as decoder; decoder.{bound} = {value};"
        f" raise SystemExit(decoder.main({str(path)!r}, {str(tmp_path)!r}, 'sizes'))"
    )
    done = subprocess.run(  # our own module
        [sys.executable, "-c", program], capture_output=True, check=False
    )
    assert done.returncode < 0 or done.returncode == decoder_process.TOO_HARD
    assert done.stdout == b""


def test_a_process_that_lasts_too_long_is_ended(
    blobs: BlobStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(image_decoding, "MOST_SECONDS", 0.001)
    with blobs.bench() as folder, pytest.raises(HardPictureError):
        decode_image(BytesIO(PLAIN), folder)


def test_a_process_that_fails_is_no_fault_of_the_picture(
    blobs: BlobStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(image_decoding, "_PROGRAM", ("-c", "raise OSError('no room')"))
    with blobs.bench() as folder, pytest.raises(StorageError, match="no room"):
        decode_image(BytesIO(PLAIN), folder)


def test_the_process_knows_nothing_of_our_settings(
    blobs: BlobStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMMONS_SECRET_KEY", "secret")
    tells = "import os, sys; sys.exit(' '.join(os.environ) or '')"
    monkeypatch.setattr(image_decoding, "_PROGRAM", ("-c", tells))
    with blobs.bench() as folder, pytest.raises(StorageError) as told:
        decode_image(BytesIO(PLAIN), folder)
    assert "COMMONS" not in str(told.value)


def test_what_it_answers_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "given"
    path.write_bytes(written(drawing(1400, 700), "JPEG", exif=pictures.exif()))
    words = [
        sys.executable,
        "-m",
        "commons.adapters.media.decoder_process",
        str(path),
        str(tmp_path),
    ]
    done = subprocess.run(  # our own module
        [*words, "whole"], capture_output=True, check=True
    )
    told = json.loads(done.stdout)
    assert (told["clean"], told["width"], told["height"]) == (False, 1400, 700)
    assert all((tmp_path / str(width)).is_file() for width in told["widths"])
    assert pictures.SECRET.encode() not in (tmp_path / "clean").read_bytes()
