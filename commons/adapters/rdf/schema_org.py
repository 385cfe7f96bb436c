"""Tells a sheet in the words of schema.org alone, for search engines.

What schemas/ maps to schema.org is taken from the stored block of the version, so
that a new kind or field needs no line here. The context is inline.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.sheet import Revision
from commons.core.kinds.rdfio.namespaces import PREFIXES, full_iri

SCHEMA = PREFIXES["schema"]

_TYPE = full_iri("rdf:type")
_PLACE = full_iri("dct:Location")
_TYPES = {_PLACE: "Place"}
_WORDS = (f" <{SCHEMA}".encode(), f"<{_PLACE}>".encode())
"""What a line has that matters here."""
_NUMBERS = frozenset(full_iri(f"xsd:{name}") for name in ("integer", "decimal"))
_BOOLEAN = full_iri("xsd:boolean")
_LEFT = frozenset({"sameAs"})
"""Properties that say nothing more to a search engine."""

_ESCAPES = tuple((sign, f"\\u{ord(sign):04x}") for sign in "<>&\u2028\u2029")
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

Nodes: TypeAlias = Mapping[str, Mapping[str, list[NamedNode | Literal]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a sheet is published: base, name of the site, page, first instant."""

    base: str
    site: str
    page: str
    born: datetime


def write_schema_org(
    revision: Revision, block: bytes, place: Place, translations: Sequence[str] = ()
) -> str:
    """Write the JSON-LD of a sheet, fit to stand in an element `script`.

    `block` is the stored block of the revision. Steps stand in their order,
    other values in that of the block. `translations` are the IRIs of the sheets that
    translate it today, of which the block cannot know.
    """
    nodes = _nodes(block)
    writer = _Writer(nodes)
    told = writer.node(iri.sheet_iri(revision.sheet)) | {
        "url": place.page,
        "version": revision.number,
        "datePublished": clock.iso_format(place.born),
        "dateModified": clock.iso_format(revision.instant),
        "publisher": {
            "@type": "Organization",
            "name": place.site,
            "url": f"{place.base}/",
        },
    }
    if translations:
        told |= {"workTranslation": list(translations)}
        writer.links.add("workTranslation")
    links = {name: {"@type": "@id"} for name in sorted({*writer.links, "url"})}
    document = {"@context": {"@vocab": SCHEMA, **links}, **told}
    written = _ENCODER.encode(document).replace(iri.BASE_PLACEHOLDER, place.base)
    return in_script(written)


def write_website(site: str, base: str, language: str) -> str:
    """Write the JSON-LD of the site itself, for its first page."""
    told = {
        "@context": {"@vocab": SCHEMA, "url": {"@type": "@id"}},
        "@id": f"{base}/",
        "@type": "WebSite",
        "name": site,
        "url": f"{base}/",
        "inLanguage": language,
    }
    return in_script(_ENCODER.encode(told))


def in_script(written: str) -> str:
    """Escape JSON so that nothing in it can end the element around it."""
    for sign, escape in _ESCAPES:
        written = written.replace(sign, escape)
    return written


def _nodes(block: bytes) -> Nodes:
    """Keep what is said in schema.org's words, by node and by property."""
    lines = block.splitlines(keepends=True)
    ours = b"".join(line for line in lines if any(word in line for word in _WORDS))
    nodes: dict[str, dict[str, list[NamedNode | Literal]]] = {}
    for quad in parse(ours, RdfFormat.N_QUADS, lenient=True):
        subject, value, name = quad.subject, quad.object, _name(quad)
        if name and isinstance(subject, NamedNode):
            node = nodes.setdefault(subject.value, {})
            if isinstance(value, NamedNode | Literal):
                node.setdefault(name, []).append(value)
    return nodes


def _name(quad: Quad) -> str:
    """Give the name of a property or "@type", "" for what is left out."""
    predicate = quad.predicate.value
    if predicate == _TYPE:
        return "@type"
    name = predicate.removeprefix(SCHEMA)
    return "" if name == predicate or name in _LEFT else name


class _Writer:
    """Nests the nodes of a sheet where a property leads to them."""

    def __init__(self, nodes: Nodes) -> None:
        self._nodes = nodes
        self._told: set[str] = set()
        self.links: set[str] = set()

    def node(self, key: str) -> dict[str, Any]:
        """Write a node, each one once."""
        self._told.add(key)
        return {"@id": key, **dict(self._properties(key))}

    def _properties(self, key: str) -> Iterator[tuple[str, object]]:
        for name, values in self._nodes.get(key, {}).items():
            if name == "@type":
                types = [_TYPES.get(v.value) or v.value[len(SCHEMA) :] for v in values]
                yield name, types if len(types) > 1 else types[0]
                continue
            written = [self._value(name, value) for value in values]
            if len(written) > 1:
                written.sort(key=_position)
            yield name, written if len(written) > 1 else written[0]

    def _value(self, name: str, value: NamedNode | Literal) -> object:
        if isinstance(value, Literal):
            return _literal(value)
        self.links.add(name)
        ours = value.value.startswith(iri.BASE_PLACEHOLDER)
        if ours and value.value in self._nodes and value.value not in self._told:
            return self.node(value.value)
        return value.value


def _literal(value: Literal) -> object:
    if value.datatype.value in _NUMBERS:
        number = float(value.value)
        return int(number) if number.is_integer() else number
    return value.value == "true" if value.datatype.value == _BOOLEAN else value.value


def _position(written: object) -> int:
    """Give the place of a nested node; others keep their order."""
    position = written.get("position", 0) if isinstance(written, dict) else 0
    return position if isinstance(position, int) else 0
