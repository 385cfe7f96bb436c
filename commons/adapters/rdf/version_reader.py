"""Reads a version back from the N-Quads of any commons: the inverse of `canonical`.

The bytes come from anybody. They are in the marker form (`?canonical`), so that the
hash can be verified; what they say is read by our own shapes, and what these do not
know is named. pyoxigraph parses; it fetches nothing.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field as attribute, replace
from datetime import datetime
from hashlib import sha256
from itertools import islice

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    RdfFormat,
    Triple,
    parse,
)

from commons.adapters.rdf.canonical import render_block
from commons.adapters.rdf.field_reader import Payload, read_fields
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.schema.kind import Kind, Schema, Values
from commons.core.domain.sheet import Action, Person, Revision
from commons.core.kinds.rdfio.namespaces import full_iri, local_name
from commons.core.text.markdown.links import texts_of
from commons.errors import DamagedError, FileFormatError

MOST_QUADS = 50_000
MOST_LEFT = 100
"""How many texts that our shapes do not know are kept."""

_SHEET = re.compile(rf"{re.escape(iri.BASE_PLACEHOLDER)}/sheets/({iri.ID_PATTERN})")
_VERSION = re.compile(rf"{_SHEET.pattern}/v/([1-9][0-9]{{0,8}})")
_TYPE = full_iri("rdf:type")
_LONGEST = 500
_NOBODY = Person(id="000000000000", name="-")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadVersion:
    """A version of a commons, as its RDF tells it; the hash was verified.

    `kind` is the key of ours, or the nearest (`known` is False then). `values` are in
    its own words: identifiers and paths are those of its site. `left` are property
    and text of what our shapes do not know, `lossless` that there is nothing such.
    `derived_from` are the addresses that it says it was made from, in the marker form
    where they are of its own site.
    """

    sheet: str
    number: int
    instant: datetime
    author: str
    hash: str
    deleted: bool
    kind: str
    known: bool
    values: Values = attribute(hash=False)
    left: tuple[tuple[str, str], ...]
    lossless: bool
    derived_from: tuple[str, ...]

    def as_revision(self) -> Revision:
        """Return the version as ours are, under no account of ours."""
        return Revision(
            sheet=self.sheet,
            kind=self.kind,
            number=self.number,
            parent=None,
            sequence=0,
            instant=self.instant,
            action=Action.CREATE,
            author=Person(id=_NOBODY.id, name=self.author or _NOBODY.name),
            change_note="",
            values=self.values,
        )


def read_version(schema: Schema, quads: bytes) -> ReadVersion:
    """Return the one version that N-Quads in the marker form hold.

    Raises FileFormatError for what is no version of a commons, DamagedError when the
    content does not give the hash that it declares.
    """
    events, graphs = _parsed(quads)
    named = next((one for one in graphs if _VERSION.fullmatch(one)), "")
    found = _VERSION.fullmatch(named)
    if found is None or len(graphs) != 1:
        raise FileFormatError("not one version of a commons")
    payload = Payload(iri.sheet_iri(found[1]), graphs[named])
    declared = _text(events, named, "kc:contentHash")
    if _digest(quads, named) != declared:
        raise DamagedError(f"{declared[:12]}… is not the hash of what was sent")
    kind, known = _kind(schema, payload)
    values = read_fields(schema, kind, payload)
    author = next(iter(_all(events, named, "prov:wasAttributedTo")), "")
    read = ReadVersion(
        sheet=found[1],
        number=int(found[2]),
        instant=_instant(_text(events, named, "dct:issued")),
        author=_text(events, author, "foaf:name"),
        hash=declared,
        deleted=full_iri("as:Tombstone") in payload.values(payload.sheet, _TYPE),
        kind=kind.key,
        known=known,
        values=values,
        left=(),
        lossless=True,
        derived_from=payload.values(payload.sheet, full_iri("prov:wasDerivedFrom")),
    )
    return _with_rest(schema, read, payload)


def _with_rest(schema: Schema, read: ReadVersion, payload: Payload) -> ReadVersion:
    """Compare what was read with what was sent, by writing it again."""
    if read.deleted:
        return read
    again = render_block(schema, read.as_revision())
    if again.hash == read.hash:
        return read
    ours = {str(q.triple) for q in parse(again.block, RdfFormat.N_QUADS, lenient=True)}
    left = dict.fromkeys(
        (local_name(predicate.value), target.value[:_LONGEST])
        for triple in payload.triples
        if str(triple) not in ours
        for predicate, target in ((triple.predicate, triple.object),)
        if isinstance(target, Literal) and target.value.strip()
    )
    told = islice(_without_repeats(left, read.values), MOST_LEFT)
    return replace(read, left=tuple(told), lossless=False)


def _without_repeats(
    left: Mapping[tuple[str, str], None], values: Values
) -> Iterator[tuple[str, str]]:
    """Yield what is left and says a thing of its own: no copy, no number of a place."""
    said = {text[:_LONGEST] for text in texts_of(values)}
    for name, text in left:
        plain = not text.isdigit() and len(text) > 1
        if plain and text not in said:
            said.add(text)
            yield name, text


def _parsed(
    quads: bytes,
) -> tuple[dict[tuple[str, str], list[str]], dict[str, list[Triple]]]:
    """Return the events by subject and property, and the triples of each graph."""
    events: dict[tuple[str, str], list[str]] = defaultdict(list)
    graphs: dict[str, list[Triple]] = defaultdict(list)
    try:
        for count, quad in enumerate(parse(quads, RdfFormat.N_QUADS)):
            if count >= MOST_QUADS or isinstance(quad.subject, BlankNode):
                raise FileFormatError("more than a version holds")
            graph = quad.graph_name
            if isinstance(graph, NamedNode):
                graphs[graph.value].append(quad.triple)
            elif isinstance(graph, DefaultGraph) and not isinstance(
                quad.object, BlankNode
            ):
                key = (str(quad.subject.value), quad.predicate.value)
                events[key].append(str(getattr(quad.object, "value", "")))
    except (SyntaxError, ValueError, UnicodeDecodeError) as error:
        raise FileFormatError(f"not N-Quads ({error})") from error
    return events, graphs


def _digest(quads: bytes, graph: str) -> str:
    """Return the hash of a payload, as /developers tells harvesters to take it."""
    end = f" <{graph}> .\n".encode()
    lines = (line for line in quads.splitlines(keepends=True) if line.endswith(end))
    return sha256(
        b"".join(line.removesuffix(end) + b" .\n" for line in lines)
    ).hexdigest()


def _kind(schema: Schema, payload: Payload) -> tuple[Kind, bool]:
    """Return the kind that a sheet is of, else the one that it shares most with."""
    types = set(payload.values(payload.sheet, _TYPE))
    for kind in schema.kinds.values():
        if kind.classes[0] in types:
            return kind, True
    kinds = list(schema.kinds.values())
    nearest = max(kinds, key=lambda kind: len(types.intersection(kind.classes)))
    former = _all_values(payload, "as:formerType")
    for kind in kinds:
        if kind.classes[0] in former:
            return kind, True
    return nearest, False


def _all_values(payload: Payload, prefixed: str) -> tuple[str, ...]:
    return payload.values(payload.sheet, full_iri(prefixed))


def _all(
    events: Mapping[tuple[str, str], list[str]], subject: str, prefixed: str
) -> list[str]:
    return events.get((subject, full_iri(prefixed)), [])


def _text(
    events: Mapping[tuple[str, str], list[str]], subject: str, prefixed: str
) -> str:
    return next(iter(_all(events, subject, prefixed)), "")


def _instant(text: str) -> datetime:
    try:
        return clock.from_iso(text)
    except (ValueError, OverflowError) as error:
        raise FileFormatError("a version without a date") from error
