"""Tries a backup: puts it back into a temporary folder, and compares."""

from dataclasses import replace
from pathlib import Path

from commons.adapters.store.engine.unit_of_work import open_file
from commons.core.domain.schema.kind import Schema
from commons.core.files.working_folders import temporary_folder
from commons.core.progress import OnProgress
from commons.errors import DamagedError
from commons.services.operations.backups.backup_manifest import DATABASE, Manifest
from commons.services.operations.backups.restore import Target, restore_backup
from commons.services.operations.checks.integrity_check import verify_rows


def verify_backup(
    schema: Schema, path: Path, told: Manifest, on_progress: OnProgress | None = None
) -> None:
    """Restore a backup beside it, and compare it with what its maker counted.

    Every hash of a file and of a version is made again, every row read; the search
    index is not made. There must be room beside the file for all that is in it.
    Raises DamagedError, StorageError, and FileFormatError for what is no backup.
    """

    def look(folder: Path) -> list[str]:
        named: dict[str, str] = {}
        store = open_file(folder / DATABASE)
        try:
            faults = list(verify_rows(schema, store, named, on_progress))
        finally:
            store.close()
        there = {at.name for at in (folder / "media").rglob("*") if at.is_file()}
        return faults + [
            f"le fichier {name} manque, que nomme {where}"
            for name, where in named.items()
            if name not in there
        ]

    with temporary_folder(path.parent) as folder:
        home = folder / "restored"
        target = Target(data_dir=home, store=open_file(home / DATABASE))
        found = restore_backup(path, target, look)
    if replace(found, faults=()) != replace(told, faults=()):
        raise DamagedError(f"{path} ne contient pas ce qui vient d’y être écrit")
