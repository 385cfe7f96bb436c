"""What a file of the commons is called, and what its name says of it.

A file is named after the sha-256 of its content and its sort, as in
"9f…3a.jpg": a value of a sheet, the end of an address and the name on the disk
are the same text, and what the name says stays true for ever.
"""

import re
from collections.abc import Iterator, Mapping

from commons.core.domain.addresses import iri
from commons.core.domain.schema.kind import Value

IMAGES: Mapping[str, str] = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
}
"""The ending of an image -> its media type; all are shown by browsers."""

DOCUMENTS: Mapping[str, str] = {
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "epub": "application/epub+zip",
    "md": "text/markdown",
    "odg": "application/vnd.oasis.opendocument.graphics",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "rtf": "application/rtf",
    "txt": "text/plain",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
"""The ending of a document -> its media type; no other is taken in any more."""

ANY_TYPE = "application/octet-stream"
"""The media type of documents that were taken in when any were."""

_NAME = re.compile(r"[0-9a-f]{64}\.[a-z0-9]{1,5}")
_NAMED = re.compile(r"(?:\A|/media/)([0-9a-f]{64}\.[a-z0-9]{1,5})(?![A-Za-z0-9.])")
_SHORTEST_NAME = 64 + len(".x")
_DEVICE = re.compile(r"con|prn|aux|nul|(?:com|lpt)[0-9]")
"""Names that Windows keeps for itself, whatever follows the dot."""
PATTERN = _NAME.pattern


def is_name(value: object) -> bool:
    """Say whether a value has the form of a file's name."""
    return isinstance(value, str) and _NAME.fullmatch(value) is not None


def file_ending(name: str) -> str:
    """Give what follows the dot of a file's name."""
    return name.rpartition(".")[2]


def is_image(value: object) -> bool:
    """Say whether a value has the form of an image's name."""
    return is_name(value) and file_ending(str(value)) in IMAGES


def media_type(name: str) -> str:
    """Give the media type that a file's name says."""
    known = {**IMAGES, **DOCUMENTS}
    return known.get(file_ending(name), ANY_TYPE)


def file_name(called: str, name: str) -> str:
    """Give the name under which a file called so may be kept on any computer.

    Letters, digits and hyphens of ASCII, and the one ending that is true.
    """
    slug = iri.slugify(called)
    stem = f"fichier-{slug}" if _DEVICE.fullmatch(slug) else slug
    return f"{stem}.{file_ending(name)}"


def named_in(value: Value) -> Iterator[str]:
    """Give the names of files in a value: by itself, or as /media/… in a text."""
    if isinstance(value, str):
        if len(value) >= _SHORTEST_NAME:
            yield from _NAMED.findall(value)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from named_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from named_in(item)
