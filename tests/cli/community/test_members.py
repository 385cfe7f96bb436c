"""The operator lists accounts, gives roles, blocks, and sees who is invited."""

import pytest

from commons.adapters.store.people import accounts
from commons.adapters.store.site import audit_log
from commons.core.domain.people.account import Role
from commons.core.domain.site.audit import AuditAct
from commons.wiring.components import Components
from tests.adapters.store.makers import added
from tests.people.visitor import Visitor
from tests.servers.server import ordered


def test_accounts_are_listed_and_searched(parts: Components) -> None:
    home = parts.settings.data_dir
    ana = added(parts.store, "ana@exemple.fr", "Ana Roux")
    added(parts.store, "ben@exemple.fr", "Ben")
    told = ordered(home, "user", "list")
    assert "2 comptes" in told.stderr
    assert (
        f"{ana.person.id} Ana Roux <ana@exemple.fr> contributor, ouvert" in told.output
    )
    assert "vu jamais" in told.output
    one = ordered(home, "user", "list", "roux").output
    assert "Ana Roux" in one
    assert "Ben" not in one
    assert "Ana" not in ordered(home, "user", "list", "--role", "admin").output
    assert "Ana" not in ordered(home, "user", "list", "--blocked").output


@pytest.mark.parametrize("named", ["ana@exemple.fr", "ANA ROUX", "id"])
def test_a_role_is_given_and_an_account_blocked(parts: Components, named: str) -> None:
    home, ana = (
        parts.settings.data_dir,
        added(parts.store, "ana@exemple.fr", "Ana Roux"),
    )
    name = ana.person.id if named == "id" else named
    assert ordered(home, "user", "role", name, "admin").exit_code == 0
    for last in (("role", name, "reader"), ("block", name)):
        refused = ordered(home, "user", *last)
        assert (refused.exit_code, "au moins un compte" in refused.stderr) == (1, True)
    added(parts.store, "b@exemple.fr", "Ben")
    assert ordered(home, "user", "role", "Ben", "admin").exit_code == 0
    assert ordered(home, "user", "block", name).exit_code == 0
    assert "Ana Roux" in ordered(home, "user", "list", "--blocked").output
    assert ordered(home, "user", "unblock", name).exit_code == 0
    with parts.store.read() as work:
        found = accounts.get_account(work, ana.id)
        acts = [(one.act, one.actor) for one in audit_log.latest_acts(work, limit=2)]
    assert (found.role, found.active) == (Role.ADMIN, True)
    assert acts == [(AuditAct.UNBLOCK, ""), (AuditAct.BLOCK, "")]
    assert ordered(home, "user", "role", "Personne", "admin").exit_code == 1


def test_invitations_are_listed_and_withdrawn(
    parts: Components, editor: Visitor
) -> None:
    home = parts.settings.data_dir
    assert ordered(home, "user", "invite", editor.email).exit_code == 0
    line = ordered(home, "user", "invitations").output
    assert editor.name in line
    assert ordered(home, "user", "uninvite", line.split()[0]).exit_code == 0
    assert ordered(home, "user", "invitations").output == ""
    assert ordered(home, "user", "uninvite", line.split()[0]).exit_code == 1
