"""Held edits are accepted in their author's name, refused with a reason, taken back."""

from dataclasses import replace

import pytest

from commons.adapters.store.community.notifications import inbox
from commons.adapters.store.community.notifications.inbox import Slice
from commons.adapters.store.drafts import drafts
from commons.adapters.store.log import revisions
from commons.adapters.store.people import accounts
from commons.adapters.store.people.mail_queue import claim_mails
from commons.adapters.store.stewardship.review import held_edits, review_marks
from commons.core.domain import clock
from commons.core.domain.people.account import Account
from commons.core.domain.people.notification import (
    DEFAULT_DELIVERY,
    Delivery,
    EventKind,
)
from commons.core.domain.site.review import HeldEdit, HeldState
from commons.errors import DeletedError, NotFoundError, UnfitSheetError
from commons.services.editing.hold import Held
from commons.services.editing.submit import Conflict, Published
from commons.services.history.delete import delete_sheet
from commons.services.notifications.recording import note_acceptance
from commons.services.people.mail.letters import Letterhead
from commons.services.people.mail.review_letters import tell_refusal
from commons.services.stewardship.reviews import (
    Decision,
    accept_edit,
    refuse_edit,
    take_back_edit,
)
from commons.settings import ReviewTerms
from commons.wiring.components import Components
from tests.adapters.store.makers import added
from tests.people.reviewed import a_version, hands_in

OFF = ReviewTerms()


@pytest.fixture
def ana(parts: Components) -> Account:
    return added(parts.store, "a@exemple.fr", "Ana")


@pytest.fixture
def ben(parts: Components) -> Account:
    return added(parts.store, "b@exemple.fr", "Ben")


def held(parts: Components, account: Account, **where: object) -> HeldEdit:
    outcome = hands_in(parts, account, a_version(account, **where))  # type: ignore[arg-type]
    assert isinstance(outcome, Held)
    return outcome.edit


def accepted(parts: Components, edit: HeldEdit, reviewer: Account) -> Decision:
    return accept_edit(parts.schema, parts.store, edit.id, reviewer, note_acceptance)


def test_an_accepted_sheet_has_the_address_it_had_and_its_authors_name(
    parts: Components, ana: Account, ben: Account
) -> None:
    edit = held(parts, ana, title="Le banc")
    made = accepted(parts, edit, ben)
    assert isinstance(made, Published)
    assert (made.revision.sheet, made.revision.title) == (edit.sheet, "Le banc")
    assert (made.revision.author, made.revision.number) == (ana.person, 1)
    with parts.store.read() as work:
        assert review_marks.is_marked(work, made.revision.sequence)
        assert held_edits.count_waiting(work) == 0
        assert drafts.count_drafts(work, ana.id) == 0


def test_its_author_is_told_of_what_is_accepted(
    parts: Components, ana: Account, ben: Account
) -> None:
    made = accepted(parts, held(parts, ana, title="Le banc"), ben)
    assert isinstance(made, Published)
    with parts.store.read() as work:
        (told,) = inbox.list_keys(work, ana, Slice(kinds=tuple(EventKind)))
        (event,) = inbox.read_events(work, [told.id])
        others = inbox.list_keys(work, ben, Slice(kinds=[EventKind.ACCEPTED]))
    assert (told.kind, told.unread, others) == (EventKind.ACCEPTED, True, [])
    assert (event.sheet, event.number) == (made.revision.sheet, 1)
    assert DEFAULT_DELIVERY[EventKind.ACCEPTED] is Delivery.ONCE


@pytest.mark.parametrize("confirmed", [True, False])
def test_who_gets_a_text_back_reads_why_by_mail(
    parts: Components, ana: Account, *, confirmed: bool
) -> None:
    edit = held(parts, ana, title="Le banc")
    head = Letterhead(
        site="Le Fil", base="https://fil.example", translate=lambda _, s: s
    )
    with parts.store.write() as work:
        if confirmed:
            accounts.change_account(work, replace(ana, email_confirmed=True))
        given_back = refuse_edit(work, edit.id, "c’est une publicité")
        tell_refusal(work, head, given_back, "c’est une publicité")
        waiting = claim_mails(work, clock.now(), limit=9)
    assert len(waiting) == confirmed
    for mail in waiting:
        assert mail.recipient == "a@exemple.fr"
        assert "Le banc" in mail.subject
        assert "c’est une publicité" in mail.text
        assert f"https://fil.example/drafts#d-{edit.draft}" in mail.text


def test_an_edit_is_accepted_once(
    parts: Components, ana: Account, ben: Account
) -> None:
    edit = held(parts, ana)
    accepted(parts, edit, ben)
    with pytest.raises(NotFoundError):
        accepted(parts, edit, ben)


def test_what_its_author_wrote_since_stays_a_draft(
    parts: Components, ana: Account, ben: Account
) -> None:
    edit = held(parts, ana, title="Le banc")
    with parts.store.write() as work:
        draft = drafts.get_draft(work, ana.id, edit.draft)
        drafts.save_draft(work, draft)
    assert isinstance(accepted(parts, edit, ben), Published)
    with parts.store.read() as work:
        assert drafts.count_drafts(work, ana.id) == 1


def test_what_others_published_meanwhile_is_kept(
    parts: Components, ana: Account, ben: Account
) -> None:
    made = hands_in(parts, ben, a_version(ben, title="Le banc", body="un texte"), OFF)
    assert isinstance(made, Published)
    sheet = made.revision.sheet
    edit = held(
        parts, ana, sheet=sheet, parent=1, title="Le banc rouge", body="un texte"
    )
    hands_in(
        parts,
        ben,
        a_version(ben, sheet, 1, title="Le banc", body="tout autre chose"),
        OFF,
    )
    outcome = accepted(parts, edit, ben)
    assert isinstance(outcome, Published)
    assert outcome.revision.title == "Le banc rouge"
    assert outcome.revision.values["body"] == "tout autre chose"
    assert (outcome.revision.number, outcome.revision.author) == (3, ana.person)


def test_what_both_changed_is_shown_and_nothing_is_written(
    parts: Components, ana: Account, ben: Account
) -> None:
    made = hands_in(parts, ben, a_version(ben, title="Le banc"), OFF)
    assert isinstance(made, Published)
    sheet = made.revision.sheet
    edit = held(parts, ana, sheet=sheet, parent=1, title="Le banc rouge")
    hands_in(parts, ben, a_version(ben, sheet, 1, title="Le banc vert"), OFF)
    outcome = accepted(parts, edit, ben)
    assert isinstance(outcome, Conflict)
    assert outcome.merged is not None
    assert [clash.path for clash in outcome.merged.clashes] == [("title",)]
    with parts.store.read() as work:
        assert revisions.get_head(work, sheet).number == 2
        assert held_edits.get_waiting(work, edit.id) == edit


def test_an_edit_of_a_sheet_that_is_gone_cannot_be_accepted(
    parts: Components, ana: Account, ben: Account
) -> None:
    made = hands_in(parts, ben, a_version(ben), OFF)
    assert isinstance(made, Published)
    edit = held(parts, ana, sheet=made.revision.sheet, parent=1, title="Autre")
    with parts.store.write() as work:
        delete_sheet(parts.schema, work, ben.person, edit.sheet, "double")
    with pytest.raises(DeletedError):
        accepted(parts, edit, ben)


def test_a_refused_text_goes_back_with_the_reason(
    parts: Components, ana: Account
) -> None:
    edit = held(parts, ana, title="Le banc")
    with parts.store.write() as work:
        with pytest.raises(UnfitSheetError):
            refuse_edit(work, edit.id, "")
        drafts.drop_draft(work, ana.id, edit.draft)
        refuse_edit(work, edit.id, "de la publicité")
    with parts.store.read() as work:
        (draft,) = drafts.drafts_of(work, ana.id)
        told = held_edits.held_of_draft(work, draft.id)
        assert held_edits.count_waiting(work) == 0
    assert draft.values == edit.values
    assert told is not None
    assert (told.state, told.reason) == (HeldState.REFUSED, "de la publicité")
    assert told.values == {}
    with parts.store.write() as work, pytest.raises(NotFoundError):
        refuse_edit(work, edit.id, "encore une fois")


def test_a_refused_text_can_be_handed_in_again(
    parts: Components, ana: Account, ben: Account
) -> None:
    version = a_version(ana, title="Le banc")
    first = hands_in(parts, ana, version)
    assert isinstance(first, Held)
    with parts.store.write() as work:
        refuse_edit(work, first.edit.id, "à préciser")
    again = hands_in(parts, ana, version, known=first.edit.known)
    assert isinstance(again, Held)
    made = accepted(parts, again.edit, ben)
    assert isinstance(made, Published)
    assert made.revision.sheet == version.sheet


def test_one_takes_back_what_is_ones_own(
    parts: Components, ana: Account, ben: Account
) -> None:
    edit = held(parts, ana)
    with parts.store.write() as work:
        with pytest.raises(NotFoundError):
            take_back_edit(work, ben, edit.id)
        assert take_back_edit(work, ana, edit.id) == edit
        assert held_edits.count_waiting(work) == 0
        assert drafts.count_drafts(work, ana.id) == 1
