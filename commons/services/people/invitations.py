"""Invites people to open an account, by a link for one use that says who invites.

Sent to an address, a link also shows that the address is theirs who use it; one that is
copied is good for whoever has it.
"""

from dataclasses import replace
from datetime import timedelta

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people import accounts
from commons.adapters.store.people.credentials import invitations
from commons.adapters.store.people.credentials.invitations import Invitation
from commons.adapters.store.people.mail_queue import queue_mail
from commons.adapters.store.site.audit_log import note_act
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.language.folding import fold_email
from commons.core.domain.people.account import (
    Account,
    Permission,
    has_permission,
)
from commons.core.domain.site.audit import AuditAct
from commons.errors import ForbiddenError, NotFoundError, UnfitFormError
from commons.services.people.accounts import JudgedApplication, admit, check_email
from commons.services.people.mail.letters import (
    Letter,
    Letterhead,
    LetterSort,
    write_letter,
)

LIFETIME = timedelta(days=14)
MOST_OPEN = 100
"""How many invitations of one account may wait at once."""

PATH = "/register?invitation="
FAULTS = {
    "many": "Cent de vos invitations attendent déjà : annulez-en d’abord.",
}
"""What may be wrong with an invitation -> the sentence, to be translated."""


def invite(
    work: Work, inviter: Account, email: str = "", head: Letterhead | None = None
) -> str:
    """Return the path of a link for one account, sent to an address if one is given.

    Raises ForbiddenError, UnfitFormError.
    """
    if not has_permission(inviter.role, Permission.INVITE):
        raise ForbiddenError(inviter.id)
    email = check_email(email) if email else ""
    if invitations.count_open(work, inviter.id) >= MOST_OPEN:
        raise UnfitFormError({"email": FAULTS["many"]})
    now = clock.now()
    made = Invitation(
        id=iri.new_id(),
        inviter=inviter.id,
        email=email,
        created=now,
        until=now + LIFETIME,
    )
    path = PATH + invitations.add_invitation(work, made)
    me = inviter.person.id
    note_act(work, me, AuditAct.INVITE, me)
    if email and head is not None:
        letter = Letter(
            sort=LetterSort.INVITATION,
            recipient=email,
            language=inviter.language,
            name=email,
            sender=inviter.person.name,
            path=path,
        )
        queue_mail(work, write_letter(head, letter))
    return path


def withdraw_invitation(work: Work, actor: Account | None, identifier: str) -> bool:
    """Let a link open nothing any more; return whether it was there.

    `actor` is None for the operator.
    """
    who = actor.person.id if actor else ""
    note_act(work, who, AuditAct.INVITE, who, done="remove")
    return invitations.remove_invitation(work, identifier)


def inviter_of(work: Work, secret: str) -> Account:
    """Return who invites by a link.

    Raises NotFoundError for one that is over, or whose inviter may invite no more.
    """
    return _redeemed(work, secret)[1]


def invited_address(work: Work, secret: str) -> str:
    """Return the address that an invitation went to, "" for a link that was copied.

    Raises NotFoundError as `inviter_of` does.
    """
    return _redeemed(work, secret)[0].email


def admit_invited(work: Work, secret: str, judged: JudgedApplication) -> Account | None:
    """Open an account by a link, once; None when the e-mail has one (say the same).

    Raises NotFoundError, UnfitFormError: then the link still works.
    """
    invitation, _ = _redeemed(work, secret)
    opened = admit(work, judged)
    invitations.remove_invitation(work, invitation.id)
    same = fold_email(judged.application.email) == fold_email(invitation.email)
    if opened is not None and invitation.email and same:
        opened = replace(opened, email_confirmed=True)
        accounts.change_account(work, opened)
    return opened


def _redeemed(work: Work, secret: str) -> tuple[Invitation, Account]:
    found = invitations.find_invitation(work, secret)
    if found is None:
        raise NotFoundError("invitation")
    inviter = accounts.get_account(work, found.inviter)
    if not (inviter.active and has_permission(inviter.role, Permission.INVITE)):
        raise NotFoundError("invitation")
    return found, inviter
