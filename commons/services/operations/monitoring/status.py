"""How an instance is: what it takes of the disk, who lags, what was saved, what runs."""

import os
import platform
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from threading import Lock

from cachetools import TTLCache, cached

from commons import __version__
from commons.adapters.store.engine.unit_of_work import Store, Work
from commons.adapters.store.log.revisions import head_sequence
from commons.adapters.store.measures.backup_counts import schema_of
from commons.adapters.store.site.audit_log import latest_acts
from commons.core.domain.site.audit import AuditAct
from commons.services.operations.following.log_follower import LogFollower

SCHEMA = "schema"
"""The version of the tables of the database, among the versions that are told."""
DATABASE, FILES, INDEX, DUMPS, OTHER = "database", "files", "index", "dumps", "other"
PARTS = (DATABASE, FILES, INDEX, DUMPS, OTHER)
"""The parts of a data folder that are measured."""

_FOLDERS = {
    "media": FILES,
    "sizes": FILES,
    "fetched": FILES,
    "index": INDEX,
    "dumps": DUMPS,
}
_MEASURED_SECONDS = 300
"""For how long a measure of the disk is kept: a hundred thousand files take a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiskUse:
    """The bytes of each of PARTS, and those that are free where the data lies."""

    used_bytes: Mapping[str, int]
    free_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowerLag:
    """How many changes of the log a follower has not handled yet; None: not begun."""

    name: str
    behind: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceStatus:
    """How an instance is; `backup` None: none was made by our command."""

    disk: DiskUse
    followers: tuple[FollowerLag, ...]
    backup: datetime | None
    versions: Mapping[str, str]


def read_status(
    store: Store, data_dir: Path, followers: Iterable[tuple[str, LogFollower]]
) -> InstanceStatus:
    """Return how an instance is; what the disk says may be five minutes old."""
    with store.read() as work:
        return InstanceStatus(
            disk=measure_disk(data_dir, store),
            followers=tuple(_lag(work, *one) for one in followers),
            backup=_last_backup(work),
            versions=_versions(work),
        )


@cached(TTLCache(maxsize=4, ttl=_MEASURED_SECONDS), lock=Lock())
def measure_disk(data_dir: Path, store: Store) -> DiskUse:
    """Measure a data folder, with its database, which may lie elsewhere."""
    used = dict.fromkeys(PARTS, 0)
    used[DATABASE] = store.size_bytes()
    beside = {str(path) for path in store.files}
    for entry in os.scandir(data_dir):
        if entry.is_dir(follow_symlinks=False):
            used[_FOLDERS.get(entry.name, OTHER)] += _folder_bytes(entry.path)
        elif entry.path not in beside:
            used[OTHER] += _size_bytes(entry.path)
    return DiskUse(used_bytes=used, free_bytes=shutil.disk_usage(data_dir).free)


def _folder_bytes(folder: str) -> int:
    """Add up the files of a folder at any depth; what goes meanwhile counts nothing."""
    total = 0
    for root, _, names in os.walk(folder):
        for name in names:
            total += _size_bytes(os.path.join(root, name))  # noqa: PTH118  # a hundred thousand of them
    return total


def _size_bytes(path: str) -> int:
    """Return how large a file is, 0 for one that went meanwhile."""
    try:
        return os.lstat(path).st_size
    except FileNotFoundError:
        return 0


def _lag(work: Work, name: str, follower: LogFollower) -> FollowerLag:
    reached = follower.checkpoint(work)
    behind = None if reached is None else max(0, head_sequence(work) - reached)
    return FollowerLag(name=name, behind=behind)


def _last_backup(work: Work) -> datetime | None:
    found = latest_acts(work, act=AuditAct.BACKUP, limit=1)
    return found[0].instant if found else None


def _versions(work: Work) -> Mapping[str, str]:
    return {
        "Commons": __version__,
        SCHEMA: schema_of(work),
        "Python": platform.python_version(),
        "SQLAlchemy": version("SQLAlchemy"),
    }
