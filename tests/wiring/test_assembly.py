"""The parts of an instance fit together, or none of them is opened."""

from pathlib import Path

import pytest

from commons.adapters.search.port import Query
from commons.adapters.store.log import revisions
from commons.errors import NotEmptyError, StorageError
from commons.services.operations.data_folder import STAGING
from commons.services.search.indexing import UNKNOWN
from commons.wiring.assembly import assemble_components, load_schema
from commons.wiring.components import Components
from commons.wiring.shipped import shipped_folder
from tests.conftest import instance, settings_in
from tests.feeds.conftest import Desk
from tests.services.damage import lose_database


def test_a_first_start_makes_an_empty_instance_with_a_key(tmp_path: Path) -> None:
    with instance(tmp_path / "new") as made:
        with made.store.read() as work:
            assert revisions.head_sequence(work) == 0
        assert len(made.settings.secret_key) == 64
        assert set(made.schema.kinds) == {
            *("method", "tool", "experience", "trial", "collection"),
        }
        assert made.places.get("commune:29019") is not None
        assert made.index.search(UNKNOWN).hits == ()


def test_a_second_start_finds_what_the_first_one_published(tmp_path: Path) -> None:
    with instance(tmp_path / "new") as made:
        key, head = made.settings.secret_key, Desk(made).put_one()
    with instance(tmp_path / "new") as again, again.store.read() as work:
        assert revisions.get_head(work, head.sheet) == head
        assert again.settings.secret_key == key


def test_catching_up_counts_the_sheets_that_changed_and_tells_how_far_it_is(
    parts: Components,
) -> None:
    Desk(parts).publish(3, title="Le composteur")
    told: list[tuple[int, int]] = []
    assert parts.catch_up(lambda done, total: told.append((done, total))) == 3
    assert told[-1] == (3, 3)
    assert len(parts.index.search(Query(words="composteur")).hits) == 3
    assert parts.catch_up() == 0


def test_the_shipped_folders_hold_what_the_wiki_begins_with() -> None:
    assert (shipped_folder("schemas") / "method.ttl").is_file()
    assert list(shipped_folder("content").glob("method/*.md")) != []


def test_a_process_reads_its_schema_once() -> None:
    assert load_schema()[0] is load_schema()[0]


def test_a_restore_that_is_not_over_is_opened_by_nobody(tmp_path: Path) -> None:
    (tmp_path / STAGING).mkdir()
    with pytest.raises(NotEmptyError, match="restauration"):
        assemble_components(settings_in(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == [STAGING]


def test_a_database_that_is_lost_is_not_begun_anew(
    tmp_path: Path, parts: Components
) -> None:
    home = parts.settings.data_dir
    parts.store.close()
    (home / "media").mkdir(exist_ok=True)
    lose_database(parts, tmp_path)
    with pytest.raises(StorageError, match="manque"):
        assemble_components(settings_in(home))
