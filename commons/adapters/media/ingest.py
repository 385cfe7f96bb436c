"""Knows what may come in: looks at a file's content, never at what it says it is.

Pictures are decoded whole, in a process of their own, and kept as they are when they
hold nothing else, written anew otherwise. Any other file is a document of a known sort,
which is never shown and loses what cameras wrote into its photos, or is refused.
"""

import re
import shutil
import struct
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO

from commons.adapters.media.blob_store import BlobStore, State
from commons.adapters.media.camera_data import (
    TooLargeError,
    copy_without_camera_data,
)
from commons.adapters.media.document_types import HEAD_BYTES, ending_of, foreign_image
from commons.adapters.media.image_decoding import Decoded, decode_image
from commons.adapters.media.image_headers import (
    MOST_PASSES,
    ImageHeader,
    read_image_header,
)
from commons.adapters.media.images import (
    ENDINGS,
    KEPT_BYTES,
    MOST_JPEG_PIXELS,
    MOST_PIXELS,
    BrokenPictureError,
    HardPictureError,
)
from commons.core.domain.language.characters import normal_form
from commons.core.domain.pictures.size import Size, smaller_widths
from commons.core.domain.schema.problem import Rule
from commons.errors import NotFoundError, RemovedFileError, UnfitFileError

MEGABYTE = 1024 * 1024
MOST_IMAGE_MEGABYTES = 25
"""Of a picture that is sent; what is kept of it weighs KEPT_BYTES at most."""

MOST_DOCUMENT_MEGABYTES = 20
MOST_PASSED = 600_000_000
"""How many pixels a decoder goes over in all, each as often as there are passes."""
_LONGEST_NAME = 60
_LONGEST_TITLE = 200
_ENDING = re.compile(r"\.([A-Za-z0-9]{1,8})\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestedFile:
    """A file that was taken in; `size` is None for a document.

    `title` is what its sender called it, without its ending.
    """

    name: str
    title: str
    size: Size | None


def take_file(
    blobs: BlobStore,
    file: IO[bytes],
    called: str,
    *,
    image: bool = False,
    expected: str = "",
) -> IngestedFile:
    """Put a file onto the blob store; `image`: refuse what is no picture.

    `called` is the name that the sender gave it, and is not believed. Raises
    UnfitFileError, StorageError, DamagedError for what the blob store would give
    another name than the one `expected`.
    """
    said = display_name(called)
    count = file.seek(0, 2)
    if not count:
        raise UnfitFileError(Rule.FILE_EMPTY, value=said)
    _measure(count, MOST_IMAGE_MEGABYTES, said)
    try:
        found = read_image_header(file)
    except (ValueError, EOFError, struct.error) as error:
        raise UnfitFileError(Rule.FILE_DAMAGED, value=said) from error
    if found is None and image:
        _refuse_foreign(file, said)
        raise UnfitFileError(Rule.FILE_NOT_IMAGE, value=said)
    try:
        if found is None:
            return _document(blobs, file, said, expected)
        return _image(blobs, file, found, said, expected)
    except RemovedFileError as error:
        raise UnfitFileError(Rule.FILE_REMOVED, value=said) from error


def _image(
    blobs: BlobStore, file: IO[bytes], found: ImageHeader, said: str, expected: str
) -> IngestedFile:
    """Take in a picture; the very same one is not decoded again."""
    _look(found, said)
    if known := _taken_before(blobs, file, found, expected):
        return IngestedFile(name=known, title=_title(said), size=found.size)
    try:
        with blobs.decoding:
            return _picture(blobs, file, found, said, expected)
    except BrokenPictureError as error:
        raise UnfitFileError(Rule.FILE_DAMAGED, value=said) from error
    except HardPictureError as error:
        raise UnfitFileError(Rule.FILE_TOO_HARD, value=said) from error


def size_made(blobs: BlobStore, name: str, width: int) -> Path:
    """Give where a smaller picture lies; one that is lost is made again.

    Raises NotFoundError for no such picture or width, StorageError.
    """
    place = blobs.size_path(name, width)
    if place.is_file():
        return place
    if not blobs.has(name):
        raise NotFoundError(name)
    with blobs.decoding, blobs.path(name).open("rb") as file, blobs.bench() as folder:
        if not place.is_file() and read_image_header(file) is not None:
            try:
                made = decode_image(file, folder, sizes=True)
            except (BrokenPictureError, HardPictureError) as error:
                raise NotFoundError(name) from error
            _keep_sizes(blobs, name, made)
    if not place.is_file():
        raise NotFoundError(f"{name}/{width}")
    return place


def display_name(called: str) -> str:
    """Give the name of a file as it may be shown: short, without path or tricks."""
    last = re.split(r"[/\\]", normal_form(called))[-1]
    clear = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in last)
    name = " ".join(clear.split()).strip(". ") or "fichier"
    if len(name) <= _LONGEST_NAME:
        return name
    half = _LONGEST_NAME // 2
    return f"{name[:half]}…{name[-half + 1 :]}"


def _measure(count: int, most: int, said: str) -> None:
    if count > most * MEGABYTE:
        raise UnfitFileError(Rule.FILE_TOO_LARGE, value=said, max=most)


def _look(found: ImageHeader, said: str) -> None:
    """Refuse what the header tells, before anything is decoded."""
    pixels = found.size.width * found.size.height
    most = MOST_JPEG_PIXELS if found.format == "JPEG" else MOST_PIXELS
    if not pixels:
        raise UnfitFileError(Rule.FILE_DAMAGED, value=said)
    if pixels > most:
        raise UnfitFileError(
            Rule.FILE_TOO_WIDE,
            value=said,
            count=-(-pixels // 1_000_000),
            max=most // 1_000_000,
        )
    if found.moving:
        raise UnfitFileError(Rule.FILE_MOVES, value=said)
    if found.passes > MOST_PASSES or found.passes * pixels > MOST_PASSED:
        raise UnfitFileError(Rule.FILE_TOO_HARD, value=said)


def _taken_before(
    blobs: BlobStore, file: IO[bytes], found: ImageHeader, expected: str
) -> str:
    """Give the name of the very same picture, once it was taken in; "" for another.

    What is kept was decoded, and hides nothing: decoding it again would say the same.
    """
    if file.seek(0, 2) > KEPT_BYTES:
        return ""
    file.seek(0)
    name = f"{sha256(file.read()).hexdigest()}.{ENDINGS[found.format]}"
    widths = smaller_widths(found.size.width)
    if expected not in {"", name} or blobs.state(name) is not State.SOUND:
        return ""
    if blobs.was_removed(name):  # and not yet cleaned away
        raise RemovedFileError(name)
    if not all(blobs.has_size(name, width) for width in widths):
        return ""
    blobs.touch(name)
    return name


def _refuse_foreign(file: IO[bytes], said: str) -> None:
    """Refuse an image of another format by its name, with what to do."""
    file.seek(0)
    if format_ := foreign_image(file.read(HEAD_BYTES)):
        raise UnfitFileError(Rule.FILE_FOREIGN_IMAGE, value=said, format=format_)


def _picture(
    blobs: BlobStore, file: IO[bytes], found: ImageHeader, said: str, expected: str
) -> IngestedFile:
    with blobs.bench() as folder:
        made = decode_image(file, folder)
        with made.file.open("r+b") as clean:
            name = blobs.keep(clean, ENDINGS[found.format], expected)
        _keep_sizes(blobs, name, made)
    return IngestedFile(name=name, title=_title(said), size=made.size)


def _keep_sizes(blobs: BlobStore, name: str, made: Decoded) -> None:
    for width, path in made.smaller.items():
        with path.open("r+b") as file:
            blobs.keep_size(file, name, width)


def _document(
    blobs: BlobStore, file: IO[bytes], said: str, expected: str
) -> IngestedFile:
    _refuse_foreign(file, said)
    _measure(file.seek(0, 2), MOST_DOCUMENT_MEGABYTES, said)
    last = _ENDING.search(said)
    ending = ending_of(file, last[1].lower() if last else "")
    if not ending:
        raise UnfitFileError(Rule.FILE_SORT, value=said)
    with blobs.draft() as draft:
        _copy_document(blobs, file, draft, said, known=bool(expected))
        name = blobs.keep(draft, ending, expected)
    return IngestedFile(name=name, title=_title(said), size=None)


def _copy_document(
    blobs: BlobStore, file: IO[bytes], draft: IO[bytes], said: str, *, known: bool
) -> None:
    """Copy a document without what cameras wrote; one whose name is known, as it is.

    It has that name from a commons that took it in before.
    """
    if known:
        file.seek(0)
        shutil.copyfileobj(file, draft)
        return
    try:
        with blobs.decoding:
            copy_without_camera_data(file, draft)
    except TooLargeError as error:
        raise UnfitFileError(Rule.FILE_TOO_HARD, value=said) from error
    except (zipfile.BadZipFile, NotImplementedError, zlib.error, EOFError) as error:
        raise UnfitFileError(Rule.FILE_DAMAGED, value=said) from error


def _title(said: str) -> str:
    stem = said.rpartition(".")[0] or said
    return " ".join(stem.replace("_", " ").split())[:_LONGEST_TITLE]
