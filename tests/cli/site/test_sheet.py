"""The operator deletes a sheet and brings it back."""

from commons.wiring.components import Components
from tests.people.visitor import Visitor
from tests.servers.server import ordered


def test_a_sheet_is_deleted_and_brought_back(
    parts: Components, editor: Visitor, author: Visitor
) -> None:
    home = parts.settings.data_dir
    place = editor.publishes("method", title="Le banc")
    sheet = place.split("/")[2]
    who = ("--account", editor.email)
    refused = ordered(home, "sheet", "delete", sheet, "x", *who)
    assert refused.exit_code == 2
    mine = ordered(
        home, "sheet", "delete", sheet, "en double", "--account", author.email
    )
    assert (mine.exit_code, "pas le droit" in mine.stderr) == (1, True)
    address = f"http://commons.example{place}"
    done = ordered(home, "sheet", "delete", address, "en double", *who)
    assert done.exit_code == 0, done.stderr
    assert author.get(place).status_code == 410
    assert "en double" in editor.get(f"/sheets/{sheet}/history").text
    again = ordered(home, "sheet", "delete", sheet, "en double", *who)
    assert (again.exit_code, "déjà supprimée" in again.stderr) == (1, True)
    back = ordered(home, "sheet", "restore", sheet, "à garder", *who)
    assert back.exit_code == 0, back.stderr
    assert author.get(place).status_code == 200
    again = ordered(home, "sheet", "restore", sheet, "à garder", *who)
    assert (again.exit_code, "n’est pas supprimée" in again.stderr) == (1, True)
    assert ordered(home, "check").exit_code == 0
