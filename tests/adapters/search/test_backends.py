"""The table of search back ends, and the setting that chooses from it."""

from pathlib import Path

import pytest

from commons import settings
from commons.adapters.search.backends import BACKENDS
from commons.app import create_app
from commons.core.domain.people.account import Role
from commons.errors import SettingsError
from commons.settings import SEARCH_BACKENDS, from_env
from commons.wiring import assembly
from tests.adapters.search.sqlite_index import SqliteIndex
from tests.conftest import settings_in
from tests.people.visitor import Visitor, said_by


def test_the_setting_knows_each_back_end_and_no_other() -> None:
    assert tuple(BACKENDS) == SEARCH_BACKENDS
    assert [from_env({"COMMONS_SEARCH": key}).search for key in BACKENDS] == [*BACKENDS]
    assert from_env({}).search == "whoosh"
    served = {"COMMONS_DATABASE_URL": "postgresql+psycopg://camille@hote/commun"}
    assert from_env(served).search == "postgresql"
    assert from_env({**served, "COMMONS_SEARCH": "whoosh"}).search == "whoosh"


def test_an_index_beside_a_database_that_is_a_file_is_refused(tmp_path: Path) -> None:
    chosen = settings_in(
        tmp_path, search="postgresql", database_url=f"sqlite:///{tmp_path}/a"
    )
    with pytest.raises(SettingsError, match="COMMONS_DATABASE_URL"):
        assembly.assemble_components(chosen)


def test_an_unknown_back_end_is_refused_by_name() -> None:
    with pytest.raises(SettingsError, match="COMMONS_SEARCH: « elastic »"):
        from_env({"COMMONS_SEARCH": "elastic"})


def test_a_back_end_that_is_added_by_a_row_serves_a_whole_instance(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = {**BACKENDS, "sqlite": lambda at, one: SqliteIndex(at.folder, one)}
    monkeypatch.setattr(assembly, "BACKENDS", known)
    monkeypatch.setattr(settings, "SEARCH_BACKENDS", tuple(known))
    chosen = settings_in(tmp_path / "instance", search="sqlite")
    parts = assembly.assemble_components(chosen)
    assert isinstance(parts.index, SqliteIndex)
    visitor = Visitor(create_app(parts).test_client(), parts)
    page = visitor.signed_in(Role.CONTRIBUTOR).publishes("method", title="Le compteur")
    parts.catch_up()
    found = visitor.get("/search?q=comptuer")
    assert page in found.get_data(as_text=True)
    assert "compteur" in said_by(found)
    assert visitor.get("/healthz").get_json()["search_whole"] is True
    parts.follower.stop()
    parts.store.close()
