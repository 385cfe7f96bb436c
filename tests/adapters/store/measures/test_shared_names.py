"""A name that stands in several places is made right where two agree."""

import pytest
from sqlalchemy import text

from commons.adapters.store.engine.unit_of_work import Store
from commons.adapters.store.measures.shared_names import (
    WrongName,
    mend_name,
    wrong_names,
)
from commons.adapters.store.people import accounts, persons
from commons.core.domain.people.account import Account
from commons.core.domain.schema.kind import Value
from commons.core.domain.sheet import Person
from tests.adapters.store.makers import CAMILLE, an_account, publish, published

BEN = Person(id="bennn000000b", name="Ben")


@pytest.fixture
def ana(store: Store) -> Account:
    account = an_account("a@exemple.fr", "Ana É")
    with store.write() as work:
        accounts.add_account(work, account, "a hash")
    return account


def after(store: Store, change: str) -> list[WrongName]:
    """Change the tables, and give the names that are wrong then."""
    with store.write() as work:
        work.connection.execute(text(change))
        return wrong_names(work)


def mended(store: Store, *wrong: WrongName) -> list[WrongName]:
    """Mend names, and give those that are still wrong."""
    with store.write() as work:
        assert all(mend_name(work, one) for one in wrong)
        return wrong_names(work)


def test_names_that_the_store_wrote_are_right(store: Store, ana: Account) -> None:
    authors: list[Value] = [{"name": BEN.name, "person": BEN.id}, {"name": "Chloé"}]
    with store.write() as work:
        publish(work, author=ana.person)
        publish(work, values={"title": "Un titre", "authors": authors})
        accounts.reserve_name(work, BEN)
    with store.read() as work:
        assert wrong_names(work) == []


def test_a_person_gets_the_name_of_their_account_again(
    store: Store, ana: Account
) -> None:
    wrong = after(store, "UPDATE people SET name = 'Autre'")
    assert wrong == [WrongName(table="people", row=ana.person.id, right="Ana É")]
    assert mended(store, *wrong) == []
    with store.read() as work:
        assert persons.get_person(work, ana.person.id) == ana.person


def test_a_name_that_is_held_no_more_is_taken_again(store: Store, ana: Account) -> None:
    wrong = after(store, "DELETE FROM names")
    held = WrongName(table="names", row="ana e", right="Ana É", person=ana.person.id)
    assert wrong == [held]
    assert mended(store, *wrong) == []
    with store.read() as work:
        assert accounts.name_taken(work, "Ána E")


def test_a_name_that_its_holder_does_not_bear_is_freed(
    store: Store, ana: Account
) -> None:
    wrong = after(
        store,
        "INSERT INTO names (folded, person) SELECT 'x', person FROM accounts",
    )
    assert wrong == [WrongName(table="names", row="x", right="", person=ana.person.id)]
    assert mended(store, *wrong) == []
    with store.read() as work:
        assert not accounts.name_taken(work, "x")


def test_nobody_knows_the_name_of_an_account_that_agrees_with_nothing(
    store: Store, ana: Account
) -> None:
    wrong = after(store, "UPDATE accounts SET name = 'Autre'")
    lost = WrongName(table="accounts", row=ana.id, right="")
    assert lost in wrong
    with store.write() as work:
        assert not mend_name(work, lost)


def test_who_has_no_account_has_a_name_that_the_log_credits(store: Store) -> None:
    published(store)
    wrong = after(store, "UPDATE people SET name = 'Autre'")
    assert wrong == [WrongName(table="people", row=CAMILLE.id, right="Camille")]
    assert mended(store, *wrong) == []


def test_who_is_named_in_a_sheet_alone_is_known_from_it(store: Store) -> None:
    authors: list[Value] = [{"name": BEN.name, "person": BEN.id}]
    with store.write() as work:
        publish(work, values={"title": "Un titre", "authors": authors})
    wrong = after(store, f"DELETE FROM people WHERE id = '{BEN.id}'")  # noqa: S608
    assert wrong == [WrongName(table="people", row=BEN.id, right="Ben")]
    assert mended(store, *wrong) == []
    with store.read() as work:
        assert persons.get_person(work, BEN.id) == BEN
