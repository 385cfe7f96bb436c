"""A theme is renamed under a running site: every page shows it, in every process.

Once by the files of schemas/ and a commit that readers see, once by texts that lie
over them in the database, as a row of SCHEMA_SOURCES.
"""

import shutil
from collections.abc import Callable, Hashable, Iterator, Mapping
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from commons.adapters.store.engine.unit_of_work import Store, open_store
from commons.adapters.store.site.site_state import SiteReader
from commons.app import create_app
from commons.core.domain.people.account import Role
from commons.core.kinds.schema.live_schema import SchemaSource
from commons.wiring import assembly
from commons.wiring.components import Components
from commons.wiring.shipped import shipped_folder
from tests.adapters.store.processes import FORK, PATIENCE_SECONDS
from tests.conftest import instance, settings_in
from tests.feeds.conftest import Desk
from tests.people.visitor import Visitor

THEME = ("themes.ttl", '"Culture"@fr', '"Arts vivants"@fr')
NEED = ("choices.ttl", '"Se rencontrer"@fr', '"Faire danser"@fr')
TABLE = "CREATE TABLE edited (name TEXT PRIMARY KEY, text TEXT, number INTEGER)"
PAGES: Mapping[str, str] = {
    "/": "Faire danser",
    "/search": "Arts vivants",
    "/search.json": "Arts vivants",
    "/themes": "Arts vivants",
    "/themes/culture": "Arts vivants",
    "/ns": "Arts vivants",
    "/feeds/atom": "Arts vivants",
    "/oai?verb=ListSets": "Arts vivants",
}
"""What readers reach without an account -> what it shows after the change."""

Change = Callable[[Components], None]


def edited(home: Path) -> Iterator[tuple[str, str]]:
    """Give the name and the text of each file that is changed."""
    for name, old, new in (THEME, NEED):
        content = (home / name).read_text()
        assert old in content
        yield name, content.replace(old, new)


def over_files(store: Store, _site: SiteReader) -> SchemaSource:
    """Give what a table of the database says in the place of files."""

    def stamp() -> Hashable:
        with store.read() as work:
            found = work.connection.exec_driver_sql("SELECT max(number) FROM edited")
            return found.scalar()

    def read() -> dict[str, str]:
        with store.read() as work:
            rows = work.connection.exec_driver_sql("SELECT name, text FROM edited")
            return dict(rows.all())

    return SchemaSource(stamp=stamp, read=read)


@pytest.fixture(params=["files", "store"])
def change(
    request: pytest.FixtureRequest,
    empty_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Change:
    """Give what renames a theme and a purpose, and commits it."""
    home = tmp_path / "schemas"
    shutil.copytree(shipped_folder("schemas"), home)
    if request.param == "files":
        monkeypatch.setattr(assembly, "shipped_folder", lambda _name: home)

        def change_files(parts: Components) -> None:
            for name, text in edited(home):
                (home / name).write_text(text)
            with parts.store.write():
                pass

        return change_files

    def change_store(parts: Components) -> None:
        with parts.store.write() as work:
            insert_row = text("INSERT INTO edited VALUES (:name, :text, :number)")
            for number, (name, content) in enumerate(edited(home), start=1):
                row = {"name": name, "text": content, "number": number}
                work.connection.execute(insert_row, row)

    monkeypatch.setattr(assembly, "SCHEMA_SOURCES", (over_files,))
    return change_store


@pytest.fixture
def parts(change: Change, empty_folder: Path, tmp_path: Path) -> Iterator[Components]:
    """Give an instance with two sheets, over the schema that can be changed."""
    folder = tmp_path / "instance"
    shutil.copytree(empty_folder, folder)
    store = open_store(settings_in(folder).database_url)
    with store.write() as work:
        work.connection.exec_driver_sql(TABLE)
    store.close()
    with instance(folder) as made:
        for theme in ("culture", "climate"):
            Desk(made).put_one(themes=[theme])
        made.catch_up()
        yield made


def shown(client: FlaskClient) -> dict[str, bool]:
    """Say of each page whether it shows the new words."""
    found = {}
    for address, words in PAGES.items():
        accept = {"Accept": "text/turtle"} if address == "/ns" else {}
        answer = client.get(address, headers=accept)
        assert answer.status_code == 200
        found[address] = words in answer.get_data(as_text=True)
    return found


NOWHERE = dict.fromkeys(PAGES, False)
EVERYWHERE = dict.fromkeys(PAGES, True)


def test_every_page_shows_it_without_a_restart(
    app: Flask, parts: Components, change: Change
) -> None:
    reader = app.test_client()
    before = parts.schema
    for _ in range(2):  # the second time, from what is kept
        assert shown(reader) == NOWHERE
    change(parts)
    assert shown(reader) == EVERYWHERE
    assert parts.schema is not before
    assert parts.schema is parts.schema


def test_the_form_offers_it_and_takes_it(
    app: Flask, parts: Components, change: Change
) -> None:
    author = Visitor(app.test_client(), parts).signed_in(Role.CONTRIBUTOR)
    form = author.get("/sheets/new/method").get_data(as_text=True)
    assert "Arts vivants" not in form
    change(parts)
    form = author.get("/sheets/new/method").get_data(as_text=True)
    assert "Arts vivants" in form
    page = author.publishes("method", themes="culture")
    assert "Arts vivants" in author.get(page).get_data(as_text=True)


def test_who_kept_a_feed_is_not_told_that_it_stands(
    app: Flask, parts: Components, change: Change
) -> None:
    reader = app.test_client()
    tags = {
        address: reader.get(address).headers["ETag"]
        for address in ("/", "/feeds/atom", "/sitemaps/1.xml")
    }

    def statuses() -> list[int]:
        return [
            reader.get(address, headers={"If-None-Match": tag}).status_code
            for address, tag in tags.items()
        ]

    assert statuses() == [304] * 3
    change(parts)
    assert statuses() == [200] * 3


def test_sheets_that_are_saved_afterwards_are_found_by_the_new_words(
    parts: Components, change: Change
) -> None:
    parts.follower.start()
    change(parts)
    sheet = Desk(parts).put_one(themes=["culture"]).sheet
    parts.catch_up()
    client = create_app(parts).test_client()
    found = client.get("/search.json?q=vivants").get_json()
    assert [hit["id"] for hit in found["results"]] == [sheet]


def test_another_process_shows_it_too(
    app: Flask, parts: Components, change: Change
) -> None:
    shown(app.test_client())  # this process has kept its pages
    warm, changed = FORK.Event(), FORK.Event()

    def serve() -> None:
        reader = app.test_client()
        assert shown(reader) == shown(reader) == NOWHERE
        warm.set()
        assert changed.wait(PATIENCE_SECONDS)
        assert shown(reader) == EVERYWHERE

    other = FORK.Process(target=serve)
    other.start()
    assert warm.wait(PATIENCE_SECONDS)
    change(parts)
    changed.set()
    other.join(PATIENCE_SECONDS)
    assert other.exitcode == 0
    assert shown(app.test_client()) == EVERYWHERE
