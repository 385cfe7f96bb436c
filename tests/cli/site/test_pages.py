"""The operator writes the pages of the site without a browser."""

from commons.core.domain.people.account import Role
from commons.wiring.components import Components
from tests.people.visitor import Visitor
from tests.servers.server import ordered


def test_a_page_is_written_and_taken_back(
    parts: Components, visitor: Visitor, editor: Visitor
) -> None:
    home, admin = parts.settings.data_dir, visitor.signed_in(Role.ADMIN)
    write = ("pages", "write", "about", "fr", "--account")
    assert "about fr : telle que livrée" in ordered(home, "pages").output
    assert ordered(home, *write, editor.email, typed="Non").exit_code == 1
    done = ordered(home, *write, admin.email, typed="Nous sommes **ici**.\n")
    assert "version 1" in done.output
    assert ordered(home, "pages", "show", "about", "fr").output == (
        "Nous sommes **ici**.\n"
    )
    assert "<strong>ici</strong>" in editor.get("/pages/about").text
    assert ordered(home, *write, admin.email, typed="").exit_code == 0
    assert "<strong>ici</strong>" not in editor.get("/pages/about").text
