"""The operator chooses which collections the home page shows."""

from commons.adapters.store.site import audit_log
from commons.core.domain.site.audit import AuditAct
from commons.wiring.components import Components
from tests.feeds.conftest import Desk
from tests.people.reviewed import account_of
from tests.people.visitor import Visitor
from tests.servers.server import ordered


def test_collections_are_featured_moved_and_taken_back(
    parts: Components, editor: Visitor
) -> None:
    home, desk = parts.settings.data_dir, Desk(parts)
    listed = desk.put_one(title="Une méthode")
    one, two = (
        desk.put_one(kind="collection", title=title, items=[{"sheet": listed.sheet}])
        for title in ("Une", "Deux")
    )
    who = ("--account", editor.email)
    for sheet in (one.sheet, two.sheet):
        assert ordered(home, "featured", "add", sheet, *who).exit_code == 0
    assert ordered(home, "featured", "add", listed.sheet, *who).exit_code == 1
    moved = ordered(home, "featured", "move", *who, "--", two.sheet, "-1")
    assert moved.exit_code == 0, moved.output
    told = ordered(home, "featured").output
    assert told == f"{two.sheet} Deux\n{one.sheet} Une\n"
    assert ordered(home, "featured", "remove", one.sheet, *who).exit_code == 0
    assert "Une" not in ordered(home, "featured").output
    with parts.store.read() as work:
        acts = audit_log.latest_acts(work, act=AuditAct.FEATURE, limit=9)
    assert [one.details["order"] for one in acts] == [
        "withdraw",
        "up",
        *["feature"] * 2,
    ]
    assert {one.actor for one in acts} == {account_of(editor).person.id}
