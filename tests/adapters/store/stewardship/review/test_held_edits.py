"""What waits for review, by account, sheet and draft, and who names a file."""

from dataclasses import replace

import pytest

from commons.adapters.store.drafts import drafts
from commons.adapters.store.engine.unit_of_work import Store
from commons.adapters.store.measures.file_references import referenced_files
from commons.adapters.store.people import accounts
from commons.adapters.store.stewardship.review import held_edits
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Account
from commons.core.domain.sheet import Action
from commons.core.domain.site.review import HeldEdit, HeldState
from commons.errors import NotFoundError
from tests.adapters.store.makers import NOON, a_draft, publish

IMAGE = f"{'ab' * 32}.jpg"


def an_edit(account: Account, sheet: str = "", **more: object) -> HeldEdit:
    """Give an edit that waits since NOON; of a new sheet without one."""
    made = HeldEdit(
        id=iri.new_id(),
        account=account.id,
        draft=iri.new_id(),
        known=2,
        sheet=sheet or iri.new_id(),
        kind="method",
        parent=1 if sheet else None,
        action=Action.UPDATE if sheet else Action.CREATE,
        instant=NOON,
        values={"title": "Le banc"},
        note="une raison",
        beside=frozenset({"camm0000000c", "anna0000000c"}),
        signals={"links": 2},
    )
    return replace(made, **more)  # type: ignore[arg-type]


def test_an_edit_comes_back_as_it_was(store: Store, ana: Account) -> None:
    edit = an_edit(ana)
    with store.write() as work:
        held_edits.hold_edit(work, edit)
        assert held_edits.get_held(work, edit.id) == edit
        assert held_edits.get_waiting(work, edit.id) == edit
        assert held_edits.held_of_draft(work, edit.draft) == edit
        assert held_edits.held_of_drafts(work, [edit.draft, "x"]) == {edit.draft: edit}
        assert held_edits.held_of_drafts(work, []) == {}
        with pytest.raises(NotFoundError):
            held_edits.get_held(work, iri.new_id())


def test_what_waits_is_listed_oldest_first(
    store: Store, ana: Account, ben: Account
) -> None:
    sheet = iri.new_id()
    younger = an_edit(ana, sheet, instant=clock.now())
    older = an_edit(ben, sheet)
    with store.write() as work:
        for one in (younger, older):
            held_edits.hold_edit(work, one)
        assert held_edits.waiting_edits(work, limit=1) == [older]
        assert held_edits.waiting_edits(work, limit=9, offset=1) == [younger]
        assert held_edits.waiting_of_sheet(work, sheet) == [older, younger]
        assert held_edits.waiting_of_account(work, ana.id) == [younger]
        assert held_edits.count_waiting(work) == 2
        assert held_edits.count_waiting_of(work, ana.id) == 1
        assert held_edits.count_waiting_of(work, ana.id, but=younger.draft) == 0


def test_a_draft_has_one_edit_that_waits(store: Store, ana: Account) -> None:
    first = an_edit(ana)
    second = replace(first, id=iri.new_id(), known=3)
    with store.write() as work:
        held_edits.hold_edit(work, first)
        held_edits.hold_edit(work, second)
        assert held_edits.waiting_edits(work, limit=9) == [second]


def test_what_is_refused_waits_no_more_and_keeps_the_reason_only(
    store: Store, ana: Account
) -> None:
    edit = an_edit(ana)
    with store.write() as work:
        held_edits.hold_edit(work, edit)
        held_edits.refuse_held(work, edit.id, "de la publicité")
        told = held_edits.get_held(work, edit.id)
        assert (told.state, told.reason) == (HeldState.REFUSED, "de la publicité")
        assert (told.values, held_edits.count_waiting(work)) == ({}, 0)
        for settle in (
            held_edits.get_waiting,
            lambda w, i: held_edits.refuse_held(w, i, "x"),
        ):
            with pytest.raises(NotFoundError):
                settle(work, edit.id)
        held_edits.remove_held_of(work, edit.draft)
        assert held_edits.held_of_draft(work, edit.draft) is None


def test_files_of_what_waits_are_known_and_kept(store: Store, ana: Account) -> None:
    edit = an_edit(ana, values={"title": "Le banc", "image": {"file": IMAGE}})
    with store.write() as work:
        held_edits.hold_edit(work, edit)
        assert held_edits.names_file(work, IMAGE)
        assert not held_edits.names_file(work, "cd" * 32 + ".jpg")
        assert referenced_files(work) == {IMAGE}
        held_edits.remove_held(work, edit.id)
        assert not held_edits.names_file(work, IMAGE)


def test_a_draft_that_was_handed_in_does_not_expire(store: Store, ana: Account) -> None:
    with store.write() as work:
        kept, lost = (drafts.save_draft(work, a_draft(ana.id)) for _ in range(2))
        held_edits.hold_edit(work, an_edit(ana, draft=kept.id))
        assert drafts.expire_drafts(work, clock.now()) == 1
        assert drafts.drafts_of(work, ana.id) == [kept]
        assert lost.id != kept.id


def test_accepted_versions_are_counted_to_a_bound(store: Store, ana: Account) -> None:
    with store.write() as work:
        first = publish(work, author=ana.person)
        publish(work, first.sheet, 1, author=ana.person)
        for most, count in ((1, 1), (9, 2)):
            found = held_edits.count_accepted(work, ana.person.id, most=most)
            assert found == count
        found = held_edits.count_accepted(work, ana.person.id, most=9, sheets_only=True)
        assert found == 1


def test_a_refusal_is_forgotten_with_its_draft(store: Store, ana: Account) -> None:
    with store.write() as work:
        draft = drafts.save_draft(work, a_draft(ana.id))
        refused, waiting = an_edit(ana, draft=draft.id), an_edit(ana)
        for one in (refused, waiting):
            held_edits.hold_edit(work, one)
        held_edits.refuse_held(work, refused.id, "une raison")
        assert held_edits.sweep_refused(work) == 0
        drafts.drop_draft(work, ana.id, draft.id)
        assert held_edits.sweep_refused(work) == 1
        assert held_edits.waiting_edits(work, limit=9) == [waiting]


def test_what_a_blocked_account_wrote_is_set_aside_and_comes_back(
    store: Store, ana: Account, ben: Account
) -> None:
    sheet = iri.new_id()
    with store.write() as work:
        edit, other = an_edit(ana, sheet), an_edit(ben, sheet)
        for one in (edit, other):
            held_edits.hold_edit(work, one)
        accounts.change_account(work, replace(ana, active=False))
        assert held_edits.waiting_edits(work, limit=9) == [other]
        assert held_edits.waiting_of_sheet(work, sheet) == [other]
        assert held_edits.count_waiting(work) == 1
        assert held_edits.count_waiting_of(work, ana.id) == 1
        accounts.change_account(work, ana)
        assert held_edits.count_waiting(work) == 2
