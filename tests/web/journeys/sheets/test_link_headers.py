"""Machines that land on a page find their way, and what it says in their words."""

import json
from typing import Any

import extruct
import pytest
from flask.testing import FlaskClient
from lxml import etree
from pyoxigraph import RdfFormat, parse
from signposting import linkheader

from commons.adapters.rdf.formats import FORMATS
from commons.adapters.store.log import revisions
from commons.core.domain import clock
from commons.wiring.components import Components
from tests.conftest import BASE
from tests.feeds.conftest import BREST, Desk

BY_SA = "https://creativecommons.org/licenses/by-sa/4.0/"
STEPS = [
    {"title": f"Étape {n}", "text": "Faire, puis </script><b>défaire</b>. " * 2}
    for n in range(1, 13)
]


@pytest.fixture
def desk(parts: Components) -> Desk:
    return Desk(parts)


@pytest.mark.parametrize(("method", "version"), [("GET", ""), ("HEAD", "/v/1")])
def test_a_page_is_signposted(
    client: FlaskClient, desk: Desk, method: str, version: str
) -> None:
    author = {"name": "Camille", "person": "camm0000000c"}
    helper = {"name": "Alix", "person": "a11x0000000c", "role": "assisted_writing"}
    (head,) = desk.publish(authors=[author, helper, {"name": "Sans compte"}])
    itself = f"/sheets/{head.sheet}{version}"
    page = itself if version else f"{itself}/{head.slug}"
    answer = client.open(page, method=method)
    signs = linkheader.find_signposting_http_link(
        answer.headers.getlist("Link"), f"{BASE}{page}"
    )
    itself = BASE + itself
    assert signs.citeAs is not None
    assert signs.citeAs.target == itself
    assert {(sign.target, sign.type) for sign in signs.describedBy} == {
        (f"{itself}.{form.suffix}", form.media_type) for form in FORMATS.values()
    }
    assert {sign.target for sign in signs.types} == {
        "https://schema.org/AboutPage",
        "https://schema.org/HowTo",
    }
    assert signs.license is not None
    assert signs.license.target == BY_SA
    assert {sign.target for sign in signs.authors} == {
        f"{BASE}/people/camm0000000c",
        f"{BASE}/sheets/{head.sheet}#author-3",
    }
    assert {(sign.target, sign.type) for sign in signs.items} == {
        (f"{itself}.md", "text/markdown"),
        (f"{itself}.json", "application/json"),
    }


def test_every_format_leads_back_to_the_page(client: FlaskClient, desk: Desk) -> None:
    (head,) = desk.publish()
    itself = f"{BASE}/sheets/{head.sheet}"
    for suffix in (*FORMATS, "md", "json"):
        answer = client.get(f"/sheets/{head.sheet}.{suffix}")
        signs = linkheader.find_signposting_http_link(
            answer.headers.getlist("Link"), f"{itself}.{suffix}"
        )
        assert signs.citeAs is not None
        assert signs.citeAs.target == itself
        back = signs.describes if suffix in FORMATS else [signs.collection]
        assert [sign.target for sign in back if sign] == [itself]
        assert signs.license is not None
        assert signs.license.target == BY_SA


def test_a_kept_page_keeps_its_signposts(client: FlaskClient, desk: Desk) -> None:
    (head,) = desk.publish()
    address = f"/sheets/{head.sheet}/{head.slug}"
    first, second = client.get(address), client.get(address)
    assert first.headers.getlist("Link") == second.headers.getlist("Link") != []


def json_ld(client: FlaskClient, address: str) -> list[Any]:
    page = client.get(address).get_data(as_text=True)
    found = extruct.extract(page, base_url=BASE, syntaxes=["json-ld"])
    return list(found["json-ld"])


def test_search_engines_read_what_a_method_says(
    client: FlaskClient, desk: Desk
) -> None:
    (first,) = desk.publish()
    head = desk.change(
        first,
        title="Le <pain> & le café",
        summary="Pétrir à plusieurs.",
        authors=[{"name": "Anaïs"}, {"name": "Bilal"}],
        keywords=["levain"],
        steps=STEPS,
        duration="PT3H30M",
        territory=BREST,
    )
    page = f"/sheets/{head.sheet}/{head.slug}"
    (told,) = json_ld(client, page)
    assert told["@context"]["@vocab"] == "http://schema.org/"
    assert told["@type"] == "HowTo"
    assert told["@id"] == f"{BASE}/sheets/{head.sheet}"
    assert told["url"] == BASE + page
    assert told["name"] == "Le <pain> & le café"
    assert told["description"] == "Pétrir à plusieurs."
    assert told["license"] == BY_SA
    assert told["inLanguage"] == "fr"
    assert told["totalTime"] == "PT3H30M"
    assert [author["name"] for author in told["author"]] == ["Anaïs", "Bilal"]
    assert told["datePublished"] == clock.iso_format(first.instant)
    assert told["dateModified"] == clock.iso_format(head.instant)
    assert told["version"] == 2
    assert [step["name"] for step in told["step"]] == [s["title"] for s in STEPS]
    assert [step["text"] for step in told["step"]] == [s["text"] for s in STEPS]
    assert told["spatialCoverage"]["@type"] == "Place"


def test_what_search_engines_read_is_true_and_alone_in_its_element(
    starter: Components, client: FlaskClient
) -> None:
    with starter.store.read() as work:
        heads = revisions.latest_heads(work, limit=100)
    types: dict[str, object] = {
        "method": "HowTo",
        "experience": "Report",
        "tool": "CreativeWork",
        "collection": ["Collection", "ItemList"],
    }
    for head in heads[::4]:
        address = f"/sheets/{head.sheet}/{head.slug}"
        (told,) = json_ld(client, address)
        assert told["@type"] == types[head.kind]
        data = json.dumps(told).encode()
        said = {quad.triple for quad in parse(data, RdfFormat.JSON_LD)}
        stated = client.get(f"/sheets/{head.sheet}.nt").data
        known = {quad.triple for quad in parse(stated, RdfFormat.N_TRIPLES)}
        bare = {(t.subject, t.predicate, getattr(t.object, "value", "")) for t in known}
        made = {"url", "version", "datePublished", "dateModified", "publisher"}
        for triple in said:
            name = triple.predicate.value.removeprefix("http://schema.org/")
            if str(triple.subject).startswith("_:") or name in made:
                continue
            value = getattr(triple.object, "value", "")
            ours = (triple.subject, triple.predicate, value) in bare
            assert ours or value == "http://schema.org/Place", triple


def test_old_and_deleted_versions_say_nothing_to_search_engines(
    client: FlaskClient, desk: Desk
) -> None:
    (first,) = desk.publish()
    head = desk.change(first)
    assert json_ld(client, f"/sheets/{head.sheet}/v/1") == []
    desk.delete(head)
    assert json_ld(client, f"/sheets/{head.sheet}/v/3") == []


def test_a_shared_address_shows_a_title_and_a_summary(
    client: FlaskClient, desk: Desk
) -> None:
    (head,) = desk.publish(title="Le « pain »", summary='Pétrir "ensemble".')
    told = etree.HTML(client.get(f"/sheets/{head.sheet}/{head.slug}").data)
    found = {
        node.get("property"): node.get("content")
        for node in told.xpath("//meta[starts-with(@property, 'og:')]")
    }
    assert found == {
        "og:title": "Le « pain »",
        "og:description": 'Pétrir "ensemble".',
        "og:type": "article",
        "og:url": f"{BASE}/sheets/{head.sheet}/le-pain",
        "og:site_name": "Commons",
        "og:image": f"{BASE}/sheets/{head.sheet}/cover.png",
        "og:image:width": "1200",
        "og:image:height": "600",
    }
