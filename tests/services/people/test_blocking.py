"""Whoever is blocked is out at once, and links that they have let nobody in."""

from datetime import timedelta

import pytest

from commons.adapters.store.people import accounts
from commons.adapters.store.people.account_tokens import TokenPurpose, find_token
from commons.adapters.store.people.credentials import sessions
from commons.adapters.store.site import audit_log
from commons.core.domain import clock
from commons.core.domain.people.account import Account, Role
from commons.core.domain.site.audit import AuditAct
from commons.errors import ForbiddenError
from commons.services.people.accounts import Application, sign_up
from commons.services.people.blocking import block_account, may_block, unblock_account
from commons.services.people.recovery import make_link
from commons.wiring.components import Components
from tests.people.visitor import PASSWORD


def opened(parts: Components, name: str, role: Role) -> Account:
    application = Application(
        email=f"{name}@exemple.fr", name=name, password=PASSWORD, role=role
    )
    with parts.store.write() as work:
        made = sign_up(work, application)
    assert made is not None
    return made


def test_sessions_and_links_end_and_both_acts_are_noted(parts: Components) -> None:
    admin = opened(parts, "Ada", Role.ADMIN)
    other = opened(parts, "Autre", Role.EDITOR)
    with parts.store.write() as work:
        until = clock.now() + timedelta(days=1)
        session = sessions.open_session(work, other.id, until=until)
        token = make_link(work, other, TokenPurpose.RESET).rpartition("/")[2]
        block_account(work, admin, other)
        assert sessions.session_account(work, session) is None
        assert find_token(work, token, TokenPurpose.RESET) is None
        assert not accounts.get_account(work, other.id).active
        unblock_account(work, admin, other)
        assert accounts.get_account(work, other.id).active
        assert sessions.session_account(work, session) is None
        acts = [entry.act for entry in audit_log.latest_acts(work, limit=2)]
    assert acts == [AuditAct.UNBLOCK, AuditAct.BLOCK]


@pytest.mark.parametrize("target", Role)
def test_only_lesser_roles_are_blocked_but_by_admins(
    parts: Components, target: Role
) -> None:
    editor = opened(parts, "Edith", Role.EDITOR)
    other = opened(parts, "Autre", target)
    assert may_block(editor, other) is (target < Role.EDITOR)
    assert not may_block(editor, editor)
    if target >= Role.EDITOR:
        with parts.store.write() as work, pytest.raises(ForbiddenError):
            block_account(work, editor, other)


def test_two_admins_who_block_each_other_at_once_leave_one(parts: Components) -> None:
    first, second = (opened(parts, name, Role.ADMIN) for name in ("Ada", "Blaise"))
    with parts.store.write() as work:
        block_account(work, first, second)
        with pytest.raises(ForbiddenError):  # though an admin when they asked
            block_account(work, second, first)
        assert accounts.get_account(work, first.id).active
