"""`commons copy-to`, as an operator runs it."""

from pathlib import Path

from commons.wiring.components import Components
from tests.feeds.conftest import Desk
from tests.server import ordered


def test_a_copy_is_told_with_what_to_set_and_is_served(
    parts: Components, tmp_path: Path
) -> None:
    Desk(parts).publish(2)
    home, file = parts.settings.data_dir, tmp_path / "other.sqlite"
    done = ordered(home, "copy-to", f"sqlite:///{file}")
    assert done.exit_code == 0, done.stderr
    assert f"2 fiches, 2 versions, 0 comptes, 0 brouillons dans {file}\n" in done.stdout
    assert f"COMMONS_DATABASE_URL=sqlite:///{file}" in done.stdout
    checked = ordered(home, "check", database_url=f"sqlite:///{file}")
    assert checked.stdout == "Tout est en ordre.\n"
    again = ordered(home, "copy-to", f"sqlite:///{file}")
    assert (again.exit_code, len(again.stderr.strip().splitlines())) == (1, 1)
    assert ordered(home, "copy-to", f"sqlite:///{file}", "--replace").exit_code == 0


def test_an_address_of_no_engine_is_one_clear_line(tmp_path: Path) -> None:
    done = ordered(tmp_path, "copy-to", "mysql://hote/base")
    assert done.exit_code == 1
    assert "mysql" in done.stderr
