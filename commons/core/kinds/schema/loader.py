"""Reads the folder schemas/ into kinds, fields, choices and licences."""

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from commons.core.domain.schema.concept import Scheme
from commons.core.domain.schema.kind import Field, Group, Kind, Schema
from commons.core.kinds.contract.vocabulary import write_terms
from commons.core.kinds.rdfio.turtle_reader import Turtle, load_texts, read_texts
from commons.core.kinds.schema.choices import (
    read_groups,
    read_labels,
    read_licences,
    read_schemes,
    read_thesaurus,
)
from commons.core.kinds.schema.fields import (
    read_brief,
    read_exclusives,
    read_field,
    refine_field,
)
from commons.core.kinds.schema.grammar import check_grammar

_NEEDED = ("title", "language", "licence")


def read_schema(folder: Path) -> Schema:
    """Read all Turtle files of a folder. Raises SchemaError, as `parse_schema` does."""
    return parse_schema(read_texts(folder))


def parse_schema(texts: Mapping[str, str]) -> Schema:
    """Read Turtle texts, by the names of their files.

    Raises:
        SchemaError: a term that is not known or not defined, a field that
            makes no sense; the message names the term, the file and the line.
    """
    graph = load_texts(texts)
    check_grammar(graph)
    schemes = read_schemes(graph)
    groups = read_groups(graph)
    fields: dict[str, Field] = {}
    shapes = [
        shape
        for shape in graph.of_type("sh:NodeShape")
        if graph.all(shape, "sh:targetClass")
    ]
    shapes.sort(key=lambda shape: graph.number(shape, "sh:order") or 0)
    kinds: dict[str, Kind] = {}
    for shape in shapes:
        kind = _kind(graph, shape, schemes, groups, fields)
        if kind.key in kinds:
            raise graph.error(shape, f"the key {kind.key} is taken")
        kinds[kind.key] = kind
    return Schema(
        kinds=kinds,
        schemes=schemes,
        licences=read_licences(graph),
        groups=groups,
        thesaurus=read_thesaurus(graph),
        terms=write_terms(graph),
        digest=_digest_of(texts),
    )


def _digest_of(texts: Mapping[str, str]) -> str:
    """Return the sha-256 of texts and of the names of their files."""
    return sha256(repr(sorted(texts.items())).encode()).hexdigest()


def _kind(
    graph: Turtle,
    shape: str,
    schemes: Mapping[str, Scheme],
    groups: Mapping[str, Group],
    known: dict[str, Field],
) -> Kind:
    """Read one kind; fields read before are in `known`, by shape."""
    key = graph.text(shape, "kc:key")
    if not key:
        raise graph.error(shape, "a kind needs kc:key")
    fields: dict[str, Field] = {}
    members = graph.iris(shape, "sh:property")
    for member in (iri for iri in members if not iri.startswith("_:")):
        if member not in known:
            known[member] = read_field(graph, member, schemes)
        field = known[member]
        if field.key in fields:
            raise graph.error(shape, f"the field {field.key} twice", member)
        fields[field.key] = field
    for node in (iri for iri in members if iri.startswith("_:")):
        refined = graph.text(node, "kc:refines")
        if refined not in members:
            raise graph.error(shape, "refined but not a field here", refined)
        field = refine_field(graph, node, known[refined], schemes)
        fields[field.key] = replace(field, shape=f"{refined}-{key}")
    _complete(graph, shape, fields, groups)
    return Kind(
        key=key,
        label=read_labels(graph, shape, "sh:name"),
        plural=read_labels(graph, shape, "kc:plural"),
        help=read_labels(graph, shape, "sh:description"),
        classes=graph.iris(shape, "sh:targetClass") + graph.iris(shape, "kc:alsoClass"),
        fields=_in_order(fields, groups),
        exclusives=read_exclusives(graph, shape),
        brief=read_brief(graph, shape),
        pictogram=graph.text(shape, "kc:pictogram"),
        shape=shape,
    )


def _complete(
    graph: Turtle,
    shape: str,
    fields: Mapping[str, Field],
    groups: Mapping[str, Group],
) -> None:
    """Refuse a kind without what every sheet has, or a field out of the form."""
    for key in _NEEDED:
        if key not in fields:
            raise graph.error(shape, f"a kind needs the field {key}")
    for field in fields.values():
        if field.group not in groups:
            raise graph.error(field.shape, "needs sh:group")
        condition = field.condition
        if condition is not None and condition.field not in fields:
            raise graph.error(shape, f"{field.key} depends on {condition.field}")


def _in_order(
    fields: Mapping[str, Field], groups: Mapping[str, Group]
) -> tuple[Field, ...]:
    """Give the fields as the form shows them, each knowing who comes after it."""
    holders = {_bound(field): field.key for field in fields.values()}
    ordered = sorted(
        fields.values(), key=lambda field: (groups[field.group].order, field.order)
    )
    return tuple(
        replace(field, before=holders.get(_limit(field), "")) for field in ordered
    )


def _bound(field: Field) -> str:
    """Give the property by which a field is compared with others."""
    return field.derived.path if field.derived else field.path[-1]


def _limit(field: Field) -> str:
    """Give the property that a field may not go beyond, "" for none."""
    return (field.derived.at_most if field.derived else "") or field.at_most
