"""Cleans the files of the data folder of what was removed for good, and says so.

The rows are clean since the purge itself. What is done here may be cut short at any
moment and begins again: a purge is unfinished until all of it is done.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from commons.adapters.media.blob_store import BlobStore
from commons.adapters.pdf.pdf_maker import PdfStore
from commons.adapters.store.engine.unit_of_work import Store, Work
from commons.adapters.store.stewardship.purge import purges
from commons.core.domain import clock
from commons.core.domain.site.purge import Purge, PurgeSort
from commons.core.files.durability import replace_file
from commons.services.stewardship.purge.erasure import TRACES

LIST = "purged.jsonl"
"""What was removed, in the data folder: identifiers and hashes. It outlives the database."""

LOCK = "purge"
"""The name of what one process at a time does."""


def remove_copies(store: Store, blobs: BlobStore, home: Path) -> None:
    """Remove the files that were removed, PDFs, and the copies made before upgrades."""
    with store.read() as work:
        names = purges.purged_files(work)
    there = [name for name in sorted(names) if blobs.has(name)]
    if there:
        with blobs.still(alone=True):  # a backup under way has them to its end
            for name in there:
                blobs.drop(name)
    for name in names:
        blobs.drop_copies(name)
    PdfStore(data_dir=home, shared=blobs.shared).clear()
    for path in store.copies:
        path.unlink(missing_ok=True)


def write_list(store: Store, home: Path) -> None:
    """Write what was removed beside the database, for who restores an older backup."""
    with store.read() as work:
        lines = list(purge_lines(work))
    with replace_file(home / LIST, mode=0o600) as draft:
        draft.write_text("".join(lines), encoding="utf-8")


OWN_NAMES_WAIT = timedelta(hours=6)
"""For how long the name of who left without publishing may wait: nobody reads it any more.

To clean the database has who saves wait, and anybody may open accounts and leave.
"""


def due_purges(work: Work) -> list[Purge]:
    """Return the unfinished purges of which the files may wait no longer to be clean."""
    return [one for one in purges.unfinished_purges(work) if _is_due(work, one)]


def _is_due(work: Work, purge: Purge) -> bool:
    rested = clock.now() - purge.instant >= OWN_NAMES_WAIT
    return purge.sort is not PurgeSort.OWN_NAME or rested or was_published(work, purge)


def was_published(work: Work, purge: Purge) -> bool:
    """Return whether a version said what a purge removed."""
    return purge.sort not in TRACES or bool(purges.versions_of(work, purge.id))


def unlisted_purges(work: Work, home: Path) -> list[Purge]:
    """Return the purges that this machine was not cleaned of, the last first.

    Nothing where its list has the last one.
    """
    try:
        listed = (home / LIST).read_text(encoding="utf-8")
    except FileNotFoundError:
        listed = ""
    newest = purges.latest_purges(work, limit=1)
    if not newest or newest[0].id in listed:
        return []
    return [
        one for one in purges.latest_purges(work, limit=2**31) if one.id not in listed
    ]


def purge_lines(work: Work) -> Iterator[str]:
    """Yield a line of JSON for each purge, the first first: no word of what it removed."""
    for one in reversed(purges.latest_purges(work, limit=2**31)):
        yield json.dumps(_told(work, one), ensure_ascii=False) + "\n"


def _told(work: Work, one: Purge) -> dict[str, object]:
    versions = purges.versions_of(work, one.id)
    return {
        "purge": one.id,
        "instant": clock.iso_format(one.instant),
        "actor": one.actor,
        "basis": one.basis.value,
        "sort": one.sort.value,
        "target": one.target,
        "also": sorted(one.also),
        "versions": [[v.sheet, v.number, v.hash] for v in versions],
        "files": purges.files_of(work, one.id),
    }
