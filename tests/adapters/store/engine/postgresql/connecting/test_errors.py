"""What the server says no by, in our errors: a row of the table each, from a real server."""

import pytest
from sqlalchemy import text

from commons.adapters.store.engine.postgresql.connecting.errors import SQLSTATES
from commons.adapters.store.engine.unit_of_work import Store
from commons.errors import BusyError, InvalidError, StorageError

STATES = {
    "08": "08006",
    "53": "53400",
    "58": "58030",
    "": "0A000",
}
"""For a class of states, one of it."""


@pytest.mark.parametrize("state", SQLSTATES)
def test_each_state_has_its_error_and_sentence(store: Store, state: str) -> None:
    kind, sentence = SQLSTATES[state]
    raised = text(
        "DO $$ BEGIN RAISE EXCEPTION 'secret' USING"
        f" ERRCODE = '{STATES.get(state, state)}'; END $$"
    )
    with pytest.raises(kind, match=sentence), store.write() as work:
        work.connection.execute(raised)


def test_a_text_that_the_database_cannot_keep_is_said(store: Store) -> None:
    asked = text("SELECT :said")
    with pytest.raises(InvalidError), store.read() as work:
        work.connection.execute(asked, {"said": "a\0b"})


def test_no_error_quotes_what_somebody_wrote(store: Store) -> None:
    asked = text("SELECT CAST(:said AS BIGINT)")
    with pytest.raises(StorageError) as caught, store.read() as work:
        work.connection.execute(asked, {"said": "12 rue des Lilas"})
    assert "Lilas" not in str(caught.value)


def test_a_statement_without_end_is_stopped(store: Store) -> None:
    def ask() -> None:
        with store.read() as work:
            work.connection.execute(text("SET LOCAL statement_timeout = 50"))
            work.connection.execute(text("SELECT pg_sleep(60)"))

    with pytest.raises(BusyError, match="took too long"):
        ask()
