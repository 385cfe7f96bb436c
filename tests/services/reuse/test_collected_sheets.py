"""A collection is known by its shape: rows that name a sheet each, with a note."""

import shutil
from pathlib import Path

import pytest

from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain.addresses import iri
from commons.core.domain.schema.kind import Schema
from commons.core.domain.sheet import Action, Revision
from commons.core.kinds.rules.sheet_lists import sheet_list
from commons.core.kinds.schema.loader import read_schema
from commons.services.publishing.publish import NewRevision, publish_version
from commons.services.reuse.collected_sheets import collected_sheets
from commons.wiring.components import Components
from commons.wiring.shipped import shipped_folder
from tests.feeds.conftest import CAMILLE, Desk

SELECTION = """
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix dash: <http://datashapes.org/dash#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix schema: <http://schema.org/> .
@prefix kc: <https://w3id.org/knowledge-commons/ns#> .
@prefix field: <https://w3id.org/knowledge-commons/fields#> .
@prefix part: <https://w3id.org/knowledge-commons/parts#> .
@prefix group: <https://w3id.org/knowledge-commons/groups#> .

kc:Selection a rdfs:Class ; rdfs:label "Sélection"@fr, "Selection"@en .
kc:SelectionShape a sh:NodeShape ; sh:targetClass kc:Selection ; kc:key "selection" ;
  sh:order 90 ;
  sh:name "Sélection"@fr, "Selection"@en ; kc:plural "Sélections"@fr, "Selections"@en ;
  sh:description "Des fiches choisies."@fr, "Sheets that were chosen."@en ;
  sh:property field:title, field:summary, field:body, field:images, field:authors,
    field:licence, field:language, field:sources, field:picks .

field:picks a sh:PropertyShape ; sh:path schema:itemListElement ; sh:node part:pick ;
  sh:name "Choix"@fr, "Picks"@en ;
  sh:description "Les fiches."@fr, "The sheets."@en ;
  skos:example "Porteur de parole"@fr, "Moving debate"@en ;
  sh:group group:practice ; sh:order 1 ; sh:maxCount 100 .
part:pick a sh:NodeShape ; sh:class schema:ListItem ; kc:iri "#pick-{n}" ;
  kc:numbered schema:position ; sh:property field:pick_of, field:pick_why ;
  kc:shorthand ( field:pick_of ) .
field:pick_of a sh:PropertyShape ; sh:path schema:item ; kc:key "of" ;
  sh:name "Fiche"@fr, "Sheet"@en ; sh:description "Laquelle."@fr, "Which one."@en ;
  skos:example "Porteur de parole"@fr, "Moving debate"@en ;
  sh:order 1 ; sh:nodeKind sh:IRI ; dash:editor kc:SheetEditor ;
  sh:minCount 1 ; sh:maxCount 1 .
field:pick_why a sh:PropertyShape ; sh:path schema:description ; kc:key "why" ;
  sh:name "Pourquoi"@fr, "Why"@en ; sh:description "Pourquoi."@fr, "Why."@en ;
  skos:example "La plus simple."@fr, "The simplest."@en ;
  sh:order 2 ; sh:datatype rdf:langString ; sh:maxCount 1 ; sh:maxLength 600 .
"""


def with_selections(folder: Path) -> Schema:
    """Give the schema with a kind whose sheets choose others."""
    shutil.copytree(shipped_folder("schemas"), folder)
    (folder / "selection.ttl").write_text(SELECTION, encoding="utf-8")
    return read_schema(folder)


def select(
    work: Work, schema: Schema, *sheets: str, title: str = "Pour commencer"
) -> Revision:
    """Publish a selection of sheets, each with a note."""
    return publish_version(
        schema,
        work,
        NewRevision(
            sheet=iri.new_id(),
            kind="selection",
            parent=None,
            action=Action.CREATE,
            author=CAMILLE,
            change_note="",
            values={
                "title": title,
                "summary": "Des méthodes qui demandent peu de choses, pour une première fois.",
                "body": "## D’abord\n\nUne introduction.",
                "licence": "CC-BY-SA-4.0",
                "language": "fr",
                "authors": [{"name": "Camille"}],
                "picks": [{"of": one, "why": f"Parce que {one}"} for one in sheets],
            },
        ),
    )


@pytest.fixture
def schema(tmp_path: Path) -> Schema:
    return with_selections(tmp_path / "schemas")


def test_a_kind_is_a_collection_by_its_rows(schema: Schema, parts: Components) -> None:
    assert sheet_list(schema.kinds["selection"])
    plain = [kind for key, kind in schema.kinds.items() if key != "selection"]
    assert not any(sheet_list(kind) for kind in plain if kind.key == "method")


def test_sheets_stand_in_order_with_their_notes(
    schema: Schema, parts: Components
) -> None:
    desk = Desk(parts)
    made = [desk.put_one(title=f"Le banc {number}") for number in range(3)]
    gone = desk.delete(desk.put_one())
    order = [made[2].sheet, made[0].sheet, gone.sheet, "0" * 12, made[2].sheet]
    with parts.store.write() as work:
        chosen = select(work, schema, *order, made[1].sheet)
        kind = schema.kinds["selection"]
        found = collected_sheets(work, kind, chosen)
    assert [one.revision.title for one in found] == [
        "Le banc 2",
        "Le banc 0",
        "Le banc 1",
    ]
    assert found[0].note == f"Parce que {made[2].sheet}"


def test_a_plain_sheet_collects_nothing(parts: Components) -> None:
    made = Desk(parts).put_one()
    with parts.store.read() as work:
        assert collected_sheets(work, parts.schema.kinds["method"], made) == ()
