"""The tables of a database on a server: those of the code, made and changed by the steps."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import make_url

from commons.adapters.store.engine.engines import choose_engine
from commons.adapters.store.engine.tables.all_tables import METADATA
from commons.adapters.store.engine.unit_of_work import Store, open_store
from commons.adapters.store.log import revisions
from commons.adapters.store.measures import backup_counts
from commons.errors import StorageError
from tests.adapters.store.engine_rows import SERVED, address_in
from tests.adapters.store.makers import published
from tests.adapters.store.processes import at_once
from tests.adapters.store.releases import LATER, knows_a_later_schema
from tests.servers import postgresql

Release = Callable[..., None]
KINDS = {"bigint", "boolean", "bytea", "character varying", "double precision"}
COLUMNS = """
SELECT table_name, column_name, data_type, collation_name, is_nullable, column_default
FROM information_schema.columns WHERE table_schema = 'public'
"""
INDEXES = "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'"
CONSTRAINTS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = 'public'::regnamespace
"""


def described(address: str) -> set[tuple[object, ...]]:
    """Give all that a server knows of our tables."""
    with postgresql.connected(make_url(address)) as connection:
        found = [connection.execute(query) for query in (COLUMNS, INDEXES, CONSTRAINTS)]
        rows = [tuple(row) for cursor in found for row in cursor]
    return {row for row in rows if row[0] != "alembic_version"}


def test_the_steps_lead_to_the_same_tables_on_a_server(tmp_path: Path) -> None:
    stepped = address_in(tmp_path / "stepped", SERVED, begun=True)
    directly = address_in(tmp_path / "at once", SERVED)
    engine, url = choose_engine(directly)
    engine.prepare_database(url)
    writer = engine.open_engine(url, 5.0, writes=True)
    with writer.begin() as connection:
        METADATA.create_all(connection)
    writer.dispose()
    assert described(stepped) == described(directly)
    columns = [row for row in described(stepped) if len(row) == 6]
    assert {row[2] for row in columns} <= KINDS
    texts = [row[3] for row in columns if row[2] == "character varying"]
    assert len(texts) > 100
    assert set(texts) == {"C"}


@pytest.fixture
def release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Release:
    """Give what turns this program into one that knows a later schema."""
    return partial(knows_a_later_schema, tmp_path / "migrations", monkeypatch)


def schema_of(store: Store) -> str:
    with store.read() as work:
        return backup_counts.schema_of(work)


def test_processes_upgrade_once_and_none_loses_a_save(
    store: Store, release: Release, url: str
) -> None:
    published(store)
    store.close()
    release()

    def start(_number: int) -> None:
        opened = open_store(url)
        opened.migrate()
        published(opened)

    at_once(start)
    assert schema_of(store) == LATER
    with store.read() as work:
        assert revisions.head_sequence(work) == 5


def test_a_step_that_fails_leaves_all_as_it_was(store: Store, release: Release) -> None:
    old = schema_of(store)
    store.close()
    release('op.execute("SELECT * FROM nothing")')
    for _ in range(2):
        with pytest.raises(StorageError, match="nothing"):
            store.migrate()
    assert schema_of(store) == old
    assert published(store).sequence == 1
