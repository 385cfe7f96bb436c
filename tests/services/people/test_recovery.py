"""Lost passwords, confirmed addresses, other addresses."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people import accounts, mail_queue
from commons.adapters.store.people.account_tokens import (
    AccountToken,
    TokenPurpose,
    find_token,
    issue_token,
)
from commons.adapters.store.people.credentials import (
    api_tokens,
    external_identities,
    passkeys,
    sessions,
)
from commons.core.domain import clock
from commons.core.domain.people.account import Account, Role
from commons.core.domain.people.api_token import Scope
from commons.core.domain.people.mail import Mail
from commons.errors import NotFoundError, SignInError, TakenError, UnfitFormError
from commons.services.people import recovery
from commons.services.people.accounts import (
    Application,
    change_password,
    check_password,
    judge_password,
    sign_up,
)
from commons.services.people.api_tokens import make_api_token
from commons.wiring.components import Components
from commons.wiring.deliveries import open_letterhead
from tests.people.visitor import PASSWORD

OTHER = "quatre mots sans aucun rapport"


@pytest.fixture
def account(parts: Components) -> Account:
    return opened(parts, "camille@exemple.fr", "Camille")


def opened(parts: Components, email: str, name: str) -> Account:
    application = Application(email=email, name=name, password=PASSWORD)
    with parts.store.write() as work:
        made = sign_up(work, application)
    assert made is not None
    return made


def reset(work: Work, token: str, password: str) -> Account:
    """Choose a password by a link, as the page does."""
    account = recovery.account_to_reset(work, token)
    return recovery.reset_password(work, token, judge_password(work, account, password))


def waiting(parts: Components) -> list[Mail]:
    """Take what waits out of the queue."""
    with parts.store.write() as work:
        found = mail_queue.claim_mails(work, clock.now(), limit=100)
        for one in found:
            mail_queue.remove_mail(work, one.id)
    return found


def token_of(mail: Mail) -> str:
    found = re.search(r"https?://\S+/([\w-]{43})\n", mail.text)
    assert found, mail.text
    return found[1]


def known(parts: Components, account: Account) -> Account:
    with parts.store.read() as work:
        return accounts.get_account(work, account.id)


def test_who_lost_a_password_chooses_one_once(
    parts: Components, account: Account
) -> None:
    head = open_letterhead(parts)
    with parts.store.write() as work:
        session = sessions.open_session(
            work, account.id, until=clock.now() + timedelta(days=1)
        )
        recovery.ask_reset(work, head, " CAMILLE@exemple.fr ")
    (mail,) = waiting(parts)
    token = token_of(mail)
    with parts.store.write() as work, pytest.raises(UnfitFormError):
        reset(work, token, "court")
    with parts.store.write() as work:
        reset(work, token, OTHER)
        assert sessions.session_account(work, session) is None
        assert check_password(work, account.email, OTHER).id == account.id
        with pytest.raises(SignInError):
            check_password(work, account.email, PASSWORD)
        with pytest.raises(NotFoundError):
            reset(work, token, OTHER + " encore")
    assert known(parts, account).email_confirmed


def test_the_same_is_queued_for_an_address_without_an_account(
    parts: Components, account: Account
) -> None:
    head = open_letterhead(parts)
    with parts.store.write() as work:
        recovery.ask_reset(work, head, "personne@exemple.fr")
    (mail,) = waiting(parts)
    assert (mail.recipient, mail.text, mail.html) == ("", "", "")


def test_a_link_ends_after_its_time_and_with_the_account(
    parts: Components, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    head, now = open_letterhead(parts), clock.now()
    with parts.store.write() as work:
        recovery.ask_reset(work, head, account.email)
    token = token_of(waiting(parts)[0])
    with parts.store.read() as work:
        assert recovery.account_to_reset(work, token).id == account.id
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=61))
    with parts.store.read() as work, pytest.raises(NotFoundError):
        recovery.account_to_reset(work, token)


def test_an_address_is_confirmed_by_its_link_alone(
    parts: Components, account: Account
) -> None:
    with parts.store.write() as work:
        recovery.ask_confirmation(work, open_letterhead(parts), account)
    token = token_of(waiting(parts)[0])
    assert not known(parts, account).email_confirmed
    with parts.store.write() as work, pytest.raises(NotFoundError):
        reset(work, token, OTHER)
    with parts.store.write() as work:
        recovery.confirm_email(work, token)
    assert known(parts, account).email_confirmed
    with parts.store.write() as work, pytest.raises(NotFoundError):
        recovery.confirm_email(work, token)


@pytest.mark.parametrize("first", ["leave", "take"])
def test_an_address_changes_once_both_agreed_in_any_order(
    parts: Components, account: Account, first: str
) -> None:
    head = open_letterhead(parts)
    with parts.store.write() as work:
        recovery.ask_confirmation(work, head, account)
    confirming = token_of(waiting(parts)[0])
    with parts.store.write() as work:
        old = recovery.confirm_email(work, confirming)
        recovery.ask_email_change(work, head, old, "nouvelle@exemple.fr")
    mails = {one.recipient: token_of(one) for one in waiting(parts)}
    sides = [
        (mails["camille@exemple.fr"], TokenPurpose.LEAVE_EMAIL),
        (mails["nouvelle@exemple.fr"], TokenPurpose.TAKE_EMAIL),
    ]
    if first == "take":
        sides.reverse()
    with parts.store.write() as work:
        assert not recovery.agree_to_email(work, head, *sides[0])
    assert known(parts, account).email == "camille@exemple.fr"
    with parts.store.write() as work, pytest.raises(NotFoundError):
        recovery.agree_to_email(work, head, *sides[0])
    with parts.store.write() as work:
        assert recovery.agree_to_email(work, head, *sides[1])
    assert known(parts, account).email == "nouvelle@exemple.fr"
    (told,) = waiting(parts)
    assert (told.recipient, "nouvelle@exemple.fr" in told.text) == (
        "camille@exemple.fr",
        True,
    )


def test_an_address_that_was_never_confirmed_needs_no_word_from_it(
    parts: Components, account: Account
) -> None:
    head = open_letterhead(parts)
    with parts.store.write() as work:
        recovery.ask_email_change(work, head, account, "nouvelle@exemple.fr")
    (mail,) = waiting(parts)
    assert mail.recipient == "nouvelle@exemple.fr"
    with parts.store.write() as work:
        token = token_of(mail)
        assert recovery.agree_to_email(work, head, token, TokenPurpose.TAKE_EMAIL)
    assert known(parts, account).email == "nouvelle@exemple.fr"
    assert known(parts, account).email_confirmed


def test_a_taken_address_is_not_given_away_and_never_taken_twice(
    parts: Components, account: Account
) -> None:
    head = open_letterhead(parts)
    other = opened(parts, "dominique@exemple.fr", "Dominique")
    with parts.store.write() as work:
        recovery.ask_email_change(work, head, account, other.email)
    (mail,) = waiting(parts)
    assert mail.recipient == other.email
    assert "déjà un compte" in mail.subject
    with parts.store.write() as work:
        recovery.ask_email_change(work, head, account, "libre@exemple.fr")
    (mail,) = waiting(parts)
    opened(parts, "libre@exemple.fr", "Sacha")
    with parts.store.write() as work, pytest.raises(TakenError):
        recovery.agree_to_email(work, head, token_of(mail), TokenPurpose.TAKE_EMAIL)
    assert known(parts, account).email == "camille@exemple.fr"


@pytest.mark.parametrize("email", ["", "pas une adresse", "camille@exemple.fr"])
def test_what_is_no_other_address_is_said(
    parts: Components, account: Account, email: str
) -> None:
    with parts.store.write() as work, pytest.raises(UnfitFormError):
        recovery.ask_email_change(work, open_letterhead(parts), account, email)
    assert waiting(parts) == []


def test_a_new_request_ends_what_the_former_one_began(
    parts: Components, account: Account
) -> None:
    head = open_letterhead(parts)
    with parts.store.write() as work:
        recovery.ask_email_change(work, head, account, "une@exemple.fr")
    (former,) = waiting(parts)
    with parts.store.write() as work:
        recovery.ask_email_change(work, head, account, "deux@exemple.fr")
    with parts.store.write() as work, pytest.raises(NotFoundError):
        recovery.agree_to_email(work, head, token_of(former), TokenPurpose.TAKE_EMAIL)


def test_roles_and_names_stay_as_they_are(parts: Components) -> None:
    application = Application(
        email="chef@exemple.fr", name="Chef", password=PASSWORD, role=Role.ADMIN
    )
    with parts.store.write() as work:
        admin = sign_up(work, application)
        assert admin is not None
        recovery.ask_reset(work, open_letterhead(parts), admin.email)
    token = token_of(waiting(parts)[0])
    with parts.store.write() as work:
        after = reset(work, token, OTHER)
    assert (after.role, after.person) == (admin.role, admin.person)


@pytest.mark.parametrize("purpose", TokenPurpose)
def test_a_new_password_ends_each_link_that_would_undo_it(
    parts: Components, account: Account, purpose: TokenPurpose
) -> None:
    stays = purpose is TokenPurpose.CONFIRM
    with parts.store.write() as work:
        given = AccountToken(account=account.id, purpose=purpose, email=account.email)
        token = issue_token(work, given, until=clock.now() + timedelta(hours=1))
        change_password(work, account, judge_password(work, account, OTHER))
        assert (find_token(work, token, purpose) is not None) is stays


def test_who_took_an_account_aims_it_at_no_other_address_once_the_password_changed(
    parts: Components, account: Account
) -> None:
    head = open_letterhead(parts)
    with parts.store.write() as work:
        recovery.ask_email_change(work, head, account, "voleur@exemple.fr")
    token = token_of(waiting(parts)[0])
    with parts.store.write() as work:
        change_password(work, account, judge_password(work, account, OTHER))
        with pytest.raises(NotFoundError):
            recovery.agree_to_email(work, head, token, TokenPurpose.TAKE_EMAIL)
    assert known(parts, account).email == "camille@exemple.fr"


@pytest.mark.parametrize("confirmed", [False, True])
def test_who_opened_an_account_with_the_address_of_another_keeps_no_way_in(
    parts: Components, account: Account, *, confirmed: bool
) -> None:
    key = passkeys.Passkey(
        id="cle",
        account=account.id,
        name="Clé",
        public_key=b"",
        sign_count=0,
        created=clock.now(),
        used=clock.now(),
    )
    with parts.store.write() as work:
        accounts.change_account(work, replace(account, email_confirmed=confirmed))
        passkeys.add_passkey(work, key)
        external_identities.link_identity(
            work, "https://id.exemple.fr", "s", account.id
        )
        scopes = frozenset({Scope.READ})
        secret = make_api_token(work, account, "Robot", scopes, 30)
        token = recovery.make_link(work, account, TokenPurpose.RESET).rpartition("/")[2]
        reset(work, token, OTHER)
        left = (
            passkeys.find_passkey(work, "cle"),
            api_tokens.find_api_token(work, secret),
        )
    assert all(left) if confirmed else not any(left)
