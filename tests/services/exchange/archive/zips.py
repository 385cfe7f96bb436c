"""Makes ZIPs as anybody might, and as nobody should."""

import struct
import zipfile
from pathlib import Path

SHEET = """---
title: Une bonne fiche
licence: CC-BY-4.0
language: fr
authors: [Camille]
---
Le texte.
"""


def packed(path: Path, *members: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    """Write a ZIP of these members, in this order, two of one name too."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members:
            made.writestr(name, content)
    return path


def entry(name: str, *, mode: int = 0o100644, way: int = 0) -> zipfile.ZipInfo:
    """Give a member with this mode of Unix."""
    made = zipfile.ZipInfo(name)
    made.create_system = 3
    made.external_attr = mode << 16
    made.compress_type = way
    return made


def directory_at(content: bytes) -> int:
    """Give where the directory of a ZIP begins."""
    return int(struct.unpack_from("<I", content, content.rindex(b"PK\x05\x06") + 16)[0])


def flagged(path: Path, flag: int) -> Path:
    """Put a flag on the first member, in its header and in the directory."""
    content = bytearray(path.read_bytes())
    for at in (6, directory_at(bytes(content)) + 8):
        said = struct.unpack_from("<H", content, at)[0]
        struct.pack_into("<H", content, at, said | flag)
    path.write_bytes(bytes(content))
    return path


def lying(path: Path, size: int) -> Path:
    """Have the first member say that so many bytes come out of it."""
    content = bytearray(path.read_bytes())
    struct.pack_into("<I", content, 22, size)
    struct.pack_into("<I", content, directory_at(bytes(content)) + 24, size)
    path.write_bytes(bytes(content))
    return path
