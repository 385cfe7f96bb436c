"""Nobody is given words or names that are not theirs."""

from dataclasses import replace

import pytest

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people import accounts
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Account
from commons.core.domain.schema.kind import Values
from commons.core.domain.sheet import Action, Person
from commons.services.publishing.authors import (
    claimed_persons,
    drop_claims,
    keep_credits,
    named_people,
    names_in,
)
from commons.services.publishing.publish import NewRevision
from commons.wiring.components import Components
from tests.adapters.store.makers import an_account
from tests.core.kinds.examples import revision


def signed(*rows: tuple[str, str]) -> Values:
    """Give values whose authors are these names, each with a person or none."""
    return {
        "title": "Le banc",
        "authors": [
            {"name": name, **({"person": person} if person else {})}
            for name, person in rows
        ],
    }


def opened(work: Work, name: str = "Camille") -> Account:
    account = an_account(f"{iri.new_id()}@exemple.fr", name)
    accounts.add_account(work, account, "signs nothing")
    return account


def written_by(author: Person, values: Values) -> NewRevision:
    return NewRevision(
        sheet=iri.new_id(),
        kind="method",
        parent=None,
        action=Action.CREATE,
        author=author,
        change_note="",
        values=values,
    )


def test_who_writes_is_credited_as_themselves_under_their_own_name_only(
    parts: Components,
) -> None:
    with parts.store.write() as work:
        me = opened(work).person
        own = signed((" Camille ", me.id), ("Robin", ""))
        assert keep_credits(work, own, written_by(me, own), None) == own
        other = signed(("Quelqu’un", me.id))
        found = keep_credits(work, other, written_by(me, other), None)
        assert found == signed(("Quelqu’un", ""))


def test_nobody_else_is_credited_unless_beside_or_there_before(
    parts: Components,
) -> None:
    with parts.store.write() as work:
        me, robin = opened(work).person, opened(work, "Robin").person
        values = signed(("Robin", robin.id), ("Nul", "zzzzzzzzzzzz"))
        bare = signed(("Robin", ""), ("Nul", ""))
        new_revision = written_by(me, values)
        assert keep_credits(work, values, new_revision, None) == bare
        kept = signed(("Robin", robin.id), ("Nul", ""))
        beside = replace(new_revision, beside=frozenset({robin.id, "zzzzzzzzzzzz"}))
        assert keep_credits(work, values, beside, None) == kept
        before = revision("method", signed(("Robin", robin.id)))
        assert keep_credits(work, values, new_revision, before) == kept


@pytest.mark.parametrize("values", [{}, {"authors": "Camille"}, {"authors": ["C", 1]}])
def test_authors_of_an_odd_form_are_left_to_the_check(
    parts: Components, values: Values
) -> None:
    with parts.store.read() as work:
        new_revision = written_by(Person(id="camm0000000c", name="Camille"), values)
        assert keep_credits(work, values, new_revision, None) == values
        assert drop_claims(work, values, None, {}) is values
        assert list(named_people(values)) == []


def test_a_file_claims_no_holder_of_an_account_who_did_not_stand_there(
    parts: Components,
) -> None:
    with parts.store.write() as work:
        camille = opened(work).person
        values = signed(("Camille", camille.id), ("Robin", ""))
        names = names_in(work, [values])
        assert names == {camille.id: "Camille"}
        assert list(claimed_persons(work, values, None, names)) == [camille.id]
        bare = signed(("Camille", ""), ("Robin", ""))
        assert drop_claims(work, values, None, names) == bare
        before = revision("method", values)
        assert list(claimed_persons(work, values, before, names)) == []
        assert drop_claims(work, values, before, names) is values


def test_a_file_gives_nobody_of_here_another_name(parts: Components) -> None:
    with parts.store.write() as work:
        camille = opened(work).person
        values = signed(("Autre", camille.id))
        names, before = names_in(work, [values]), revision("method", values)
        assert list(claimed_persons(work, values, before, names)) == [camille.id]
        assert drop_claims(work, values, before, names) == signed(("Autre", ""))


def test_who_is_not_known_here_stays_as_the_file_says(parts: Components) -> None:
    with parts.store.read() as work:
        values = signed(("Camille", "camm0000000c"))
        names = names_in(work, [values, {}])
        assert names == {}
        assert drop_claims(work, values, None, names) is values
