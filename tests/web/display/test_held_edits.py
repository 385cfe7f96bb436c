"""Who may see an edit that is held, and where its sheet is shown to them."""

from dataclasses import replace

from flask import Flask
from flask_login import login_user

from commons.core.domain.people.account import Account, Role
from commons.services.editing.hold import Held, Postponed
from commons.web.display.held_edits import (
    held_new_sheet,
    may_see_held,
    postponed_sentence,
)
from commons.web.request.context import SignedIn
from commons.wiring.components import Components
from tests.adapters.store.makers import a_draft, added
from tests.people.reviewed import a_version, hands_in


def held_of(parts: Components, account: Account) -> Held:
    outcome = hands_in(parts, account, a_version(account))
    assert isinstance(outcome, Held)
    return outcome


def test_its_author_and_reviewers_see_what_is_held(parts: Components) -> None:
    ana, ben = (added(parts.store, f"{n}@exemple.fr", n) for n in ("Ana", "Ben"))
    edit = held_of(parts, ana).edit
    assert may_see_held(ana, edit)
    assert may_see_held(replace(ben, role=Role.EDITOR), edit)
    assert not may_see_held(ben, edit)
    assert not may_see_held(None, edit)


def test_a_held_sheet_is_there_for_its_author_until_it_is_begun(
    app: Flask, parts: Components
) -> None:
    ana, ben = (added(parts.store, f"{n}@exemple.fr", n) for n in ("Ana", "Ben"))
    edit = held_of(parts, ana).edit
    for who, sees in ((None, False), (ben, False), (ana, True)):
        with app.test_request_context(), parts.store.read() as work:
            if who:
                login_user(SignedIn(who, "a token"))
            assert (held_new_sheet(work, edit.sheet) == edit) is sees
            assert held_new_sheet(work, "0123456789ab") is None


def test_a_postponed_text_is_said_to_be_kept(app: Flask) -> None:
    postponed = Postponed(draft=a_draft("x"), sort="queue", most=3)
    with app.test_request_context():
        assert "reste dans vos brouillons" in postponed_sentence(postponed)
