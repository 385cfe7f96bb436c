"""One row in OUTLETS brings an address, Accept, links, a download and its tag."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from commons.app import create_app
from commons.web.request.answers.sheet_formats import (
    OUTLETS,
    Outlet,
    OutletContext,
    OutletGroup,
    list_outlets,
)
from commons.wiring.components import Components
from tests.conftest import BASE
from tests.people.visitor import Visitor


def as_plain_text(told: OutletContext) -> bytes:
    """Tell a sheet by its title, and where it is."""
    one = told.revision
    return f"{one.title} ({one.number})\n{told.base}/sheets/{one.sheet}\n".encode()


SAMPLE = Outlet(
    suffix="txt",
    media_type="text/plain",
    label="Texte seul",
    group=OutletGroup.TEXT,
    write=as_plain_text,
)


@pytest.fixture(params=[SAMPLE, *OUTLETS.values()], ids=lambda row: row.suffix)
def outlet(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Outlet:
    """Give each row of the table, and one that was added to it."""
    monkeypatch.setitem(OUTLETS, SAMPLE.suffix, SAMPLE)
    row: Outlet = request.param
    return row


@pytest.fixture
def app(outlet: Outlet, parts: Components) -> Flask:
    """Give the application over the table as it is by now."""
    return create_app(parts)


def test_a_row_answers_at_its_addresses_by_accept_and_under_a_tag(
    outlet: Outlet, author: Visitor, client: FlaskClient
) -> None:
    sheet = "/".join(author.publishes("method").split("/")[:3])
    for address in (f"{sheet}.{outlet.suffix}", f"{sheet}/v/1.{outlet.suffix}"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.content_type == outlet.content_type
        assert answer.headers["Content-Location"] == address
        assert ("Content-Disposition" in answer.headers) == outlet.attached
        again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304
        assert answer.data == client.get(address).data != b""
    asked = client.get(sheet, headers={"Accept": outlet.media_type})
    assert asked.content_type == outlet.content_type
    assert client.get(f"/sheets/0123456789ab.{outlet.suffix}").status_code == 404
    missing = client.get(f"/nothing.{outlet.suffix}")
    assert missing.content_type == "application/problem+json"


def links_of(answer: TestResponse) -> str:
    """Give the links in the headers of an answer."""
    return ", ".join(answer.headers.getlist("Link"))


def test_a_row_stands_on_the_page_and_in_its_links(
    outlet: Outlet, author: Visitor, client: FlaskClient
) -> None:
    page = author.publishes("method")
    sheet = "/".join(page.split("/")[:3])
    answer = client.get(page)
    text = answer.get_data(as_text=True)
    assert f'href="{sheet}/v/1.{outlet.suffix}" download=' in text
    assert f">{outlet.label}</a>" in text
    linked = f'<{BASE}{sheet}.{outlet.suffix}>; rel="'
    relation = {
        OutletGroup.GRAPH: "describedby",
        OutletGroup.DATA: "item",
        OutletGroup.TEXT: "item",
    }.get(outlet.group)
    if relation is None:
        assert linked not in links_of(answer)
    else:
        told = f'{linked}{relation}"; type="{outlet.media_type}"'
        assert told in links_of(answer)
        alternate = f'<link rel="alternate" type="{outlet.media_type}" href="{sheet}.'
        assert alternate in text
    own = links_of(client.get(f"{sheet}.{outlet.suffix}"))
    describes = outlet.group in {OutletGroup.GRAPH, OutletGroup.CITATION}
    assert f'rel="{"describes" if describes else "collection"}"' in own


def test_groups_keep_the_order_of_the_table() -> None:
    texts = list_outlets(OutletGroup.DATA, OutletGroup.TEXT)
    assert [row.suffix for row in texts] == ["json", "md"]
    every = list_outlets(*OutletGroup)
    assert [row.suffix for row in every] == list(OUTLETS)
