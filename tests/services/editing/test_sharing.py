"""A draft is shared with a named account, until one of both ends it."""

from dataclasses import replace

import pytest

from commons.adapters.store.drafts import drafts
from commons.adapters.store.drafts.draft_shares import writers_of
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people import accounts
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Account, Role
from commons.core.domain.sheet import Action, Draft, Person
from commons.errors import NotFoundError, UnfitFormError
from commons.services.editing.sharing import (
    FAULTS,
    HELPER,
    MOST_COMPANIONS,
    credit_helpers,
    end_share,
    share_draft,
    sign_helpers,
)
from commons.services.publishing.publish import NewRevision
from commons.wiring.components import Components
from tests.adapters.store.makers import a_draft, an_account


def opened(work: Work, name: str, **chosen: object) -> Account:
    account = replace(an_account(f"{iri.new_id()}@exemple.fr", name), **chosen)  # type: ignore[arg-type]  # as the test says
    accounts.add_account(work, account, "signs nothing")
    return account


def begun(work: Work) -> tuple[Account, Account, Draft]:
    """Open two accounts; the first one has a draft."""
    me, robin = opened(work, "Camille"), opened(work, "Robin")
    return me, robin, drafts.save_draft(work, a_draft(me.id))


def new_revision(me: Account, *names: str) -> NewRevision:
    return NewRevision(
        sheet=iri.new_id(),
        kind="method",
        parent=None,
        action=Action.CREATE,
        author=me.person,
        change_note="",
        values={"title": "Un début", "authors": [{"name": name} for name in names]},
    )


def test_a_companion_may_write_in_the_draft_until_the_sharing_ends(
    parts: Components,
) -> None:
    with parts.store.write() as work:
        me, robin, draft = begun(work)
        assert share_draft(work, me, draft.id, " robin") == robin.person
        assert drafts.get_draft(work, robin.id, draft.id).id == draft.id
        assert end_share(work, robin, draft.id, robin.person.id).account == robin.id
        with pytest.raises(NotFoundError):
            drafts.get_draft(work, robin.id, draft.id)
        with pytest.raises(NotFoundError):
            end_share(work, me, draft.id, robin.person.id)


def test_only_the_owner_shares_a_draft_or_ends_another_s_part(
    parts: Components,
) -> None:
    with parts.store.write() as work:
        me, robin, draft = begun(work)
        dominique = opened(work, "Dominique")
        share_draft(work, me, draft.id, "Robin")
        share_draft(work, me, draft.id, "Dominique")
        for refused in (robin, dominique):
            with pytest.raises(NotFoundError):
                share_draft(work, refused, draft.id, "Camille")
        with pytest.raises(NotFoundError):
            end_share(work, robin, draft.id, dominique.person.id)
        assert end_share(work, me, draft.id, robin.person.id).person == robin.person
        with pytest.raises(NotFoundError):
            share_draft(work, me, iri.new_id(), "Robin")


def test_a_name_nobody_writes_under_is_refused_and_so_is_one_s_own(
    parts: Components,
) -> None:
    with parts.store.write() as work:
        me, _, draft = begun(work)
        opened(work, "Lectrice", role=Role.READER)
        opened(work, "Partie", active=False)
        wanted = {
            **dict.fromkeys(("Personne", "", "Lectrice", "Partie"), "unknown"),
            "Camille": "self",
        }
        for name, fault in wanted.items():
            with pytest.raises(UnfitFormError) as refused:
                share_draft(work, me, draft.id, name)
            assert refused.value.faults == {"name": FAULTS[fault]}


def test_a_draft_has_five_companions_at_most_and_room_again_after_one(
    parts: Components,
) -> None:
    with parts.store.write() as work:
        me, robin, draft = begun(work)
        found = [opened(work, f"Compagne {n}") for n in range(MOST_COMPANIONS)]
        for one in found:
            share_draft(work, me, draft.id, one.person.name)
        with pytest.raises(UnfitFormError) as refused:
            share_draft(work, me, draft.id, "Robin")
        assert refused.value.faults == {"name": FAULTS["many"]}
        end_share(work, me, draft.id, found[0].person.id)
        assert share_draft(work, me, draft.id, "Robin") == robin.person


def test_who_wrote_is_credited_whoever_of_both_publishes(parts: Components) -> None:
    with parts.store.write() as work:
        me, robin, draft = begun(work)
        share_draft(work, me, draft.id, "Robin")
        asked = new_revision(me, "Camille")
        writers = writers_of(work, draft.id)
        assert credit_helpers(work, me, writers, asked) == asked
        drafts.save_draft(work, replace(draft, writer=robin.id))
        signed = {"name": "Robin", "role": HELPER, "person": robin.person.id}
        for one in (me, robin):
            found = credit_helpers(work, one, writers_of(work, draft.id), asked)
            assert found.values["authors"] == [{"name": "Camille"}, signed]
            assert found.beside == {me.person.id, robin.person.id}


def test_a_companion_who_publishes_is_credited_and_a_stranger_changes_nothing(
    parts: Components,
) -> None:
    with parts.store.write() as work:
        me, robin, draft = begun(work)
        asked = new_revision(robin, "Camille")
        writers = writers_of(work, draft.id)
        assert credit_helpers(work, robin, writers, asked) == asked
        share_draft(work, me, draft.id, "Robin")
        writers = writers_of(work, draft.id)
        found = credit_helpers(work, robin, writers, asked)
        assert robin.person.id in found.beside
        assert len(found.values["authors"]) == 2  # type: ignore[arg-type]  # a list


def test_helpers_are_added_once_and_sign_a_sheet_without_authors() -> None:
    robin = Person(id=iri.new_id(), name="Robin")
    alone = sign_helpers({"title": "Un début"}, [robin])
    assert alone["authors"] == [{"name": "Robin", "role": HELPER, "person": robin.id}]
    assert sign_helpers(alone, [robin]) is alone
    assert sign_helpers(alone, []) is alone
