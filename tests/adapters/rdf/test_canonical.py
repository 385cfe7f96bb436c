"""A version is rendered once, canonically, and says what the mapping says."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import CanonicalizationAlgorithm, Dataset, NamedNode, RdfFormat, parse
from rdflib import Dataset as OtherDataset

from commons.adapters.rdf.canonical import payload_hash, render_block
from commons.core.domain.addresses import iri
from commons.core.domain.sheet import Action
from commons.core.kinds.rdfio.namespaces import full_iri
from tests.core.kinds.examples import (
    KINDS,
    SCHEMA,
    SHEET,
    bare,
    full as full_values,
    revision,
)

GOLDEN = Path(__file__).parent / "golden"
VERSION = iri.version_iri(SHEET, 1)
ON_SHEET = NamedNode(iri.sheet_iri(SHEET))


def quads_of(kind_key: str, values, **more):
    block = render_block(SCHEMA, revision(kind_key, values, **more)).block
    return tuple(parse(block, RdfFormat.N_QUADS))


def objects(quads, predicate: str, subject=ON_SHEET) -> set[str]:
    return {
        quad.object.value
        for quad in quads
        if quad.predicate.value == full_iri(predicate) and quad.subject == subject
    }


@pytest.mark.parametrize("kind_key", KINDS)
def test_the_block_of_a_full_sheet_is_the_golden_file(kind_key: str) -> None:
    block = render_block(SCHEMA, revision(kind_key, full_values(kind_key))).block
    golden = GOLDEN / f"{kind_key}.nq"
    assert block.decode() == golden.read_text(encoding="utf-8")


def test_the_block_of_a_tombstone_is_the_golden_file() -> None:
    gone = revision("tool", full_values("tool"), number=2, action=Action.DELETE)
    golden = GOLDEN / "tombstone.nq"
    assert render_block(SCHEMA, gone).block.decode() == golden.read_text(
        encoding="utf-8"
    )


@pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")
@pytest.mark.parametrize("kind_key", KINDS)
def test_two_independent_readers_find_the_same_quads(kind_key: str) -> None:
    block = render_block(SCHEMA, revision(kind_key, full_values(kind_key))).block
    other = OtherDataset()
    other.parse(data=block.decode(), format="nquads")
    ours = list(parse(block, RdfFormat.N_QUADS))
    assert len(ours) == len(set(ours)) == len(list(other.quads()))


@pytest.mark.parametrize("kind_key", KINDS)
def test_lines_are_canonical_sorted_and_without_blank_nodes(kind_key: str) -> None:
    values = {**full_values(kind_key), "body": 'tab\t, "guillemets", \\ et\nligne é'}
    block = render_block(SCHEMA, revision(kind_key, values)).block
    lines = block.splitlines(keepends=True)
    in_graph = [line for line in lines if line.endswith(f" <{VERSION}> .\n".encode())]
    event = lines[: len(lines) - len(in_graph)]
    assert lines == sorted(event) + sorted(in_graph)
    assert len(set(lines)) == len(lines)
    dataset = Dataset(parse(block, RdfFormat.N_QUADS))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    assert {str(quad) for quad in dataset} == {
        str(quad) for quad in parse(block, RdfFormat.N_QUADS)
    }
    assert b"_:" not in block
    assert b'tab\\t, \\"guillemets\\", \\\\ et\\nligne \xc3\xa9' in block


def test_the_hash_covers_the_payload_whatever_its_version() -> None:
    first = revision("method", full_values("method"))
    second = replace(first, number=2, parent=1, change_note="Relu")
    rendered, again = render_block(SCHEMA, first), render_block(SCHEMA, second)
    assert rendered.hash == again.hash
    assert rendered.block != again.block
    end = f" <{VERSION}> .\n".encode()
    payload = [
        line.removesuffix(end) + b" .\n"
        for line in rendered.block.splitlines(keepends=True)
        if line.endswith(end)
    ]
    assert hashlib.sha256(b"".join(payload)).hexdigest() == rendered.hash
    assert rendered.hash.encode() in rendered.block
    changed = {**full_values("method"), "title": "Un autre titre"}
    assert render_block(SCHEMA, revision("method", changed)).hash != rendered.hash


@pytest.mark.parametrize(
    ("action", "activity"),
    [
        (Action.CREATE, "as:Create"),
        (Action.UPDATE, "as:Update"),
        (Action.REVERT, "as:Update"),
        (Action.RESTORE, "as:Update"),
        (Action.DELETE, "as:Delete"),
    ],
)
def test_the_event_says_who_did_what_when(action: Action, activity: str) -> None:
    quads = quads_of("method", bare("method"), number=3, action=action)
    version = NamedNode(iri.version_iri(SHEET, 3))
    before = iri.version_iri(SHEET, 2)
    assert full_iri(activity) in objects(quads, "rdf:type", version)
    assert objects(quads, "dct:issued", version) == {"2026-03-13T17:30:00.123Z"}
    assert objects(quads, "pav:version", version) == {"3"}
    assert objects(quads, "prov:wasRevisionOf", version) == {before}
    assert objects(quads, "adms:versionNotes", version) == {"Relu avec l’équipe"}
    assert objects(quads, "dct:license", version) == {
        "https://creativecommons.org/licenses/by-sa/4.0/"
    }
    (person,) = objects(quads, "prov:wasAttributedTo", version)
    assert objects(quads, "foaf:name", NamedNode(person)) == {"Camille D."}


def test_an_author_is_a_person_of_the_site_or_a_part_of_the_sheet() -> None:
    authors = [
        {"name": "Camille D.", "person": "zyxwvtsrqpnm"},
        {"name": "Dominique", "role": "illustration"},
        {"name": "Camille, encore", "person": "zyxwvtsrqpnm"},
    ]
    quads = quads_of("method", {**bare("method"), "authors": authors})
    camille, two = iri.person_iri("zyxwvtsrqpnm"), f"{iri.sheet_iri(SHEET)}#author-2"
    three = f"{iri.sheet_iri(SHEET)}#author-3"
    assert objects(quads, "prov:wasAttributedTo") == {camille, two, three}
    assert objects(quads, "dct:creator") == {camille, three}
    assert objects(quads, "dct:contributor") == {two}
    credit = objects(quads, "schema:creditText")
    assert credit == {"Camille D., Dominique, Camille, encore, CC BY-SA 4.0"}


def test_an_official_territory_has_an_address_and_another_is_a_part() -> None:
    official = {**bare("method"), "territory": {"code": "commune:88304"}}
    quads = quads_of("method", official)
    assert objects(quads, "dct:spatial") == {iri.territory_iri("commune:88304")}
    assert objects(quads, "pair:hasLocation") == {iri.territory_iri("commune:88304")}
    free = {**bare("method"), "territory": {"name": "pays de Brest"}}
    place = f"{iri.sheet_iri(SHEET)}#place"
    quads = quads_of("method", free)
    assert objects(quads, "dct:spatial") == {place}
    assert objects(quads, "schema:name", NamedNode(place)) == {"pays de Brest"}


def test_a_source_of_this_commons_is_derived_from_under_the_marker() -> None:
    row = {**full_values("method")["sources"][0], "url": "/sheets/abcdefghjkmn/v/2"}
    quads = quads_of("method", {**bare("method"), "sources": [row]})
    source = iri.version_iri("abcdefghjkmn", 2)
    for predicate in ("prov:wasDerivedFrom", "dct:source", "schema:isBasedOn"):
        assert objects(quads, predicate) == {source}


def test_links_in_texts_are_references() -> None:
    text = "Voir [[abcdefghjkmn|l’abaque]] et [[0123456789xy]], pas [[Un titre]]."
    steps = [{"title": "Accueil", "text": text}]
    quads = quads_of("method", {**bare("method"), "steps": steps})
    assert objects(quads, "dct:references") == {
        iri.sheet_iri("abcdefghjkmn"),
        iri.sheet_iri("0123456789xy"),
    }


def test_computed_values_stand_beside_those_typed() -> None:
    values = {
        **bare("experience"),
        "start_date": "2018-11",
        "end_date": "..",
        "themes": ["culture", "food"],
        "language": "br",
    }
    quads = quads_of("experience", values)
    assert objects(quads, "kc:startsOn") == {"2018-11-01"}
    assert objects(quads, "kc:endsOn") == set()
    assert objects(quads, "kc:mainTheme") == {f"{iri.BASE_PLACEHOLDER}/themes/culture"}
    (language,) = objects(quads, "dct:language")
    assert language.endswith("/authority/language/BRE")
    activity = NamedNode(f"{iri.sheet_iri(SHEET)}#activity")
    assert objects(quads, "schema:endDate", activity) == {".."}


def test_a_sheet_in_no_known_language_has_texts_of_no_known_language() -> None:
    quads = quads_of("method", {"title": "Un titre", "language": "français !"})
    title = next(q.object for q in quads if q.predicate.value == full_iri("dct:title"))
    assert title.language == "und"


def test_a_value_that_cannot_be_read_is_marked_as_such() -> None:
    quads = quads_of("method", {**bare("method"), "duration": "longtemps"})
    found = [
        q.object for q in quads if q.predicate.value == full_iri("schema:totalTime")
    ]
    assert [one.datatype.value for one in found] == [full_iri("kc:unreadable")]


def test_a_tombstone_says_what_it_was_and_no_more() -> None:
    quads = quads_of("tool", full_values("tool"), number=2, action=Action.DELETE)
    assert objects(quads, "rdf:type") == {full_iri("as:Tombstone")}
    assert objects(quads, "as:formerType") == {full_iri("kc:Tool")}
    assert objects(quads, "as:deleted") == {"2026-03-13T17:30:00.123Z"}
    about = {q.predicate.value for q in quads if q.subject == ON_SHEET}
    assert full_iri("dct:title") in about
    assert len(about) == 4


def test_the_event_says_from_which_versions_a_version_is_derived() -> None:
    (row,) = full_values("method")["sources"][:1]
    rows = [
        {**row, "url": "/sheets/abcdefghjkmn/v/2"},
        {**row, "url": "https://autre.example/sheets/abcdefghjkm0/v/3"},
        {**row, "url": "https://exemple.org/page"},
        {**row, "url": "pas une adresse"},
    ]
    values = {**bare("method"), "sources": rows}
    quads = quads_of("method", values)
    assert objects(quads, "prov:wasDerivedFrom", NamedNode(VERSION)) == {
        iri.version_iri("abcdefghjkmn", 2),
        "https://autre.example/sheets/abcdefghjkm0/v/3",
        "https://exemple.org/page",
    }
    made = revision("method", values)
    gone = replace(made, action=Action.DELETE)
    assert b"wasDerivedFrom" not in render_block(SCHEMA, gone).block


def test_the_hash_of_a_payload_is_the_one_that_its_block_holds() -> None:
    made = revision("method", full_values("method"))
    assert payload_hash(SCHEMA, made) == render_block(SCHEMA, made).hash
