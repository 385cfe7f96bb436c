"""Knows how an older database becomes one of today, and which is too new."""

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

    A `schema` of before is made for those who read a database of that time. Raises StorageError when the schema is newer than this program.
    """
    config = _config()
    config.attributes["connection"] = connection
    script = ScriptDirectory.from_config(config)
    current, newest = schema_revision(connection), script.get_current_head()
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
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    return current if current != newest and current and can_read(current) else None


def can_read(revision: str) -> bool:
    """Say whether this program can read or upgrade a schema."""
    steps = ScriptDirectory.from_config(_config()).walk_revisions()
    return revision in {step.revision for step in steps}


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
