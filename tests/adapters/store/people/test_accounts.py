from dataclasses import replace
from datetime import timedelta

import pytest

from commons.adapters.store.engine.unit_of_work import Store
from commons.adapters.store.measures import counts
from commons.adapters.store.people import accounts, persons
from commons.adapters.store.people.credentials import sessions
from commons.core.domain import clock
from commons.core.domain.people.account import Account, Role
from commons.errors import NotFoundError, TakenError
from tests.adapters.store.makers import a_person, an_account, in_an_hour, publish

NOBODY_KNOWS = "zzzzzzzzzzzz"


def added(store: Store, email: str = "a@exemple.fr", name: str = "Ana") -> Account:
    account = an_account(email, name)
    with store.write() as work:
        accounts.add_account(work, account, "a hash")
    return account


def test_an_account_comes_back_as_it_was(store: Store) -> None:
    account = added(store)
    with store.read() as work:
        assert accounts.get_account(work, account.id) == account
        assert accounts.by_email(work, " A@EXEMPLE.fr ") == (account, "a hash")
        assert accounts.by_email(work, "b@exemple.fr") is None
        assert accounts.all_accounts(work) == [account]
        assert persons.get_person(work, account.person.id) == account.person
        with pytest.raises(NotFoundError):
            accounts.get_account(work, NOBODY_KNOWS)


def test_an_email_is_taken_whatever_its_case(store: Store) -> None:
    added(store, "a@exemple.fr", "Ana")
    with pytest.raises(TakenError, match=r"^email$"):
        added(store, "A@Exemple.FR", "Ben")
    with store.read() as work:
        assert not accounts.name_taken(work, "Ben")


@pytest.mark.parametrize("name", ["ana", "Ána", " ANA "])
def test_a_pseudonym_is_taken_whatever_its_case_and_accents(
    store: Store, name: str
) -> None:
    added(store, "a@exemple.fr", "Ana")
    with pytest.raises(TakenError, match=r"^pseudonym$"):
        added(store, "b@exemple.fr", name)


def test_a_taken_pseudonym_is_said_before_an_email_is_looked_at(store: Store) -> None:
    added(store, "a@exemple.fr", "Ana")
    with pytest.raises(TakenError, match=r"^pseudonym$"):
        added(store, "a@exemple.fr", "Ana")


def test_a_reserved_name_is_taken_for_all_but_its_person(store: Store) -> None:
    person = a_person("Ben")
    with store.write() as work:
        accounts.reserve_name(work, person)
        assert accounts.name_taken(work, "bén")
        with pytest.raises(TakenError):
            accounts.reserve_name(work, a_person("Ben"))
        accounts.add_account(work, replace(an_account(), person=person), "a hash")


def test_an_account_can_change_all_it_says(store: Store) -> None:
    account = added(store)
    changed = replace(
        account,
        email="new@exemple.fr",
        person=replace(account.person, name="Ana Le Goff"),
        role=Role.EDITOR,
        language="en",
        active=False,
    )
    with store.write() as work:
        accounts.change_account(work, changed)
    with store.read() as work:
        assert accounts.by_email(work, "new@exemple.fr") == (changed, "a hash")
        assert accounts.by_email(work, "a@exemple.fr") is None
        assert not accounts.name_taken(work, "Ana")
        assert accounts.name_taken(work, "ana le goff")
        assert persons.get_person(work, account.person.id).name == "Ana Le Goff"


def test_a_change_may_keep_its_own_name_and_email_but_take_no_other(
    store: Store,
) -> None:
    ana = added(store, "a@exemple.fr", "Ana")
    ben = added(store, "b@exemple.fr", "Ben")
    with store.write() as work:
        accounts.change_account(
            work, replace(ana, person=replace(ana.person, name="ANA"))
        )
        with pytest.raises(TakenError, match="email"):
            accounts.change_account(work, replace(ben, email="A@exemple.fr"))
        with pytest.raises(TakenError, match="pseudonym"):
            accounts.change_account(
                work, replace(ben, person=replace(ben.person, name="Ána"))
            )
        with pytest.raises(NotFoundError):
            accounts.change_account(work, replace(ben, id=NOBODY_KNOWS))
    with store.read() as work:
        assert accounts.get_account(work, ana.id).person.name == "ANA"
        assert accounts.name_taken(work, "Ben")


def test_a_password_can_be_replaced(store: Store) -> None:
    account = added(store)
    with store.write() as work:
        accounts.set_password(work, account.id, "another hash")
        with pytest.raises(NotFoundError):
            accounts.set_password(work, NOBODY_KNOWS, "a hash")
    with store.read() as work:
        assert accounts.by_email(work, account.email) == (account, "another hash")


def test_a_session_lives_until_it_is_closed(store: Store) -> None:
    account = added(store)
    with store.write() as work:
        token = sessions.open_session(work, account.id, until=in_an_hour())
        other = sessions.open_session(work, account.id, until=in_an_hour())
    assert token != other
    with store.read() as work:
        assert sessions.session_account(work, token) == account
        assert sessions.session_account(work, "no such token") is None
        assert sessions.session_account(work, "") is None
    with store.write() as work:
        sessions.close_session(work, token)
    with store.read() as work:
        assert sessions.session_account(work, token) is None
        assert sessions.session_account(work, other) == account
    with store.write() as work:
        sessions.close_sessions(work, account.id)
    with store.read() as work:
        assert sessions.session_account(work, other) is None


def test_an_old_token_is_worth_nothing_and_is_swept(store: Store) -> None:
    account = added(store)
    past = clock.now() - timedelta(seconds=1)
    with store.write() as work:
        old = sessions.open_session(work, account.id, until=past)
        young = sessions.open_session(work, account.id, until=in_an_hour())
    with store.read() as work:
        assert sessions.session_account(work, old) is None
    with store.write() as work:
        assert sessions.sweep_sessions(work) == 1
        assert sessions.sweep_sessions(work) == 0
        assert sessions.session_account(work, young) == account


def test_a_closed_account_is_signed_out(store: Store) -> None:
    account = added(store)
    with store.write() as work:
        token = sessions.open_session(work, account.id, until=in_an_hour())
        accounts.change_account(work, replace(account, active=False))
        assert sessions.session_account(work, token) is None


def test_the_database_does_not_hold_the_token(store: Store) -> None:
    account = added(store)
    with store.write() as work:
        token = sessions.open_session(work, account.id, until=in_an_hour())
        rows = work.connection.exec_driver_sql("SELECT * FROM sessions").all()
    assert token not in str(rows)


def test_an_account_is_credited_as_its_person(store: Store) -> None:
    account = added(store)
    with store.write() as work:
        publish(work, author=account.person)
        assert counts.count_all(work).people == 1
        assert counts.count_all(work).accounts == 1
