"""Knows which dumps are published, and replaces them whole.

The folder holds the files of the last two releases and a manifest, which is
replaced in one step: who reads an older file goes on reading it. A release of
another base or of an edition that is over is none, and the older one goes when
it says a sheet that was deleted since.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from hashlib import file_digest
from pathlib import Path
from typing import Any

from commons.adapters.store.engine.unit_of_work import Store, Work
from commons.adapters.store.log import revisions
from commons.adapters.store.log.feed_edition import current_edition
from commons.adapters.store.measures import counts
from commons.core.domain import clock
from commons.core.files.durability import replace_file
from commons.core.files.locks import lock_file
from commons.core.progress import OnProgress
from commons.errors import BusyError, StorageError
from commons.feeds.catalogue import dumps

MANIFEST = "releases.json"
VARIANTS = ("current", "history")
"""Live heads only, and every version."""

_LOCK = ".lock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dump:
    """A published file; sums are hexadecimal, `sha512` is "" for one of long ago."""

    name: str
    variant: str
    versions: int
    quads: int
    size_bytes: int
    sha256: str
    sha512: str = ""

    @property
    def newest_name(self) -> str:
        """The name under which the newest dump of its variant is always found."""
        return f"{self.variant}.nq.gz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """Dumps of one state of the log, whose last sequence is `head`."""

    instant: datetime
    head: int
    edition: int
    base: str
    dumps: tuple[Dump, ...]


def publish_release(
    store: Store,
    folder: Path,
    base: str,
    on_progress: OnProgress | None = None,
    *,
    share: Callable[[list[Release]], None] = lambda _: None,
) -> Release:
    """Write the dumps of the log as it stands, and put them in the older's place.

    `on_progress` gets (done, total) in versions, `share` the releases that are offered
    from now on, before any reader hears of it. Raises BusyError when somebody is at it
    already, StorageError.
    """
    with _alone(folder):
        before = _read(folder)
        with store.read() as work:
            release = _write(
                work, folder, base, on_progress or (lambda _done, _total: None)
            )
            older = [old for old in before[:1] if _fits(work, old, release)]
        told_of = [release, *older]
        _replace_manifest(folder, told_of)
        share(told_of)
        kept = {dump.name for one in told_of for dump in one.dumps}
        for path in folder.iterdir():
            if path.name not in {*kept, MANIFEST, _LOCK} and not path.is_dir():
                path.unlink(missing_ok=True)
    with store.write():  # what is said of the dumps is in pages that are kept
        return release


def withdraw_releases(folder: Path) -> bool:
    """Remove every dump that was published; say whether there were any.

    Raises BusyError while one is being written.
    """
    if not folder.is_dir():
        return False
    with _alone(folder):
        there = [path for path in folder.iterdir() if path.name != _LOCK]
        for path in there:
            if not path.is_dir():
                path.unlink(missing_ok=True)
    return bool(there)


def newest_release(work: Work, folder: Path, base: str) -> Release | None:
    """Give the last release, None before the first."""
    return next(iter(available_releases(work, folder, base)), None)


def available_releases(work: Work, folder: Path, base: str) -> list[Release]:
    """Give the releases whose files are there, the last one first."""
    edition = current_edition(work)
    return [
        release
        for release in _read(folder)
        if release.edition == edition and release.base == base
    ]


def is_writing(folder: Path) -> bool:
    """Say whether a release is being written."""
    try:
        with _alone(folder):
            return False
    except BusyError:
        return True


def _fits(work: Work, old: Release, new: Release) -> bool:
    """Say whether an older release may still be read beside a newer one."""
    same = (old.edition, old.base) == (new.edition, new.base)
    return same and not revisions.is_any_deleted_after(work, old.head)


def _write(work: Work, folder: Path, base: str, on_progress: OnProgress) -> Release:
    """Write every variant of one state."""
    instant, head = clock.now(), revisions.head_sequence(work)
    total = head + counts.count_all(work).sheets
    made: list[Dump] = []
    for variant in VARIANTS:
        path = folder / f"{variant}-{instant:%Y%m%dT%H%M%S}-{head}.nq.gz"
        tick = partial(_tell, on_progress, total, sum(dump.versions for dump in made))
        current = variant == "current"
        written = dumps.write_dump_of(work, path, base, current=current, on_count=tick)
        made.append(_dump(path, variant, written))
    return Release(
        instant=instant,
        head=head,
        edition=current_edition(work),
        base=base,
        dumps=tuple(made),
    )


def _tell(on_progress: OnProgress, total: int, before: int, done: int) -> None:
    on_progress(before + done, total)


def _dump(path: Path, variant: str, written: dumps.WrittenDump) -> Dump:
    with path.open("rb") as file:
        sums = {}
        for algorithm in ("sha256", "sha512"):
            file.seek(0)
            sums[algorithm] = file_digest(file, algorithm).hexdigest()
        return Dump(
            name=path.name,
            variant=variant,
            versions=written.versions,
            quads=written.quads,
            size_bytes=file.tell(),
            **sums,
        )


def _read(folder: Path) -> list[Release]:
    """Read the manifest, the last release first; nothing without one."""
    try:
        said = json.loads((folder / MANIFEST).read_bytes())
        return [_release(one) for one in said]
    except (OSError, ValueError, TypeError, KeyError):
        return []


def _release(said: dict[str, Any]) -> Release:
    made = tuple(Dump(**dump) for dump in said["dumps"])
    return Release(
        **{**said, "instant": clock.from_iso(said["instant"]), "dumps": made}
    )


def _replace_manifest(folder: Path, releases: list[Release]) -> None:
    told = [
        {**asdict(one), "instant": clock.iso_format(one.instant)} for one in releases
    ]
    try:
        with replace_file(folder / MANIFEST) as draft:
            draft.write_text(json.dumps(told, indent=2), encoding="utf-8")
    except OSError as error:
        raise StorageError(f"{folder} cannot be written ({error.strerror})") from error


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, which a process that dies lets go."""
    with ExitStack() as held:
        try:
            folder.mkdir(exist_ok=True)
            held.enter_context(lock_file(folder / _LOCK, wait=False))
        except BlockingIOError as error:
            raise BusyError("the dumps are being written already") from error
        except OSError as error:
            raise StorageError(f"{folder} cannot be made ({error.strerror})") from error
        yield
