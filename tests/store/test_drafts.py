from dataclasses import replace

import pytest

from commons.domain import iri
from commons.domain.account import Account
from commons.errors import ForbiddenError, NotFoundError
from commons.store import accounts, drafts
from commons.store.work import Store
from tests.store.makers import a_draft, an_account


@pytest.fixture
def ana(store: Store) -> Account:
    return added(store, "a@exemple.fr", "Ana")


@pytest.fixture
def ben(store: Store) -> Account:
    return added(store, "b@exemple.fr", "Ben")


def added(store: Store, email: str, name: str) -> Account:
    account = an_account(email, name)
    with store.write() as work:
        accounts.add(work, account, "a hash")
    return account


def test_a_draft_comes_back_as_it_was_and_can_be_kept_again(
    store: Store, ana: Account
) -> None:
    draft = a_draft(ana.id)
    later = replace(draft, values={"title": "Mieux"}, parent=3, sheet=iri.mint())
    with store.write() as work:
        drafts.keep(work, draft)
        assert drafts.get(work, ana.id, draft.id) == draft
        drafts.keep(work, later)
        assert drafts.get(work, ana.id, draft.id) == later
        assert drafts.of(work, ana.id) == [later]


def test_each_account_sees_and_changes_its_own_drafts_only(
    store: Store, ana: Account, ben: Account
) -> None:
    draft = a_draft(ana.id, sheet="s" * 12)
    with store.write() as work:
        drafts.keep(work, draft)
        with pytest.raises(ForbiddenError):
            drafts.keep(work, replace(draft, account=ben.id))
        with pytest.raises(NotFoundError):
            drafts.get(work, ben.id, draft.id)
        drafts.drop(work, ben.id, draft.id)
        assert drafts.of(work, ben.id) == []
        assert drafts.for_sheet(work, ben.id, "s" * 12) is None
        assert drafts.get(work, ana.id, draft.id) == draft


def test_drafts_come_newest_first(store: Store, ana: Account) -> None:
    sheet = iri.mint()
    old, new = a_draft(ana.id, sheet=sheet), a_draft(ana.id, sheet=sheet, minutes=5)
    newest = a_draft(ana.id, minutes=9)
    with store.write() as work:
        for draft in (new, newest, old):
            drafts.keep(work, draft)
        assert drafts.of(work, ana.id) == [newest, new, old]
        assert drafts.for_sheet(work, ana.id, sheet) == new
        assert drafts.for_sheet(work, ana.id, iri.mint()) is None


def test_a_dropped_draft_is_gone(store: Store, ana: Account) -> None:
    draft = a_draft(ana.id)
    with store.write() as work:
        drafts.keep(work, draft)
        drafts.drop(work, ana.id, draft.id)
        drafts.drop(work, ana.id, draft.id)
        with pytest.raises(NotFoundError):
            drafts.get(work, ana.id, draft.id)


def test_a_draft_of_no_account_is_refused(store: Store) -> None:
    with store.write() as work, pytest.raises(NotFoundError):
        drafts.keep(work, a_draft(iri.mint()))
