"""Gives accounts their roles; each change is in the audit log."""

from dataclasses import replace

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people import accounts
from commons.adapters.store.people.account_search import active_admins
from commons.adapters.store.site.audit_log import note_act
from commons.core.domain.people.account import Account, Role
from commons.core.domain.site.audit import AuditAct
from commons.errors import ForbiddenError


def is_last_admin(work: Work, account: Account) -> bool:
    """Return whether nobody else looks after the site."""
    return [one.id for one in active_admins(work)] == [account.id]


def grant_role(
    work: Work, actor: Account | None, account: Account, role: Role
) -> Account:
    """Give an account a role; `actor` is None for the operator.

    Raises ForbiddenError where the last admin would be none any more.
    """
    if role is not Role.ADMIN and is_last_admin(work, account):
        raise ForbiddenError("the last admin stays one")
    changed = replace(account, role=role)
    accounts.change_account(work, changed)
    who = actor.person.id if actor else ""
    note_act(work, who, AuditAct.ROLE, account.person.id, role=role.name)
    return changed
