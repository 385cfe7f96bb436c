"""Every door gives the same sheets for the same filter, and the same authors."""

import re
from collections.abc import Iterator
from typing import Any

import extruct
import feedparser
import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, RdfFormat, parse
from signposting import linkheader

from commons.core.domain.sheet import Revision
from commons.core.kinds.rdfio.namespaces import full_iri
from tests.conftest import BASE
from tests.feeds.asking import DC, ask, heard
from tests.feeds.conftest import Desk
from tests.people.visitor import said_by

BREST, FORMER, QUIMPER = "commune:29019", "commune:29096", "commune:29232"
FINISTERE, BRITTANY, METROPOLE = (
    "department:29",
    "region:53",
    "intercommunality:242900314",
)
EPINAL = "commune:88160"
WITHIN = {
    BREST: 3,
    FORMER: 3,
    QUIMPER: 1,
    METROPOLE: 1,
    FINISTERE: 7,
    BRITTANY: 8,
    EPINAL: 1,
    "department:88": 1,
    "region:44": 1,
}
"""Filter -> how many of the sheets that `spread` publishes it gives."""

TOGETHER = [
    {"name": "Jean de La Fontaine", "person": "f0nta1ne000c"},
    {"name": "Alix", "person": "a11x0000000c", "role": "assisted_writing"},
    {"name": "Association La Bouée", "role": "author"},
    {"name": "Bilal", "role": "illustration"},
    {"name": "Chloé", "role": "contributor"},
]
AUTHORS = ["Jean de La Fontaine", "Association La Bouée"]
HELPERS = ["Alix", "Bilal", "Chloé"]


@pytest.fixture
def desk(parts: Any) -> Desk:
    return Desk(parts)


@pytest.fixture
def spread(desk: Desk) -> Desk:
    """Publish sheets at every height of the hierarchy of places, and delete one."""
    places = (BREST, BREST, FORMER, QUIMPER, METROPOLE, FINISTERE, FINISTERE)
    for place in (*places, BRITTANY, EPINAL):
        desk.put_one(territory={"code": place}, themes=["culture"], keywords=["fête"])
    desk.put_one(territory={"name": "Ici"}, kind="tool")
    desk.delete(desk.put_one(territory={"code": BREST}, themes=["culture"]))
    desk.parts.catch_up()
    return desk


def found(client: FlaskClient, name: str, value: str) -> dict[str, set[str]]:
    """Give the live sheets that each door gives for a filter."""
    search = client.get("/search.json", query_string={name: value}).get_json()
    atom = feedparser.parse(client.get("/feeds/atom", query_string={name: value}).data)
    return {
        "search": {result["url"] for result in search["results"]},
        "atom": {entry.id for entry in atom.entries},
        "oai": set(harvested(client, f"{name}:{value}")),
    }


def harvested(client: FlaskClient, spec: str) -> Iterator[str]:
    asked = {"verb": "ListIdentifiers", "metadataPrefix": "oai_dc", "set": spec}
    told = heard(client.get("/oai", query_string=asked).data)
    for header in told.iter("{http://www.openarchives.org/OAI/2.0/}header"):
        if header.get("status") != "deleted":
            yield str(header[0].text)


@pytest.mark.parametrize("place", WITHIN)
def test_a_place_holds_what_lies_within_at_every_door(
    spread: Desk, client: FlaskClient, place: str
) -> None:
    told = found(client, "territory", place)
    assert {door: len(sheets) for door, sheets in told.items()} == dict.fromkeys(
        told, WITHIN[place]
    )
    assert told["search"] == told["atom"] == told["oai"]
    page = client.get(f"/territories/{place}", follow_redirects=True)
    assert f"Fiches {WITHIN[place]} " in said_by(page)
    counts = client.get("/search.json?all=territory").get_json()["facets"]["territory"]
    counted = {one["value"]: one["count"] for one in counts}
    if place != FORMER:
        assert counted[place] == WITHIN[place]


@pytest.mark.parametrize(
    ("name", "value", "count"), [("theme", "culture", 9), ("kind", "tool", 1)]
)
def test_a_theme_and_a_kind_hold_the_same_at_every_door(
    spread: Desk, client: FlaskClient, name: str, value: str, count: int
) -> None:
    told = found(client, name, value)
    assert told["search"] == told["atom"] == told["oai"]
    assert len(told["search"]) == count


@pytest.mark.parametrize(
    "name", ["licence", "language", "keyword", "posture", "group", "duration", "q"]
)
def test_a_feed_refuses_a_filter_that_it_does_not_have(
    spread: Desk, client: FlaskClient, name: str
) -> None:
    answer = client.get("/feeds/atom", query_string={name: "CC0-1.0"})
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert "territory" in answer.get_json()["detail"]
    every = client.get("/feeds/atom?utm_source=x")
    assert len(feedparser.parse(every.data).entries) == 10


def test_a_filter_of_the_past_can_be_taken_away(
    spread: Desk, client: FlaskClient
) -> None:
    page = client.get(f"/search?territory={FORMER}&kind=method").get_data(as_text=True)
    assert 'href="/search?kind=method"' in page


def credited(client: FlaskClient, head: Revision) -> dict[str, tuple[list[str], ...]]:
    """Give the (authors, contributors) that each door names."""
    address = f"/sheets/{head.sheet}"
    told = ask(
        client, verb="GetRecord", metadataPrefix="oai_dc", identifier=BASE + address
    )
    (entry,) = within_atom(client.get("/feeds/atom").get_data(as_text=True))
    page = client.get(f"{address}/{head.slug}").get_data(as_text=True)
    (data,) = extruct.extract(page, base_url=BASE, syntaxes=["json-ld"])["json-ld"]
    return {
        "oai": (elements(told, "creator"), elements(told, "contributor")),
        "atom": entry,
        "rdf": graph(client, address),
        "schema.org": (names(data.get("author")), names(data.get("contributor"))),
    }


def elements(told: Any, name: str) -> list[str]:
    return [str(element.text) for element in told.iter(f"{DC}{name}")]


def within_atom(feed: str) -> list[tuple[list[str], list[str]]]:
    entries = re.findall(r"<entry.*?</entry>", feed, re.DOTALL)
    return [
        (
            re.findall(r"<author>\s*<name>(.*?)</name>", entry),
            re.findall(r"<contributor>\s*<name>(.*?)</name>", entry),
        )
        for entry in entries
    ]


def graph(client: FlaskClient, address: str) -> tuple[list[str], ...]:
    quads = list(parse(client.get(f"{address}.nt").data, RdfFormat.N_TRIPLES))
    named = {q.subject: q.object.value for q in quads if is_(q, "foaf:name")}
    return tuple(
        [str(named[q.object]) for q in quads if is_(q, relation)]
        for relation in ("dct:creator", "dct:contributor")
    )


def is_(quad: Any, name: str) -> bool:
    return bool(quad.predicate == NamedNode(full_iri(name)))


def names(told: Any) -> list[str]:
    return [
        one["name"]
        for one in (told if isinstance(told, list) else [told] if told else [])
    ]


def test_every_door_names_the_authors_and_tells_helpers_apart(
    desk: Desk, client: FlaskClient
) -> None:
    head = desk.put_one(authors=TOGETHER)
    for door, (wrote, helped) in credited(client, head).items():
        assert sorted(wrote) == sorted(AUTHORS), door
        assert sorted(helped) == sorted(HELPERS), door
    page = client.get(f"/sheets/{head.sheet}/{head.slug}")
    said = said_by(page).replace(" ,", ",")  # names stand in elements of their own
    assert "Par Jean de La Fontaine, Association La Bouée" in said
    assert "avec l’aide de Alix, Bilal, Chloé" in said
    signs = linkheader.find_signposting_http_link(
        page.headers.getlist("Link"), f"{BASE}/sheets/{head.sheet}"
    )
    itself = f"{BASE}/sheets/{head.sheet}"
    assert {sign.target for sign in signs.authors} == {
        f"{BASE}/people/f0nta1ne000c",
        f"{itself}#author-3",
    }


def test_who_saved_a_sheet_is_not_its_author(desk: Desk, client: FlaskClient) -> None:
    head = desk.put_one(authors=[{"name": "Sans compte"}])
    for door, (wrote, helped) in credited(client, head).items():
        assert (list(wrote), list(helped)) == (["Sans compte"], []), door
    page = client.get(f"/sheets/{head.sheet}/{head.slug}")
    assert head.author.id not in " ".join(page.headers.getlist("Link"))
