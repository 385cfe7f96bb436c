"""Knows how the log is cut into pages, and how they are told as LDES / TREE.

Page n holds the versions of sequences (n - 1) × PAGE + 1 to n × PAGE: boundaries
are sums, never searches. A page is closed once it is full. The root leads to the
newest page, and each page to the one before it, so that

- the root stays small, and whoever comes back finds all that is new without
  meeting what is known: clients pass over what they know to be immutable, with
  the links that it holds, so no link may lead from old to new;
- there is one way to each page. ldes-client 0.3.0 mixes up the order of members
  when it may fetch several pages at once, and repeats older versions; it puts
  members out before their page is read, unless all links have one same bound.

Sources: Linked Data Event Streams 1.0 and its server primer (SEMIC); TREE and
its profile (W3C TREE community group).
"""

from collections.abc import Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.core.domain import clock, iri
from commons.feeds.encoding.namespaces import term

PAGE = 16
"""Versions a page: ten changes and the page they close are 90 kB compressed."""

POLLING_SECONDS = 60
PROFILE = 'profile="https://w3id.org/tree/profile"'

END_OF_TIME = "9999-12-31T23:59:59.999Z"

_ACTIONS = {"Create": "as:Create", "Update": "as:Update", "Delete": "as:Delete"}
_CC0 = NamedNode("https://creativecommons.org/publicdomain/zero/1.0/")


def pages(head: int) -> int:
    """Give how many pages a log has; the last may be open."""
    return -(-head // PAGE)


def closed(number: int, head: int) -> bool:
    """Say whether a page is full, and so never changes again."""
    return number * PAGE <= head


def root(work: Work, edition: int, head: int) -> tuple[Triple, ...]:
    """Tell what the stream is, and where its newest page is."""
    stream, itself = NamedNode(iri.stream()), NamedNode(iri.feed())
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
        *_link(work, itself, edition, pages(head)),
    )


def page(work: Work, edition: int, number: int, head: int) -> bytes:
    """Give a page as N-Quads, marker form: stored blocks, each after its link.

    The order is that of the TREE profile: the node, then member after member.
    """
    itself = NamedNode(iri.feed_page(edition, number))
    yes = Literal("true", datatype=term("xsd:boolean"))
    told = [*_node(itself), *_link(work, itself, edition, number - 1)]
    if closed(number, head):
        told.append(Triple(itself, term("ldes:immutable"), yes))
    blocks = revisions.named_blocks(work, (number - 1) * PAGE, PAGE)
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


def _link(work: Work, itself: NamedNode, edition: int, number: int) -> Iterator[Triple]:
    """Lead to a page, and so to all before it; to none when it is page 0.

    One relation for each end of that time: the first instant of the log, and
    the last of the page, which nobody knows while the page is open. One more
    says what is true of every page: clients join what is said of a node.
    """
    if not number:
        return
    known = revisions.instants(work, (1, number * PAGE))
    node = NamedNode(iri.feed_page(edition, number))
    yield from _relation(itself, node, "GreaterThanOrEqualTo", clock.iso(known[1]))
    yield from _relation(itself, node, "LessThan", END_OF_TIME)
    if number * PAGE in known:
        last = clock.iso(known[number * PAGE])
        yield from _relation(itself, node, "LessThanOrEqualTo", last)


def _relation(
    itself: NamedNode, node: NamedNode, name: str, instant: str
) -> Iterator[Triple]:
    relation = BlankNode(name)
    yield Triple(itself, term("tree:relation"), relation)
    yield Triple(relation, term("rdf:type"), term(f"tree:{name}Relation"))
    yield Triple(relation, term("tree:node"), node)
    yield Triple(relation, term("tree:path"), term("dct:issued"))
    value = Literal(instant, datatype=term("xsd:dateTime"))
    yield Triple(relation, term("tree:value"), value)


def _whole(number: int) -> Literal:
    return Literal(str(number), datatype=term("xsd:integer"))
