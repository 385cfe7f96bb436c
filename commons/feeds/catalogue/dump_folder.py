"""The published dumps of an instance, on this machine or where machines share them.

Where they are shared, the folder of this machine has a copy of the manifest, read anew
when the store's token says that something changed; a dump is brought when asked for.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile

from commons.adapters.store.engine.unit_of_work import Store, Work
from commons.core.files.durability import settle_file
from commons.core.files.file_storage import FileStorage
from commons.core.progress import OnProgress
from commons.errors import BusyError, NotFoundError, StorageError
from commons.feeds.catalogue import dump_releases
from commons.feeds.catalogue.dump_releases import MANIFEST, Release

DUMPS = "dumps/"
"""What the keys of dumps begin with."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Seen:
    """The token under which the shared manifest was read last."""

    token: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class DumpFolder:
    """Where dumps are written and found; `shared` None: in the folder alone."""

    store: Store
    folder: Path
    base: str
    shared: FileStorage | None = None
    _seen: _Seen = field(default_factory=_Seen, repr=False, compare=False)

    def publish(self, on_progress: OnProgress | None = None) -> Release:
        """Write the dumps of the log as it stands, in the place of the older ones.

        Raises BusyError when somebody is at it already, StorageError.
        """
        with self._alone():
            self._refresh()
            return dump_releases.publish_release(
                self.store, self.folder, self.base, on_progress, share=self._share
            )

    def withdraw(self) -> bool:
        """Remove every dump; say whether there were any. Raises BusyError, StorageError."""
        with self._alone():
            there = dump_releases.withdraw_releases(self.folder)
            if self.shared:
                for one in list(self.shared.entries(DUMPS)):
                    self.shared.remove(one.key)
                    there = True
            return there

    def is_writing(self) -> bool:
        """Say whether dumps are being written, on any machine."""
        try:
            with self._alone():
                return dump_releases.is_writing(self.folder)
        except BusyError:
            return True

    def offers(self) -> bool:
        """Say whether this site ever made dumps."""
        self._refresh()
        return self.folder.is_dir()

    def newest(self, work: Work) -> Release | None:
        """Return the last release, None before the first."""
        return next(iter(self.available(work)), None)

    def available(self, work: Work) -> list[Release]:
        """Return the releases whose files are there, the last one first."""
        self._refresh()
        return dump_releases.available_releases(work, self.folder, self.base)

    def fetch(self, name: str) -> Path:
        """Return where a dump lies on this machine, or would. Raises StorageError."""
        return self.shared.fetch(DUMPS + name) if self.shared else self.folder / name

    def _share(self, releases: list[Release]) -> None:
        """Put what was written where all machines find it, the manifest last."""
        if self.shared is None:
            return
        names = {dump.name for one in releases for dump in one.dumps}
        for name in sorted(names):
            if (self.folder / name).is_file():
                self.shared.put(self.folder / name, DUMPS + name)
        with _copied(self.folder / MANIFEST) as draft:
            self.shared.put(draft, DUMPS + MANIFEST)
        for one in list(self.shared.entries(DUMPS)):
            if one.key.removeprefix(DUMPS) not in {*names, MANIFEST}:
                self.shared.remove(one.key)

    def _refresh(self) -> None:
        """Have the manifest here say what the shared one does; the older one meanwhile."""
        if self.shared is None or (token := self.store.token()) == self._seen.token:
            return
        try:
            with self.shared.open(DUMPS + MANIFEST) as file:
                self._keep_manifest(file.read())
        except NotFoundError:
            (self.folder / MANIFEST).unlink(missing_ok=True)
        except StorageError as error:
            _log.warning("the manifest of the dumps cannot be read: %s", error)
            return
        self._seen.token = token

    def _keep_manifest(self, said: bytes) -> None:
        place = self.folder / MANIFEST
        with suppress(FileNotFoundError):
            if place.read_bytes() == said:
                return
        self.folder.mkdir(exist_ok=True)
        with _draft(self.folder) as draft:
            draft.write_bytes(said)
            settle_file(draft, place)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Be the only machine that writes dumps. Raises BusyError."""
        if self.shared is None:
            yield
            return
        try:
            with self.store.alone(DUMPS.rstrip("/"), wait=False):
                yield
        except BlockingIOError as error:
            raise BusyError("the dumps are being written already") from error


@contextmanager
def _draft(folder: Path) -> Iterator[Path]:
    with NamedTemporaryFile(dir=folder, prefix=".", delete=False) as file:
        path = Path(file.name)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


@contextmanager
def _copied(path: Path) -> Iterator[Path]:
    """Give a copy of a small file, which may be taken away."""
    with _draft(path.parent) as draft:
        draft.write_bytes(path.read_bytes())
        yield draft
