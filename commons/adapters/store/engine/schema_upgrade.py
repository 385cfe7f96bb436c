"""Upgrades the schema of an older database, and recognises one that is too new."""

from functools import lru_cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from commons.errors import StorageError

FOLDER = Path(__file__).parents[1] / "migrations"


def upgrade_schema(connection: Connection, schema: str = "head") -> None:
    """Bring the schema to today's, within the transaction of `connection`.

    A `schema` of before is made for those who read a database of that time.
    Raises StorageError when the schema is newer than this program.
    """
    config = _config()
    config.attributes["connection"] = connection
    current, newest = schema_revision(connection), _scripts(FOLDER).get_current_head()
    if current == newest:
        return
    if current and not can_read(current):
        raise StorageError(
            f"the database's schema ({current}) is newer than this program"
            f" knows ({newest}): install a newer Commons"
        )
    command.upgrade(config, schema)


def schema_revision(connection: Connection) -> str | None:
    """Give the revision of the schema; None without a schema."""
    return MigrationContext.configure(connection).get_current_revision()


def outdated_revision(connection: Connection) -> str | None:
    """Give the revision that `upgrade_schema` would upgrade; None when there is none."""
    current = schema_revision(connection)
    newest = _scripts(FOLDER).get_current_head()
    return current if current != newest and current and can_read(current) else None


def can_read(revision: str) -> bool:
    """Say whether this program can read or upgrade a schema."""
    return revision in {step.revision for step in _scripts(FOLDER).walk_revisions()}


@lru_cache(maxsize=4)
def _scripts(folder: Path) -> ScriptDirectory:
    """Read the steps of a folder; they do not change while a process runs."""
    return ScriptDirectory(str(folder))


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
