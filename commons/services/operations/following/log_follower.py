"""What follows the log: how far a follower is, and what it does with what comes next.

A follower handles each batch of changes in one commit with its own checkpoint, while
no other thread or process does: a crash costs nothing, and nothing is handled twice
or passed over. Where that commit is made is its own affair: the search index keeps
its checkpoint in itself, `stored_follower` keeps one in the database.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from commons.adapters.store.engine.unit_of_work import Store, Work
from commons.adapters.store.log import revisions
from commons.adapters.store.measures import follower_checkpoints
from commons.core.domain.sheet import Revision
from commons.core.progress import OnProgress

BATCH_SIZE = 500
STORED_BATCH_SIZE = 100
"""Less, for what is handled under the write lock: everybody else waits for it."""

Components = TypeVar("Components")
ReadChanges: TypeAlias = Callable[[Work, int, int], Sequence[Revision]]
HandleChanges: TypeAlias = Callable[[Work, Sequence[Revision]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The next changes, oldest first; both numbers are sequences of the log.

    `checkpoint` is how far the follower is with them, `head` where the log ends.
    """

    changes: Sequence[Revision]
    checkpoint: int
    head: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFollower:
    """A follower of the log, opened over an instance.

    `checkpoint` gives the sequence up to which it has read the log, None before it
    began; asked often, and outside of turns too. `turn` opens a unit of work which
    sees the log, and which this follower has alone, over threads and processes.
    Within it, `handle` does what is to be done with a batch and writes the batch's
    checkpoint, in one commit, by the end of the turn. `rewind` writes a checkpoint
    for a log that ends before the present one: its next numbers are given again.

    `changes` reads the log after a sequence: every version, unless it says
    otherwise. Without `from_start`, what the log holds already is passed over when
    it begins. `prepare` is called in each process once it is level, at first and
    after each time that something was handled.
    """

    checkpoint: Callable[[Work], int | None]
    turn: Callable[[], AbstractContextManager[Work]]
    handle: Callable[[Work, Batch], None]
    rewind: Callable[[Work, int], None]
    changes: ReadChanges = revisions.changes_after
    batch_size: int = BATCH_SIZE
    from_start: bool = True
    prepare: Callable[[], object] = lambda: None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowerRow(Generic[Components]):
    """A row of the table of followers: its name, and how it is opened.

    The name begins a sentence of the log lines: "the search index lags behind".
    """

    name: str
    open: Callable[[Components], LogFollower]


def stored_follower(
    store: Store,
    name: str,
    handle: HandleChanges,
    *,
    quiet: bool,
    from_start: bool = True,
) -> LogFollower:
    """Return a follower whose checkpoint lies in the database, under its name.

    `handle` writes through the unit of work that it is given, or nowhere: what goes
    to others (mail, another wiki) it puts into a table, from which it is sent after
    the commit. It holds the write lock: it must be quick. `quiet` as in
    `Store.write`: only when no page that readers share shows what it writes. A
    power cut may take checkpoint and work back, together: both are done again.
    """

    @contextmanager
    def turn() -> Iterator[Work]:
        with store.write(quiet=quiet, durable=False) as work:
            yield work

    def handle_batch(work: Work, batch: Batch) -> None:
        if batch.changes:
            handle(work, batch.changes)
        follower_checkpoints.move_checkpoint(work, name, batch.checkpoint)

    return LogFollower(
        checkpoint=lambda work: follower_checkpoints.find_checkpoint(work, name),
        turn=turn,
        handle=handle_batch,
        rewind=lambda work, head: follower_checkpoints.move_checkpoint(
            work, name, head
        ),
        batch_size=STORED_BATCH_SIZE,
        from_start=from_start,
    )


def handle_next(store: Store, follower: LogFollower) -> Batch | None:
    """Have a follower handle the next changes, and return them; None when it is level.

    Raises what the follower raises; nothing of the batch stands then.
    """
    with store.read() as work:
        head = revisions.head_sequence(work)
        if follower.checkpoint(work) == head:
            return None
    with follower.turn() as work:
        head = revisions.head_sequence(work)
        after = follower.checkpoint(work)
        if after == head:
            return None
        if after is not None and after > head:
            follower.rewind(work, head)
            return Batch(changes=(), checkpoint=head, head=head)
        batch = _next_batch(work, follower, after, head)
        follower.handle(work, batch)
        return batch


def catch_up(
    store: Store, follower: LogFollower, on_progress: OnProgress | None = None
) -> int:
    """Have a follower handle all that the log holds; return how many changes.

    `on_progress` is called with (done, total), in places of the log, after each batch.
    """
    done = 0
    while (batch := handle_next(store, follower)) is not None:
        done += len(batch.changes)
        if on_progress:
            on_progress(batch.checkpoint, batch.head)
    return done


class FollowerTurns(Generic[Components]):
    """The turns of a follower in one process, which its first turn opens."""

    def __init__(
        self, store: Store, row: FollowerRow[Components], components: Components
    ) -> None:
        self.name = row.name
        self._store = store
        self._row = row
        self._components = components
        self._follower: LogFollower | None = None
        self._prepared = False

    def take_turn(self) -> bool:
        """Handle the next batch; say whether there was one."""
        if self._follower is None:
            self._follower = self._row.open(self._components)
        if handle_next(self._store, self._follower) is not None:
            self._prepared = False
            return True
        if not self._prepared:
            self._follower.prepare()
        self._prepared = True
        return False


def _next_batch(
    work: Work, follower: LogFollower, after: int | None, head: int
) -> Batch:
    if after is None and not follower.from_start:
        return Batch(changes=(), checkpoint=head, head=head)
    changes = follower.changes(work, after or 0, follower.batch_size)
    checkpoint = changes[-1].sequence if changes else head
    return Batch(changes=changes, checkpoint=checkpoint, head=head)
