"""Reads a property shape into a Field, and a part into its columns."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from commons.core.domain.schema.concept import Scheme
from commons.core.domain.schema.kind import (
    Condition,
    Derived,
    Exclusive,
    Field,
    FieldType,
    Part,
)
from commons.core.kinds.rdfio.namespaces import PREFIXES, local_name, prefixed_name
from commons.core.kinds.rdfio.turtle_reader import Turtle
from commons.core.kinds.schema.choices import read_labels
from commons.core.kinds.types.registry import type_stated_by

_CLASSES = ("dct:LicenseDocument", "skos:Concept")
"""What the choices of a list may be, the most telling first."""

_EXCLUSIVES = (
    ("kc:oneOf", True, False),
    ("kc:atMostOneOf", False, False),
    ("kc:expectedOneOf", False, True),
)


def key_of(graph: Turtle, shape: str) -> str:
    """Give the key of a field: kc:key, else the local name of its shape."""
    return graph.text(shape, "kc:key") or local_name(shape)


def read_field(graph: Turtle, shape: str, schemes: Mapping[str, Scheme]) -> Field:
    """Read one property shape, with the columns of its rows.

    Raises:
        SchemaError: what is missing or makes no sense, with file and line.
    """
    if not graph.is_a(shape, "sh:PropertyShape"):
        raise graph.error(shape, "not defined as a sh:PropertyShape")
    node = graph.text(shape, "sh:node")
    part = node if node.startswith(PREFIXES["part"]) else ""
    through = graph.listed(shape, "kc:through") + ((part,) if part else ())
    field = Field(
        key=key_of(graph, shape),
        type=_type(graph, shape, schemes),
        label=read_labels(graph, shape, "sh:name"),
        help=read_labels(graph, shape, "sh:description"),
        example=read_labels(graph, shape, "skos:example"),
        item=graph.words(shape, "kc:item"),
        pictogram=graph.text(shape, "kc:pictogram"),
        group=local_name(graph.text(shape, "sh:group")),
        order=graph.number(shape, "sh:order") or 0,
        many=graph.count(shape, "sh:maxCount") != 1,
        choice=local_name(node) if node and not part else "",
        editor=_editor(graph, shape),
        columns=_columns(graph, part, schemes) if part else (),
        path=_path(graph, shape),
        through=tuple(read_part(graph, iri) for iri in through),
        also=graph.iris(shape, "kc:also"),
        also_on_sheet=graph.iris(shape, "kc:alsoOnSheet"),
        derived=_derived(graph, shape),
        datatype=graph.text(shape, "sh:datatype"),
        pattern=_pattern(graph, shape),
        at_most=graph.text(shape, "sh:lessThanOrEquals"),
        exclusives=read_exclusives(graph, part),
        shorthand=tuple(key_of(graph, i) for i in graph.listed(part, "kc:shorthand")),
        emits=graph.iris(shape, "kc:emits"),
        brief=read_brief(graph, part) if part else (),
        shape=shape,
    )
    return with_bounds(graph, shape, field, schemes)


def with_bounds(
    graph: Turtle, shape: str, field: Field, schemes: Mapping[str, Scheme]
) -> Field:
    """Give the field with the counts, bounds and condition that a shape states."""

    def bound(prefixed: str, standing: float | None) -> float | None:
        stated = graph.number(shape, prefixed)
        return standing if stated is None else stated

    def count(prefixed: str, standing: int) -> int:
        return int(bound(prefixed, standing) or 0)

    def length(prefixed: str, standing: int | None) -> int | None:
        return graph.count(shape, prefixed) or standing

    return replace(
        field,
        required=count("sh:minCount", field.required),
        expected=count("kc:expected", field.expected),
        max_count=count("sh:maxCount", field.max_count),
        min_length=length("sh:minLength", field.min_length),
        max_length=length("sh:maxLength", field.max_length),
        min_value=bound("sh:minInclusive", field.min_value),
        max_value=bound("sh:maxInclusive", field.max_value),
        facet=graph.flag(shape, "kc:facet") or field.facet,
        condition=_condition(graph, shape, schemes) or field.condition,
    )


def refine_field(
    graph: Turtle, node: str, field: Field, schemes: Mapping[str, Scheme]
) -> Field:
    """Give the field as a kind refines it: its own words, counts and bounds."""
    order = graph.number(node, "sh:order")
    refined = replace(
        field,
        label={**field.label, **graph.words(node, "sh:name")},
        help={**field.help, **graph.words(node, "sh:description")},
        example={**field.example, **graph.words(node, "skos:example")},
        group=local_name(graph.text(node, "sh:group")) or field.group,
        order=field.order if order is None else order,
    )
    refined = with_bounds(graph, node, refined, schemes)
    return replace(refined, many=refined.max_count != 1)


def read_brief(graph: Turtle, owner: str) -> tuple[str, ...]:
    """Read the keys of the fields of a kind or part that a form asks first."""
    asked, members = graph.listed(owner, "kc:brief"), graph.iris(owner, "sh:property")
    for member in asked:
        if member not in members:
            raise graph.error(owner, "in kc:brief but not a field here", member)
    return tuple(key_of(graph, member) for member in asked)


def _columns(
    graph: Turtle, part: str, schemes: Mapping[str, Scheme]
) -> tuple[Field, ...]:
    """Read the columns of a row, in the order of the form."""
    columns = [read_field(graph, i, schemes) for i in graph.iris(part, "sh:property")]
    return tuple(sorted(columns, key=lambda column: column.order))


def _type(graph: Turtle, shape: str, schemes: Mapping[str, Scheme]) -> FieldType:
    """Return the type that the first of the statements of a shape makes."""
    for statement in _statements(graph, shape, schemes):
        found = type_stated_by(statement)
        if found is not None:
            return found
    raise graph.error(shape, "needs sh:datatype, sh:nodeKind or sh:node")


def _statements(
    graph: Turtle, shape: str, schemes: Mapping[str, Scheme]
) -> Iterator[str]:
    """Return what a shape states of its values, the most telling first.

    What is in a list of choices is stated by its classes, and nothing else counts.
    """
    node = graph.text(shape, "sh:node")
    if node.startswith(PREFIXES["part"]):
        yield "sh:node part:"
    elif node:
        if local_name(node) not in schemes:
            raise graph.error(shape, "not a list of choices", node)
        first = next(iter(schemes[local_name(node)].concepts.values()))
        for prefixed in _CLASSES:
            if graph.is_a(first.iri, prefixed):
                yield f"sh:in {prefixed}"
    else:
        _editor(graph, shape)
        for predicate in ("dash:editor", "sh:nodeKind", "sh:datatype"):
            yield f"{predicate} {prefixed_name(graph.text(shape, predicate))}"


def _editor(graph: Turtle, shape: str) -> str:
    """Give the way a value is typed in: "place" for kc:PlaceEditor."""
    iri = graph.text(shape, "dash:editor")
    if iri and not graph.is_a(iri, "kc:Editor"):
        raise graph.error(shape, "not a kc:Editor", iri)
    return local_name(iri).removesuffix("Editor").lower()


def _path(graph: Turtle, shape: str) -> tuple[str, ...]:
    """Read a property, or a sequence of properties."""
    path = graph.text(shape, "sh:path")
    if not path:
        raise graph.error(shape, "needs sh:path")
    steps = graph.listed(shape, "sh:path") if path.startswith("_:") else (path,)
    rows = graph.text(shape, "sh:node").startswith(PREFIXES["part"])
    nodes = len(graph.listed(shape, "kc:through")) + 1
    if len(steps) != nodes:
        message = f"{len(steps)} properties in sh:path need {len(steps) - 1} parts"
        raise graph.error(shape, f"{message} in kc:through{' before' * rows}")
    return steps


def _pattern(graph: Turtle, shape: str) -> str:
    """Read a regular expression; it must be anchored at both ends."""
    pattern = graph.text(shape, "sh:pattern")
    try:
        re.compile(pattern)
    except re.error as problem:
        raise graph.error(shape, f"sh:pattern: {problem}") from problem
    if pattern and not (pattern.startswith("^") and pattern.endswith("$")):
        raise graph.error(shape, "sh:pattern must begin with ^ and end with $")
    return pattern


def read_part(graph: Turtle, iri: str) -> Part:
    """Read a node between the sheet and a value."""
    if not graph.text(iri, "kc:iri"):
        raise graph.error(iri, "a part needs kc:iri")
    return Part(
        key=local_name(iri),
        iri=graph.text(iri, "kc:iri"),
        classes=graph.iris(iri, "sh:class") + graph.iris(iri, "kc:alsoClass"),
        numbered=graph.text(iri, "kc:numbered"),
        iri_from=graph.text(iri, "kc:iriFrom"),
        states=tuple(
            (graph.text(node, "sh:path"), graph.text(node, "sh:hasValue"))
            for node in graph.iris(iri, "kc:states")
        ),
    )


def read_exclusives(graph: Turtle, owner: str) -> tuple[Exclusive, ...]:
    """Read the rules of one field among several, of a kind or a part."""
    found: list[Exclusive] = []
    for prefixed, needed, expected in _EXCLUSIVES:
        shapes = graph.listed(owner, prefixed) if owner else ()
        members = graph.iris(owner, "sh:property")
        for shape in shapes:
            if shape not in members:
                raise graph.error(owner, f"in {prefixed} but not a field here", shape)
        if shapes:
            keys = tuple(key_of(graph, shape) for shape in shapes)
            found.append(Exclusive(keys=keys, needed=needed, expected=expected))
    return tuple(found)


def _derived(graph: Turtle, shape: str) -> Derived | None:
    """Read the second value of a field."""
    node = graph.text(shape, "kc:derive")
    if not node:
        return None
    return Derived(
        path=graph.text(node, "sh:path"),
        by=local_name(graph.text(node, "kc:by")),
        datatype=graph.text(node, "sh:datatype"),
        min_value=graph.number(node, "sh:minInclusive"),
        max_value=graph.number(node, "sh:maxInclusive"),
        at_most=graph.text(node, "sh:lessThanOrEquals"),
    )


def _condition(
    graph: Turtle, shape: str, schemes: Mapping[str, Scheme]
) -> Condition | None:
    """Read when a field is required or expected."""
    for prefixed, negated in (("kc:when", False), ("kc:unless", True)):
        members = graph.listed(shape, prefixed)
        if members:
            concept = members[1] if len(members) > 1 else ""
            return Condition(
                field=key_of(graph, members[0]),
                value=_choice(graph, shape, members[0], schemes, concept),
                concept=concept,
                negated=negated,
            )
    return None


def _choice(
    graph: Turtle,
    shape: str,
    other: str,
    schemes: Mapping[str, Scheme],
    concept: str,
) -> str:
    """Give the key of a choice of another field; "" for no choice."""
    if not concept:
        return ""
    scheme = schemes.get(local_name(graph.text(other, "sh:node")))
    for choice in scheme.concepts.values() if scheme else ():
        if choice.iri == concept:
            return choice.key
    raise graph.error(shape, "not a choice of that field", concept)
