"""Declares what a backup holds; knows its manifest, and nothing of archives."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from commons.core.domain import clock
from commons.errors import FileFormatError, StorageError

FORMAT = 2
"""1 knew no files. Raised when an older program could not restore what is written today."""

MANIFEST = "manifest.json"
DATABASE = "commons.sqlite"
KEPT = ("secret_key",)
"""Files of the data folder that are carried as they are, when they are there."""

_NAMES = frozenset({DATABASE, *KEPT})
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A file of the archive: its size, its sha-256 in hexadecimal."""

    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """How many files of people follow the members, and their size together.

    Each bears its hash as its name, so the manifest does not list them.
    """

    count: int = 0
    size_bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup says of itself; `head` is the last sequence of its log.

    `faults` is not in the archive: what its maker found wrong, in French.
    """

    format: int
    commons: str
    schema: str
    instant: datetime
    head: int
    counts: Mapping[str, int]
    members: Mapping[str, Member]
    files: Files = field(default_factory=Files)
    faults: tuple[str, ...] = ()

    @property
    def size_bytes(self) -> int:
        """The size of all members and files together."""
        sizes = (member.size_bytes for member in self.members.values())
        return sum(sizes) + self.files.size_bytes


def write_manifest(manifest: Manifest) -> bytes:
    """Give the manifest as it stands in the archive: JSON in UTF-8."""
    said = {**asdict(manifest), "instant": clock.iso_format(manifest.instant)}
    del said["faults"]
    return json.dumps(said, indent=2).encode() + b"\n"


def read_manifest(text: bytes) -> Manifest:
    """Read a manifest that anybody may have written.

    Raises FileFormatError, and StorageError for what a newer program wrote.
    """
    try:
        said = json.loads(text)
        version = _whole(said["format"])
        if version > FORMAT:
            raise too_new(f"format {version}")
        return _manifest(said)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise FileFormatError("le manifeste de la sauvegarde est illisible") from error


def too_new(what: str) -> StorageError:
    """Give the refusal of a backup that this program cannot understand."""
    return StorageError(
        f"la sauvegarde vient d’un Commons plus récent ({what}) : installez-le d’abord"
    )


def _manifest(said: Any) -> Manifest:
    members = {name: _member(told) for name, told in said["members"].items()}
    if DATABASE not in members or not members.keys() <= _NAMES:
        raise ValueError(members.keys())
    return Manifest(
        format=_whole(said["format"]),
        commons=str(said["commons"]),
        schema=str(said["schema"]),
        instant=clock.from_iso(said["instant"]),
        head=_whole(said["head"]),
        counts={name: _whole(count) for name, count in said["counts"].items()},
        members=members,
        files=_files(said.get("files", {"count": 0, "size_bytes": 0})),
    )


def _files(said: Any) -> Files:
    return Files(count=_whole(said["count"]), size_bytes=_whole(said["size_bytes"]))


def _member(said: Any) -> Member:
    sha256 = said["sha256"]
    if not _HASH.fullmatch(sha256):
        raise ValueError(sha256)
    return Member(size_bytes=_whole(said["size_bytes"]), sha256=sha256)


def _whole(number: Any) -> int:
    """Take a whole number and nothing that only looks like one."""
    if type(number) is not int or number < 0:
        raise ValueError(number)
    return number
