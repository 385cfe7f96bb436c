"""Blocks accounts and lets them in again; each is in the audit log."""

from dataclasses import replace

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people import account_tokens, accounts
from commons.adapters.store.people.account_tokens import TokenPurpose
from commons.adapters.store.people.credentials import sessions
from commons.adapters.store.site.audit_log import note_act
from commons.adapters.store.stewardship.review.reports import settle_reports_of
from commons.core.domain.people.account import Account, Role
from commons.core.domain.site.audit import AuditAct
from commons.errors import ForbiddenError
from commons.services.people.roles import is_last_admin


def may_block(actor: Account, target: Account) -> bool:
    """Return whether somebody may block an account: one of a lesser role, not their own.

    An admin may block another admin: at least who does it stays. Who was blocked
    meanwhile blocks nobody, or two admins could leave none.
    """
    own = actor.id == target.id
    return not own and (actor.role is Role.ADMIN or target.role < actor.role)


def block_account(work: Work, actor: Account | None, target: Account) -> Account:
    """Sign an account out everywhere and for good; `actor` is None for the operator.

    Raises ForbiddenError, also for the operator where it is the last admin's.
    """
    blocked = _changed(work, actor, target, active=False)
    who = actor.person.id if actor else ""
    settle_reports_of(work, [f"/people/{target.person.id}"], who, AuditAct.BLOCK)
    sessions.close_sessions(work, target.id)
    for purpose in TokenPurpose:
        account_tokens.revoke_tokens(work, target.id, purpose)
    return blocked


def unblock_account(work: Work, actor: Account | None, target: Account) -> Account:
    """Let an account in again; `actor` as for `block_account`. Raises ForbiddenError."""
    return _changed(work, actor, target, active=True)


def _changed(
    work: Work, actor: Account | None, target: Account, *, active: bool
) -> Account:
    if actor is None:
        allowed = active or not is_last_admin(work, target)
    else:
        actor = accounts.get_account(work, actor.id)  # as it is now
        allowed = actor.active and may_block(actor, target)
    if not allowed:
        raise ForbiddenError(target.id)
    changed = replace(target, active=active)
    accounts.change_account(work, changed)
    act = AuditAct.UNBLOCK if active else AuditAct.BLOCK
    note_act(work, actor.person.id if actor else "", act, target.person.id)
    return changed
