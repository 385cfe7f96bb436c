"""What the tables say that cannot be, or that another denies, is found."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from commons.adapters.store.drafts import drafts
from commons.adapters.store.engine.tables.all_tables import METADATA
from commons.adapters.store.engine.unit_of_work import Store
from commons.adapters.store.imports.provenance import Provenance, save_provenance
from commons.adapters.store.measures.follower_checkpoints import move_checkpoint
from commons.adapters.store.measures.inconsistencies import (
    ONLY_HERE,
    Inconsistency,
    find_inconsistencies,
)
from commons.adapters.store.people import accounts
from commons.core.domain.sheet import DraftFork
from tests.adapters.store.makers import NOON, a_draft, an_account, published

KINDS = ("method", "tool")
ANA = an_account("a@exemple.fr", "Ana")
SPOILT = [
    ("accounts", "email", "'b@exemple.fr'"),
    ("accounts", "role", "9"),
    ("accounts", "language", "'tlh'"),
    ("accounts", "password_hash", "'plain'"),
    ("drafts", "kind", "'poem'"),
    ("drafts", "content", "'{'"),
    ("drafts", "content", "'[]'"),
    ("drafts", "apart", "'{}'"),
    ("drafts", "writer", "'zzzzzzzzzzzz'"),
    ("drafts", "parent", "2"),
    ("drafts", "parent", "0"),
    ("traces", "number", "2"),
    ("traces", "number", "-1"),
    ("pulse", "id", "7"),
    ("editions", "id", "7"),
    ("follower_checkpoints", "sequence", "2"),
    ("follower_checkpoints", "sequence", "-1"),
]


@pytest.fixture
def lived_in(store: Store) -> Store:
    """Give a store with an account, its draft of a sheet, and a trace."""
    sheet = published(store).sheet
    fork = DraftFork(draft="zzzzzzzzzzzz", writer=ANA.id, instant=NOON)
    draft = replace(a_draft(ANA.id, sheet=sheet), apart=fork)
    with store.write() as work:
        accounts.add_account(work, ANA, "$argon2id$v=19$x")
        drafts.save_draft(work, draft)
        save_provenance(work, Provenance(sheet=sheet, number=1, digest=""))
        move_checkpoint(work, "a follower", 1)
    return store


def found(store: Store, *changes: str) -> list[Inconsistency]:
    """Change the tables, and give what is found then."""
    with store.write() as work:
        for change in changes:
            work.connection.execute(text(change))
        return list(find_inconsistencies(work, KINDS))


def test_what_the_store_writes_agrees(lived_in: Store) -> None:
    assert found(lived_in) == []


def test_an_empty_store_agrees(store: Store) -> None:
    assert found(store) == []


@pytest.mark.parametrize(("table", "column", "value"), SPOILT)
def test_what_cannot_be_is_found_where_it_shows(
    lived_in: Store, table: str, column: str, value: str
) -> None:
    told = found(lived_in, f"UPDATE {table} SET {column} = {value}")  # noqa: S608
    assert [(one.table, one.column) for one in told] == [(table, column)]


def test_a_draft_of_another_kind_than_its_sheet_is_found(lived_in: Store) -> None:
    told = found(lived_in, "UPDATE drafts SET kind = 'tool'")
    assert [(one.table, one.column) for one in told] == [("drafts", "kind")]


def test_a_draft_of_a_sheet_that_is_not_there_is_found(lived_in: Store) -> None:
    told = found(lived_in, "UPDATE drafts SET sheet = 'zzzzzzzzzzzz'")
    assert {(one.table, one.column) for one in told} == {
        ("drafts", "sheet"),
        ("drafts", "parent"),
    }


def test_a_row_is_named_by_what_it_is_known_by(lived_in: Store) -> None:
    (one,) = found(lived_in, "UPDATE accounts SET role = 9")
    assert one == Inconsistency(table="accounts", row=ANA.id, column="role")


def test_a_table_of_one_row_has_one(store: Store) -> None:
    told = found(store, "DELETE FROM pulse")
    assert told == [Inconsistency(table="pulse", row="[]", column="id")]


def test_what_is_said_here_alone_names_columns_that_there_are() -> None:
    tables = METADATA.tables
    for name in ONLY_HERE:
        table, _, column = name.partition(".")
        assert column in tables[table].columns
