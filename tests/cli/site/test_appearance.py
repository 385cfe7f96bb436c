"""The operator chooses the logo and the colour without a browser."""

from pathlib import Path

from commons.adapters.store.site import audit_log
from commons.core.domain.people.account import Role
from commons.core.domain.site.audit import AuditAct
from commons.wiring.components import Components
from tests.adapters.media.pictures import drawing, written
from tests.people.visitor import Visitor
from tests.servers.server import ordered


def test_the_look_is_chosen(
    parts: Components, visitor: Visitor, tmp_path: Path
) -> None:
    home, admin = parts.settings.data_dir, visitor.signed_in(Role.ADMIN)
    who = ("--account", admin.email)
    assert "celle livrée" in ordered(home, "appearance").output
    assert ordered(home, "appearance", "colour", "rouge", *who).exit_code == 1
    assert ordered(home, "appearance", "colour", "#8a2346", *who).exit_code == 0
    logo, text = tmp_path / "logo.png", tmp_path / "logo.txt"
    logo.write_bytes(written(drawing(40, 30), "PNG"))
    text.write_text("non")
    assert ordered(home, "appearance", "logo", str(text), *who).exit_code == 1
    chosen = ("appearance", "logo", str(logo), "--text", "Deux mains", *who)
    assert ordered(home, *chosen).exit_code == 0
    told = ordered(home, "appearance").output
    assert "#8a2346" in told
    assert "Deux mains" in told
    assert ordered(home, "appearance", "logo", *who).exit_code == 0
    assert "logo : aucun" in ordered(home, "appearance").output
    with parts.store.read() as work:
        acts = audit_log.latest_acts(work, act=AuditAct.SETTING, limit=9)
    assert [one.target for one in acts] == ["appearance"] * 3
