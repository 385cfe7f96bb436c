"""The process that reads a document: what it writes, and what it ends with."""

import subprocess
import sys
from pathlib import Path

from commons.adapters.documents.reader_process import READERS
from commons.adapters.documents.reading import BROKEN, TEXT, sort_of
from tests.documents import LIBREOFFICE

MODULE = "commons.adapters.documents.reader_process"


def run(path: Path, sort: str, folder: Path) -> int:
    words = [sys.executable, "-m", MODULE, str(path), sort, str(folder)]
    return subprocess.run(words, check=False).returncode  # our own module


def test_it_writes_the_text_and_the_pictures(tmp_path: Path) -> None:
    assert run(LIBREOFFICE / "libreoffice.odt", "odt", tmp_path) == 0
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == [TEXT, "image-1.png", "image-2.jpg"]


def test_what_it_cannot_read_writes_nothing(tmp_path: Path) -> None:
    assert run(LIBREOFFICE / "libreoffice.pdf", "docx", tmp_path) == BROKEN
    assert list(tmp_path.iterdir()) == []


def test_every_sort_that_is_told_has_a_reader() -> None:
    for sort in READERS:
        with (LIBREOFFICE / f"libreoffice.{sort}").open("rb") as file:
            assert sort_of(file, f"a.{sort}") == sort
