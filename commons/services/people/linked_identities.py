"""Signing in by another site: which account is whose, and opening one for who has none.

An e-mail address is believed only where the provider verified it. Whoever has an account
here links it by signing in to it first: no address is reason enough to be let in.
"""

from dataclasses import dataclass
from secrets import token_urlsafe

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people import accounts
from commons.adapters.store.people.credentials import external_identities
from commons.adapters.store.site.audit_log import note_act
from commons.core.domain.people.account import Account
from commons.core.domain.site.audit import AuditAct
from commons.errors import NotFoundError, SignInError, TakenError
from commons.services.people.accounts import (
    Application,
    JudgedApplication,
    admit_confirmed,
    judge_application,
)
from commons.services.people.mail.letters import Letterhead, LetterSort
from commons.services.people.sign_in.holder_letters import tell_holder


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownThere:
    """Who somebody is at the provider, as we keep it: by issuer and subject."""

    issuer: str
    subject: str
    email: str = ""
    name: str = ""


def find_account(work: Work, known: KnownThere) -> Account | None:
    """Return whose identity this is, None for nobody's. Raises SignInError if blocked."""
    found = external_identities.find_identity(work, known.issuer, known.subject)
    if found is None:
        return None
    try:
        account = accounts.get_account(work, found)
    except NotFoundError:
        return None
    if not account.active:
        raise SignInError
    return account


def link_account(
    work: Work, account: Account, known: KnownThere, head: Letterhead | None = None
) -> None:
    """Have an account open by this identity, and tell its holder by e-mail (`head`).

    Raises TakenError if another's does.
    """
    held = external_identities.find_identity(work, known.issuer, known.subject)
    if held is not None and held != account.id:
        raise TakenError("identity")
    external_identities.link_identity(work, known.issuer, known.subject, account.id)
    me = account.person.id
    note_act(work, me, AuditAct.LINK_IDENTITY, me, issuer=known.issuer)
    tell_holder(work, head, account, LetterSort.IDENTITY_LINKED, "/account/openid")


def unlink_account(work: Work, account: Account, issuer: str) -> None:
    """Have an account open by another site no more."""
    if external_identities.unlink_identity(work, issuer, account.id):
        me = account.person.id
        note_act(work, me, AuditAct.UNLINK_IDENTITY, me, issuer=issuer)


def judge_newcomer(
    known: KnownThere, name: str, language: str, site: str
) -> JudgedApplication:
    """Return the application of who has no account, under the name they chose.

    Its password is one that nobody knows: a link by e-mail lets them choose another.
    Raises UnfitFormError.
    """
    application = Application(
        email=known.email, name=name, password=token_urlsafe(48), language=language
    )
    return judge_application(application, site)


def open_account(work: Work, known: KnownThere, judged: JudgedApplication) -> Account:
    """Open an account for who has none, as `judge_newcomer` gave it.

    Raises UnfitFormError, TakenError when the address or the identity has one already.
    """
    if find_account(work, known) is not None:
        raise TakenError("identity")
    if accounts.by_email(work, known.email) is not None:
        raise TakenError("email")
    account = admit_confirmed(work, judged)
    link_account(work, account, known)
    return account
