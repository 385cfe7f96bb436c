"""Writes the graph of a version as JSON-LD whose terms are the field keys.

The context travels inline, so that nobody has to fetch one. Rows are nested in
the sheet. What the terms cannot say exactly is written out in full, so that
reading the document back always gives the same triples.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

from pyoxigraph import Literal, NamedNode, Triple

from commons.core.domain.schema.kind import Schema
from commons.core.kinds.contract.jsonld_context import Context, json_ld_context
from commons.core.kinds.rdfio.namespaces import full_iri, prefixed_name

_STRING = full_iri("xsd:string")
_BOOLEAN = full_iri("xsd:boolean")
_INTEGER = full_iri("xsd:integer")
_TYPE = full_iri("rdf:type")
_TITLE = full_iri("dct:title")
_VERSION_OF = full_iri("dct:isVersionOf")

Nodes: TypeAlias = Mapping[str, Mapping[str, list[Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Term:
    """A term: `coerced` is "@id", a datatype or "", `plain` says "no language"."""

    key: str
    coerced: str
    plain: bool
    many: bool
    inner: "Mapping[str, _Term]"


_NONE = _Term(key="", coerced="", plain=False, many=False, inner={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The context of a kind, and its terms by the IRI of their property."""

    context: Context
    by_property: Mapping[str, _Term]


@lru_cache(maxsize=4)
def terms_by_class(schema: Schema) -> Mapping[str, Terms]:
    """Give the terms of each kind, by the IRI of its class: made once, kept."""
    found: dict[str, Terms] = {}
    for kind in schema.kinds.values():
        context = json_ld_context(schema, kind.key)
        found[kind.classes[0]] = Terms(
            context=context, by_property=_by_property(context)
        )
    return found


def _by_property(context: Context) -> dict[str, _Term]:
    """Find terms by the IRI of their property; the first of two wins."""
    found: dict[str, _Term] = {}
    for key, term in context.items():
        if not isinstance(term, dict):
            continue
        coerced = term.get("@type", "")
        found.setdefault(
            full_iri(term["@id"]),
            _Term(
                key=key,
                coerced=full_iri(coerced) if ":" in coerced else coerced,
                plain="@language" in term,
                many=term.get("@container") == "@set",
                inner=_by_property(term.get("@context", {})),
            ),
        )
    return found


def write_json_ld(triples: Iterable[Triple], schema: Schema) -> bytes:
    """Write the triples of a version as one document, nested from the sheet.

    There may be no blank node among them. Texts in the language of the title
    carry no tag: the context says it once.
    """
    nodes: dict[str, dict[str, list[Any]]] = {}
    for triple in triples:
        if isinstance(triple.subject, NamedNode):
            properties = nodes.setdefault(triple.subject.value, {})
            properties.setdefault(triple.predicate.value, []).append(triple.object)
    sheet = _sheet(nodes)
    kind = _terms_of(nodes.get(sheet, {}), terms_by_class(schema))
    titles = nodes.get(sheet, {}).get(_TITLE, [])
    writer = _Writer(nodes, titles[0].language if titles else None)
    graph = [
        writer.node(key, kind.by_property if key == sheet else {})
        for key in sorted(nodes, key=lambda key: key != sheet)
        if not writer.told(key)
    ]
    context = _lines(writer.context(kind.context))
    told = ",\n".join(_lines(node) for node in graph)
    return f'{{"@context": {context},\n"@graph": [\n{told}\n]}}\n'.encode()


def _lines(members: Mapping[str, Any]) -> str:
    """Write an object with one member a line, which is quick and reads well."""
    lines = (
        f" {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}"
        for key, value in members.items()
    )
    return "{\n" + ",\n".join(lines) + "\n}"


def _sheet(nodes: Nodes) -> str:
    """Find the sheet: what something is a version of."""
    for properties in nodes.values():
        for value in properties.get(_VERSION_OF, ()):
            return str(value.value)
    return ""


def _terms_of(properties: Mapping[str, list[Any]], terms: Mapping[str, Terms]) -> Terms:
    """Give the terms of the kind of a sheet; those of a tombstone are any."""
    for value in properties.get(_TYPE, ()):
        if value.value in terms:
            return terms[value.value]
    return next(iter(terms.values()))


class _Writer:
    """Nests nodes where a term leads to them; each node is told once."""

    def __init__(self, nodes: Nodes, language: str | None) -> None:
        self._nodes = nodes
        self._language = language
        self._told: set[str] = set()
        self._used: set[str] = set()

    def told(self, key: str) -> bool:
        """Say whether a node was written already."""
        return key in self._told

    def context(self, whole: Context) -> Context:
        """Give the part of a context that the nodes written need."""
        part = {
            key: term
            for key, term in whole.items()
            if isinstance(term, str) or key in self._used
        }
        return {"@language": self._language, **part} if self._language else part

    def node(self, key: str, terms: Mapping[str, _Term]) -> dict[str, Any]:
        """Write one node, with the nodes that its terms lead to."""
        self._told.add(key)
        properties = self._nodes[key]
        written: dict[str, Any] = {"@id": key}
        types = properties.get(_TYPE)
        if types:
            names = [prefixed_name(value.value) for value in types]
            written["@type"] = names if len(names) > 1 else names[0]
        for iri, term in terms.items():
            if iri in properties:
                self._used.add(term.key)
                written[term.key] = self._values(properties[iri], term)
        for iri, values in properties.items():
            if iri not in terms and iri != _TYPE:
                written[prefixed_name(iri)] = self._values(values, _NONE)
        return written

    def _values(self, values: list[Any], term: _Term) -> object:
        """Write the values of a property, steps in their order."""
        written = [self._value(value, term) for value in values]
        if term.inner and len(written) > 1:
            written.sort(key=_position)
        return written if term.many or len(written) > 1 else written[0]

    def _value(self, value: NamedNode | Literal, term: _Term) -> object:
        """Write one value, as short as its term allows."""
        if isinstance(value, Literal):
            return self._literal(value, term)
        iri = value.value
        if term.coerced != "@id":
            return {"@id": iri}
        if term.inner and iri in self._nodes and iri not in self._told:
            return self.node(iri, term.inner)
        return iri

    def _literal(self, value: Literal, term: _Term) -> object:
        """Write a text or a number, as short as its term allows."""
        text = value.value
        if value.language:
            if value.language == self._language and not (term.coerced or term.plain):
                return text
            return {"@value": text, "@language": value.language}
        datatype = value.datatype.value
        if datatype == _STRING:
            return text if term.plain else {"@value": text}
        if datatype in (_BOOLEAN, _INTEGER) and term.coerced in ("", datatype):
            return json.loads(text)
        if term.coerced == datatype:
            return text
        return {"@value": text, "@type": prefixed_name(datatype)}


def _position(written: object) -> tuple[int, str]:
    """Give the place of a nested node: its position, then its IRI."""
    if not isinstance(written, dict):
        return (0, str(written))
    position = written.get("position")
    return (position if isinstance(position, int) else 0, str(written.get("@id")))
