"""`commons copy-to`, as an operator runs it."""

from pathlib import Path

from commons.adapters.search.port import Query
from commons.wiring.assembly import assemble_components
from commons.wiring.components import Components
from tests.conftest import settings_in
from tests.feeds.conftest import Desk
from tests.servers import postgresql
from tests.servers.server import ordered


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


def test_what_is_restored_onto_a_server_is_found_there_at_once(
    parts: Components, tmp_path: Path
) -> None:
    Desk(parts).publish(2)
    home, file = parts.settings.data_dir, str(tmp_path / "tout.tar")
    assert ordered(home, "backup", file).exit_code == 0
    served = {"database_url": postgresql.database_for(tmp_path / "new")}
    done = ordered(tmp_path / "new", "restore", file, **served)
    assert done.exit_code == 0, done.stderr
    assert not (tmp_path / "new" / "index").exists()
    chosen = settings_in(tmp_path / "new", secret_key="signs nothing here", **served)
    there = assemble_components(chosen)
    assert there.index.whole()
    assert there.index.search(Query()).total == 2
    there.store.close()


def test_an_address_of_no_engine_is_one_clear_line(tmp_path: Path) -> None:
    done = ordered(tmp_path, "copy-to", "mysql://hote/base")
    assert done.exit_code == 1
    assert "mysql" in done.stderr
