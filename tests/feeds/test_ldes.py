"""The feed gives each version once, in order, whatever a harvester knows."""

import gzip
from collections.abc import Mapping
from datetime import datetime

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from commons.adapters.store.log import blocks, feed_edition, revisions
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.feeds import ldes
from commons.feeds.encoding.namespaces import prefixed_node
from commons.wiring.components import Components
from tests.conftest import BASE
from tests.feeds.makers import ROOT, Ask, Harvester, created, deleted, updated, written
from tests.people.visitor import Visitor

FORMATS = {
    "application/n-quads": ox.RdfFormat.N_QUADS,
    "application/trig": ox.RdfFormat.TRIG,
    "application/ld+json": ox.RdfFormat.JSON_LD,
}


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut the log into small pages, so that few versions fill many."""
    monkeypatch.setattr(ldes, "PAGE", 4)


def over(client: FlaskClient) -> Ask:
    """Give a way to ask an application that is in this process."""

    def ask(
        address: str, headers: Mapping[str, str]
    ) -> tuple[int, Mapping[str, str], bytes]:
        answer = client.get(address.removeprefix(BASE), headers=dict(headers))
        return answer.status_code, dict(answer.headers), answer.data

    return ask


def quads(body: bytes, media_type: str = "application/n-quads") -> list[ox.Quad]:
    return list(ox.parse(body, format=FORMATS[media_type]))


def text(node: object) -> str:
    """Give the IRI of a node, or the characters of a literal."""
    assert isinstance(node, ox.NamedNode | ox.Literal)
    return node.value


@pytest.mark.usefixtures("small")
def test_who_passes_over_closed_nodes_sees_each_version_once_and_in_order(
    parts: Components, client: FlaskClient
) -> None:
    harvester = Harvester(over(client), BASE + ROOT)
    told: list[str] = []
    for count in (0, 1, 2, 1, 3, 1, 4, 5, 11, 2, 1):
        new = written(parts, count)
        assert harvester.pull() == new
        told += new
    assert harvester.pull() == []
    assert harvester.seen == told == Harvester(over(client), BASE + ROOT).pull()
    assert len(told) > 5 * 4


@pytest.mark.usefixtures("small")
def test_with_a_suffix_pages_lead_to_pages_with_it(
    parts: Components, client: FlaskClient
) -> None:
    told = written(parts, 10)
    for suffix, media_type in (
        ("nq", "application/n-quads"),
        ("trig", "application/trig"),
    ):
        root = client.get(f"{ROOT}.{suffix}", headers={"Accept": "text/html"})
        assert root.mimetype == media_type
        nodes = {
            text(one.object)
            for one in quads(root.data, media_type)
            if one.predicate == prefixed_node("tree:node")
        }
        assert nodes == {f"{BASE}{ROOT}/1/3.{suffix}"}
    assert Harvester(over(client), f"{BASE}{ROOT}.nq").pull() == told
    assert client.get(f"{ROOT}.ttl").status_code == 404
    assert client.get(f"{ROOT}/2/1.nq").status_code == 404


def test_ten_changes_cost_three_requests_at_most_wherever_they_fall(
    parts: Components, client: FlaskClient
) -> None:
    harvester = Harvester(over(client), BASE + ROOT, coding="gzip")
    costs = set()
    for _ in range(ldes.PAGE // 2):
        new = written(parts, 10)
        assert harvester.pull() == new
        costs.add(harvester.requests)
        assert harvester.pull() == []
        assert harvester.requests == 1
        assert harvester.size_bytes == 0
    assert costs <= {2, 3}


@pytest.mark.usefixtures("small")
def test_a_closed_node_keeps_its_bytes_and_an_open_one_never_says_immutable(
    parts: Components, client: FlaskClient
) -> None:
    kept: dict[str, bytes] = {}
    for _ in range(30):
        written(parts, 1)
        for path in [f"{ROOT}/1/{n}" for n in range(1, 9)]:
            answer = client.get(path)
            if answer.status_code == 404:
                continue
            closed = answer.headers["Cache-Control"] == (
                "public, max-age=31536000, s-maxage=300, immutable"
            )
            immutable = ox.Quad(
                ox.NamedNode(BASE + path),
                prefixed_node("ldes:immutable"),
                ox.Literal("true", datatype=prefixed_node("xsd:boolean")),
            )
            assert closed == (immutable in quads(answer.data))
            if closed:
                assert kept.setdefault(path, answer.data) == answer.data
        assert client.get(ROOT).headers["Cache-Control"] == "no-cache"
    assert len(kept) == 30 // 4


@pytest.mark.usefixtures("small")
def test_each_link_says_the_exact_bounds_of_what_it_leads_to(
    parts: Components, client: FlaskClient
) -> None:
    for _ in range(2):
        written(parts, 6)
        with parts.store.read() as work:
            instants = [one.instant for one in revisions.changes_after(work, 0, 100)]
        pages = -(-len(instants) // 4)
        newest = instants[-1] if len(instants) % 4 == 0 else None
        told = {f"{BASE}{ROOT}/1/{pages}": (instants[0], newest)}
        assert links_of(client, ROOT) == told
        for number in range(2, pages + 1):
            before = f"{BASE}{ROOT}/1/{number - 1}"
            bounds = (instants[0], instants[(number - 1) * 4 - 1])
            assert links_of(client, f"{ROOT}/1/{number}") == {before: bounds}
        assert links_of(client, f"{ROOT}/1/1") == {}


def links_of(
    client: FlaskClient, path: str
) -> dict[str, tuple[datetime | None, datetime | None]]:
    """Give the lower and the upper bound of each node that a node leads to."""
    told = quads(client.get(path).data)
    found: dict[str, dict[str, datetime]] = {}
    for link in [
        q.object for q in told if q.predicate == prefixed_node("tree:relation")
    ]:
        said = {q.predicate: q.object for q in told if q.subject == link}
        assert len([q for q in told if q.subject == link]) == len(said) == 4
        assert said[prefixed_node("tree:path")] == prefixed_node("dct:issued")
        kind = text(said[prefixed_node("rdf:type")]).rpartition("#")[2]
        value = clock.from_iso(text(said[prefixed_node("tree:value")]))
        if kind == "LessThanRelation":
            assert clock.iso_format(value) == ldes.END_OF_TIME
        found.setdefault(text(said[prefixed_node("tree:node")]), {})[kind] = value
    return {
        node: (
            ends.get("GreaterThanOrEqualToRelation"),
            ends.get("LessThanOrEqualToRelation"),
        )
        for node, ends in found.items()
    }


def test_pages_are_sums_over_the_sequence() -> None:
    assert (ldes.count_pages(0), ldes.is_closed(1, 0)) == (0, False)
    for head in (*range(1, 100), *range(249_990, 250_010)):
        last = ldes.count_pages(head)
        assert (last - 1) * ldes.PAGE < head <= last * ldes.PAGE
        assert ldes.is_closed(last, head) == (head == last * ldes.PAGE)
        assert last == 1 or ldes.is_closed(last - 1, head)


def test_a_page_is_the_stored_blocks_byte_for_byte(
    parts: Components, client: FlaskClient
) -> None:
    first = created(parts)
    updated(parts, first, body="Une « autre » phrase\nsur deux lignes")
    deleted(parts, first)
    with parts.store.read() as work:
        found = blocks.named_blocks(work, 0, 10)
    told = client.get(f"{ROOT}/1/1").data
    for sheet, number, block in found:
        link = f"<{iri.stream_iri(BASE)}> <https://w3id.org/tree#member>"
        line = f"{link} <{iri.version_iri(sheet, number, BASE)}> .\n".encode()
        here, _, told = told.partition(line + iri.expand_base(block, BASE))
        assert here == b"" or b"tree#member" not in here
    assert told == b""


def test_every_format_says_the_same_with_its_graphs(
    parts: Components, client: FlaskClient
) -> None:
    deleted(parts, updated(parts, created(parts), body="Deux"))
    for path in (ROOT, f"{ROOT}/1/1"):
        plain = client.get(path)
        assert plain.content_type == (
            'application/n-quads;profile="https://w3id.org/tree/profile"'
        )
        for media_type in FORMATS:
            answer = client.get(path, headers={"Accept": media_type})
            assert answer.mimetype == media_type
            assert {"Accept", "Accept-Encoding"} <= set(answer.vary)
            found, wanted = (
                ox.Dataset(quads(body, kind))
                for body, kind in (
                    (answer.data, media_type),
                    (plain.data, "application/n-quads"),
                )
            )
            for dataset in (found, wanted):
                dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
            assert found == wanted


def test_trig_keeps_the_order_of_the_profile(
    parts: Components, client: FlaskClient
) -> None:
    versions = written(parts, 3)
    told = quads(
        client.get(f"{ROOT}/1/1", headers={"Accept": "application/trig"}).data,
        "application/trig",
    )
    members = [
        text(q.object) for q in told if q.predicate == prefixed_node("tree:member")
    ]
    assert members == versions
    at = [
        place
        for place, q in enumerate(told)
        if q.predicate == prefixed_node("tree:member")
    ]
    for begin, end, version in zip(at, [*at[1:], len(told)], versions, strict=True):
        graphs = {str(q.graph_name) for q in told[begin:end]} - {"DEFAULT"}
        assert graphs == {f"<{version}>"}


def test_a_known_node_is_not_sent_again_in_either_coding(
    parts: Components, client: FlaskClient
) -> None:
    created(parts)
    for path in (ROOT, f"{ROOT}/1/1"):
        plain = client.get(path)
        zipped = client.get(path, headers={"Accept-Encoding": "br, gzip"})
        assert zipped.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(zipped.data) == plain.data
        assert plain.headers["ETag"] != zipped.headers["ETag"]
        for first, accepted in ((plain, "identity"), (zipped, "gzip")):
            etag = first.headers["ETag"]
            known = {"If-None-Match": etag, "Accept-Encoding": accepted}
            assert client.get(path, headers=known).status_code == 304
        created(parts)
        known = {"If-None-Match": plain.headers["ETag"]}
        assert client.get(path, headers=known).status_code == 200
        refused = {"Accept-Encoding": "gzip;q=0, *;q=0.5"}
        assert "Content-Encoding" not in client.get(path, headers=refused).headers


CLUMSY = {
    "1/2": 404,
    "1/999999999": 404,
    "1/99999999999999999999": 404,
    "1/0": 404,
    "1/-1": 404,
    "1/01": 404,
    "1/un": 404,
    "1/index/1": 404,
    "2/1": 404,
    "0/1": 404,
    "1": 404,
    "1/1/1": 404,
    "1/1?page=2": 200,
}


def test_a_clumsy_harvester_gets_a_clear_answer(
    parts: Components, client: FlaskClient
) -> None:
    created(parts)
    answered = {path: client.get(f"{ROOT}/{path}").status_code for path in CLUMSY}
    assert answered == CLUMSY
    for accept in ("text/html", "image/png", "a/b", "text/turtle", "text/*;q=0.1"):
        for path in (ROOT, f"{ROOT}/1/1"):
            answer = client.get(path, headers={"Accept": accept})
            assert answer.status_code == 406, accept


def test_an_empty_log_has_a_root_and_no_page(client: FlaskClient) -> None:
    assert client.get(ROOT).status_code == 200
    assert client.get(f"{ROOT}/1/1").status_code == 404


def test_a_new_edition_leaves_nothing_of_the_old_one(
    parts: Components, client: FlaskClient
) -> None:
    versions = written(parts, 5)
    old = client.get(f"{ROOT}/1/1")
    harvester = Harvester(over(client), BASE + ROOT)
    assert harvester.pull() == versions
    with parts.store.write() as work:
        feed_edition.begin_fork(work)
    gone = client.get(f"{ROOT}/1/1", headers={"If-None-Match": old.headers["ETag"]})
    assert gone.status_code == 410
    assert "immutable" not in gone.headers["Cache-Control"]
    told = {(q.predicate, text(q.object)) for q in quads(gone.data)}
    assert (prefixed_node("dct:isReplacedBy"), BASE + ROOT) in told
    assert Harvester(over(client), BASE + ROOT).pull() == versions
    assert harvester.pull() == []


def test_programs_of_other_sites_may_read_the_feed(client: FlaskClient) -> None:
    for path in (ROOT, f"{ROOT}/1/7"):
        answer = client.get(path)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_the_hash_can_be_checked_where_a_text_names_this_very_site(
    author: Visitor, parts: Components
) -> None:
    body = f"Voir {BASE}/themes et <{BASE}/search>"
    sheet = author.publishes("method", body=body).split("/")[2]
    marked = author.get(f"/sheets/{sheet}/v/1.nq?canonical").data
    with parts.store.read() as work:
        assert marked == blocks.get_block(work, sheet, 1)
    assert author.get(f"/sheets/{sheet}/v/1.nq").data == iri.expand_base(marked, BASE)
