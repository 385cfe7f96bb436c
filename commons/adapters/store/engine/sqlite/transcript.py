"""Databases of other engines as an SQLite file, which is what a backup holds; and back."""

from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.engine import URL

from commons.adapters.store.engine.lifecycle.copying import copy_rows
from commons.adapters.store.engine.lifecycle.schema_upgrade import upgrade_schema
from commons.adapters.store.engine.sqlite.database import open_engine
from commons.core.files.durability import replace_file
from commons.errors import StorageError

_PATIENCE_SECONDS = 15.0


def copy_into_file(source: Connection, path: Path) -> None:
    """Write the state that a connection sees into a file that only its owner reads.

    It appears whole and on the disk, over an older one, or not at all. Raises
    StorageError.
    """
    try:
        with replace_file(path, mode=0o600) as draft:
            file = URL.create("sqlite", database=str(draft))
            engine = open_engine(file, _PATIENCE_SECONDS, writes=True)
            try:
                with engine.begin() as target:
                    upgrade_schema(target)
                    copy_rows(source, target)
            finally:
                engine.dispose()
    except OSError as error:
        raise StorageError(f"{path} cannot be written ({error.strerror})") from error


def copy_from_file(path: Path, target: Connection) -> None:
    """Put what a file holds in the place of what a connection has. Raises StorageError."""
    file = URL.create("sqlite", database=str(path))
    engine = open_engine(file, _PATIENCE_SECONDS, writes=False)
    try:
        with engine.begin() as source:
            copy_rows(source, target)
    finally:
        engine.dispose()
