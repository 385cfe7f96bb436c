"""The catalogue, the dumps and their sums, as they are asked for."""

import pytest
from flask.testing import FlaskClient
from rdflib import Graph, Literal, Namespace, URIRef

from commons.adapters.rdf.formats import FORMATS
from commons.feeds.catalogue import dump_releases
from commons.feeds.catalogue.dump_releases import Release
from commons.wiring.components import Components
from tests.conftest import BASE
from tests.feeds.conftest import Desk
from tests.people.visitor import Visitor, said_by

VOID = Namespace("http://rdfs.org/ns/void#")
SHEETS = URIRef(f"{BASE}/catalog#sheets")


@pytest.fixture
def release(parts: Components) -> Release:
    """Give the dumps of an instance with two sheets."""
    Desk(parts).publish(2)
    return dump_releases.publish_release(parts.store, parts.settings.dumps_dir, BASE)


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "text/turtle"),
        ("text/html,*/*;q=0.8", "text/html"),
        ("application/ld+json", "application/ld+json"),
    ],
)
def test_a_harvester_is_told_in_data_and_a_browser_in_a_page(
    client: FlaskClient, accept: str, media_type: str
) -> None:
    answer = client.get("/catalog", headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (200, media_type)
    assert "Accept" in answer.headers["Vary"]


@pytest.mark.parametrize("suffix", ["md", "json", "bib"])
def test_a_format_that_is_no_rdf_is_not_found(client: FlaskClient, suffix: str) -> None:
    assert client.get(f"/catalog.{suffix}").status_code == 404


def test_the_page_leads_to_every_format(client: FlaskClient) -> None:
    page = client.get("/catalog", headers={"Accept": "text/html"})
    text = page.get_data(as_text=True)
    assert [suffix for suffix in FORMATS if f"/catalog.{suffix}" not in text] == []


def test_void_counts_the_sheets_and_names_the_newest(
    client: FlaskClient, parts: Components
) -> None:
    def told() -> Graph:
        answer = client.get("/.well-known/void")
        return Graph().parse(data=answer.data, format="turtle")

    assert told().value(SHEETS, VOID.exampleResource) is None
    head = Desk(parts).publish(2)[1]
    graph = told()
    assert graph.value(SHEETS, VOID.entities) == Literal(2)
    example = graph.value(SHEETS, VOID.exampleResource)
    assert example == URIRef(f"{BASE}/sheets/{head.sheet}")


def test_the_sums_are_those_of_the_dumps_that_may_be_had(
    client: FlaskClient, release: Release
) -> None:
    sums = client.get("/dumps/SHA256SUMS")
    lines = [f"{one.sha256}  {one.name}\n" for one in release.dumps]
    assert sums.get_data(as_text=True) == "".join(lines)
    assert sums.mimetype == "text/plain"
    assert sums.headers["Cache-Control"] == "no-cache"


def test_without_a_release_there_are_no_sums_and_no_dump(client: FlaskClient) -> None:
    assert client.get("/dumps/SHA256SUMS").data == b""
    assert client.get("/dumps/current.nq.gz").status_code == 404


def test_a_dated_dump_lasts_and_the_newest_says_which_it_is(
    client: FlaskClient, release: Release
) -> None:
    one = release.dumps[0]
    with client.get(f"/dumps/{one.name}") as dated:
        assert "immutable" in dated.headers["Cache-Control"]
    with client.get(f"/dumps/{one.newest_name}") as newest:
        assert newest.headers["Cache-Control"] == "no-cache"
        assert newest.headers["Content-Location"] == f"/dumps/{one.name}"
        assert newest.get_etag() == (one.sha256, False)


def test_the_list_names_each_dump_and_its_extent(
    client: FlaskClient, release: Release
) -> None:
    words = said_by(client.get("/dumps/"))
    for one in release.dumps:
        assert one.name in words
    assert "Export complet" in words


def test_only_who_runs_the_site_has_dumps_written(
    author: Visitor, parts: Components
) -> None:
    assert author.post("/dumps/", page="/account").status_code == 403
    assert not parts.settings.dumps_dir.exists()
