"""Knows how the log is cut into pages, and how they are told as LDES / TREE.

Page n holds the versions of sequences (n - 1) × PAGE + 1 to n × PAGE, index n
leads to the pages (n - 1) × INDEX + 1 to n × INDEX, and to the index before it:
boundaries are sums, never searches. A page is closed once it is full. The root
leads to the pages that have no index yet and to the last index, so that it
stays small, and that a harvester who knows the closed nodes finds all the
others from the root alone: clients pass over what they know to be immutable,
with the links that it holds.

Sources: Linked Data Event Streams 1.0 and its server primer (SEMIC); TREE and
its profile (W3C TREE community group).
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from commons.domain import clock, iri
from commons.feeds.terms import term
from commons.store import archive
from commons.store.work import Work

PAGE = 16
INDEX = 32
POLLING_SECONDS = 60
PROFILE = 'profile="https://w3id.org/tree/profile"'

_SPAN = PAGE * INDEX
_INDEX_COMES_AFTER = PAGE // 2
"""An index appears when a page is half full, and so never together with a page:
what a harvester has to ask for at once stays small."""

_ACTIONS = {"Create": "as:Create", "Update": "as:Update", "Delete": "as:Delete"}
_CC0 = NamedNode("https://creativecommons.org/publicdomain/zero/1.0/")


def pages(head: int) -> int:
    """Give how many pages a log has; the last may be open."""
    return -(-head // PAGE)


def closed(number: int, head: int) -> bool:
    """Say whether a page is full, and so never changes again."""
    return number * PAGE <= head


def indexes(head: int) -> int:
    """Give how many indexes a log has; each is closed when it appears."""
    return max(0, head - _INDEX_COMES_AFTER) // _SPAN


def root(work: Work, edition: int, head: int) -> tuple[Triple, ...]:
    """Tell what the stream is, and where its pages are."""
    stream, itself = NamedNode(iri.stream()), NamedNode(iri.feed())
    known = indexes(head)
    return (
        Triple(stream, term("rdf:type"), term("ldes:EventStream")),
        Triple(stream, term("tree:view"), itself),
        Triple(stream, term("ldes:timestampPath"), term("dct:issued")),
        Triple(stream, term("ldes:versionOfPath"), term("dct:isVersionOf")),
        *_actions(stream),
        Triple(stream, term("ldes:pollingInterval"), _whole(POLLING_SECONDS)),
        Triple(itself, term("rdf:type"), term("tree:RootNode")),
        Triple(itself, term("rdf:type"), term("tree:Node")),
        Triple(itself, term("dct:license"), _CC0),
        *_relations(work, itself, edition, range(known * INDEX, pages(head)), known),
    )


def index(work: Work, edition: int, number: int) -> tuple[Triple, ...]:
    """Tell where the pages of an index are, and the index before it."""
    itself = NamedNode(iri.feed_index(edition, number))
    covered = range((number - 1) * INDEX, number * INDEX)
    return (
        *_closed_node(itself),
        *_relations(work, itself, edition, covered, number - 1),
    )


def page(work: Work, edition: int, number: int, head: int) -> bytes:
    """Give a page as N-Quads, marker form: stored blocks, each after its link.

    The order is that of the TREE profile: the node, then member after member.
    """
    itself = NamedNode(iri.feed_page(edition, number))
    told = _closed_node(itself) if closed(number, head) else _node(itself)
    blocks = archive.named_blocks(work, (number - 1) * PAGE, PAGE)
    link = f"<{iri.stream()}> {term('tree:member')} <"
    parts = [serialize(told, format=RdfFormat.N_TRIPLES) or b""]
    for sheet, version, block in blocks:
        parts += (f"{link}{iri.version(sheet, version)}> .\n".encode(), block)
    return b"".join(parts)


def gone(node: str) -> tuple[Triple, ...]:
    """Tell of a node of an edition that is over: nothing, but where to start."""
    itself = NamedNode(node)
    root = Triple(itself, term("dct:isReplacedBy"), NamedNode(iri.feed()))
    return (*_node(itself), root)


def _actions(stream: NamedNode) -> Iterator[Triple]:
    """Tell how a member says whether it creates, updates or deletes."""
    for name, kind in _ACTIONS.items():
        yield Triple(stream, term(f"ldes:version{name}Path"), term("rdf:type"))
        yield Triple(stream, term(f"ldes:version{name}Object"), term(kind))


def _node(itself: NamedNode) -> tuple[Triple, ...]:
    return (Triple(itself, term("rdf:type"), term("tree:Node")),)


def _closed_node(itself: NamedNode) -> tuple[Triple, ...]:
    yes = Literal("true", datatype=term("xsd:boolean"))
    return (*_node(itself), Triple(itself, term("ldes:immutable"), yes))


def _relations(
    work: Work, itself: NamedNode, edition: int, covered: range, last_index: int
) -> Iterator[Triple]:
    """Lead to pages (counted from 0 here) and to an index (0: there is none).

    The bounds are the first and the last instant there; nobody knows the last
    of a page that is open.
    """
    bounds = [(at * PAGE + 1, (at + 1) * PAGE) for at in covered]
    places = {place for bound in bounds for place in bound} | {1, last_index * _SPAN}
    known = archive.instants(work, places)
    if last_index:
        node = iri.feed_index(edition, last_index)
        ends = (known.get(1), known.get(last_index * _SPAN))
        yield from _relation(itself, node, f"index{last_index}", ends)
    for at, bound in zip(covered, bounds, strict=True):
        node = iri.feed_page(edition, at + 1)
        ends = (known.get(bound[0]), known.get(bound[1]))
        yield from _relation(itself, node, f"page{at + 1}", ends)


def _relation(
    itself: NamedNode, node: str, label: str, ends: Sequence[datetime | None]
) -> Iterator[Triple]:
    """Lead to a node; one relation for each end of its time that is known."""
    for name, end in zip(("GreaterThan", "LessThan"), ends, strict=True):
        if end is None:
            continue
        relation = BlankNode(f"{label}{name}")
        value = Literal(clock.iso(end), datatype=term("xsd:dateTime"))
        yield Triple(itself, term("tree:relation"), relation)
        yield Triple(relation, term("rdf:type"), term(f"tree:{name}OrEqualToRelation"))
        yield Triple(relation, term("tree:node"), NamedNode(node))
        yield Triple(relation, term("tree:path"), term("dct:issued"))
        yield Triple(relation, term("tree:value"), value)


def _whole(number: int) -> Literal:
    return Literal(str(number), datatype=term("xsd:integer"))
