"""What an instance measures of itself at a moment, as named numbers for a monitor.

Nothing in them says who: they are counts, sizes, instants and versions.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from commons.adapters.search.port import Index
from commons.adapters.store.engine.shared_reading import ReplicaState
from commons.adapters.store.engine.unit_of_work import Store, Work
from commons.adapters.store.federation import outgoing
from commons.adapters.store.log.revisions import head_sequence
from commons.adapters.store.measures.counts import count_all
from commons.adapters.store.people.mail_queue import count_mails
from commons.adapters.store.stewardship.review import held_edits, reports
from commons.core.domain.people.mail import MailState
from commons.errors import CommonsError
from commons.services.operations.following.log_follower import LogFollower
from commons.services.operations.monitoring.status import InstanceStatus, read_status

Row = tuple[Mapping[str, str], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauge:
    """A measure: `rows` are its values, each under its labels."""

    name: str
    says: str
    rows: tuple[Row, ...]


def read_gauges(
    store: Store,
    index: Index,
    data_dir: Path,
    followers: Iterable[tuple[str, LogFollower]],
) -> list[Gauge]:
    """Return every measure; what the disk says may be five minutes old."""
    found = read_status(store, data_dir, followers)
    with store.read() as work:
        counted = [*_counts(work)]
    closed = _one("read_only", "Whether nothing is to be written.", store.read_only)
    standing = [closed, _writable(store), _searchable(index), *_replica(store)]
    return [*counted, *_state(found), *standing]


def _counts(work: Work) -> Iterator[Gauge]:
    mails, counts = count_mails(work), count_all(work)
    yield _one("log_position", "The last sequence of the log.", head_sequence(work))
    yield _by("sheets", "Sheets that are not deleted.", "kind", counts.by_kind)
    yield _one("accounts", "Accounts.", counts.accounts)
    yield _by(
        "mails",
        "E-mails in the queue; dead ones could not be delivered.",
        "state",
        {state.value: mails.get(state, 0) for state in MailState},
    )
    sent = outgoing.count_states(work)
    yield _by("notices", "Announcements to other commons.", "state", sent)
    waiting = {
        "texts to review": held_edits.count_waiting(work),
        "reports": reports.count_open(work),
    }
    yield _by("awaiting", "What awaits the team.", "what", waiting)


def _state(found: InstanceStatus) -> Iterator[Gauge]:
    yield _by(
        "disk_used_bytes",
        "What the data take of the disk.",
        "part",
        found.disk.used_bytes,
    )
    yield _one(
        "disk_free_bytes", "What is free where the data lie.", found.disk.free_bytes
    )
    begun = {one.name: one.behind for one in found.followers if one.behind is not None}
    yield _by("follower_behind", "Changes not handled yet.", "follower", begun)
    if found.backup is not None:
        said = "When the last backup was made, in seconds since 1970."
        yield _one("last_backup_timestamp_seconds", said, found.backup.timestamp())
    versions = {
        name.lower().replace(" ", "_"): said for name, said in found.versions.items()
    }
    yield Gauge(name="versions", says="What runs here.", rows=((versions, 1),))


def _writable(store: Store) -> Gauge:
    """Say whether a text could be saved now."""
    try:
        taken = int(not store.read_only)
        if taken:
            store.refuse_unwritable()
    except (CommonsError, OSError):
        taken = 0
    return _one("writable", "Whether the database takes what is written.", taken)


def _replica(store: Store) -> Iterator[Gauge]:
    """Say how the replica is, where there is one."""
    if store.replica is None:
        return
    found = store.replica.report()
    level = found.state in {ReplicaState.LEVEL, ReplicaState.BEHIND}
    yield _one("replica_follows", "Whether the replica follows the database.", level)
    if level:
        said = "What the replica has not replayed yet of the database's log."
        yield _one("replica_behind_bytes", said, found.behind_bytes)


def _searchable(index: Index) -> Gauge:
    whole = int(index.whole())
    return _one("index_whole", "Whether the search index is whole.", whole)


def _one(name: str, says: str, value: float) -> Gauge:
    return Gauge(name=name, says=says, rows=(({}, value),))


def _by(name: str, says: str, label: str, values: Mapping[str, float]) -> Gauge:
    rows = tuple(({label: key}, value) for key, value in values.items())
    return Gauge(name=name, says=says, rows=rows)
