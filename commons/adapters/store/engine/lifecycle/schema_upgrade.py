"""Upgrades the schema of an older database, and recognises one that is too new.

Alembic, which is large, is read only where there is something to upgrade.
"""

from functools import lru_cache
from importlib import import_module
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from commons.errors import StorageError

FOLDER = Path(__file__).parents[2] / "migrations"
_TABLE = "alembic_version"


def upgrade_schema(connection: Connection, schema: str = "head") -> None:
    """Bring the schema to today's, within the transaction of `connection`.

    A `schema` of before is made for those who read a database of that time.
    Raises StorageError when the schema is newer than this program.
    """
    current, newest = schema_revision(connection), known_revisions()[-1]
    if current == newest:
        return
    if current and not can_read(current):
        raise StorageError(
            f"the database's schema ({current}) is newer than this program"
            f" knows ({newest}): install a newer Commons"
        )
    config = import_module("alembic.config").Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    import_module("alembic.command").upgrade(config, schema)


def schema_revision(connection: Connection) -> str | None:
    """Give the revision of the schema; None without a schema."""
    if not inspect(connection).has_table(_TABLE):
        return None
    found = connection.execute(text(f"SELECT version_num FROM {_TABLE}"))  # noqa: S608  # a constant
    return found.scalar()


def outdated_revision(connection: Connection) -> str | None:
    """Give the revision that `upgrade_schema` would upgrade; None when there is none."""
    current = schema_revision(connection)
    newest = known_revisions()[-1]
    return current if current != newest and current and can_read(current) else None


def can_read(revision: str) -> bool:
    """Say whether this program can read or upgrade a schema."""
    return revision in known_revisions()


def known_revisions() -> tuple[str, ...]:
    """Give the revisions of all steps, the first first; their files are named so."""
    return _revisions_in(FOLDER)


@lru_cache(maxsize=4)
def _revisions_in(folder: Path) -> tuple[str, ...]:
    files = sorted((folder / "versions").glob("v[0-9]*.py"))
    return tuple(path.stem[1:].partition("_")[0] for path in files)
