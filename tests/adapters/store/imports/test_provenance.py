"""What a load made of each sheet is known, until a later one replaces it."""

from dataclasses import replace
from pathlib import Path

from commons.adapters.store.drafts import drafts
from commons.adapters.store.engine.unit_of_work import Store
from commons.adapters.store.imports import loads, provenance
from commons.adapters.store.imports.provenance import Provenance
from commons.adapters.store.log.revisions import AT_ONCE
from commons.adapters.store.people import accounts
from commons.core.domain.addresses import iri
from tests.adapters.store.makers import NOON, a_draft, an_account, published

ONE, TWO = "0123456789ab", "0123456789ac"
TRACE = Provenance(sheet=ONE, number=3, digest="d1", source="ici")


def test_a_trace_comes_back_as_it_was(store: Store) -> None:
    drafted = Provenance(sheet=TWO, number=0, digest="", drafted=NOON)
    with store.write() as work:
        provenance.save_provenance(work, TRACE, drafted)
        provenance.save_provenance(work)
        found = provenance.provenance_of(work, [TWO, ONE, iri.new_id()])
    assert found == {ONE: TRACE, TWO: drafted}


def test_a_trace_takes_the_place_of_the_one_before(store: Store) -> None:
    later = replace(TRACE, number=4, digest="d2")
    with store.write() as work:
        provenance.save_provenance(work, TRACE)
        provenance.save_provenance(work, later)
        assert provenance.provenance_of(work, [ONE]) == {ONE: later}


def test_the_traces_of_a_load_say_where_it_read_them(
    store: Store, tmp_path: Path
) -> None:
    load = loads.new_load("ici", tmp_path)
    by_load = [replace(TRACE, sheet=sheet, load=load.id) for sheet in (TWO, ONE)]
    with store.write() as work:
        loads.begin_load(work, load)
        provenance.save_provenance(work, *by_load)
        found = provenance.of_load(work, load.id)
        assert [(trace.sheet, trace.place) for trace in found] == [
            (ONE, load.place),
            (TWO, load.place),
        ]
        provenance.save_provenance(work, replace(TRACE, load="another load"))
        assert [one.sheet for one in provenance.of_load(work, load.id)] == [TWO]
        assert provenance.provenance_of(work, [ONE])[ONE].place == ""
        assert provenance.of_load(work, "no load") == []


def test_more_sheets_than_go_into_one_query_are_all_found(store: Store) -> None:
    sheets = [iri.new_id() for _ in range(AT_ONCE + 3)]
    left = [replace(TRACE, sheet=sheet) for sheet in sheets]
    with store.write() as work:
        provenance.save_provenance(work, *left)
        assert provenance.provenance_of(work, sheets).keys() == {*sheets}


def test_a_trace_is_forgotten_alone(store: Store) -> None:
    with store.write() as work:
        provenance.save_provenance(work, TRACE, replace(TRACE, sheet=TWO))
        provenance.forget_provenance(work, ONE)
        provenance.forget_provenance(work, ONE)
        assert provenance.provenance_of(work, [ONE, TWO]).keys() == {TWO}


def test_traces_of_drafts_that_are_gone_are_forgotten(store: Store) -> None:
    sheet = published(store).sheet
    account = an_account()
    draft = a_draft(account.id)
    with store.write() as work:
        accounts.add_account(work, account, "a hash")
        drafts.save_draft(work, draft)
        for one in (sheet, draft.id, ONE):
            provenance.save_provenance(work, replace(TRACE, sheet=one))
        assert provenance.forget_lost(work) == 1
        found = provenance.provenance_of(work, [sheet, draft.id, ONE])
        assert found.keys() == {sheet, draft.id}
        drafts.drop_draft(work, account.id, draft.id)
        assert provenance.forget_lost(work) == 1
