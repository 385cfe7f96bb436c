"""Sweeps the files that nobody uses: sent once, and in no version nor draft."""

from dataclasses import dataclass
from datetime import timedelta

from commons.adapters.media.blob_store import BlobStore
from commons.adapters.store.engine.unit_of_work import Store
from commons.adapters.store.log.projections import file_visibility
from commons.adapters.store.measures import file_references
from commons.adapters.store.stewardship.purge import purges
from commons.core.domain import clock

LONGEST_UPLOAD = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What was removed."""

    count: int
    size_bytes: int


def sweep_media(store: Store, blobs: BlobStore, patience: timedelta) -> Swept:
    """Remove the files that nothing names and nobody wanted for so long.

    A file is wanted when it is sent, and whenever a form that names it is sent;
    what any version names, however old, stays for ever. What a killed process was
    still writing goes too. A backup under way is waited for. Raises StorageError.
    """
    size_bytes = 0
    with blobs.still(alone=True):
        blobs.drop_drafts(clock.now() - LONGEST_UPLOAD)
        until = clock.now() - patience
        old = [name for name in blobs.names() if blobs.wanted(name) < until]
        if old:
            with store.read() as work:
                named = file_references.referenced_files(work)
                named -= purges.purged_files(work)
            old = [name for name in old if name not in named]
        gone: list[str] = []
        for name in old:
            if blobs.wanted(name) < until:  # who sends a form now wants it again
                size_bytes += blobs.size_bytes(name)
                blobs.drop(name)
                gone.append(name)
        if gone:
            with store.write(quiet=True) as work:
                file_visibility.forget_senders(work, gone)
    return Swept(count=len(gone), size_bytes=size_bytes)
