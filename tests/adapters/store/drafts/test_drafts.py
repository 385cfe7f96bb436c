from dataclasses import replace

import pytest

from commons.adapters.store.drafts import draft_shares, drafts
from commons.adapters.store.engine.unit_of_work import Store
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Account
from commons.core.domain.sheet import Collaborator
from commons.errors import ConflictError, ForbiddenError, NotFoundError, TooLargeError
from tests.adapters.store.makers import a_draft


def test_a_draft_comes_back_as_it_was_and_can_be_kept_again(
    store: Store, ana: Account
) -> None:
    draft = a_draft(ana.id)
    later = replace(draft, values={"title": "Mieux"}, parent=3, sheet=iri.new_id())
    with store.write() as work:
        first = drafts.save_draft(work, draft)
        assert drafts.get_draft(work, ana.id, draft.id) == first
        assert first == replace(draft, revision=1)
        second = drafts.save_draft(work, later)
        assert drafts.get_draft(work, ana.id, draft.id) == second
        assert second == replace(later, revision=2)
        assert drafts.drafts_of(work, ana.id) == [second]


def test_each_account_sees_and_changes_its_own_drafts_only(
    store: Store, ana: Account, ben: Account
) -> None:
    draft = a_draft(ana.id, sheet="s" * 12)
    with store.write() as work:
        draft = drafts.save_draft(work, draft)
        with pytest.raises(ForbiddenError):
            drafts.save_draft(work, replace(draft, account=ben.id))
        with pytest.raises(NotFoundError):
            drafts.get_draft(work, ben.id, draft.id)
        drafts.drop_draft(work, ben.id, draft.id)
        assert drafts.drafts_of(work, ben.id) == []
        assert drafts.for_sheet(work, ben.id, "s" * 12) is None
        assert drafts.get_draft(work, ana.id, draft.id) == draft


def test_drafts_come_newest_first(store: Store, ana: Account) -> None:
    sheet = iri.new_id()
    old, new = a_draft(ana.id, sheet=sheet), a_draft(ana.id, sheet=sheet, minutes=5)
    newest = a_draft(ana.id, minutes=9)
    with store.write() as work:
        new, newest, old = (drafts.save_draft(work, one) for one in (new, newest, old))
        assert drafts.drafts_of(work, ana.id) == [newest, new, old]
        assert drafts.for_sheet(work, ana.id, sheet) == new
        assert drafts.for_sheet(work, ana.id, iri.new_id()) is None


def test_a_dropped_draft_is_gone(store: Store, ana: Account) -> None:
    draft = a_draft(ana.id)
    with store.write() as work:
        drafts.save_draft(work, draft)
        drafts.drop_draft(work, ana.id, draft.id)
        drafts.drop_draft(work, ana.id, draft.id)
        with pytest.raises(NotFoundError):
            drafts.get_draft(work, ana.id, draft.id)


def test_a_draft_of_no_account_is_refused(store: Store) -> None:
    with store.write() as work, pytest.raises(NotFoundError):
        drafts.save_draft(work, a_draft(iri.new_id()))


def test_a_draft_is_never_kept_over_a_state_that_was_not_seen(
    store: Store, ana: Account
) -> None:
    draft = a_draft(ana.id)
    late = replace(draft, values={"title": "En retard"})
    with store.write() as work:
        drafts.save_draft(work, draft)
        second = drafts.save_draft(work, draft, known=1)
        with pytest.raises(ConflictError) as met:
            drafts.save_draft(work, late, known=1)
        assert met.value.head == 2
        assert drafts.get_draft(work, ana.id, draft.id) == second


def test_a_form_that_did_not_hear_the_answer_keeps_its_draft_again(
    store: Store, ana: Account
) -> None:
    draft = replace(a_draft(ana.id), tab="the first")
    with store.write() as work:
        drafts.save_draft(work, draft, known=0)
        assert drafts.save_draft(work, draft, known=0).revision == 2
        with pytest.raises(ConflictError):
            drafts.save_draft(work, replace(draft, tab="another"), known=1)


def test_a_companion_writes_in_a_draft_until_the_sharing_ends(
    store: Store, ana: Account, ben: Account
) -> None:
    draft = a_draft(ana.id)
    his = replace(draft, writer=ben.id, values={"title": "À deux"})
    with store.write() as work:
        drafts.save_draft(work, draft)
        draft_shares.add_share(work, draft.id, ben.id)
        draft_shares.add_share(work, draft.id, ben.id)
        kept = drafts.save_draft(work, his)
        assert drafts.get_draft(work, ben.id, draft.id) == kept
        assert drafts.drafts_shared_with(work, ben.id) == [kept]
        assert drafts.drafts_of(work, ben.id) == []
        drafts.drop_draft(work, ben.id, draft.id)
        assert drafts.get_draft(work, ana.id, draft.id) == kept
        draft_shares.remove_share(work, draft.id, ben.id)
        with pytest.raises(ForbiddenError):
            drafts.save_draft(work, his)
        assert drafts.drafts_shared_with(work, ben.id) == []
        assert draft_shares.shares_of(work, draft.id) == [
            Collaborator(account=ben.id, person=ben.person, active=False, wrote=True)
        ]


def test_a_companion_who_wrote_nothing_is_forgotten(
    store: Store, ana: Account, ben: Account
) -> None:
    draft = a_draft(ana.id)
    with store.write() as work:
        drafts.save_draft(work, draft)
        draft_shares.add_share(work, draft.id, ben.id)
        draft_shares.remove_share(work, draft.id, ben.id)
        assert draft_shares.shares_of(work, draft.id) == []


def test_a_published_draft_goes_for_everyone_who_wrote_it(
    store: Store, ana: Account, ben: Account
) -> None:
    draft = a_draft(ana.id)
    with store.write() as work:
        drafts.save_draft(work, draft)
        drafts.finish_draft(work, ben.id, draft.id, known=1)
        draft_shares.add_share(work, draft.id, ben.id)
        drafts.finish_draft(work, ben.id, draft.id, known=0, tab="another")
        assert drafts.drafts_of(work, ana.id)
        drafts.finish_draft(work, ben.id, draft.id, known=1)
        assert (
            drafts.drafts_of(work, ana.id)
            == drafts.drafts_shared_with(work, ben.id)
            == []
        )


def test_an_account_has_so_many_drafts_at_most(
    store: Store, ana: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts, "MOST_DRAFTS", 2)
    with store.write() as work:
        first = drafts.save_draft(work, a_draft(ana.id))
        drafts.save_draft(work, a_draft(ana.id))
        with pytest.raises(TooLargeError):
            drafts.save_draft(work, a_draft(ana.id))
        assert drafts.save_draft(work, first).revision == 2
