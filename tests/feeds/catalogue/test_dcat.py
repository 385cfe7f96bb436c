"""The catalogue meets DCAT-AP, and says what is really there."""

import json
from dataclasses import replace
from hashlib import sha256, sha512
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyshacl import validate
from rdflib import (
    DCAT,
    DCTERMS,
    FOAF,
    RDF,
    XSD,
    Graph,
    Literal,
    Namespace,
    Node,
    URIRef,
)
from rdflib.compare import isomorphic
from werkzeug.test import TestResponse

from commons.adapters.rdf.formats import FORMATS
from commons.app import create_app
from commons.errors import SettingsError
from commons.feeds.catalogue import dump_releases
from commons.settings import from_env
from commons.wiring.components import Components
from tests.conftest import BASE
from tests.feeds.makers import created, deleted, updated

RULES = Graph().parse(Path(__file__).with_name("dcat_ap.ttl"))
SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
VOID = Namespace("http://rdfs.org/ns/void#")
SHEETS = URIRef(f"{BASE}/catalog#sheets")
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
NAMES = {
    "ttl": "turtle",
    "jsonld": "json-ld",
    "nt": "nt",
    "nq": "nquads",
    "trig": "trig",
    "rdf": "xml",
}
NEEDED = [
    (DCAT.Catalog, DCTERMS.title),
    (DCAT.Catalog, DCTERMS.publisher),
    (DCAT.Dataset, DCTERMS.description),
    (DCAT.Dataset, DCTERMS.identifier),
    (DCAT.Distribution, DCTERMS.license),
    (DCAT.Distribution, DCAT.accessURL),
    (DCAT.DataService, DCAT.endpointURL),
    (SPDX.Checksum, SPDX.algorithm),
    (FOAF.Agent, FOAF.name),
]


def read(client: FlaskClient, path: str = "/catalog.ttl") -> Graph:
    answer = client.get(path)
    assert answer.status_code == 200
    return Graph().parse(data=answer.data, format="turtle")


def accepted(graph: Graph) -> tuple[bool, str]:
    conforms, _, told = validate(graph, shacl_graph=RULES)
    return bool(conforms), told


@pytest.fixture
def released(parts: Components) -> Components:
    """Give an instance with a few versions and their dumps."""
    first = created(parts)
    updated(parts, first, body="Deux")
    deleted(parts, created(parts))
    folder, base = parts.settings.dumps_dir, parts.settings.base_url
    dump_releases.publish_release(parts.store, folder, base)
    return parts


def test_the_catalogue_meets_the_rules_and_each_rule_bites(
    released: Components, client: FlaskClient
) -> None:
    graph = read(client)
    conforms, told = accepted(graph)
    assert conforms, told
    for kind, name in NEEDED:
        broken = Graph() + graph
        broken.remove((next(broken.subjects(RDF.type, kind)), name, None))
        assert not accepted(broken)[0], (kind, name)


def test_an_empty_commons_without_dumps_meets_them_too(client: FlaskClient) -> None:
    conforms, told = accepted(read(client))
    assert conforms, told


def test_it_lists_the_dumps_as_they_are_on_the_disk(
    released: Components, client: FlaskClient
) -> None:
    graph = read(client)
    told = set()
    sums = client.get("/dumps/SHA256SUMS").get_data(as_text=True)
    for itself, address in graph.subject_objects(DCAT.downloadURL):
        with client.get(str(address).removeprefix(BASE), buffered=True) as answer:
            content, place = answer.data, answer.headers["Content-Location"]
        assert answer.status_code == 200
        assert len(content) == int(str(graph.value(itself, DCAT.byteSize)))
        checksum = graph.value(itself, SPDX.checksum)
        assert graph.value(checksum, SPDX.algorithm) == SPDX.checksumAlgorithm_sha512
        value = graph.value(checksum, SPDX.checksumValue)
        assert value == Literal(sha512(content).hexdigest(), datatype=XSD.hexBinary)
        name = place.removeprefix("/dumps/")
        assert f"{sha256(content).hexdigest()}  {name}\n" in sums
        told.add(name)
    assert told == {path.name for path in released.settings.dumps_dir.glob("*.gz")}
    assert len(told) == 2


def test_the_address_of_a_dump_stays_and_answers_the_newest(
    released: Components, client: FlaskClient
) -> None:
    def addresses() -> set[Node]:
        found = set(read(client).objects(None, DCAT.downloadURL))
        void = client.get("/.well-known/void", headers={"Accept": "text/turtle"})
        told = Graph().parse(data=void.data, format="turtle")
        assert set(told.objects(SHEETS, VOID.dataDump)) == found
        return found

    def answer(path: str, **asked: str) -> TestResponse:
        found = client.get(path, headers=asked, buffered=True)
        found.close()
        return found

    before, path = addresses(), "/dumps/current.nq.gz"
    old = answer(path)
    assert (old.status_code, old.headers["Cache-Control"]) == (200, "no-cache")
    assert "current-" in old.headers["Content-Disposition"]
    again = answer(path, **{"If-None-Match": old.headers["ETag"]})
    assert again.status_code == 304
    created(released)
    settings = released.settings
    dump_releases.publish_release(released.store, settings.dumps_dir, settings.base_url)
    assert addresses() == before
    new = answer(path, **{"If-None-Match": old.headers["ETag"]})
    assert new.status_code == 200
    assert new.data == answer(new.headers["Content-Location"]).data != old.data
    part = answer(path, Range="bytes=0-9", **{"If-Range": old.headers["ETag"]})
    assert (part.status_code, part.data) == (200, new.data)


def test_a_harvester_that_takes_anything_gets_data_and_a_browser_the_page(
    client: FlaskClient,
) -> None:
    for headers in ({}, {"Accept": "*/*"}):
        for method in ("HEAD", "GET"):
            answer = client.open("/catalog", method=method, headers=headers)
            assert (answer.status_code, answer.mimetype) == (200, "text/turtle")
    assert client.get("/catalog", headers=BROWSER).mimetype == "text/html"


def test_a_manifest_of_long_ago_still_names_its_dumps(
    released: Components, client: FlaskClient
) -> None:
    manifest = released.settings.dumps_dir / dump_releases.MANIFEST
    told = json.loads(manifest.read_text(encoding="utf-8"))
    for dump in told[0]["dumps"]:
        del dump["sha512"]
    manifest.write_text(json.dumps(told), encoding="utf-8")
    created(released)
    graph = read(client)
    assert accepted(graph)[0]
    assert len(set(graph.objects(None, DCAT.downloadURL))) == 2
    assert not list(graph.objects(None, SPDX.checksum))


def test_each_service_that_it_lists_answers(client: FlaskClient) -> None:
    graph = read(client)
    services = set(graph.objects(URIRef(f"{BASE}/catalog"), DCAT.service))
    assert services == set(graph.subjects(RDF.type, DCAT.DataService))
    addresses = {str(graph.value(one, DCAT.endpointURL)) for one in services}
    assert f"{BASE}/feeds/ldes" in addresses
    for address in addresses:
        assert client.get(address.removeprefix(BASE)).status_code == 200


@pytest.mark.parametrize("path", ["/catalog", "/.well-known/void"])
def test_every_format_says_the_same(
    released: Components, client: FlaskClient, path: str
) -> None:
    told = []
    for suffix, row in FORMATS.items():
        answer = client.get(path, headers={"Accept": row.media_type})
        assert answer.mimetype == row.media_type
        known = {"Accept": row.media_type, "If-None-Match": answer.headers["ETag"]}
        assert client.get(path, headers=known).status_code == 304
        told.append(Graph().parse(data=answer.data, format=NAMES[suffix]))
    assert all(isomorphic(one, told[0]) for one in told)
    assert client.get(path, headers={"Accept": "image/png"}).status_code == 406


def test_the_page_links_to_what_the_data_says(
    released: Components, client: FlaskClient
) -> None:
    page = client.get("/catalog", headers=BROWSER).get_data(as_text=True)
    for address in (f"{BASE}/feeds/ldes", "/catalog.jsonld", "/dumps/history-"):
        assert address in page
    assert client.get("/catalog.md").status_code == 404


def test_new_dumps_are_told_at_once_though_answers_are_kept(
    released: Components, client: FlaskClient
) -> None:
    def told() -> tuple[str, str]:
        page = client.get("/catalog", headers=BROWSER).get_data(as_text=True)
        return client.get("/catalog.ttl").get_data(as_text=True), page

    before = told()
    created(released)
    told()
    settings = released.settings
    made = dump_releases.publish_release(
        released.store, settings.dumps_dir, settings.base_url
    )
    data, page = told()
    assert made.dumps[0].sha512 in data
    assert made.dumps[0].name in page
    assert before[0] != data
    assert before[1] != page


def test_void_counts_and_shows_the_way(
    released: Components, client: FlaskClient
) -> None:
    graph = read(client, "/.well-known/void")
    assert str(graph.value(SHEETS, VOID.entities)) == "1"
    assert len(list(graph.objects(SHEETS, VOID.dataDump))) == 2
    assert URIRef(f"{BASE}/feeds/ldes") in graph.objects(SHEETS, VOID.rootResource)
    example = str(graph.value(SHEETS, VOID.exampleResource))
    turtle = client.get(f"{example.removeprefix(BASE)}.ttl")
    assert turtle.status_code == 200
    space = str(graph.value(SHEETS, VOID.uriSpace))
    assert example.startswith(space)
    assert graph.value(predicate=FOAF.primaryTopic, object=SHEETS) == URIRef(
        f"{BASE}/.well-known/void"
    )


@pytest.mark.parametrize(
    ("contact", "name", "told"),
    [
        ("contact@exemple.fr", VCARD.hasEmail, "mailto:contact@exemple.fr"),
        ("https://exemple.fr/ecrire", VCARD.hasURL, "https://exemple.fr/ecrire"),
    ],
)
def test_who_runs_it_can_be_written_to(
    parts: Components, contact: str, name: URIRef, told: str
) -> None:
    settings = replace(parts.settings, contact=contact)
    reader = create_app(replace(parts, settings=settings)).test_client()
    graph = read(reader)
    assert accepted(graph)[0]
    point = graph.value(SHEETS, DCAT.contactPoint)
    assert graph.value(point, name) == URIRef(told)
    for path in ("/catalog", "/developers"):
        assert contact in reader.get(path).get_data(as_text=True)


@pytest.mark.parametrize("contact", ["nobody", "a@b c", "javascript:x", "<a@b>", "@"])
def test_a_contact_is_an_email_or_an_address(contact: str) -> None:
    with pytest.raises(SettingsError):
        from_env({"COMMONS_CONTACT": contact})
