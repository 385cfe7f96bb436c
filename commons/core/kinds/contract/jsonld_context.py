"""Makes the JSON-LD context in which the keys of fields are the terms.

One property may be two fields, as schema:name is the title of a step and the
name of an author: the columns of a row therefore have a context of their own,
inside the term of the row (JSON-LD 1.1, 4.1.8 "Scoped contexts").
"""

from collections.abc import Mapping, Sequence
from typing import Any

from commons.core.domain.schema.kind import Field, Schema
from commons.core.kinds.rdfio.namespaces import (
    PREFIXES,
    full_iri,
    local_name,
    prefixed_name,
)

Context = dict[str, Any]

_STRING = full_iri("xsd:string")
_UNCOERCED = (full_iri("rdf:langString"), _STRING, full_iri("xsd:boolean"))
_SHAPES = ("sh", "dash", "field", "part", "choice", "group", "theme")


def json_ld_context(schema: Schema, kind_key: str = "") -> Context:
    """Give the context of a kind, or that of all kinds together.

    A key that two kinds use for different properties has no term in the
    context of all, but for the first. Labels are in no language unless they
    say which: add "@language" for a sheet in one language.
    """
    kinds = [schema.kinds[kind_key]] if kind_key else schema.kinds.values()
    context: Context = {
        prefix: namespace
        for prefix, namespace in PREFIXES.items()
        if prefix not in _SHAPES
    }
    for kind in kinds:
        for key, term in _terms([(field, 0) for field in kind.fields]).items():
            context.setdefault(key, term)
    return context


def _terms(fields: Sequence[tuple[Field, int]]) -> Context:
    """Give the terms of fields, each with how much of its path is behind us."""
    by_property: dict[str, list[tuple[Field, int]]] = {}
    for field, depth in fields:
        by_property.setdefault(field.path[depth], []).append((field, depth))
    terms: Context = {}
    for iri, members in by_property.items():
        field, depth = members[0]
        if depth + 1 == len(field.path):
            terms[field.key] = _term(field)
        else:
            shared = len(members) > 1 or depth + 2 < len(field.path)
            key = field.through[depth].key if shared else field.key
            inner = _terms([(member, at + 1) for member, at in members])
            if not shared:
                inner = {local_name(field.path[-1]): _term(field, one=True)}
            part = field.through[depth]
            inner |= _position(part.numbered)
            terms[key] = {"@id": prefixed_name(iri), "@type": "@id", "@context": inner}
            if "{n}" in part.iri:
                terms[key]["@container"] = "@set"
    return terms


def _term(field: Field, *, one: bool = False) -> Context:
    """Give the term of the last property of a field."""
    term: Context = {"@id": prefixed_name(field.path[-1])}
    if field.type.has_columns:
        columns = _terms([(column, 0) for column in field.columns])
        part = field.through[-1]
        stated: Mapping[str, Any] = {
            local_name(path): {"@id": prefixed_name(path), "@language": None}
            for path, _ in part.states
        }
        inner = {**columns, **_position(part.numbered), **stated}
        term |= {"@type": "@id", "@context": inner}
    elif field.type.iri_of is not None:
        term["@type"] = "@id"
    elif field.datatype not in _UNCOERCED:
        term["@type"] = prefixed_name(field.datatype)
    elif field.datatype == _STRING:
        term["@language"] = None
    if field.many and not one:
        term["@container"] = "@set"
    return term


def _position(numbered: str) -> Context:
    """Give the term of the property that keeps an order."""
    if not numbered:
        return {}
    return {
        local_name(numbered): {"@id": prefixed_name(numbered), "@type": "xsd:integer"}
    }
