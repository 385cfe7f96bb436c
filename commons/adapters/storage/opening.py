"""Opens where files are kept: the data folder, or the storage that the settings name."""

from pathlib import Path

from commons.adapters.storage.s3_storage import S3Storage
from commons.core.files.fetched_storage import FetchedStorage
from commons.core.files.file_storage import FileStorage, ObjectStorage
from commons.core.files.folder_storage import FolderStorage
from commons.errors import SettingsError
from commons.settings import Settings, files_elsewhere


def open_storage(settings: Settings) -> FileStorage:
    """Return where the files of an instance are; nothing is asked yet."""
    told = settings.files
    if not told.bucket:
        return FolderStorage(settings.data_dir)
    return FetchedStorage(
        beyond=S3Storage(told),
        folder=settings.fetched_dir,
        most_bytes=told.copies_bytes,
    )


def storage_at(address: str) -> ObjectStorage:
    """Return the storage at s3://…, or in a folder that exists. Raises SettingsError."""
    if "://" in address:
        return S3Storage(files_elsewhere(address))
    if not Path(address).is_dir():
        raise SettingsError(f"{address} : ni un dossier, ni s3://…")
    return FolderStorage(Path(address))
