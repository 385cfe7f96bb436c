"""Writes the whole commons as N-Quads: stored blocks, one after the other."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from isal.igzip import IGzipFile

from commons.adapters.store.engine.unit_of_work import Store, Work
from commons.adapters.store.log import blocks
from commons.core.domain.addresses import iri
from commons.core.files.durability import settle_file
from commons.core.files.working_folders import temporary_folder
from commons.errors import StorageError

BATCH = 100
"""How many versions are read at once: some megabytes."""

ZIP_LEVEL = 2
"""Of ISA-L (0 to 3): as small as zlib's level 3, in a fifth of its processor time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDump:
    """How much there is in a dump."""

    versions: int
    quads: int


def write_dump(
    store: Store,
    path: Path,
    base: str,
    *,
    current: bool = False,
    on_count: Callable[[int], None] | None = None,
) -> WrittenDump:
    """Write every version (or only the current ones) into a file.

    One state of the database. See `write_dump_of` for the rest.
    """
    with store.read() as work:
        return write_dump_of(work, path, base, current=current, on_count=on_count)


def write_dump_of(
    work: Work,
    path: Path,
    base: str,
    *,
    current: bool,
    on_count: Callable[[int], None] | None = None,
) -> WrittenDump:
    """Write every version (or only the current ones) of a state into a file.

    Gzip when the name ends in .gz. The file appears whole and on the disk, or
    not at all; memory stays flat. `on_count` gets the count of versions after each
    batch. Raises StorageError.
    """
    try:
        with temporary_folder(path.parent) as folder:
            draft = folder / path.name
            written = _write(work, draft, base, current=current, on_count=on_count)
            settle_file(draft, path)
    except OSError as error:
        msg = f"{path} ne peut pas être écrit ({error.strerror})"
        raise StorageError(msg) from error
    return written


def _write(
    work: Work,
    path: Path,
    base: str,
    *,
    current: bool,
    on_count: Callable[[int], None] | None,
) -> WrittenDump:
    versions, quads, after = 0, 0, 0
    with path.open("wb") as file, _zipped(file, path) as out:
        while batch := blocks.blocks_after(
            work, current=current, after=after, limit=BATCH
        ):
            joined = b"".join(block for _, block in batch)
            out.write(iri.expand_base(joined, base))
            after = batch[-1][0]
            versions += len(batch)
            quads += joined.count(b"\n")
            if on_count:
                on_count(versions)
    return WrittenDump(versions=versions, quads=quads)


def _zipped(file: BinaryIO, path: Path) -> AbstractContextManager[BinaryIO]:
    """Give what compresses into a file whose name asks for it, without name or date."""
    if ".gz" not in path.suffixes:
        return nullcontext(file)
    made = IGzipFile("", "wb", ZIP_LEVEL, file, 0)  # type: ignore[no-untyped-call]  # isal types its C alone
    return cast("AbstractContextManager[BinaryIO]", made)
