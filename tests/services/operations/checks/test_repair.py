"""Rows that do not follow from the log are named, and made again from it."""

import pytest
from flask.testing import FlaskClient

from commons.adapters.store.log import revisions
from commons.adapters.store.log.projections import titles_keywords
from commons.adapters.store.log.projections.link_targets import links_to
from commons.services.operations.checks.repair import find_stale_rows, make_again
from commons.wiring.components import Components
from tests.adapters.store.releases import take_back
from tests.feeds.conftest import Desk
from tests.services.operations.checks.damaged_rows import damage_rows, list_rows


def stale(parts: Components) -> list[str]:
    with parts.store.read() as work:
        return list(find_stale_rows(parts.schema, work))


@pytest.fixture
def sheet(parts: Components) -> str:
    """Give a sheet with a keyword, a blob store and a link to another one."""
    desk = Desk(parts)
    target = desk.put_one(title="Le mur")
    body = f"Voir [[{target.sheet}]]."
    return desk.put_one(
        title="Le banc", keywords=["débat"], themes=["culture"], body=body
    ).sheet


@pytest.mark.usefixtures("sheet")
def test_nothing_is_stale_or_made_again_where_all_is_right(parts: Components) -> None:
    told: list[tuple[int, int]] = []
    assert make_again(parts.schema, parts.store, lambda *now: told.append(now)) == []
    assert told[-1][0] == told[-1][1] > 0


@pytest.mark.parametrize(
    ("order", "table"),
    [
        ("UPDATE sheets SET title = 'Autre' WHERE title = 'Le banc'", "sheets"),
        ("DELETE FROM keywords", "keywords"),
        ("DELETE FROM links", "links"),
        ("UPDATE links SET relation = 'tools_used'", "links"),
        ("UPDATE links SET target_version = 1", "links"),
        ("INSERT INTO shelves VALUES ('theme:food', 2)", "shelves"),
    ],
)
def test_the_table_and_the_sheet_that_are_wrong_are_named_and_mended(
    parts: Components, sheet: str, order: str, table: str
) -> None:
    damage_rows(parts.store, order)
    expected = [f"table {table} : la fiche {sheet} y est autre qu’au journal"]
    assert stale(parts) == expected
    assert make_again(parts.schema, parts.store) == expected
    assert stale(parts) == []


def test_several_tables_of_one_sheet_are_one_sentence(
    parts: Components, sheet: str
) -> None:
    damage_rows(parts.store, "DELETE FROM keywords", "DELETE FROM links")
    (sentence,) = make_again(parts.schema, parts.store)
    assert sentence.startswith("table keywords, links : ")
    assert sheet in sentence
    with parts.store.read() as work:
        assert titles_keywords.keywords_starting(work, "deb", limit=9) == ["débat"]


@pytest.mark.usefixtures("sheet")
def test_rows_of_no_sheet_are_counted_and_removed(parts: Components) -> None:
    damage_rows(
        parts.store,
        "INSERT INTO links (source, relation, target) VALUES ('z', 'x', 'a'), ('z', 'x', 'b'), ('z', 'y', 'b')",
    )
    expected = ["table links : 3 lignes ne suivent d’aucune fiche du journal"]
    assert make_again(parts.schema, parts.store) == expected
    assert stale(parts) == []


def test_files_are_shown_when_a_version_names_them_and_only_then(
    parts: Components,
) -> None:
    named, stray = f"{'a' * 64}.pdf", "secret"
    sheet = Desk(parts).put_one(files=[{"file": named, "title": "Un document"}]).sheet
    damage_rows(
        parts.store,
        "DELETE FROM public_files",
        "INSERT INTO public_files VALUES ('secret', 'x')",
    )
    expected = [
        f"table public_files : le fichier {named} de {sheet} n’y est pas",
        f"table public_files : le fichier {stray} de x y est, qu’aucune version ne nomme",
    ]
    assert make_again(parts.schema, parts.store) == expected
    assert stale(parts) == []


def test_a_damaged_last_version_is_passed_over(parts: Components, sheet: str) -> None:
    damage_rows(
        parts.store,
        "UPDATE revisions SET content = '{' WHERE sequence = 2",
        "DELETE FROM links",
        "UPDATE sheets SET title = 'Autre' WHERE title = 'Le mur'",
    )
    found = make_again(parts.schema, parts.store)
    assert len(found) == 1
    assert sheet not in found[0]
    assert found[0].startswith("table sheets : ")


@pytest.mark.sqlite
def test_nothing_is_stale_after_an_upgrade_and_pages_stay(
    starter: Components, client: FlaskClient
) -> None:
    with starter.store.read() as work:
        heads = revisions.latest_heads(work, limit=100)
        cited = [h for h in heads if links_to(work, h.sheet, limit=1)]
        by_field = [h for h in heads if links_to(work, h.sheet, "tools_used", limit=1)]
        assert len(cited) > len(by_field) > 0
    source = {
        "url": f"https://autre.example/sheets/{cited[0].sheet}/v/1",
        "title": cited[0].title,
        "author": "Camille",
        "licence": "CC-BY-SA-4.0",
        "changes": "Le texte est plus court qu’avant.",
    }
    made = Desk(starter).put_one(title="Une adaptation", sources=[source, source])
    rows = list_rows(starter.store, "links")
    assert f"links {(made.sheet, 'sources', cited[0].sheet, 1)}" in rows
    addresses = [f"/sheets/{head.sheet}/{head.slug}" for head in cited]
    before = [client.get(address).get_data() for address in addresses]
    take_back(starter.store.file, "0011")
    starter.store.migrate()
    assert stale(starter) == []
    assert list_rows(starter.store, "links") == rows
    assert [client.get(address).get_data() for address in addresses] == before
