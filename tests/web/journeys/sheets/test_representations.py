"""Every sheet and version in every format, lasting and the same everywhere."""

from collections.abc import Iterator

import pyoxigraph as ox
import pytest
from flask import Flask
from flask.testing import FlaskClient

from commons.adapters.rdf.formats import FORMATS
from commons.adapters.store.log import revisions
from commons.app import create_app
from commons.wiring.assembly import assemble_components
from commons.wiring.components import Components
from tests.conftest import BASE, settings_in
from tests.people.visitor import Visitor, filled

READ = {
    "ttl": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "rdf": ox.RdfFormat.RDF_XML,
}


def triples(content: bytes, suffix: str) -> set[ox.Triple]:
    """Give what a body says, in any format, without the graph's name."""
    return {quad.triple for quad in ox.parse(content, format=READ[suffix])}


def heads(parts: Components) -> Iterator[str]:
    with parts.store.read() as work:
        yield from (head.sheet for head in revisions.latest_heads(work, limit=1000))


def test_every_format_of_every_starter_sheet_says_the_same(
    starter: Components, client: FlaskClient
) -> None:
    assert set(READ) == {row.suffix for row in FORMATS.values()}
    for sheet in heads(starter):
        told = {
            suffix: triples(client.get(f"/sheets/{sheet}.{suffix}").data, suffix)
            for suffix in READ
        }
        assert len(told["nq"]) > 20
        for suffix, said in told.items():
            assert said == told["nq"], (sheet, suffix)


COMUNICA = (
    "application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9,"
    "application/n-triples;q=0.8,text/turtle;q=0.6,application/rdf+xml;q=0.5,"
    "text/html;q=0.2"
)
"""As Comunica asks: quads before triples."""


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/turtle", "text/turtle"),
        ("application/ld+json", "application/ld+json"),
        ("application/n-triples", "application/n-triples"),
        ("application/trig", "application/trig"),
        ("application/trig;q=0.9, text/turtle;q=0.1", "text/turtle"),
        ("application/n-quads, application/n-triples;q=0.3", "application/n-triples"),
        (COMUNICA, "application/ld+json"),
        ("application/n-quads, text/turtle;q=0", "application/n-quads"),
        ("application/n-quads, */*;q=0.1", "application/n-quads"),
        ("application/trig, text/html;q=0.1", "application/trig"),
        ('application/n-quads;profile="https://example.org/p"', "application/n-quads"),
        ("application/json", "application/json"),
        ("text/markdown", "text/markdown"),
        ("application/rdf+xml", "application/rdf+xml"),
    ],
)
def test_accept_picks_the_format(author: Visitor, accept: str, media_type: str) -> None:
    sheet = author.publishes("method").split("/")[2]
    answer = author.get(f"/sheets/{sheet}", Accept=accept)
    assert answer.status_code == 200
    assert answer.mimetype == media_type
    assert "Accept" in answer.vary
    assert answer.headers["Content-Location"].startswith(f"/sheets/{sheet}.")
    version = author.get(f"/sheets/{sheet}/v/1", Accept=accept)
    assert (version.status_code, version.mimetype) == (200, media_type)


@pytest.mark.parametrize("accept", ["text/html", "*/*", "", "text/html,*/*;q=0.1"])
def test_browsers_are_led_to_the_page(author: Visitor, accept: str) -> None:
    address = author.publishes("method")
    answer = author.get(f"/sheets/{address.split('/')[2]}", Accept=accept)
    assert (answer.status_code, answer.headers["Location"]) == (302, address)


def test_a_format_that_we_have_not_is_406(author: Visitor) -> None:
    sheet = author.publishes("method").split("/")[2]
    assert author.get(f"/sheets/{sheet}", Accept="image/png").status_code == 406
    assert author.get(f"/sheets/{sheet}.docx").status_code == 404


def test_a_version_lasts_and_answers_304(author: Visitor) -> None:
    sheet = author.publishes("method").split("/")[2]
    first = author.get(f"/sheets/{sheet}/v/1.ttl")
    assert "immutable" in first.headers["Cache-Control"]
    tag, weak = first.get_etag()
    assert tag
    assert not weak
    again = author.get(f"/sheets/{sheet}/v/1.ttl", If_None_Match=f'"{tag}"')
    assert (again.status_code, again.data) == (304, b"")
    other = author.get(f"/sheets/{sheet}/v/1.nt", If_None_Match=f'"{tag}"')
    assert other.status_code == 200
    assert (
        "immutable" not in author.get(f"/sheets/{sheet}.ttl").headers["Cache-Control"]
    )


def test_version_two_is_the_same_bytes_after_edits_a_restart_and_a_move(
    app: Flask, parts: Components, author: Visitor
) -> None:
    sheet = author.publishes("method").split("/")[2]

    def edit(parent: int) -> None:
        order = {"_do": "publish", "_confirmed": "on", "change_note": "encore"}
        typed = filled(body=f"Texte {parent}")
        answer = author.post(
            f"/sheets/{sheet}/edit", _parent=str(parent), **order, **typed
        )
        assert answer.status_code == 303

    def version_two(application: Flask) -> dict[str, bytes]:
        client = application.test_client()
        return {
            suffix: client.get(f"/sheets/{sheet}/v/2.{suffix}").data
            for suffix in (*READ, "json", "md")
        }

    edit(1)
    before = version_two(app)
    assert all(before.values())
    for parent in range(2, 7):
        edit(parent)
    assert version_two(app) == before
    again = assemble_components(parts.settings)
    assert version_two(create_app(again)) == before
    elsewhere = "https://autre.example:8443/wiki"
    moved = assemble_components(
        settings_in(parts.settings.data_dir, base_url=elsewhere)
    )
    assert version_two(create_app(moved)) == {
        suffix: body.replace(BASE.encode(), elsewhere.encode())
        for suffix, body in before.items()
    }
    for opened in (again, moved):
        opened.follower.stop()
        opened.store.close()


def test_unknown_sheets_and_versions_are_404(author: Visitor) -> None:
    sheet = author.publishes("method").split("/")[2]
    for address in (
        "/sheets/0123456789ab",
        "/sheets/0123456789ab.ttl",
        f"/sheets/{sheet}/v/99",
        f"/sheets/{sheet}/v/0.ttl",
        f"/sheets/{sheet}/diff/1..99",
        "/sheets/UPPERCASE123",
        "/shapes/nothing",
    ):
        answer = author.get(address)
        assert answer.status_code == 404, address
        assert "n’existe pas" in answer.get_data(as_text=True)


@pytest.mark.parametrize("address", ["/ns", "/shapes/method", "/shapes/experience"])
def test_the_contract_is_served_in_every_rdf_format(
    client: FlaskClient, address: str
) -> None:
    media_types = {row.suffix: row.media_type for row in FORMATS.values()}
    sizes = set()
    for suffix, media_type in media_types.items():
        answer = client.get(address, headers={"Accept": media_type})
        assert answer.status_code == 200
        sizes.add(len(list(ox.parse(answer.data, format=READ[suffix]))))
    assert len(sizes) == 1
