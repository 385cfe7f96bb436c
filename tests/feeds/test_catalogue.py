"""The catalogue meets DCAT-AP, and says what is really there."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyshacl import validate
from rdflib import DCAT, DCTERMS, FOAF, RDF, Graph, Namespace, URIRef
from rdflib.compare import isomorphic

from commons.app import create_app
from commons.errors import SettingsError
from commons.feeds import releases
from commons.rdf.formats import FORMATS
from commons.settings import from_env
from commons.wiring import Parts
from tests.conftest import BASE
from tests.feeds.makers import created, deleted, updated

RULES = Graph().parse(Path(__file__).with_name("dcat_ap.ttl"))
SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
VOID = Namespace("http://rdfs.org/ns/void#")
SHEETS = URIRef(f"{BASE}/catalog#sheets")
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
def released(parts: Parts) -> Parts:
    """Give an instance with a few versions and their dumps."""
    first = created(parts)
    updated(parts, first, body="Deux")
    deleted(parts, created(parts))
    folder, base = parts.settings.dumps_dir, parts.settings.base_url
    releases.publish(parts.store, folder, base)
    return parts


def test_the_catalogue_meets_the_rules_and_each_rule_bites(
    released: Parts, client: FlaskClient
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
    released: Parts, client: FlaskClient
) -> None:
    graph = read(client)
    files = {
        path.name: path.stat().st_size
        for path in released.settings.dumps_dir.glob("*.gz")
    }
    told = {}
    for itself, address in graph.subject_objects(DCAT.downloadURL):
        name = str(address).removeprefix(f"{BASE}/dumps/")
        told[name] = int(str(graph.value(itself, DCAT.byteSize)))
        checksum = graph.value(itself, SPDX.checksum)
        assert graph.value(checksum, SPDX.algorithm) == SPDX.checksumAlgorithm_sha256
        sums = client.get("/dumps/SHA256SUMS").get_data(as_text=True)
        digest = str(graph.value(checksum, SPDX.checksumValue)).lower()
        assert f"{digest}  {name}\n" in sums
    assert told == files
    assert len(told) == 2


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
    released: Parts, client: FlaskClient, path: str
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
    released: Parts, client: FlaskClient
) -> None:
    page = client.get("/catalog").get_data(as_text=True)
    for address in (f"{BASE}/feeds/ldes", "/catalog.jsonld", "/dumps/history-"):
        assert address in page
    assert client.get("/catalog.md").status_code == 404


def test_new_dumps_are_told_at_once_though_answers_are_kept(
    released: Parts, client: FlaskClient
) -> None:
    before = {path: client.get(path).data for path in ("/catalog.ttl", "/catalog")}
    created(released)
    for path in before:
        client.get(path)
    settings = released.settings
    made = releases.publish(released.store, settings.dumps_dir, settings.base_url)
    for path in before:
        assert made.dumps[0].name in client.get(path).get_data(as_text=True)


def test_void_counts_and_shows_the_way(released: Parts, client: FlaskClient) -> None:
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
    parts: Parts, contact: str, name: URIRef, told: str
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
