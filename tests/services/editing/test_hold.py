"""A version that waits is in no log; its text is a draft, which goes on."""

from dataclasses import replace

import pytest

from commons.adapters.store.drafts import drafts
from commons.adapters.store.log import revisions
from commons.adapters.store.stewardship.review import held_edits
from commons.core.domain.people.account import Account, Role
from commons.errors import UnfitSheetError
from commons.services.editing.hold import (
    Held,
    Postponed,
    Writing,
    publish_or_hold,
)
from commons.services.editing.submit import Published, Refused
from commons.services.history.revert import plan_revert
from commons.services.publishing.review.policy import MOST_WAITING
from commons.settings import ReviewTerms
from commons.wiring.components import Components
from tests.adapters.store.makers import added
from tests.people.reviewed import ALL, a_version, hands_in

OFF = ReviewTerms()


@pytest.fixture
def ana(parts: Components) -> Account:
    return added(parts.store, "a@exemple.fr", "Ana")


def test_what_is_held_is_not_in_the_log_and_its_text_stays_a_draft(
    parts: Components, ana: Account
) -> None:
    version = a_version(ana, title="Un titre secret")
    outcome = hands_in(parts, ana, version)
    assert isinstance(outcome, Held)
    assert (outcome.edit.sheet, outcome.edit.creates) == (version.sheet, True)
    with parts.store.read() as work:
        assert revisions.head_sequence(work) == 0
        (draft,) = drafts.drafts_of(work, ana.id)
        assert held_edits.waiting_of_account(work, ana.id) == [outcome.edit]
    assert (draft.id, draft.sheet) == (version.sheet, "")
    assert draft.values["title"] == "Un titre secret"
    assert outcome.edit.known == draft.revision


def test_what_stands_against_a_version_is_said_before_it_is_held(
    parts: Components, ana: Account
) -> None:
    outcome = hands_in(parts, ana, a_version(ana, title=""))
    assert isinstance(outcome, Refused)
    with parts.store.read() as work:
        assert held_edits.count_waiting(work) == 0


def test_what_changes_nothing_is_not_held(parts: Components, ana: Account) -> None:
    made = hands_in(parts, ana, a_version(ana), OFF)
    assert isinstance(made, Published)
    same = replace(a_version(ana, made.revision.sheet, 1), values=made.revision.values)
    assert isinstance(hands_in(parts, ana, same), Published)


def test_handing_a_draft_in_again_takes_the_place_of_what_waits(
    parts: Components, ana: Account
) -> None:
    version = a_version(ana, title="Avant")
    first = hands_in(parts, ana, version)
    assert isinstance(first, Held)
    again = replace(version, values={**version.values, "title": "Après"})
    second = hands_in(parts, ana, again, known=first.edit.known)
    assert isinstance(second, Held)
    assert second.edit.sheet == first.edit.sheet
    with parts.store.read() as work:
        assert [e.title for e in held_edits.waiting_edits(work, limit=9)] == ["Après"]


@pytest.mark.parametrize("terms", [ALL, OFF])
def test_who_names_the_draft_of_another_takes_nothing_of_it_away(
    parts: Components, ana: Account, terms: ReviewTerms
) -> None:
    version = a_version(ana, title="D’Ana")
    assert isinstance(hands_in(parts, ana, version), Held)
    editor = replace(added(parts.store, "e@exemple.fr", "Eva"), role=Role.EDITOR)
    other = a_version(editor)
    assert isinstance(
        hands_in(parts, editor, other, terms, draft=version.sheet), Published
    )
    with parts.store.read() as work:
        assert [e.title for e in held_edits.waiting_edits(work, limit=9)] == ["D’Ana"]
        assert drafts.count_drafts(work, ana.id) == 1


def test_a_new_account_has_three_texts_waiting_and_no_more(
    parts: Components, ana: Account
) -> None:
    outcomes = [
        hands_in(parts, ana, a_version(ana, title=f"Fiche {n}"))
        for n in range(MOST_WAITING + 2)
    ]
    assert [type(one) for one in outcomes] == [Held] * MOST_WAITING + [Postponed] * 2
    with parts.store.read() as work:
        assert held_edits.count_waiting(work) == MOST_WAITING
        assert drafts.count_drafts(work, ana.id) == MOST_WAITING + 2


def test_a_return_to_an_older_version_is_held_too(
    parts: Components, ana: Account
) -> None:
    ben = added(parts.store, "b@exemple.fr", "Ben")
    made = hands_in(parts, ben, a_version(ben, title="Le un"), OFF)
    assert isinstance(made, Published)
    sheet = made.revision.sheet
    hands_in(parts, ben, a_version(ben, sheet, 1, title="Le deux"), OFF)
    writing = Writing(account=ana, review=ALL, quotas=parts.settings.quotas)
    with parts.store.write() as work:
        wanted, head = plan_revert(work, ana.person, made.revision, 2)
        outcome = publish_or_hold(parts.schema, work, writing, wanted, head)
        assert isinstance(outcome, Held)
        assert revisions.get_head(work, sheet).title == "Le deux"
        editor = replace(writing, account=replace(ana, role=Role.EDITOR))
        done = publish_or_hold(parts.schema, work, editor, wanted, head)
    assert getattr(done, "title", "") == "Le un"


def test_what_the_law_forbids_is_not_held(parts: Components, ana: Account) -> None:
    made = hands_in(parts, ana, a_version(ana), OFF)
    assert isinstance(made, Published)
    head = made.revision
    writing = Writing(account=ana, review=ALL, quotas=parts.settings.quotas)
    unlicensed = {**head.values, "licence": "none of ours"}
    wanted = replace(a_version(ana, head.sheet, 1), values=unlicensed)
    with parts.store.write() as work, pytest.raises(UnfitSheetError):
        publish_or_hold(parts.schema, work, writing, wanted, head)
