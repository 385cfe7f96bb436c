"""The operator hides a remark under a sheet, and shows it again."""

from commons.adapters.store.community import remarks as store
from commons.wiring.components import Components
from tests.people.reviewed import account_of
from tests.people.visitor import Visitor, said_by
from tests.servers.server import ordered


def test_a_remark_is_hidden_and_shown(
    parts: Components, editor: Visitor, author: Visitor, visitor: Visitor
) -> None:
    home, page = parts.settings.data_dir, author.publishes("method")
    author.post(f"/sheets/{page.split('/')[2]}/remarks/new", _do="send", text="Trop.")
    with parts.store.read() as work:
        (remark,) = store.remarks_by(work, account_of(author).person.id, limit=9)
    who = ("--account", editor.email)
    assert ordered(home, "remarks", "hide", remark.id, "", *who).exit_code == 1
    assert "Trop." in said_by(visitor.get(page))
    hidden = ordered(home, "remarks", "hide", remark.id, "Insultant", *who)
    assert hidden.exit_code == 0, hidden.output
    assert "Trop." not in said_by(visitor.get(page))
    assert ordered(home, "remarks", "show", remark.id, *who).exit_code == 0
    assert "Trop." in said_by(visitor.get(page))
