"""Reads the values of fields from the triples of a sheet, by the shapes of their kind.

The inverse of `sheet_triples`: the same paths, parts and places, walked the other way.
Lists of plain values have no order in RDF: they come in that of their texts.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode, Triple

from commons.core.domain.addresses import iri
from commons.core.domain.schema.kind import Field, Kind, Part, Schema, Value, Values

Term: TypeAlias = NamedNode | Literal

MOST_ITEMS = 2_000
"""How many values of one field are read."""

_LAST_NUMBER = re.compile(r"-(\d{1,9})$")
_COLUMN = re.compile(r"\{[a-z_]+\}")


class Payload:
    """The triples of a sheet by subject and property; `sheet` is the sheet's IRI."""

    def __init__(self, sheet: str, triples: Sequence[Triple]) -> None:
        self.sheet = sheet
        self.triples = triples
        self._found: dict[tuple[str, str], list[Term]] = defaultdict(list)
        self._said: set[tuple[str, str, str]] = set()
        for triple in triples:
            if isinstance(triple.object, NamedNode | Literal):
                subject = str(getattr(triple.subject, "value", ""))
                place = (subject, triple.predicate.value)
                self._found[place].append(triple.object)
                self._said.add((*place, triple.object.value))

    def terms(self, subject: str, predicate: str) -> Sequence[Term]:
        """Return the objects of a subject under a property."""
        return self._found.get((subject, predicate), ())

    def values(self, subject: str, predicate: str) -> tuple[str, ...]:
        """Return the texts and IRIs of a subject under a property."""
        return tuple(term.value for term in self.terms(subject, predicate))

    def says(self, subject: str, predicate: str, value: str) -> bool:
        """Say whether a subject has a text or IRI under a property."""
        return (subject, predicate, value) in self._said


def read_fields(schema: Schema, kind: Kind, payload: Payload) -> Values:
    """Return the values that a payload holds of a kind's fields, fitting or not."""
    values: dict[str, Value] = {}
    for field in kind.fields:
        items = list(islice(_items(schema, field, payload), MOST_ITEMS))
        if items:
            values[field.key] = items if field.many else items[0]
    return values


def _items(schema: Schema, field: Field, payload: Payload) -> Iterator[Value]:
    """Yield the values of a field, in the order that their places tell."""
    between = field.through[:-1] if field.type.has_columns else field.through
    told = field.derived.path if field.derived else ""
    first = frozenset(payload.terms(payload.sheet, told))  # kc:mainTheme: comes first
    for subject in _subjects(field, between, payload):
        if field.type.has_columns:
            for node in _rows(field, subject, payload):
                row = _row(schema, field, node, payload)
                if row:
                    yield row
        else:
            terms = payload.terms(subject, field.path[-1])
            yield from _decoded(schema, field, terms, first)


def _subjects(field: Field, between: Sequence[Part], payload: Payload) -> Iterator[str]:
    """Yield the nodes that hold the values: the sheet, or the parts on the way."""
    for number in range(1, MOST_ITEMS + 1):
        subject = payload.sheet
        for path, part in zip(field.path, between, strict=False):
            node = payload.sheet + part.iri.replace("{n}", str(number))
            if not payload.says(subject, path, node):
                return
            subject = node
        yield subject
        if not any("{n}" in part.iri for part in between):
            return


def _rows(field: Field, subject: str, payload: Payload) -> list[str]:
    """Return the nodes of the rows of a field, in their order."""
    part = field.through[-1]
    stem = payload.sheet + part.iri.replace("{n}", "")
    known = iri.BASE_PLACEHOLDER + _COLUMN.split(part.iri_from)[0]
    nodes = [
        node
        for node in payload.values(subject, field.path[-1])
        if node.startswith(stem) or (part.iri_from and node.startswith(known))
    ]

    def place(node: str) -> tuple[int, str]:
        told = payload.values(node, part.numbered) if part.numbered else ()
        found = _LAST_NUMBER.search(node)
        number = told[0] if told else (found[1] if found else "")
        return int(number) if number.isdecimal() and len(number) < 10 else 0, node

    return sorted(nodes, key=place)


def _row(schema: Schema, field: Field, node: str, payload: Payload) -> Value:
    row: dict[str, Value] = {}
    for column in field.columns:
        found = _decoded(schema, column, payload.terms(node, column.path[-1]))
        items = list(found)
        if items:
            row[column.key] = items if column.many else items[0]
    return row


def _decoded(
    schema: Schema, field: Field, terms: Iterable[Term], first: Collection[Term] = ()
) -> Iterator[Value]:
    """Yield what terms are as values; what is no value of the field is passed over."""
    for term in sorted(terms, key=lambda one: (one not in first, one.value)):
        value = _decode(schema, field, term)
        if value is not None:
            yield value


def _decode(schema: Schema, field: Field, term: Term) -> Value | None:
    text = term.value
    if isinstance(term, Literal):
        return field.type.parse(schema, field, text) if not field.type.iri_of else None
    if field.type.iri_of is None:
        return None
    if field.choice:
        scheme = schema.schemes[field.choice]
        concepts = (*scheme.concepts.values(), *scheme.replaced.values())
        return next((one.key for one in concepts if one.iri == text), None)
    path = text.removeprefix(iri.BASE_PLACEHOLDER) if _is_theirs(text) else ""
    if field.type.names_sheet:
        found = path.removeprefix("/sheets/")
        return found if iri.is_id(found) else None
    if field.type.names_file:
        return path.removeprefix("/media/") or None
    return path or text


def _is_theirs(address: str) -> bool:
    return address.startswith(f"{iri.BASE_PLACEHOLDER}/")
