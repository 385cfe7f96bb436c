"""The schema in force: read anew when the texts that it is made of have changed.

Where texts come from is a source: the folder schemas/, and what lies over it. Sources
are asked only when the version of the data moved (a number that is read in some
microseconds), and read only when one of them says that it changed. While nothing
did, the schema is the same object: what is kept under it stays good.
"""

import logging
import os
import threading
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from commons.core.domain.schema.kind import Schema
from commons.core.kinds.rdfio.turtle_reader import read_texts
from commons.core.kinds.schema.loader import parse_schema
from commons.errors import CommonsError, SchemaError

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaSource:
    """Where Turtle texts come from, by the name of their file.

    `stamp` changes whenever `read` would give something else; it is asked after
    every commit that readers see, so it must be cheap. Both raise SchemaError,
    StorageError.
    """

    stamp: Callable[[], Hashable]
    read: Callable[[], Mapping[str, str]]


class SchemaReader(Protocol):
    """What gives the schema in force."""

    def current(self) -> Schema:
        """Return the schema in force."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """A schema, with the version and the stamps under which it was looked at last."""

    version: int | None
    stamps: tuple[Hashable, ...]
    schema: Schema


class LiveSchema:
    """The schema made of some sources; the text of a later one replaces its namesake.

    `read_version` gives the version of the data, which moves with every commit
    that readers see. What lies over the first source and makes no sense is left out,
    which the log says. Raises SchemaError, StorageError.
    """

    def __init__(
        self, sources: Sequence[SchemaSource], read_version: Callable[[], int]
    ) -> None:
        self._sources = sources
        self._read_version = read_version
        self._locks: dict[int, threading.Lock] = {}
        stamps = tuple(source.stamp() for source in sources)
        self._kept = _Kept(version=None, stamps=stamps, schema=_begin(sources))

    def current(self, version: int | None = None) -> Schema:
        """Return the schema in force, for a version of the data that was just read.

        Texts that make no schema are logged, once, and the schema stays as it was;
        it does too while the store cannot be read, which others say.
        """
        kept = self._kept
        try:
            seen = self._read_version() if version is None else version
            if seen == kept.version:
                return kept.schema
            lock = self._locks.setdefault(os.getpid(), threading.Lock())
            with lock:  # of this process: a fork cannot inherit it held
                if self._kept.version != seen:
                    self._kept = self._look(self._kept, seen)
                return self._kept.schema
        except CommonsError:
            return kept.schema

    def _look(self, kept: _Kept, version: int) -> _Kept:
        """Ask the sources; return what to keep under a version."""
        stamps = tuple(source.stamp() for source in self._sources)
        if stamps == kept.stamps:
            return replace(kept, version=version)
        try:
            schema = read_sources(self._sources)
        except SchemaError as error:
            _log.error("the schema that changed makes no sense, it stays (%s)", error)
            schema = kept.schema
        return _Kept(version=version, stamps=stamps, schema=schema)


class PinnedSchema:
    """The schema of the moment when it was first asked for: one request sees one."""

    def __init__(self, live: LiveSchema, version: int | None = None) -> None:
        self._live = live
        self._version = version
        self._schema: Schema | None = None

    def current(self) -> Schema:
        """Return that schema."""
        if self._schema is None:
            self._schema = self._live.current(self._version)
        return self._schema


def folder_source(folder: Path) -> SchemaSource:
    """Return the source that the Turtle files of a folder are."""

    def stamp() -> Hashable:
        try:
            files = sorted(folder.glob("*.ttl"))
            return tuple((path.name, *_state_of(path)) for path in files)
        except OSError as error:
            raise SchemaError(f"{folder}: {error.strerror}") from error

    return SchemaSource(stamp=stamp, read=lambda: read_texts(folder))


def read_sources(sources: Sequence[SchemaSource]) -> Schema:
    """Return the schema that sources make; the same texts give the same object.

    Raises SchemaError, StorageError.
    """
    texts: dict[str, str] = {}
    for source in sources:
        texts |= source.read()
    return _parse_once(tuple(sorted(texts.items())))


def _begin(sources: Sequence[SchemaSource]) -> Schema:
    """Return the schema to start with: of all sources, else of the first alone."""
    try:
        return read_sources(sources)
    except SchemaError as error:
        first = read_sources(sources[:1])
        _log.error("what lies over schemas/ makes no sense, it is left out (%s)", error)
        return first


@lru_cache(maxsize=4)
def _parse_once(texts: tuple[tuple[str, str], ...]) -> Schema:
    """Parse texts once a process, however many instances it opens."""
    return parse_schema(dict(texts))


def _state_of(path: Path) -> tuple[int, int, int]:
    """Return what changes with a file: its inode, when it was written, its size."""
    found = path.stat()
    return found.st_ino, found.st_mtime_ns, found.st_size
