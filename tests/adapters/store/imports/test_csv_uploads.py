"""Spreadsheets under way are one account's, for some days; traces outlive them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from commons.adapters.store.engine.unit_of_work import Store
from commons.adapters.store.imports import csv_uploads, provenance
from commons.adapters.store.imports.csv_uploads import KEPT, MOST, Batch
from commons.adapters.store.imports.provenance import Trace
from commons.adapters.store.people import accounts
from commons.core.domain import clock, iri
from commons.errors import NotFoundError
from tests.adapters.store.makers import an_account


def someone(store: Store) -> str:
    account = an_account(f"{iri.mint()}@exemple.fr", iri.mint())
    with store.write() as work:
        accounts.add(work, account, "hash")
    return account.id


def a_batch(account: str, *, left: timedelta = KEPT) -> Batch:
    return Batch(
        id=iri.mint(),
        account=account,
        kind="method",
        name="innovations.csv",
        until=clock.now() + left,
        state="{}",
    )


def test_a_spreadsheet_is_given_back_to_its_account_alone(store: Store) -> None:
    mine, other = someone(store), someone(store)
    batch = a_batch(mine)
    with store.write(quiet=True) as work:
        csv_uploads.keep(work, batch, b"Titre\n")
        csv_uploads.note(work, other, batch.id, "theirs")
        csv_uploads.drop(work, other, batch.id)
        csv_uploads.note(work, mine, batch.id, "mine")
    with store.read() as work:
        assert csv_uploads.of(work, mine) == [replace(batch, state="mine")]
        assert csv_uploads.content(work, batch.id) == b"Titre\n"
        assert csv_uploads.of(work, other) == []
        with pytest.raises(NotFoundError):
            csv_uploads.get(work, other, batch.id)


def test_what_has_expired_is_gone_and_swept(store: Store) -> None:
    mine = someone(store)
    old, new = a_batch(mine, left=-clock.TICK), a_batch(mine)
    with store.write(quiet=True) as work:
        csv_uploads.keep(work, old, b"old")
        with pytest.raises(NotFoundError):
            csv_uploads.get(work, mine, old.id)
        csv_uploads.keep(work, new, b"new")
        with pytest.raises(NotFoundError):
            csv_uploads.content(work, old.id)
        assert [batch.id for batch in csv_uploads.of(work, mine)] == [new.id]


def test_the_oldest_make_room(store: Store) -> None:
    mine = someone(store)
    made = [a_batch(mine, left=timedelta(days=1 + n)) for n in range(MOST + 2)]
    with store.write(quiet=True) as work:
        for batch in made:
            csv_uploads.keep(work, batch, b"")
        kept = [batch.id for batch in csv_uploads.of(work, mine)]
    assert kept == [batch.id for batch in reversed(made[2:])]


def test_nobody_unknown_keeps_a_spreadsheet(store: Store) -> None:
    with pytest.raises(NotFoundError), store.write(quiet=True) as work:
        csv_uploads.keep(work, a_batch("nobody"), b"")


def test_the_last_trace_is_the_one_that_counts(store: Store) -> None:
    first = Trace(sheet=iri.mint(), number=0, digest="a", drafted=clock.now())
    last = Trace(sheet=first.sheet, number=2, digest="b")
    with store.write(quiet=True) as work:
        provenance.leave(work, first)
        assert provenance.of(work, [first.sheet, iri.mint()]) == {first.sheet: first}
        provenance.leave(work, last)
    with store.read() as work:
        assert provenance.of(work, [first.sheet]) == {first.sheet: last}
