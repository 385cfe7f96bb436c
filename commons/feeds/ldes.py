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
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import blocks, revisions
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.feeds.encoding.namespaces import prefixed_node

PAGE = 16
"""Versions a page: ten changes and the page they close are 90 kB compressed."""

POLLING_SECONDS = 60
PROFILE = 'profile="https://w3id.org/tree/profile"'

END_OF_TIME = "9999-12-31T23:59:59.999Z"

_ACTIONS = {"Create": "as:Create", "Update": "as:Update", "Delete": "as:Delete"}
_CC0 = NamedNode("https://creativecommons.org/publicdomain/zero/1.0/")


def count_pages(head: int) -> int:
    """Give how many pages a log has; the last may be open."""
    return -(-head // PAGE)


def is_closed(number: int, head: int) -> bool:
    """Say whether a page is full, and so never changes again."""
    return number * PAGE <= head


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedNodes:
    """The nodes of an edition: each at its address, or at that with a suffix.

    With a suffix every page leads to pages with the same one, so that the feed is
    followed where nothing is negotiated, as among files.
    """

    edition: int
    suffix: str = ""

    @property
    def root(self) -> str:
        """The address of the root."""
        return self._with_suffix(iri.feed_iri())

    def page(self, number: int) -> str:
        """Return the address of a page."""
        return self._with_suffix(iri.feed_page(self.edition, number))

    def _with_suffix(self, address: str) -> str:
        return f"{address}.{self.suffix}" if self.suffix else address


def root_triples(work: Work, nodes: FeedNodes, head: int) -> tuple[Triple, ...]:
    """Tell what the stream is, and where its newest page is."""
    stream, itself = NamedNode(iri.stream_iri()), NamedNode(nodes.root)
    return (
        Triple(stream, prefixed_node("rdf:type"), prefixed_node("ldes:EventStream")),
        Triple(stream, prefixed_node("tree:view"), itself),
        Triple(
            stream, prefixed_node("ldes:timestampPath"), prefixed_node("dct:issued")
        ),
        Triple(
            stream,
            prefixed_node("ldes:versionOfPath"),
            prefixed_node("dct:isVersionOf"),
        ),
        *_actions(stream),
        Triple(stream, prefixed_node("ldes:pollingInterval"), _whole(POLLING_SECONDS)),
        Triple(itself, prefixed_node("rdf:type"), prefixed_node("tree:RootNode")),
        Triple(itself, prefixed_node("rdf:type"), prefixed_node("tree:Node")),
        Triple(itself, prefixed_node("dct:license"), _CC0),
        *_link(work, itself, nodes, count_pages(head)),
    )


def page_block(work: Work, nodes: FeedNodes, number: int, head: int) -> bytes:
    """Give a page as N-Quads, marker form: stored blocks, each after its link.

    The order is that of the TREE profile: the node, then member after member.
    """
    itself = NamedNode(nodes.page(number))
    yes = Literal("true", datatype=prefixed_node("xsd:boolean"))
    told = [*_node(itself), *_link(work, itself, nodes, number - 1)]
    if is_closed(number, head):
        told.append(Triple(itself, prefixed_node("ldes:immutable"), yes))
    found = blocks.named_blocks(work, (number - 1) * PAGE, PAGE)
    link = f"<{iri.stream_iri()}> {prefixed_node('tree:member')} <"
    parts = [serialize(told, format=RdfFormat.N_TRIPLES) or b""]
    for sheet, version, block in found:
        parts += (f"{link}{iri.version_iri(sheet, version)}> .\n".encode(), block)
    return b"".join(parts)


def untold_members(work: Work, number: int) -> list[int]:
    """Give the sequences of a page whose sheets were deleted: their event alone is told."""
    return blocks.untold_places(work, (number - 1) * PAGE, number * PAGE)


def gone_triples(nodes: FeedNodes, node: str) -> tuple[Triple, ...]:
    """Tell of a node of an edition that is over: nothing, but where to start."""
    itself = NamedNode(node)
    root = Triple(itself, prefixed_node("dct:isReplacedBy"), NamedNode(nodes.root))
    return (*_node(itself), root)


def _actions(stream: NamedNode) -> Iterator[Triple]:
    """Tell how a member says whether it creates, updates or deletes."""
    for name, kind in _ACTIONS.items():
        yield Triple(
            stream, prefixed_node(f"ldes:version{name}Path"), prefixed_node("rdf:type")
        )
        yield Triple(
            stream, prefixed_node(f"ldes:version{name}Object"), prefixed_node(kind)
        )


def _node(itself: NamedNode) -> tuple[Triple, ...]:
    return (Triple(itself, prefixed_node("rdf:type"), prefixed_node("tree:Node")),)


def _link(
    work: Work, itself: NamedNode, nodes: FeedNodes, number: int
) -> Iterator[Triple]:
    """Lead to a page, and so to all before it; to none when it is page 0.

    One relation for each end of that time: the first instant of the log, and
    the last of the page, which nobody knows while the page is open. One more
    says what is true of every page: clients join what is said of a node.
    """
    if not number:
        return
    known = revisions.instants_at(work, (1, number * PAGE))
    node = NamedNode(nodes.page(number))
    yield from _relation(
        itself, node, "GreaterThanOrEqualTo", clock.iso_format(known[1])
    )
    yield from _relation(itself, node, "LessThan", END_OF_TIME)
    if number * PAGE in known:
        last = clock.iso_format(known[number * PAGE])
        yield from _relation(itself, node, "LessThanOrEqualTo", last)


def _relation(
    itself: NamedNode, node: NamedNode, name: str, instant: str
) -> Iterator[Triple]:
    relation = BlankNode(name)
    yield Triple(itself, prefixed_node("tree:relation"), relation)
    yield Triple(
        relation, prefixed_node("rdf:type"), prefixed_node(f"tree:{name}Relation")
    )
    yield Triple(relation, prefixed_node("tree:node"), node)
    yield Triple(relation, prefixed_node("tree:path"), prefixed_node("dct:issued"))
    value = Literal(instant, datatype=prefixed_node("xsd:dateTime"))
    yield Triple(relation, prefixed_node("tree:value"), value)


def _whole(number: int) -> Literal:
    return Literal(str(number), datatype=prefixed_node("xsd:integer"))
