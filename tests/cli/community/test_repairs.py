"""The operator takes back what one person wrote, and undoes that."""

from commons.adapters.store.log import revisions
from commons.core.domain.people.account import Role
from commons.wiring.components import Components
from tests.people.visitor import Visitor
from tests.servers.server import ordered


def test_what_one_person_wrote_is_taken_back_and_given_back(
    parts: Components, author: Visitor, visitor: Visitor
) -> None:
    home = parts.settings.data_dir
    sheet = author.publishes("method").split("/")[2]
    admin = visitor.signed_in(Role.ADMIN)
    words = ("--account", admin.email)
    assert "1 fiches" in ordered(home, "user", "writing", author.name).output
    refused = ordered(home, "user", "take-back", author.name, "--account", author.email)
    assert (refused.exit_code, "le droit" in refused.stderr) == (1, True)
    done = ordered(home, "user", "take-back", author.email, *words)
    assert "1 supprimées, 0 remises" in done.output, done.stderr
    with parts.store.read() as work:
        assert revisions.get_head(work, sheet).deleted
    repair = done.output.split()[-1]
    assert repair in ordered(home, "user", "writing", author.name).output
    back = ordered(home, "user", "give-back", repair, *words)
    assert "0 supprimées, 1 remises" in back.output
    with parts.store.read() as work:
        assert not revisions.get_head(work, sheet).deleted
