"""Puts a backup back, whole or not at all, into a folder that holds nothing.

The archive is taken for what a stranger could have sent: it is read once, from
its beginning, by blocks and never beyond the sizes of its manifest; and nothing
leaves the folder where it is unpacked before all of it was verified.
"""

import gzip
import shutil
import tarfile
import zlib
from collections.abc import Callable, Iterator, Set as AbstractSet
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from commons.adapters.store.engine.unit_of_work import Store, open_file
from commons.adapters.store.log import feed_edition, revisions
from commons.adapters.store.measures import backup_counts, follower_checkpoints
from commons.adapters.store.measures.transcribe import transcribe_database
from commons.core.files.durability import sync_to_disk
from commons.core.files.working_folders import occupy_folder
from commons.errors import DamagedError, FileFormatError, NotEmptyError, StorageError
from commons.services.operations.backups.backup_manifest import DATABASE, Manifest
from commons.services.operations.backups.rescue import rescue_archive
from commons.services.operations.backups.unpack import (
    open_archive,
    read_manifest,
    unpack_members,
)
from commons.services.operations.data_folder import STAGING, not_over

_RECEIVED = "received.sqlite"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a restored instance will stand."""

    data_dir: Path
    store: Store


def restore_backup(
    path: Path,
    target: Target,
    prepare: Callable[[Path], list[str]],
    *,
    faulty: bool = False,
    said: Callable[[str], None] = lambda _: None,
) -> Manifest:
    """Put a backup into a data folder that is missing or empty.

    `prepare` is given a folder where all is unpacked and each hash verified: it
    upgrades the database (DATABASE there), makes what is computed from it, and
    gives the faults it finds. These refuse the backup, unless `faulty`: then what
    can be had is restored, of a damaged archive too, and `said` is told the rest.
    Whatever is refused leaves nothing behind. Of the database values alone are
    taken, and nobody is signed in. The manifest comes back with the
    counts of what is restored. Raises NotEmptyError,
    FileFormatError for what is no backup, DamagedError, StorageError (also for a
    newer program's).
    """
    with _said(path), open_archive(path) as stream:
        declared = None if faulty else read_manifest(stream)
        with _staging(target) as folder:
            if declared is None:
                manifest, faults = rescue_archive(stream, folder)
            else:
                manifest, faults = declared, []
                unpack_members(stream, manifest, folder)
            left = _transcribed(folder, manifest, lenient=faulty)
            faults += _prepared(prepare, folder, lenient=faulty)
            if faults and not faulty:
                more = f" (et {len(faults) - 1} autres)" if faults[1:] else ""
                raise DamagedError(f"rien n’est restauré : {faults[0]}{more}")
            manifest, lies = _begun_anew(manifest, folder / DATABASE, lenient=faulty)
            _place(folder, target)
    for sentence in (*left, *faults, *lies):
        said(sentence)
    return manifest


@contextmanager
def _said(path: Path) -> Iterator[None]:
    """Say in one sentence what the archive or the disk refuses."""
    try:
        yield
    except (EOFError, zlib.error, gzip.BadGzipFile, tarfile.TarError) as error:
        msg = f"{path} n’est pas une sauvegarde, ou n’est pas entier"
        raise FileFormatError(msg) from error
    except OSError as error:
        what = error.filename or path
        msg = f"la restauration s’arrête : {what} ({error.strerror})"
        raise StorageError(msg) from error


@contextmanager
def _staging(target: Target) -> Iterator[Path]:
    """Give a folder on the target's disk, which is gone in the end.

    The target's own stays once the restore stands, even if all of it lies elsewhere.
    """
    _refuse_unless_empty(target)
    made = not target.data_dir.exists()
    target.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = target.data_dir / STAGING
    folder.mkdir(mode=0o700)
    try:
        with occupy_folder(folder):
            yield folder
    except BaseException:
        shutil.rmtree(folder)
        if made:
            with suppress(OSError):  # somebody put something there meanwhile
                target.data_dir.rmdir()
        raise
    shutil.rmtree(folder)


def _refuse_unless_empty(target: Target, but: AbstractSet[str] = frozenset()) -> None:
    home = target.data_dir
    there = (
        [path for path in home.iterdir() if path.name not in but]
        if home.exists()
        else []
    )
    if home / STAGING in there:
        raise not_over(home)
    lies = target.store.what_lies_there()
    if lies or there:
        first = min([str(path) for path in there] + ([lies] if lies else []))
        raise NotEmptyError(f"la place n’est pas vide : {first} existe déjà")


def _transcribed(folder: Path, manifest: Manifest, *, lenient: bool) -> list[str]:
    """Put a database of our making, with its values, in the place of the one sent."""
    received = folder / _RECEIVED
    (folder / DATABASE).rename(received)
    try:
        schema = manifest.schema
        return transcribe_database(received, folder / DATABASE, schema, lenient=lenient)
    finally:
        received.unlink()


def _prepared(
    prepare: Callable[[Path], list[str]], folder: Path, *, lenient: bool
) -> list[str]:
    """Prepare; what no database of ours holds may break any reader of it."""
    try:
        return prepare(folder)
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        msg = f"la base contient ce que ce Commons ne sait pas lire ({error!r})"
        if lenient:
            return [msg]
        raise DamagedError(msg) from error


def _begun_anew(
    manifest: Manifest, database: Path, *, lenient: bool
) -> tuple[Manifest, list[str]]:
    """Begin an edition of the feed, and give the manifest with what is there now.

    And what it said wrong, which raises DamagedError unless `lenient`.
    """
    store = open_file(database)
    try:
        with store.write(quiet=True) as work:
            feed_edition.begin_fork(work)
            follower_checkpoints.lower_checkpoints(work)
            found, head = backup_counts.count_rows(work), revisions.head_sequence(work)
    finally:
        store.close()
    lies = [
        f"{name} : {found[name]} au lieu de {count}, que dit le manifeste"
        for name, count in manifest.counts.items()
        if found.get(name, count) != count
    ]
    if (lies or head != manifest.head) and not lenient:
        raise DamagedError("la base n’a pas les comptes que dit le manifeste")
    return replace(manifest, counts=found, head=head), lies


def _place(folder: Path, target: Target) -> None:
    """Give everything its place, the database last; all or nothing.

    Locks and journals of the unpacked database stay behind: it must be closed.
    """
    _refuse_unless_empty(target, but={STAGING})
    moves = {
        entry: target.data_dir / entry.name
        for entry in folder.iterdir()
        if not entry.name.startswith(DATABASE)
    }
    with ExitStack() as undoing:
        for source, place in moves.items():
            undoing.callback(_remove, place)
            shutil.move(source, place)
        sync_to_disk(target.data_dir)
        target.store.take_file(folder / DATABASE)
        undoing.pop_all()


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
