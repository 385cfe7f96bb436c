"""Knows which documents may come in: by what they hold, never by what they are called.

A document is never shown, only downloaded; that anybody can offer one to everybody
else is reason enough to take no programs, pages, macros or nests of archives.
"""

import re
import struct
import zipfile
from collections.abc import Callable, Mapping
from typing import IO

from commons.core.domain.pictures.media import DOCUMENTS, IMAGES

MOST_DIRECTORY_BYTES = 512 * 1024
"""How large the list of what an archive holds may be: it is read whole."""

_BLOCK_BYTES = 1 << 16
_END = b"PK\x05\x06"
_END_BYTES = 22
_LONGEST_MIMETYPE = 100

_BEGINNINGS = {"pdf": b"%PDF-", "rtf": b"{\\rtf"}
_PARTS = {
    "word/document.xml": "docx",
    "xl/workbook.xml": "xlsx",
    "ppt/presentation.xml": "pptx",
}
"""What an Office Open XML package holds -> its ending (ECMA-376, part 2)."""

_PACKAGES = {DOCUMENTS[key]: key for key in ("epub", "odg", "odp", "ods", "odt")}
"""What the first part of an OpenDocument or EPUB package says -> its ending."""

_TEXTS = {"": "txt", "csv": "csv", "markdown": "md", "md": "md", "txt": "txt"}
"""The ending that the sender gave a text -> the one under which it is kept."""

_ZIPPED = frozenset({"jpeg", *IMAGES, *DOCUMENTS}) - {"zip"}
"""What an archive may hold, by ending."""

_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_RUNS = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:#!|%!|<\?|<!doctype|<(?:html|head|body|script|svg|math)\b)",
    re.IGNORECASE,
)
"""How a text begins that some program would run or show as a page."""

_HEIF = re.compile(rb"....ftyp(?:hei[cxms]|hev[cxms]|mif1|msf1)", re.DOTALL)
_AVIF = re.compile(rb"....ftypavi[fs]", re.DOTALL)
FOREIGN: Mapping[str, Callable[[bytes], bool]] = {
    "TIFF": lambda head: head[:4] in {b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"},
    "HEIC": lambda head: _HEIF.match(head) is not None,
    "AVIF": lambda head: _AVIF.match(head) is not None,
    "GIF": lambda head: head.startswith(b"GIF8"),
    "BMP": lambda head: head.startswith(b"BM") and head[6:10] == bytes(4),
    "Photoshop": lambda head: head.startswith(b"8BPS"),
    "JPEG 2000": lambda head: head[:12] == b"\0\0\0\x0cjP  \r\n\x87\n",
    "JPEG XL": lambda head: (
        head[:2] == b"\xff\x0a" or head[:12] == b"\0\0\0\x0cJXL \r\n\x87\n"
    ),
    "SVG": lambda head: re.search(rb"<svg\b", head, re.IGNORECASE) is not None,
}
"""Images that we do not keep -> how their files begin: browsers do not show them, or
they run, and what a camera wrote into them is not taken out."""

HEAD_BYTES = 512


def foreign_image(head: bytes) -> str:
    """Give the format of an image that is not kept, by its beginning; "" for others."""
    return next((name for name, begins in FOREIGN.items() if begins(head)), "")


def ending_of(file: IO[bytes], called: str) -> str:
    """Give the ending under which a document is kept, "" for one that is not taken.

    `called` is the ending that its sender gave it: it only tells texts apart.
    """
    file.seek(0)
    head = file.read(HEAD_BYTES)
    for ending, beginning in _BEGINNINGS.items():
        if head.startswith(beginning):
            return ending
    if head.startswith(b"PK\x03\x04"):
        return _zipped(file)
    return _TEXTS.get(called, "") if _is_text(file) else ""


def _is_text(file: IO[bytes]) -> bool:
    """Say whether a file is text, in any encoding that keeps ASCII, and runs nothing."""
    file.seek(0)
    first = True
    while block := file.read(_BLOCK_BYTES):
        if _CONTROL.search(block) or (first and _RUNS.match(block)):
            return False
        first = False
    return True


def _zipped(file: IO[bytes]) -> str:
    """Give the ending of an archive: that of the package it is, "zip", or ""."""
    if not _is_bounded(file):
        return ""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = {part.filename: part for part in archive.infolist()}
            if not all(map(_is_harmless, parts.values())):
                return ""
            return _package(archive, parts) or ("zip" if _is_plain(parts) else "")
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError):
        return ""


def _is_bounded(file: IO[bytes]) -> bool:
    """Say whether an archive ends with its directory, and this is not too large."""
    size = file.seek(0, 2)
    if size < _END_BYTES:
        return False
    file.seek(size - _END_BYTES)
    end = file.read(_END_BYTES)
    mark, directory_bytes, start = struct.unpack("<4s8xII2x", end)
    ends = start + directory_bytes + _END_BYTES == size
    return bool(ends and mark == _END and directory_bytes <= MOST_DIRECTORY_BYTES)


def _is_harmless(part: zipfile.ZipInfo) -> bool:
    """Say whether a part is readable, stays in its folder and is no macro."""
    name = part.filename
    return (
        not part.flag_bits & 1
        and not name.startswith("/")
        and "\\" not in name
        and ".." not in name.split("/")
        and not name.lower().endswith("vbaproject.bin")
    )


def _package(archive: zipfile.ZipFile, parts: Mapping[str, zipfile.ZipInfo]) -> str:
    """Give the ending of a package of a word processor, a reader… "" for none."""
    said = parts.get("mimetype")
    if said is not None and said.file_size <= _LONGEST_MIMETYPE:
        return _PACKAGES.get(archive.read(said).decode("ascii", "replace").strip(), "")
    if "[Content_Types].xml" in parts:
        return next((_PARTS[name] for name in parts if name in _PARTS), "")
    return ""


def _is_plain(parts: Mapping[str, zipfile.ZipInfo]) -> bool:
    """Say whether an archive holds nothing but what could come in by itself."""
    names = [name for name, part in parts.items() if not part.is_dir()]
    return bool(names) and all(
        name.rpartition(".")[2].lower() in _ZIPPED for name in names
    )
