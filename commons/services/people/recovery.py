"""Confirms addresses, changes them, and lets people in who lost their password.

Each link is for one use and one account, and ends after a while. Who asks learns
nothing of whether an address has an account: the same is done and said in both cases,
and what is for nobody waits in the queue as well, to be dropped there.
"""

from dataclasses import replace
from datetime import timedelta

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people import accounts
from commons.adapters.store.people.account_tokens import (
    AccountToken,
    TokenPurpose,
    find_half,
    find_token,
    issue_token,
    revoke_tokens,
)
from commons.adapters.store.people.credentials import (
    api_tokens,
    external_identities,
    passkeys,
)
from commons.adapters.store.people.mail_queue import queue_mail, readdress_digests
from commons.adapters.store.site.audit_log import note_act
from commons.core.domain import clock
from commons.core.domain.people.account import Account
from commons.core.domain.site.audit import AuditAct
from commons.errors import NotFoundError, UnfitFormError
from commons.services.people.accounts import (
    FAULTS,
    change_password,
    check_email,
)
from commons.services.people.mail.letters import (
    Letter,
    Letterhead,
    LetterSort,
    write_letter,
)
from commons.services.people.sign_in.holder_letters import greeted_name

LIFETIMES = {
    TokenPurpose.RESET: timedelta(hours=1),
    TokenPurpose.CONFIRM: timedelta(days=3),
    TokenPurpose.LEAVE_EMAIL: timedelta(days=1),
    TokenPurpose.TAKE_EMAIL: timedelta(days=1),
    TokenPurpose.LEFT_EMAIL: timedelta(days=1),
    TokenPurpose.TOOK_EMAIL: timedelta(days=1),
}
"""For how long a link works, and for how long one half of a change waits for the other."""

_HALVES = {
    TokenPurpose.LEAVE_EMAIL: (TokenPurpose.LEFT_EMAIL, TokenPurpose.TOOK_EMAIL),
    TokenPurpose.TAKE_EMAIL: (TokenPurpose.TOOK_EMAIL, TokenPurpose.LEFT_EMAIL),
}
"""What a click becomes while the other address has not agreed, and what that one is."""

PATHS = {
    TokenPurpose.RESET: "/password/reset/",
    TokenPurpose.CONFIRM: "/account/confirm/",
    TokenPurpose.LEAVE_EMAIL: "/account/email/leave/",
    TokenPurpose.TAKE_EMAIL: "/account/email/take/",
}


def make_link(work: Work, account: Account, purpose: TokenPurpose) -> str:
    """Give the path of a new link for an account; older ones of its sort end."""
    given = AccountToken(account=account.id, purpose=purpose, email=account.email)
    until = clock.now() + LIFETIMES[purpose]
    return PATHS[purpose] + issue_token(work, given, until=until)


def ask_confirmation(work: Work, head: Letterhead, account: Account) -> None:
    """Write to an account so that it confirms its address."""
    path = make_link(work, account, TokenPurpose.CONFIRM)
    queue_mail(work, write_letter(head, _letter(account, LetterSort.CONFIRM, path)))


def check_link(work: Work, token: str, purpose: TokenPurpose) -> None:
    """Raise NotFoundError for a link that is over."""
    account, given = _redeemed(work, token, purpose)
    if purpose is TokenPurpose.CONFIRM and account.email != given.email:
        raise NotFoundError(token)


def confirm_email(work: Work, token: str) -> Account:
    """Take an address as confirmed. Raises NotFoundError for a link that is over."""
    account, given = _redeemed(work, token, TokenPurpose.CONFIRM)
    if account.email != given.email:
        raise NotFoundError(token)
    revoke_tokens(work, account.id, TokenPurpose.CONFIRM)
    confirmed = replace(account, email_confirmed=True)
    accounts.change_account(work, confirmed)
    return confirmed


def tell_known(work: Work, head: Letterhead, email: str) -> None:
    """Write to who has an account that somebody asked for one with its address."""
    _write_to_holder(work, head, email, LetterSort.KNOWN)


def ask_reset(work: Work, head: Letterhead, email: str) -> None:
    """Write to who has this address, if anybody, how to choose a password."""
    _write_to_holder(work, head, email, LetterSort.RESET)


def account_to_reset(work: Work, token: str) -> Account:
    """Give whose password a link lets choose. Raises NotFoundError."""
    return _redeemed(work, token, TokenPurpose.RESET)[0]


def reset_password(work: Work, token: str, password_hash: str) -> Account:
    """Set a new password (`judge_password`), once; every session ends.

    Where the address was never confirmed, whoever opened the account may have been
    another: the keys and tokens of before end as well.

    Raises NotFoundError for a link that is over.
    """
    account, given = _redeemed(work, token, TokenPurpose.RESET)
    change_password(work, account, password_hash)
    if given.email == account.email and not account.email_confirmed:
        _end_other_ways(work, account)
        account = replace(account, email_confirmed=True)
        accounts.change_account(work, account)
    return account


def _end_other_ways(work: Work, account: Account) -> None:
    """End the passkeys, the tokens and the link to another site that an account has."""
    for passkey in passkeys.account_passkeys(work, account.id):
        passkeys.remove_passkey(work, account.id, passkey.id)
    api_tokens.revoke_all_tokens(work, account.id)
    external_identities.unlink_everywhere(work, account.id)


def ask_email_change(
    work: Work, head: Letterhead, account: Account, email: str
) -> None:
    """Write to the new address, and to the old one where it was confirmed.

    Says the same, and changes nothing, where the new one has an account already.

    Raises UnfitFormError.
    """
    email = check_email(email)
    if email == account.email:
        raise UnfitFormError({"email": FAULTS["same_email"]})
    for purpose in LIFETIMES:
        if purpose not in {TokenPurpose.RESET, TokenPurpose.CONFIRM}:
            revoke_tokens(work, account.id, purpose)
    if accounts.by_email(work, email) is not None:
        tell_known(work, head, email)
        return
    sides = [(TokenPurpose.TAKE_EMAIL, LetterSort.TAKE_ADDRESS, email)]
    if account.email_confirmed:
        old = (TokenPurpose.LEAVE_EMAIL, LetterSort.LEAVE_ADDRESS, account.email)
        sides.append(old)
    for purpose, sort, recipient in sides:
        path = make_link(work, replace(account, email=email), purpose)
        proved = account.email_confirmed and recipient == account.email
        reached = replace(account, email=recipient, email_confirmed=proved)
        letter = _letter(reached, sort, path)
        queue_mail(work, write_letter(head, replace(letter, email=email)))


def agree_to_email(
    work: Work, head: Letterhead, token: str, purpose: TokenPurpose
) -> bool:
    """Take one side's yes to a new address; True once it is in force.

    Raises NotFoundError for a link that is over, TakenError where somebody took the
    address meanwhile.
    """
    account, given = _redeemed(work, token, purpose)
    mine, other = _HALVES[purpose]
    revoke_tokens(work, account.id, purpose)
    agreed = find_half(work, account.id, other)
    needed = account.email_confirmed or purpose is TokenPurpose.LEAVE_EMAIL
    if needed and agreed != given.email:
        until = clock.now() + LIFETIMES[mine]
        issue_token(work, replace(given, purpose=mine), until=until)
        return False
    for half in (mine, other):
        revoke_tokens(work, account.id, half)
    changed = replace(account, email=given.email, email_confirmed=True)
    accounts.change_account(work, changed)
    readdress_digests(work, account.email, given.email)
    note_act(work, account.person.id, AuditAct.EMAIL, account.person.id)
    revoke_tokens(work, account.id, TokenPurpose.RESET)
    if account.email_confirmed:
        letter = _letter(account, LetterSort.ADDRESS_CHANGED)
        queue_mail(work, write_letter(head, replace(letter, email=given.email)))
    return True


def _redeemed(
    work: Work, token: str, purpose: TokenPurpose
) -> tuple[Account, AccountToken]:
    """Give whom a link is for and what it says. Raises NotFoundError."""
    given = find_token(work, token, purpose)
    account = accounts.get_account(work, given.account) if given else None
    if given is None or account is None or not account.active:
        raise NotFoundError(purpose.value)
    return account, given


def _write_to_holder(
    work: Work, head: Letterhead, email: str, sort: LetterSort
) -> None:
    """Write to who has an address; for nobody, the same is queued without a text."""
    found = accounts.by_email(work, email)
    account = found[0] if found and found[0].active else None
    if account is None:
        nobody = Letter(sort=sort, recipient="", language="fr", name=email)
        queue_mail(work, replace(write_letter(head, nobody), text="", html=""))
        return
    path = make_link(work, account, TokenPurpose.RESET)
    queue_mail(work, write_letter(head, _letter(account, sort, path)))


def _letter(account: Account, sort: LetterSort, path: str = "") -> Letter:
    return Letter(
        sort=sort,
        recipient=account.email,
        language=account.language,
        name=greeted_name(account),
        path=path,
    )
