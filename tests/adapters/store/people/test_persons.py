"""People are credited under their last name, apart from any account."""

from dataclasses import replace
from typing import Any

import pytest

from commons.adapters.store.engine.unit_of_work import Store, Work
from commons.adapters.store.people import accounts, persons
from commons.adapters.store.people.persons import ADAPTED, PersonWork
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Account
from commons.core.domain.sheet import SOURCES, Action, Person, Place, SheetLink
from commons.errors import NotFoundError
from tests.adapters.store.makers import (
    NOON,
    a_person,
    a_revision,
    an_account,
    publish,
)

ANA = Person(id="annn0000000a", name="Ana")
NOBODY_KNOWS = "zzzzzzzzzzzz"


def opened(work: Work, name: str, email: str) -> Account:
    account = an_account(email, name)
    accounts.add_account(work, account, "a hash")
    return account


def test_a_person_has_the_name_last_credited(store: Store) -> None:
    with store.write() as work:
        persons.credit_person(work, ANA)
        persons.credit_person(work, replace(ANA, name="Ana Le Goff"))
        assert persons.get_person(work, ANA.id).name == "Ana Le Goff"
        assert persons.all_persons(work) == {ANA.id}
        with pytest.raises(NotFoundError):
            persons.get_person(work, NOBODY_KNOWS)


def test_names_are_given_of_those_who_are_known_however_many(store: Store) -> None:
    people = [a_person(f"Ana {number}") for number in range(persons.AT_ONCE + 3)]
    with store.write() as work:
        for person in people:
            persons.credit_person(work, person)
        asked = [NOBODY_KNOWS, *(person.id for person in people)]
        found = persons.names_of(work, asked)
    assert found == {person.id: person.name for person in people}


def test_a_mention_renames_nobody(store: Store) -> None:
    with store.write() as work:
        persons.credit_person(work, ANA)
    with store.write() as work:
        ben = a_person("Ben")
        persons.mention_persons(work, [replace(ANA, name="Autre"), ben])
        assert persons.get_person(work, ANA.id) == ANA
        assert persons.get_person(work, ben.id) == ben


def test_who_keeps_their_name_is_credited_without_being_renamed(store: Store) -> None:
    other = replace(ANA, name="Autre")
    with store.write() as work:
        persons.credit_person(work, ANA)
    with store.write() as work:
        persons.keep_names(work, other)
        persons.credit_person(work, other)
        assert persons.get_person(work, ANA.id) == ANA
    with store.write() as work:
        persons.keep_names(work, a_person())
        persons.credit_person(work, other)
        assert persons.get_person(work, ANA.id) == other


def test_the_authors_that_a_sheet_names_are_people_of_this_commons() -> None:
    place = Place(sheet=iri.new_id(), number=1, parent=None, sequence=1, instant=NOON)
    rows: list[Any] = [
        {"name": "Ana", "person": ANA.id},
        {"person": "bennn000000b"},
        {"name": "Chloé"},
        {"name": "Dan", "person": "no id"},
        "Éva",
    ]
    version = a_revision(place, values={"authors": rows})
    assert list(persons.named_authors(version)) == [
        ANA,
        Person(id="bennn000000b", name="bennn000000b"),
    ]
    assert list(persons.named_authors(a_revision(place))) == []


def test_what_a_person_wrote_is_counted_and_live_sheets_are_listed(
    store: Store,
) -> None:
    with store.write() as work:
        first = publish(work, author=ANA).sheet
        tool = publish(work, author=ANA, kind="tool").sheet
        gone = publish(work, author=ANA).sheet
        publish(work, gone, 1, action=Action.DELETE)
        publish(work, first, 1)
        found = persons.written_by(work, ANA.id)
        assert found == PersonWork(versions=3, by_kind={"method": 1, "tool": 1})
        assert found.sheets == 2
        assert persons.sheets_written(work, ANA.id, limit=9) == [first, tool]
        assert persons.sheets_written(work, ANA.id, limit=1, offset=1) == [tool]
        assert persons.sheets_written(work, ANA.id, "tool", limit=9) == [tool]
        assert persons.sheets_written(work, NOBODY_KNOWS, limit=9) == []
        nothing = PersonWork(versions=0, by_kind={})
        assert persons.written_by(work, NOBODY_KNOWS) == nothing


def test_who_wrote_once_is_told_of_each_later_version_and_of_what_is_restored(
    store: Store,
) -> None:
    ben = a_person("Ben")
    with store.write() as work:
        shared = publish(work, author=ANA).sheet
        other = publish(work, author=ANA).sheet
        publish(work, shared, 1, author=ben)
        publish(
            work,
            shared,
            2,
            author=ben,
            links=[SheetLink(relation=SOURCES, target=other)],
        )
        assert persons.sheets_written(work, ANA.id, limit=9) == [shared, other]
        assert persons.sheets_written(work, ANA.id, ADAPTED, limit=9) == [shared]
        assert persons.written_by(work, ben.id).adapted == 1
        publish(work, shared, 3, author=ben, action=Action.DELETE)
        assert persons.sheets_written(work, ANA.id, limit=9) == [other]
        assert persons.count_sheets(work, ben.id) == 0
        eve = a_person("Ève")
        publish(work, shared, 4, author=eve, action=Action.RESTORE)
        for person in (ANA, ben, eve):
            assert persons.sheets_written(work, person.id, limit=1) == [shared]
            assert persons.written_by(work, person.id).adapted == 0


def test_those_who_published_are_given_by_name_but_for_one(store: Store) -> None:
    with store.write() as work:
        ben, ana = opened(work, "Ben", "b@a.fr"), opened(work, "Ana", "a@a.fr")
        opened(work, "Reader", "r@a.fr")
        closed = opened(work, "Closed", "c@a.fr")
        accounts.change_account(work, replace(closed, active=False))
        for account in (ben, ana, closed):
            publish(work, author=account.person)
        publish(work, author=a_person("No account"))
        names = persons.publishing_persons(work, but="", limit=9)
        assert names == ["Ana", "Ben"]
        but = persons.publishing_persons(work, but=ana.person.id, limit=9)
        assert but == ["Ben"]
        assert persons.publishing_persons(work, but="", limit=1) == ["Ana"]


def test_what_a_person_made_from_others_is_known(store: Store) -> None:
    with store.write() as work:
        first = publish(work, author=ANA).sheet
        link = SheetLink(relation="sources", target=first, target_version=1)
        made = publish(work, author=ANA, links=[link]).sheet
        found = persons.written_by(work, ANA.id)
        assert (found.sheets, found.adapted) == (2, 1)
        assert persons.sheets_written(work, ANA.id, persons.ADAPTED, limit=9) == [made]
