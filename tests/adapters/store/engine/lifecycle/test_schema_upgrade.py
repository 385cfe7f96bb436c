import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from commons.adapters.store.engine.lifecycle.schema_upgrade import (
    FOLDER,
    known_revisions,
)
from commons.adapters.store.engine.tables.all_tables import METADATA
from commons.adapters.store.engine.unit_of_work import Store, open_store
from commons.adapters.store.log import revisions
from commons.adapters.store.log.projections import titles_keywords
from commons.adapters.store.log.projections.link_targets import links_to
from commons.core.domain.schema.kind import Values
from commons.core.domain.sheet import Action, SheetLink
from commons.errors import SettingsError, StorageError
from tests.adapters.store.makers import mentions, publish, published
from tests.adapters.store.processes import at_once
from tests.adapters.store.releases import take_back
from tests.servers.fresh_process import printed_by


@contextmanager
def raw(url: str) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        yield connection
        connection.commit()


def test_four_processes_may_migrate_from_nothing_at_once(url: str) -> None:
    def start(_number: int) -> None:
        store = open_store(url)
        store.migrate()
        published(store)

    at_once(start)
    store = open_store(url)
    with store.read() as work:
        assert revisions.head_sequence(work) == 4


@pytest.mark.sqlite
def test_the_steps_lead_to_the_tables_that_the_code_knows(store: Store) -> None:
    with store.read() as work:
        context = MigrationContext.configure(
            work.connection, opts={"compare_type": True}
        )
        assert compare_metadata(context, METADATA) == []


def test_the_names_of_the_steps_say_their_order() -> None:
    steps = ScriptDirectory(str(FOLDER)).walk_revisions()
    assert known_revisions() == tuple(step.revision for step in steps)[::-1]


def test_a_database_of_today_is_opened_without_what_upgrades(
    store: Store, url: str
) -> None:
    program = (
        "import sys; from commons.adapters.store.engine.unit_of_work import open_store;"
        f" open_store({url!r}).migrate();"
        " print([name for name in sys.modules if name.partition('.')[0] == 'alembic'])"
    )
    assert printed_by(program).strip() == "[]"


def test_migrating_again_changes_nothing(store: Store) -> None:
    revision = published(store)
    store.migrate()
    with store.read() as work:
        assert revisions.get_head(work, revision.sheet) == revision


@pytest.mark.sqlite
def test_a_newer_schema_is_refused_and_left_alone(store: Store, url: str) -> None:
    with raw(url) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StorageError, match=r"9999.*newer"):
        open_store(url).migrate()
    with raw(url) as connection:
        assert connection.execute("SELECT * FROM alembic_version").fetchall() == [
            ("9999",)
        ]


@pytest.mark.sqlite
def test_a_step_that_fails_leaves_no_half_schema(url: str) -> None:
    with raw(url) as connection:
        connection.execute("CREATE TABLE pulse (other)")
    with pytest.raises(StorageError, match="pulse"):
        open_store(url).migrate()
    with raw(url) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master").fetchall()
    assert tables == [("pulse",)]


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "commons.sqlite"
    path.write_bytes(b"a letter to my mother, " * 100)
    with pytest.raises(StorageError, match="no database"):
        open_store(f"sqlite:///{path}").migrate()
    assert path.read_bytes().startswith(b"a letter")


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/new/folder/commons.sqlite")
    store.migrate()
    assert published(store).sequence == 1


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="cannot be made"):
        open_store(f"sqlite:///{tmp_path}/file/commons.sqlite").migrate()


@pytest.mark.parametrize(
    "url", ["", "sqlite://", "sqlite:///:memory:", "mysql://host/base", "no address"]
)
def test_an_address_that_is_no_database_file_is_refused(url: str) -> None:
    with pytest.raises(SettingsError):
        open_store(url)


def test_a_store_without_tables_says_so(url: str) -> None:
    store = open_store(url)
    with pytest.raises(StorageError, match="no such table"), store.read() as work:
        revisions.head_sequence(work)
    with pytest.raises(StorageError, match="no such table"):
        store.token()


@pytest.mark.sqlite
def test_the_keywords_of_an_older_database_are_gathered(store: Store) -> None:
    words: Values = {"title": "Une fiche", "keywords": ["Débat", "écoute"]}
    with store.write() as work:
        publish(work, values=words)
        gone = publish(work, values={**words, "keywords": ["effacé"]})
        publish(work, gone.sheet, 1, action=Action.DELETE, values=gone.values)
    take_back(store.file, "0002")
    store.migrate()
    with store.read() as work:
        assert titles_keywords.keywords_starting(work, "ecou", limit=5) == ["écoute"]
        assert titles_keywords.keywords_starting(work, "deb", limit=5) == ["Débat"]
        assert titles_keywords.keywords_starting(work, "eff", limit=5) == []


def link_rows(store: Store) -> list[tuple[object, ...]]:
    with raw(f"sqlite:///{store.file}") as connection:
        return sorted(connection.execute("SELECT * FROM links"))


@pytest.mark.sqlite
def test_the_links_of_an_older_database_get_their_relations(store: Store) -> None:
    one, two, three = "0123456789ab", "0123456789ac", "0123456789ad"
    values: Values = {
        "title": "Une fiche",
        "methods_used": [one, two],
        "keywords": ["débat"],
        "body": f"[[{two}|deux]], [[{three}]] et `[[{one}]]`",
    }
    chosen = [SheetLink(relation="methods_used", target=one)]
    both = [SheetLink(relation="methods_used", target=two), *mentions(two, three)]
    with store.write() as work:
        head = publish(work, values=values, links=[*chosen, *both])
        gone = publish(work, values=values, links=both)
        publish(work, gone.sheet, 1, action=Action.DELETE, values=values)
        publish(work, values={**values, "body": ""})
    before = link_rows(store)
    assert before == [
        (head.sheet, "methods_used", one, None),
        (head.sheet, "methods_used", two, None),
        (head.sheet, "references", two, None),
        (head.sheet, "references", three, None),
    ]
    take_back(store.file, "0011")
    assert [row[1] for row in link_rows(store)] == [one, two, three]
    store.migrate()
    assert link_rows(store) == before
    with store.read() as work:
        (found,) = links_to(work, two, limit=9)
        assert found.sheet == head.sheet


@pytest.mark.sqlite
@pytest.mark.parametrize("content", ["'{'", "'[]'", "'[[[['", "x'ff00'", "7"])
def test_a_link_of_a_damaged_version_is_kept(store: Store, content: str) -> None:
    target = "0123456789ab"
    with store.write() as work:
        head = publish(work, links=mentions(target))
    take_back(store.file, "0011")
    with raw(f"sqlite:///{store.file}") as connection:
        connection.execute(f"UPDATE revisions SET content = {content}")  # noqa: S608
    store.migrate()
    assert link_rows(store) == [(head.sheet, "references", target, None)]
