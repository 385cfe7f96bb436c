"""Has a document read in a process of its own, within a time and a memory."""

import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from commons.core.domain.schema.problem import Rule
from commons.core.files.bounded_process import run_bounded
from commons.errors import BusyError, UnfitFileError

TEXT = "document.md"
"""What the process writes, beside the pictures."""

BROKEN, TOO_HARD = 3, 4
"""What it ends with: no such document, or one that asks for too much."""

MEGABYTE = 1024 * 1024
MOST_MEGABYTES = 20
MOST_SECONDS = 30.0
_PROGRAM = ("-m", "commons.adapters.documents.reader_process")
WAIT_SECONDS = 10.0
_READING = threading.Semaphore(1)
"""One document at a time in this process: the others wait, for so long at most."""


def sort_of(file: IO[bytes], called: str) -> str:
    """Return the sort of a document by its content, "" for what is none that we read.

    `called` is the name that the sender gave it, which tells .docx from .odt.
    """
    file.seek(0)
    head = file.read(200)
    file.seek(0)
    if head.startswith(b"%PDF-"):
        return "pdf"
    if not head.startswith(b"PK\x03\x04"):
        return ""
    if b"application/vnd.oasis.opendocument.text" in head:
        return "odt"
    return "docx" if called.lower().endswith((".docx", ".docm", ".dotx")) else ""


@contextmanager
def reading_turn(wait_seconds: float) -> Iterator[None]:
    """Hold the right to read one. Raises BusyError when it is not free for so long."""
    if not _READING.acquire(timeout=wait_seconds):
        raise BusyError("other documents are being read")
    try:
        yield
    finally:
        _READING.release()


def read_document(file: IO[bytes], called: str, folder: Path) -> Path:
    """Turn a document into Markdown, with its pictures, in a folder, an empty one.

    Returns where the Markdown lies; it names the pictures as they lie beside it.
    Raises UnfitFileError, StorageError; BusyError when others are being read.
    """
    size = file.seek(0, 2)
    if not size:
        raise UnfitFileError(Rule.FILE_EMPTY, value=called)
    if size > MOST_MEGABYTES * MEGABYTE:
        raise UnfitFileError(Rule.FILE_TOO_LARGE, value=called, max=MOST_MEGABYTES)
    sort = sort_of(file, called)
    if not sort:
        raise UnfitFileError(Rule.NOT_DOCUMENT, value=called)
    given = folder / "given"
    with given.open("wb") as copy:
        shutil.copyfileobj(file, copy)
    try:
        with reading_turn(WAIT_SECONDS):
            done = run_bounded(
                [*_PROGRAM, str(given), sort, str(folder)], seconds=MOST_SECONDS
            )
    except subprocess.TimeoutExpired as error:
        raise UnfitFileError(Rule.DOCUMENT_TOO_HARD, value=called) from error
    finally:
        given.unlink()
    if done.returncode == TOO_HARD or done.returncode < 0:  # the system stopped it
        raise UnfitFileError(Rule.DOCUMENT_TOO_HARD, value=called)
    if done.returncode:
        raise UnfitFileError(Rule.DOCUMENT_DAMAGED, value=called)
    return folder / TEXT
