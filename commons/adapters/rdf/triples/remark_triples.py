"""Describes what is asked and said under a sheet as Activity Streams 2.0.

No part of a version, which never changes: a graph of its own, as things stand today.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from pyoxigraph import Literal, NamedNode, Triple

from commons.adapters.rdf.triples.terms import prefixed_node
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.people.remark import Remark


@dataclass(frozen=True, slots=True, kw_only=True)
class RemarkPage:
    """A page, from 1, of the `total` remarks of a sheet, the newest first."""

    sheet: str
    number: int
    pages: int
    total: int
    remarks: Sequence[Remark]


def remark_triples(page: RemarkPage) -> tuple[Triple, ...]:
    """Return the collection of a sheet's remarks and a page of it, with the marker.

    The sheet leads to it by as:replies; a reply leads to what it answers by
    as:inReplyTo. Who wrote is named by their IRI alone.
    """
    return tuple(dict.fromkeys(_collection(page)))


def _collection(page: RemarkPage) -> Iterator[Triple]:
    sheet = NamedNode(iri.sheet_iri(page.sheet))
    every = NamedNode(iri.remarks_iri(page.sheet))
    yield Triple(sheet, prefixed_node("as:replies"), every)
    yield _type(every, "as:Collection")
    yield Triple(every, prefixed_node("as:totalItems"), _count(page.total))
    holder = every
    if page.pages > 1:
        holder = _page(page, page.number)
        yield _type(holder, "as:CollectionPage")
        yield Triple(holder, prefixed_node("as:partOf"), every)
        yield Triple(every, prefixed_node("as:first"), _page(page, 1))
        yield Triple(every, prefixed_node("as:last"), _page(page, page.pages))
        if page.number > 1:
            yield Triple(holder, prefixed_node("as:prev"), _page(page, page.number - 1))
        if page.number < page.pages:
            yield Triple(holder, prefixed_node("as:next"), _page(page, page.number + 1))
    for remark in page.remarks:
        note = NamedNode(iri.remark_iri(remark.id))
        yield Triple(holder, prefixed_node("as:items"), note)
        yield from _note(note, sheet, remark)


def _note(note: NamedNode, sheet: NamedNode, remark: Remark) -> Iterator[Triple]:
    yield _type(note, "as:Note")
    if remark.question:
        yield _type(note, "schema:Question")
    author = NamedNode(iri.person_iri(remark.author.id))
    yield Triple(note, prefixed_node("as:attributedTo"), author)
    answered = NamedNode(iri.remark_iri(remark.parent)) if remark.parent else sheet
    yield Triple(note, prefixed_node("as:inReplyTo"), answered)
    yield Triple(note, prefixed_node("as:context"), sheet)
    yield Triple(note, prefixed_node("as:content"), Literal(remark.text))
    yield Triple(note, prefixed_node("as:mediaType"), Literal("text/plain"))
    yield Triple(note, prefixed_node("as:published"), _instant(remark.instant))
    if remark.edited is not None:
        yield Triple(note, prefixed_node("as:updated"), _instant(remark.edited))


def _page(page: RemarkPage, number: int) -> NamedNode:
    return NamedNode(f"{iri.remarks_iri(page.sheet)}?page={number}")


def _type(node: NamedNode, name: str) -> Triple:
    return Triple(node, prefixed_node("rdf:type"), prefixed_node(name))


def _count(number: int) -> Literal:
    return Literal(str(number), datatype=prefixed_node("xsd:nonNegativeInteger"))


def _instant(instant: datetime) -> Literal:
    return Literal(clock.iso_format(instant), datatype=prefixed_node("xsd:dateTime"))
