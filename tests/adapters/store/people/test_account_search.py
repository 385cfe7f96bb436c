"""Accounts are found by parts of names and addresses, by role and by state."""

from dataclasses import replace
from datetime import timedelta

from commons.adapters.store.engine.unit_of_work import Store
from commons.adapters.store.people import accounts
from commons.adapters.store.people.account_search import (
    AccountQuery,
    active_admins,
    count_accounts,
    count_by_role,
    search_accounts,
)
from commons.adapters.store.people.credentials.sessions import open_session
from commons.core.domain import clock
from commons.core.domain.people.account import Account, Role


def names(
    store: Store, query: AccountQuery, limit: int = 9, offset: int = 0
) -> set[str]:
    with store.read() as work:
        found = search_accounts(work, query, limit=limit, offset=offset)
        assert len(found) <= count_accounts(work, query)
    return {one.account.person.name for one in found}


def test_words_are_part_of_a_name_or_an_address(
    store: Store, ana: Account, ben: Account
) -> None:
    every = {ana.person.name, ben.person.name}
    assert names(store, AccountQuery()) == every
    for words in (ana.person.name.upper(), ana.email[:6], f" {ana.email.upper()} "):
        assert names(store, AccountQuery(words=words.strip())) == {ana.person.name}
    assert names(store, AccountQuery(words="%")) == set()
    assert names(store, AccountQuery(words="personne")) == set()


def test_role_state_and_pages_narrow(store: Store, ana: Account, ben: Account) -> None:
    with store.write() as work:
        accounts.change_account(work, replace(ana, role=Role.ADMIN))
        accounts.change_account(work, replace(ben, active=False))
        assert [one.id for one in active_admins(work)] == [ana.id]
        assert count_by_role(work) == {Role.ADMIN: 1}
    assert names(store, AccountQuery(role=Role.ADMIN)) == {ana.person.name}
    assert names(store, AccountQuery(blocked=True)) == {ben.person.name}
    assert names(store, AccountQuery(), limit=1) | names(
        store, AccountQuery(), limit=1, offset=1
    ) == {ana.person.name, ben.person.name}


def test_the_last_visit_is_that_of_a_browser_that_is_signed_in(
    store: Store, ana: Account, ben: Account
) -> None:
    with store.write() as work:
        open_session(work, ana.id, until=clock.now() + timedelta(days=1))
        found = {
            one.account.id: one.seen
            for one in search_accounts(work, AccountQuery(), limit=9)
        }
    assert found[ben.id] is None
    seen = found[ana.id]
    assert seen is not None
    assert clock.now() - seen < timedelta(days=2)
