"""A sheet is told to search engines in the words of schema.org alone."""

import json
from datetime import UTC, datetime
from typing import Any

from commons.adapters.rdf.canonical import render_block
from commons.adapters.rdf.schema_org import (
    SCHEMA as WORDS,
    Place,
    in_script,
    write_schema_org,
    write_website,
)
from tests.core.kinds.examples import KINDS, SCHEMA, SHEET, full, revision

BASE = "https://ici.example"
PLACE = Place(
    base=BASE,
    site="Nos communs",
    page=f"{BASE}/sheets/{SHEET}/titre",
    born=datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC),
)


def text_of(kind: str, values: dict[str, Any], number: int = 1) -> str:
    version = revision(kind, values, number=number)
    return write_schema_org(version, render_block(SCHEMA, version).block, PLACE)


def told(values: dict[str, Any]) -> dict[str, Any]:
    return dict(json.loads(text_of("method", values, number=3)))


def test_a_sheet_says_where_and_when_it_was_published() -> None:
    document = told({"title": "L’été", "language": "fr"})
    assert document["@id"] == f"{BASE}/sheets/{SHEET}"
    assert document["@context"]["@vocab"] == WORDS
    assert document["name"] == "L’été"
    assert document["url"] == PLACE.page
    assert document["version"] == 3
    assert document["datePublished"] == "2025-01-02T03:04:05.000Z"
    assert document["dateModified"] == "2026-03-13T17:30:00.123Z"
    assert document["publisher"]["name"] == "Nos communs"


def test_steps_are_nested_in_their_order() -> None:
    steps = [{"title": f"Étape {number}"} for number in range(1, 12)]
    nested = told({"title": "Un titre", "steps": steps})["step"]
    assert [step["name"] for step in nested] == [step["title"] for step in steps]
    assert [step["position"] for step in nested] == [*range(1, 12)]


def test_links_are_said_to_be_links() -> None:
    document = told({"title": "Un titre", "licence": "CC-BY-4.0"})
    assert document["license"] == SCHEMA.licences["CC-BY-4.0"].iri
    assert document["@context"]["license"] == {"@type": "@id"}
    assert document["@context"]["url"] == {"@type": "@id"}
    assert "name" not in document["@context"]


def test_every_kind_is_told_under_the_base_of_the_instance() -> None:
    for kind in KINDS:
        written = text_of(kind, full(kind))
        assert "commons.invalid" not in written
        assert "sameAs" not in json.loads(written)


def test_nothing_can_end_the_element_around_it() -> None:
    title = "</script><b>&\u2028\u2029"
    written = text_of("method", {"title": title, "language": "fr"})
    assert not set(written) & set("<>&\u2028\u2029")
    assert json.loads(written)["name"] == title
    assert in_script('"<"') == '"\\u003c"'


def test_the_site_tells_its_name_and_language() -> None:
    document = json.loads(write_website("A & B", BASE, "fr"))
    assert document["@type"] == "WebSite"
    assert (document["name"], document["inLanguage"]) == ("A & B", "fr")
    assert document["@id"] == document["url"] == f"{BASE}/"
