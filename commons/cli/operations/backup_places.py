"""Where the commands put backups and find them: a folder, or an address s3:."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from commons.adapters.storage.opening import storage_at
from commons.services.operations.backups.backup_place import (
    BackupPlace,
    FolderPlace,
    StoragePlace,
)


def open_place(address: str, home: Path) -> BackupPlace:
    """Return the place at an address; what goes far is written in `home` before.

    Raises SettingsError.
    """
    if "://" not in address:
        return FolderPlace(Path(address))
    return StoragePlace(storage_at(address), home)


@contextmanager
def fetched_backup(address: str, home: Path) -> Iterator[Path]:
    """Give a backup to read; one that is far comes beside the data folder, and goes."""
    if "://" not in address:
        yield Path(address)
        return
    url, _, query = address.partition("?")
    folder, _, name = url.rpartition("/")
    home.parent.mkdir(parents=True, exist_ok=True)
    place = open_place(f"{folder}?{query}" if query else folder, home.parent)
    with place.fetch(name) as path:
        yield path
