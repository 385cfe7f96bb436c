"""A relation is one more field of sheets in `schemas/`, with no Python."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from commons.adapters.store.engine.unit_of_work import open_store
from commons.adapters.store.log import revisions
from commons.adapters.store.log.projections import link_targets
from commons.core.domain.sheet import REFERENCES, Action, SheetLink
from commons.services.history.delete import delete_sheet, restore_sheet
from commons.services.history.revert import revert_sheet
from commons.wiring import assembly
from commons.wiring.components import Components
from commons.wiring.shipped import shipped_folder
from tests.conftest import settings_in
from tests.feeds.conftest import CAMILLE, Desk
from tests.people.visitor import Visitor, said_by
from tests.servers.server import ordered
from tests.services.operations.checks.damaged_rows import damage_rows

RELATIONS = """
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix dash: <http://datashapes.org/dash#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix schema: <http://schema.org/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix kc: <https://w3id.org/knowledge-commons/ns#> .
@prefix field: <https://w3id.org/knowledge-commons/fields#> .
@prefix group: <https://w3id.org/knowledge-commons/groups#> .

kc:MethodShape sh:property field:inspired_by, field:sequel_of .

kc:sequelOf a rdf:Property ; rdfs:label "suite de"@fr, "sequel of"@en .

field:inspired_by a sh:PropertyShape ; sh:path prov:wasInfluencedBy ;
  sh:name "Inspirée de"@fr, "Inspired by"@en ;
  sh:description "Les fiches qui l’ont inspirée."@fr, "The sheets that inspired it."@en ;
  skos:example "Débat-bilan"@fr, "Review debate"@en ;
  sh:group group:course ; sh:order 8 ; sh:nodeKind sh:IRI ; dash:editor kc:SheetEditor .

field:sequel_of a sh:PropertyShape ; sh:path kc:sequelOf ;
  sh:name "Suite de"@fr, "Sequel of"@en ;
  sh:description "La fiche dont elle est la suite."@fr, "The sheet that it goes on from."@en ;
  skos:example "Débat-bilan"@fr, "Review debate"@en ;
  sh:group group:course ; sh:order 9 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ;
  dash:editor kc:SheetEditor .
"""
NEW = ("inspired_by", "sequel_of")

SHEET = """---
title: Le banc
licence: CC-BY-SA-4.0
language: fr
authors: [{{name: Camille}}]
{relation}: Le mur
---
Un texte.
"""


@pytest.fixture(autouse=True)
def _two_more_relations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the instances of this test read a folder of schemas with two more fields."""
    folder = tmp_path / "schemas"
    shutil.copytree(shipped_folder("schemas"), folder)
    (folder / "relations.ttl").write_text(RELATIONS, encoding="utf-8")
    monkeypatch.setattr(
        assembly,
        "shipped_folder",
        lambda name: folder if name == "schemas" else shipped_folder(name),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A sheet that links to another one: by both relations, and in its text."""

    parts: Components
    source: str
    target: str

    @property
    def rows(self) -> list[tuple[object, ...]]:
        """The rows of the table of links."""
        return rows_in(self.parts.settings.data_dir)

    @property
    def expected(self) -> list[tuple[object, ...]]:
        """The rows that there should be."""
        return [
            (self.source, relation, self.target, None)
            for relation in sorted((*NEW, REFERENCES))
        ]

    def sources(self, relation: str) -> list[str]:
        """Give what links to the target by a relation."""
        with self.parts.store.read() as work:
            found = link_targets.links_to(work, self.target, relation, limit=9)
        return [one.sheet for one in found]


def rows_in(folder: Path) -> list[tuple[object, ...]]:
    store = open_store(settings_in(folder).database_url)
    query = text("SELECT source, relation, target, target_version FROM links")
    with store.read() as work:
        found = sorted(map(tuple, work.connection.execute(query)))
    store.close()
    return found


@pytest.fixture
def pair(parts: Components) -> Pair:
    desk = Desk(parts)
    target = desk.put_one(title="Le mur").sheet
    source = desk.put_one(
        title="Le banc",
        inspired_by=[target],
        sequel_of=target,
        body=f"Voir [[{target}|le mur]].",
    ).sheet
    return Pair(parts=parts, source=source, target=target)


@pytest.mark.parametrize("relation", NEW)
def test_the_form_publishes_it_and_the_page_of_the_target_tells(
    parts: Components, author: Visitor, relation: str
) -> None:
    target = Desk(parts).put_one(title="Le mur").sheet
    author.publishes("method", title="Le banc", **{relation: "Le mur"})
    with parts.store.read() as work:
        (made,) = link_targets.links_to(work, target, relation, limit=9)
        assert made.title == "Le banc"
        assert link_targets.links_from(work, made.sheet) == [
            SheetLink(relation=relation, target=target)
        ]
        assert link_targets.links_to(work, target, "tools_used", limit=9) == []
        assert link_targets.links_to(work, target, REFERENCES, limit=9) == []
    page = said_by(author.client.get(f"/sheets/{target}/le-mur"))
    assert "Fiches qui citent celle-ci" in page
    assert "Le banc" in page.partition("Fiches qui citent celle-ci")[2]


@pytest.mark.parametrize("relation", NEW)
def test_front_matter_publishes_it(
    parts: Components, tmp_path: Path, relation: str
) -> None:
    target = Desk(parts).put_one(title="Le mur").sheet
    folder = tmp_path / "fiches" / "method"
    folder.mkdir(parents=True)
    (folder / "banc.md").write_text(SHEET.format(relation=relation), encoding="utf-8")
    done = ordered(parts.settings.data_dir, "load", str(folder.parent), "--incomplete")
    assert done.exit_code == 0, done.output
    (row,) = rows_in(parts.settings.data_dir)
    assert row[1:] == (relation, target, None)


def test_each_relation_has_its_row_and_its_readers(pair: Pair) -> None:
    assert pair.rows == pair.expected
    for relation in (*NEW, REFERENCES, ""):
        assert pair.sources(relation) == [pair.source]
    assert pair.sources("methods_used") == []


def test_an_export_that_is_loaded_has_it(pair: Pair, tmp_path: Path) -> None:
    out, other = tmp_path / "out", tmp_path / "other"
    assert ordered(pair.parts.settings.data_dir, "export", str(out)).exit_code == 0
    assert ordered(other, "load", str(out)).exit_code == 0
    assert rows_in(other) == pair.expected


def test_a_backup_that_is_restored_has_it(pair: Pair, tmp_path: Path) -> None:
    file, other = tmp_path / "tout.tar.gz", tmp_path / "other"
    assert ordered(pair.parts.settings.data_dir, "backup", str(file)).exit_code == 0
    assert ordered(other, "restore", str(file)).exit_code == 0
    assert rows_in(other) == pair.expected
    assert ordered(other, "check").exit_code == 0


@pytest.mark.parametrize(
    "order",
    [
        "DELETE FROM links WHERE relation = 'inspired_by'",
        "UPDATE links SET relation = 'tools_used' WHERE relation = 'sequel_of'",
        "UPDATE links SET target_version = 1 WHERE relation = 'inspired_by'",
        "INSERT INTO links SELECT source, 'x', target, NULL FROM links LIMIT 1",
    ],
)
def test_the_check_sees_what_differs_and_makes_it_again(pair: Pair, order: str) -> None:
    folder = pair.parts.settings.data_dir
    pair.parts.catch_up()
    assert ordered(folder, "check").stdout == "Tout est en ordre.\n"
    damage_rows(pair.parts.store, order)
    assert pair.rows != pair.expected
    told = ordered(folder, "check")
    assert f"table links : la fiche {pair.source}" in told.stderr
    assert pair.rows == pair.expected
    assert ordered(folder, "check").exit_code == 0


def test_it_goes_and_comes_back_with_the_version_that_says_it(pair: Pair) -> None:
    parts = pair.parts
    with parts.store.read() as work:
        first = revisions.get_head(work, pair.source)
    Desk(parts).change(first, title="Le banc", inspired_by=[pair.target])
    assert [row[1] for row in pair.rows] == ["inspired_by"]
    with parts.store.write() as work:
        revert_sheet(parts.schema, work, CAMILLE, first, 2)
    assert pair.rows == pair.expected
    with parts.store.write() as work:
        delete_sheet(parts.schema, work, CAMILLE, pair.source, "en double")
    assert pair.rows == []
    with parts.store.write() as work:
        made = restore_sheet(parts.schema, work, CAMILLE, pair.source, "utile encore")
    assert made.action is Action.RESTORE
    assert pair.rows == pair.expected
