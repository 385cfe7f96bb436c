"""The process that decodes one picture answers one line, or a code that says why."""

import json
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from commons.adapters.media.decoder_process import BROKEN
from tests.adapters.media import pictures
from tests.adapters.media.pictures import drawing, written
from tests.servers.fresh_process import printed_by


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "made"
    made.mkdir()
    return made


def decoded(folder: Path, content: bytes, wanted: str) -> tuple[int, bytes]:
    """Have a picture decoded; give what the process ends with, and what it says."""
    given = folder.with_name("given")
    given.write_bytes(content)
    module = "commons.adapters.media.decoder_process"
    done = subprocess.run(
        [sys.executable, "-m", module, str(given), str(folder), wanted],
        capture_output=True,
        check=False,
    )
    return done.returncode, done.stdout


def told(folder: Path, content: bytes, wanted: str = "whole") -> dict[str, Any]:
    code, said = decoded(folder, content, wanted)
    assert code == 0
    return dict(json.loads(said))


def test_a_clean_picture_is_left_and_its_sizes_are_made(folder: Path) -> None:
    answer = told(folder, written(drawing(700, 350), "PNG"))
    assert answer == {"clean": True, "width": 700, "height": 350, "widths": [640, 320]}
    assert {path.name for path in folder.iterdir()} == {"640", "320"}
    small = Image.open(BytesIO((folder / "320").read_bytes()))
    assert (small.format, small.size) == ("WEBP", (320, 160))


def test_a_picture_that_says_more_is_written_again(folder: Path) -> None:
    secret = written(drawing(300, 200), "JPEG", exif=pictures.exif(orientation=6))
    answer = told(folder, secret)
    assert answer == {"clean": False, "width": 200, "height": 300, "widths": []}
    assert pictures.SECRET.encode() not in (folder / "clean").read_bytes()


def test_the_sizes_alone_are_made_when_they_alone_are_wanted(folder: Path) -> None:
    secret = written(drawing(400, 200), "JPEG", exif=pictures.exif())
    answer = told(folder, secret, "sizes")
    assert answer["widths"] == [320]
    assert [path.name for path in folder.iterdir()] == ["320"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"un texte",
        written(drawing(), "PNG")[:-40],
        written(drawing(), "JPEG")[:99],
    ],
)
def test_what_cannot_be_decoded_is_broken(folder: Path, content: bytes) -> None:
    assert decoded(folder, content, "whole") == (BROKEN, b"")
    assert list(folder.iterdir()) == []


def test_what_it_writes_is_for_its_owner_alone(folder: Path) -> None:
    told(folder, written(drawing(400, 200), "JPEG", exif=pictures.exif()))
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


def test_it_reads_little_before_it_begins() -> None:
    """It starts for each picture, and what it reads takes longer than most of them."""
    ask = (
        "import sys, commons.adapters.media.decoder_process;"
        "print(*(one for one in sys.modules if one.startswith('commons.core.')))"
    )
    assert set(printed_by(ask).split()) == {
        *("commons.core.domain", "commons.core.domain.pictures"),
        *("commons.core.domain.pictures.size", "commons.core.files"),
        "commons.core.files.resource_limits",
    }
