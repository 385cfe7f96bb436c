"""Recognises what a data folder holds: a commons, the rest of one, or none at all.

The database makes the commons. What a restore has not finished, and files of a
commons without their database, look like an empty one to who only looks for the
database: to begin another there would hide what is lost.
"""

from pathlib import Path

from commons.adapters.store.engine.sqlite.counter_file import FILES
from commons.adapters.store.engine.unit_of_work import Store
from commons.core.files.working_folders import is_occupied
from commons.errors import NotEmptyError, SettingsError, StorageError

STAGING = ".restore"
"""Where a restore has things until all is verified, within the data folder."""

_LATER = ("media", "sizes", "index", "dumps", "pdf", "fetched")
"""Folders of the data that come into being after the database."""

_EARLIER = ("secret_key", ".secret_key.*")
"""What a first start that was cut short may leave before there is a database."""


def refuse_unless_commons(home: Path, store: Store, *, new: bool) -> None:
    """Raise SettingsError for a folder without a commons; nothing is touched.

    With `new` one may begin there, if nothing else is in the folder.
    """
    refuse_interrupted(home, store)
    if home.is_dir() and store.holds_commons():
        return
    if not new:
        raise SettingsError(
            f"COMMONS_DATA_DIR : {home} ne contient pas de commun"
            f" ({store.place} n’en est pas la base)"
        )
    strange = [path for path in _entries(home) if not _may_precede(path, store)]
    if strange:
        raise SettingsError(
            f"COMMONS_DATA_DIR : {home} ne contient pas de commun, et n’est pas vide"
            f" ({min(strange).name}) ; pour en commencer un là, lancez commons serve"
        )


def refuse_interrupted(home: Path, store: Store) -> None:
    """Raise StorageError where only a part of a commons is.

    NotEmptyError where a restore is not over.
    """
    if (home / STAGING).exists():
        raise not_over(home)
    rest = [name for name in _LATER if (home / name).exists()]
    rest += [str(path) for path in store.files if path.name.endswith("-wal")]
    if rest and not store.holds_commons():
        raise StorageError(
            f"la base {store.place} manque, et {home} garde le reste d’un commun"
            f" ({rest[0]}) : remettez la base, ou restaurez une sauvegarde ailleurs"
        )


def not_over(home: Path) -> NotEmptyError:
    """Say that a restore is under way, or was interrupted, with the way on."""
    if is_occupied(home / STAGING):
        return NotEmptyError(f"une restauration est en cours dans {home}")
    others = [path for path in _entries(home) if path.name != STAGING]
    left = f"videz {home}" if others else f"retirez {home / STAGING}"
    return NotEmptyError(
        f"une restauration a été interrompue : {left}, puis restaurez de nouveau"
    )


def _entries(home: Path) -> list[Path]:
    return list(home.iterdir()) if home.is_dir() else []


def _may_precede(path: Path, store: Store) -> bool:
    beside = path in store.files and (
        path.name.endswith((".lock", *FILES)) or not path.stat().st_size
    )
    return beside or any(map(path.match, _EARLIER))
