"""Has the database take less room: compresses what older releases stored as it is.

In small commits, each with how far it came: whoever saves waits for some
hundredths of a second, and what is interrupted goes on from there.
"""

import shutil
import time
from contextlib import suppress

from commons.adapters.store.engine.unit_of_work import Store
from commons.adapters.store.log.compression.plain_blocks import (
    compress_these,
    last_block,
    plain_blocks,
)
from commons.adapters.store.measures.follower_checkpoints import (
    find_checkpoint,
    move_checkpoint,
)
from commons.core.progress import OnProgress
from commons.errors import StorageError

COMPRESSOR = "the compressor of blocks"
AT_ONCE = 40
SEEN_AT_ONCE = 2_000
TURN_SECONDS = 0.4
LOCK = "compressing"


def compress_more(store: Store) -> tuple[int, int]:
    """Compress the next plain blocks in one commit; return (reached, last) sequences.

    All is done once both are the same. Raises StorageError, BusyError.
    """
    with store.read() as work:
        reached, last = find_checkpoint(work, COMPRESSOR) or 0, last_block(work)
        through = min(reached + SEEN_AT_ONCE, last)
        plain = plain_blocks(work, after=reached, through=through, limit=AT_ONCE)
    if reached >= last:
        return last, last
    if len(plain) == AT_ONCE:
        through = plain[-1]
    with store.write(quiet=True, durable=False) as work:
        compress_these(work, plain)
        move_checkpoint(work, COMPRESSOR, through)
    return through, last


def compress_all(store: Store, on_progress: OnProgress) -> None:
    """Compress every plain block; `on_progress` gets (reached, last) sequences."""
    reached, last = -1, 0
    while reached < last:
        reached, last = compress_more(store)
        on_progress(reached, last)


def give_back(store: Store) -> None:
    """Write the database anew without what it does not use; who saves waits meanwhile.

    Raises StorageError where the disk has no room for that, BusyError: ask again.
    """
    needed = store.size_bytes()
    folders = {path.parent for path in store.files}  # a server has a disk of its own
    free = min((shutil.disk_usage(one).free for one in folders), default=needed)
    if free < needed:
        raise StorageError(
            f"{needed // 1_000_000} Mo libres sont nécessaires, il y en a {free // 1_000_000}"
        )
    store.scrub()


class BlockCompressor:
    """The turns in which a server compresses what is plain, one process of all."""

    name = COMPRESSOR

    def __init__(self, store: Store) -> None:
        self._store = store
        self._is_done = False

    def take_turn(self) -> bool:
        """Compress for a moment, then leave the rest to the turns after the pause."""
        if self._is_done:
            return False
        with suppress(BlockingIOError), self._store.alone(LOCK, wait=False):
            ends = time.monotonic() + TURN_SECONDS
            while not self._is_done and time.monotonic() < ends:
                reached, last = compress_more(self._store)
                self._is_done = reached == last
        return False
