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


def crowded(path: Path, count: int) -> Path:
    """Write a ZIP of so many empty members, more than its old directory can count.

    They are the copies of one under other names, which is quicker than to write each.
    """
    name = "method/{:06}.md"
    content = packed(path, (entry(name.format(0)), b"")).read_bytes()
    at, end = directory_at(content), content.rindex(b"PK\x05\x06")
    member, row = content[:at], bytearray(content[at:end])
    members, rows = bytearray(), bytearray()
    zero = name.format(0).encode()
    for number in range(count):
        struct.pack_into("<I", row, 42, len(members))
        rows += row.replace(zero, name.format(number).encode())
        members += member.replace(zero, name.format(number).encode())
    where = (count, count, len(rows), len(members))
    large = b"PK\x06\x06" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, *where)
    leads = b"PK\x06\x07" + struct.pack("<IQI", 0, len(members) + len(rows), 1)
    old = b"PK\x05\x06" + struct.pack(
        "<4H2IH", 0, 0, *[0xFFFF] * 2, *[0xFFFFFFFF] * 2, 0
    )
    path.write_bytes(members + rows + large + leads + old)
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
