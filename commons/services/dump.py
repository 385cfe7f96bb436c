"""Writes the whole commons as N-Quads: stored blocks, one after the other."""

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, cast

from commons.domain import iri
from commons.store import archive
from commons.store.work import Store

BATCH = 500


def dump(
    store: Store,
    path: Path,
    base: str,
    *,
    current: bool = False,
    told: Callable[[int], None] | None = None,
) -> int:
    """Write every version (or only the current ones); give how many.

    Gzip when the name ends in .gz. The file appears whole or not at all; one
    read snapshot, memory flat. `told` gets the count after each batch.
    """
    draft = path.with_name(f".{path.name}.part")
    try:
        with _open(draft, zipped=path.suffix == ".gz") as file:
            count = _write(store, file, base, current=current, told=told)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return count


def _open(path: Path, *, zipped: bool) -> BinaryIO:
    return cast("BinaryIO", gzip.open(path, "wb", 6) if zipped else path.open("wb"))


def _write(
    store: Store,
    file: BinaryIO,
    base: str,
    *,
    current: bool,
    told: Callable[[int], None] | None,
) -> int:
    count, after = 0, 0
    with store.read() as work:
        while batch := archive.blocks(work, current=current, after=after, limit=BATCH):
            file.writelines(iri.rebase(block, base) for _, block in batch)
            after = batch[-1][0]
            count += len(batch)
            if told:
                told(count)
    return count
