"""Spreadsheets under way are one account's, for some days; traces outlive them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from commons.adapters.store.engine.unit_of_work import Store
from commons.adapters.store.imports import csv_uploads, provenance
from commons.adapters.store.imports.csv_uploads import KEPT, MOST, CsvUpload
from commons.adapters.store.imports.provenance import Provenance
from commons.adapters.store.people import accounts
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.errors import NotFoundError
from tests.adapters.store.makers import an_account


def someone(store: Store) -> str:
    account = an_account(f"{iri.new_id()}@exemple.fr", iri.new_id())
    with store.write() as work:
        accounts.add_account(work, account, "hash")
    return account.id


def a_batch(account: str, *, left: timedelta = KEPT) -> CsvUpload:
    return CsvUpload(
        id=iri.new_id(),
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
        csv_uploads.save_upload(work, batch, b"Titre\n")
        csv_uploads.save_state(work, other, batch.id, "theirs")
        csv_uploads.drop_upload(work, other, batch.id)
        csv_uploads.save_state(work, mine, batch.id, "mine")
    with store.read() as work:
        assert csv_uploads.uploads_of(work, mine) == [replace(batch, state="mine")]
        assert csv_uploads.upload_content(work, batch.id) == b"Titre\n"
        assert csv_uploads.uploads_of(work, other) == []
        with pytest.raises(NotFoundError):
            csv_uploads.get_upload(work, other, batch.id)


def test_what_has_expired_is_gone_and_swept(store: Store) -> None:
    mine = someone(store)
    old, new = a_batch(mine, left=-clock.TICK), a_batch(mine)
    with store.write(quiet=True) as work:
        csv_uploads.save_upload(work, old, b"old")
        with pytest.raises(NotFoundError):
            csv_uploads.get_upload(work, mine, old.id)
        csv_uploads.save_upload(work, new, b"new")
        with pytest.raises(NotFoundError):
            csv_uploads.upload_content(work, old.id)
        assert [batch.id for batch in csv_uploads.uploads_of(work, mine)] == [new.id]


def test_the_oldest_make_room(store: Store) -> None:
    mine = someone(store)
    made = [a_batch(mine, left=timedelta(days=1 + n)) for n in range(MOST + 2)]
    with store.write(quiet=True) as work:
        for batch in made:
            csv_uploads.save_upload(work, batch, b"")
        kept = [batch.id for batch in csv_uploads.uploads_of(work, mine)]
    assert kept == [batch.id for batch in reversed(made[2:])]


def test_nobody_unknown_keeps_a_spreadsheet(store: Store) -> None:
    with pytest.raises(NotFoundError), store.write(quiet=True) as work:
        csv_uploads.save_upload(work, a_batch("nobody"), b"")


def test_the_last_trace_is_the_one_that_counts(store: Store) -> None:
    first = Provenance(sheet=iri.new_id(), number=0, digest="a", drafted=clock.now())
    last = Provenance(sheet=first.sheet, number=2, digest="b")
    with store.write(quiet=True) as work:
        provenance.save_provenance(work, first)
        assert provenance.provenance_of(work, [first.sheet, iri.new_id()]) == {
            first.sheet: first
        }
        provenance.save_provenance(work, last)
    with store.read() as work:
        assert provenance.provenance_of(work, [first.sheet]) == {first.sheet: last}
