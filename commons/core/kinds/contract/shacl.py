"""Expands a kind into standard SHACL: the contract that /shapes/{kind} serves.

Everything of ours is turned into what any SHACL engine knows: what a complete
sheet has becomes companion shapes of severity sh:Warning, computed values get
shapes of their own, fields that exclude one another become sh:xone. Shapes
and lists have IRIs, sequence paths are blank nodes with fixed labels: two runs
give the same graph, and the graphs of several kinds may be read together.
"""

from collections.abc import Sequence
from dataclasses import replace

from pyoxigraph import Triple

from commons.core.domain.schema.kind import (
    Condition,
    Exclusive,
    Field,
    Kind,
    Part,
    Schema,
)
from commons.core.kinds.rdfio.graph_builder import Graph
from commons.core.kinds.rdfio.namespaces import PREFIXES, full_iri, local_name

_COUNTS = (("required", "sh:minCount"), ("max_count", "sh:maxCount"))
_BOUNDS = (
    ("min_length", "sh:minLength"),
    ("max_length", "sh:maxLength"),
    ("min_value", "sh:minInclusive"),
    ("max_value", "sh:maxInclusive"),
    ("pattern", "sh:pattern"),
)


def expanded_shapes(schema: Schema, kind_key: str) -> tuple[Triple, ...]:
    """Give the expanded shapes of a kind, in a fixed order.

    IRIs of themes have the marker as base. Raises KeyError for no such kind.
    """
    kind = _with_own_paths(schema.kinds[kind_key])
    graph = Graph()
    shape = kind.shape
    graph.add(shape, "rdf:type", full_iri("sh:NodeShape"))
    graph.add(shape, "sh:targetClass", kind.classes[0])
    graph.words(shape, "sh:name", kind.label)
    graph.words(shape, "sh:description", kind.help)
    for field in kind.fields:
        graph.add(shape, "sh:property", field.shape)
        _field(graph, schema, kind, field)
    for group in schema.groups.values():
        iri = PREFIXES["group"] + group.key
        graph.add(iri, "rdf:type", full_iri("sh:PropertyGroup"))
        graph.words(iri, "rdfs:label", group.label)
        graph.number(iri, "sh:order", group.order)
    for exclusive in kind.exclusives:
        _kind_exclusive(graph, kind, exclusive)
    return graph.triples()


def _with_own_paths(kind: Kind) -> Kind:
    """Name the fields that a sequence leads to after the kind.

    A sequence is a blank node: under one name, the graphs of two kinds read
    together would give the field two paths, and SHACL allows one.
    """
    fields = tuple(
        replace(field, shape=f"{field.shape}-{kind.key}")
        if len(field.path) > 1
        else field
        for field in kind.fields
    )
    return replace(kind, fields=fields)


def _field(graph: Graph, schema: Schema, kind: Kind, field: Field) -> None:
    """Add the shapes of one field of a kind."""
    _property(graph, schema, field)
    graph.add(field.shape, "sh:group", PREFIXES["group"] + field.group)
    parts = field.through[:-1] if field.type.has_columns else field.through
    for depth, part in enumerate(parts, start=1):
        through = f"{field.shape}-{part.key}"
        graph.add(kind.shape, "sh:property", through)
        _path(graph, through, field.path[:depth])
        graph.add(through, "sh:class", part.classes[0])
    if field.derived is not None:
        graph.add(kind.shape, "sh:property", _derived(graph, field))
    _lengths(graph, kind, field)
    if field.condition is not None:
        _conditional(graph, kind, field, field.condition)
    elif field.expected:
        companion = f"{field.shape}-expected"
        graph.add(kind.shape, "sh:property", companion)
        _path(graph, companion, field.path)
        graph.number(companion, "sh:minCount", field.expected)
        graph.add(companion, "sh:severity", full_iri("sh:Warning"))


def _lengths(graph: Graph, kind: Kind, field: Field) -> None:
    """Advise a least length of a field, or of the columns of its rows.

    From the sheet on: within a row's own shape, advice would be a violation.
    """
    advised = [(f"{field.shape}-length", field.path, field.advised_length)]
    advised += [
        (
            f"{field.shape}-{column.key}-length-{kind.key}",
            (*field.path, *column.path),
            column.advised_length,
        )
        for column in field.columns
    ]
    for shape, path, least in advised:
        if least:
            graph.add(kind.shape, "sh:property", shape)
            _path(graph, shape, path)
            graph.number(shape, "sh:minLength", least)
            graph.add(shape, "sh:severity", full_iri("sh:Warning"))


def _property(graph: Graph, schema: Schema, field: Field) -> None:
    """Add the property shape of a field or column: words, counts, constraints."""
    shape = field.shape
    if not graph.begin(shape):
        return
    _path(graph, shape, field.path)
    graph.words(shape, "sh:name", field.label)
    graph.words(shape, "sh:description", field.help)
    graph.words(shape, "skos:example", field.example)
    graph.number(shape, "sh:order", field.order)
    graph.text(shape, "kc:key", field.key)
    for attribute, predicate in _COUNTS:
        if getattr(field, attribute) and (
            attribute != "required" or field.condition is None
        ):
            graph.number(shape, predicate, getattr(field, attribute))
    for attribute, predicate in _BOUNDS[bool(field.advised_length) :]:
        value = getattr(field, attribute)
        if isinstance(value, str) and value:
            graph.text(shape, predicate, value)
        elif isinstance(value, int | float):
            graph.number(shape, predicate, value)
    if field.at_most:
        graph.add(shape, "sh:lessThanOrEquals", field.at_most)
    _values(graph, schema, field)


def _values(graph: Graph, schema: Schema, field: Field) -> None:
    """Add what the values of a field must be."""
    shape = field.shape
    if field.type.has_columns:
        part = field.through[-1]
        graph.add(shape, "sh:node", PREFIXES["part"] + part.key)
        _part(graph, schema, field, part)
    elif field.choice:
        choice = PREFIXES["choice"] + field.choice
        graph.add(shape, "sh:node", choice)
        if graph.begin(choice):
            graph.add(choice, "rdf:type", full_iri("sh:NodeShape"))
            scheme = schema.schemes[field.choice]
            concepts = (*scheme.concepts.values(), *scheme.replaced.values())
            graph.listing(choice, "sh:in", [concept.iri for concept in concepts])
    elif field.type.iri_of is not None:
        graph.add(shape, "sh:nodeKind", full_iri("sh:IRI"))
    else:
        graph.add(shape, "sh:datatype", field.datatype)


def _part(graph: Graph, schema: Schema, field: Field, part: Part) -> None:
    """Add the node shape of a row, with its columns."""
    node = PREFIXES["part"] + part.key
    if not graph.begin(node):
        return
    graph.add(node, "rdf:type", full_iri("sh:NodeShape"))
    graph.add(node, "sh:class", part.classes[0])
    for column in field.columns:
        graph.add(node, "sh:property", column.shape)
        _property(graph, schema, column)
        if column.derived is not None:
            graph.add(node, "sh:property", _derived(graph, column))
        if column.condition is not None:
            members = _when(graph, field.columns, column, column.condition, "required")
            graph.listing(node, "sh:or", members)
    for exclusive in field.exclusives:
        _exclusive(graph, node, field.columns, exclusive)


def _derived(graph: Graph, field: Field) -> str:
    """Add the shape of a computed value, and give its IRI."""
    derived = field.derived
    if derived is None:
        raise ValueError(field.key)
    shape = f"{field.shape}-{local_name(derived.path)}"
    _path(graph, shape, (derived.path,))
    if derived.datatype:
        graph.add(shape, "sh:datatype", derived.datatype)
    else:
        graph.add(shape, "sh:nodeKind", full_iri("sh:IRI"))
    for value, predicate in (
        (derived.min_value, "sh:minInclusive"),
        (derived.max_value, "sh:maxInclusive"),
    ):
        if value is not None:
            graph.number(shape, predicate, value)
    if derived.at_most:
        graph.add(shape, "sh:lessThanOrEquals", derived.at_most)
    return shape


def _conditional(graph: Graph, kind: Kind, field: Field, when: Condition) -> None:
    """Add the shapes of a field that only some sheets need."""
    for attribute, severity in (
        ("required", "sh:Violation"),
        ("expected", "sh:Warning"),
    ):
        if getattr(field, attribute):
            shape = f"{field.shape}-{attribute}"
            members = _when(graph, kind.fields, field, when, attribute)
            _aside(graph, kind, shape, severity)
            graph.listing(shape, "sh:or", members)


def _aside(graph: Graph, kind: Kind, shape: str, severity: str) -> None:
    """Add a node shape of its own beside that of the kind."""
    graph.add(shape, "rdf:type", full_iri("sh:NodeShape"))
    graph.add(shape, "sh:targetClass", kind.classes[0])
    graph.add(shape, "sh:severity", full_iri(severity))


def _when(
    graph: Graph,
    fields: Sequence[Field],
    field: Field,
    when: Condition,
    attribute: str,
) -> list[str]:
    """Give two shapes, of which one must hold: not concerned, or filled in."""
    other = next(candidate for candidate in fields if candidate.key == when.field)
    met = f"{field.shape}-{attribute}-met"
    _path(graph, met, other.path)
    if when.concept:
        graph.add(met, "sh:hasValue", when.concept)
    else:
        graph.number(met, "sh:minCount", 1)
    enough = f"{field.shape}-{attribute}-enough"
    _path(graph, enough, field.path)
    graph.number(enough, "sh:minCount", getattr(field, attribute))
    if when.negated:
        return [met, enough]
    unconcerned = f"{field.shape}-{attribute}-unconcerned"
    graph.add(unconcerned, "rdf:type", full_iri("sh:NodeShape"))
    graph.add(unconcerned, "sh:not", met)
    return [unconcerned, enough]


def _kind_exclusive(graph: Graph, kind: Kind, exclusive: Exclusive) -> None:
    """Add the shapes of fields that exclude one another on a sheet."""
    first = next(field for field in kind.fields if field.key == exclusive.keys[0])
    shape = f"{first.shape}-exclusive"
    _aside(graph, kind, shape, "sh:Violation")
    _exclusive(graph, shape, kind.fields, exclusive)
    if exclusive.expected:
        shape = f"{first.shape}-one-expected"
        _aside(graph, kind, shape, "sh:Warning")
        graph.listing(shape, "sh:or", _present(graph, kind.fields, exclusive))


def _exclusive(
    graph: Graph, node: str, fields: Sequence[Field], exclusive: Exclusive
) -> None:
    """Add "one and no other", or "one or none", to a node shape."""
    members = _present(graph, fields, exclusive)
    if not exclusive.needed:
        none = f"{node}-none-of-{'-'.join(exclusive.keys)}"
        graph.add(none, "rdf:type", full_iri("sh:NodeShape"))
        for field in (field for field in fields if field.key in exclusive.keys):
            absent = f"{field.shape}-absent"
            _path(graph, absent, field.path)
            graph.number(absent, "sh:maxCount", 0)
            graph.add(none, "sh:property", absent)
        members.append(none)
    graph.listing(node, "sh:xone", members)


def _present(graph: Graph, fields: Sequence[Field], exclusive: Exclusive) -> list[str]:
    """Give one shape per field, which holds when the field is filled in."""
    members: list[str] = []
    by_key = {field.key: field for field in fields}
    for key in exclusive.keys:
        present = f"{by_key[key].shape}-present"
        _path(graph, present, by_key[key].path)
        graph.number(present, "sh:minCount", 1)
        members.append(present)
    return members


def _path(graph: Graph, shape: str, path: Sequence[str]) -> None:
    """Add the property, or the sequence of properties, of a property shape."""
    graph.add(shape, "rdf:type", full_iri("sh:PropertyShape"))
    if len(path) == 1:
        graph.add(shape, "sh:path", path[0])
    else:
        graph.sequence(shape, path)
