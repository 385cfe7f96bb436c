"""Writes one value of a sheet as an RDF term, and the values computed from it."""

import json
from collections.abc import Callable, Mapping
from decimal import Decimal

from pyoxigraph import Literal, NamedNode

from commons.adapters.rdf.triples.terms import iri_node, prefixed_node
from commons.core.domain.language import dates, durations
from commons.core.domain.pictures.media import media_type
from commons.core.domain.schema.kind import Field, Schema, Value
from commons.core.kinds.rdfio.namespaces import full_iri
from commons.core.kinds.values.type_checks import type_problem

UNKNOWN_LANGUAGE = "und"
"""BCP 47 for a text whose language is not known."""

_LANG_STRING = full_iri("rdf:langString")
_STRING = full_iri("xsd:string")


def encode_value(
    schema: Schema, field: Field, value: Value, language: str
) -> NamedNode | Literal:
    """Write a value; one that does not fit its field becomes kc:unreadable."""
    if type_problem(schema, field, value) is not None:
        return unreadable_literal(value)
    iri_of = field.type.iri_of
    if iri_of is not None:
        address = iri_of(schema, field, value)
        return iri_node(address) if field.choice else NamedNode(address)
    if field.datatype == _LANG_STRING:
        return Literal(str(value), language=language)
    if field.datatype == _STRING:
        return Literal(str(value))
    return Literal(_lexical(value), datatype=iri_node(field.datatype))


def unreadable_literal(value: Value) -> Literal:
    """Write a value that no datatype of ours can hold; only drafts have some."""
    text = value if isinstance(value, str) else json.dumps(value, sort_keys=True)
    clear = text.encode("utf-8", "replace").decode("utf-8")
    return Literal(clear, datatype=prefixed_node("kc:unreadable"))


def language_tag(value: object) -> str:
    """Give the tag that RDF will take for a language, "und" when it takes none."""
    if not isinstance(value, str):
        return UNKNOWN_LANGUAGE
    try:
        Literal("", language=value)
    except ValueError:
        return UNKNOWN_LANGUAGE
    return value


def derived_literal(
    schema: Schema, field: Field, value: Value, row: int
) -> NamedNode | Literal | None:
    """Compute the second value of a field; `row` counts its values from 1."""
    if field.derived is None or type_problem(schema, field, value) is not None:
        return None
    return _DERIVATIONS[field.derived.by](schema, field, value, row)


def _lexical(value: Value) -> str:
    """Give the text of a number, a truth value, a duration or a date."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f")
    return str(value)


def _first(
    schema: Schema, field: Field, value: Value, row: int
) -> NamedNode | Literal | None:
    """Give the value itself when it is the first."""
    return encode_value(schema, field, value, UNKNOWN_LANGUAGE) if row == 1 else None


def _in_minutes(_schema: Schema, _field: Field, value: Value, _row: int) -> Literal:
    """Give a duration in minutes."""
    return Literal(
        str(durations.duration_minutes(str(value))),
        datatype=prefixed_node("xsd:integer"),
    )


def _day(value: Value, end: int) -> Literal | None:
    """Give the earliest (0) or latest (1) day that a date may mean."""
    days = dates.date_bounds(str(value))
    if days is None:
        return None
    return Literal(days[end].isoformat(), datatype=prefixed_node("xsd:date"))


def _earliest(
    _schema: Schema, _field: Field, value: Value, _row: int
) -> Literal | None:
    return _day(value, 0)


def _latest(_schema: Schema, _field: Field, value: Value, _row: int) -> Literal | None:
    return _day(value, 1)


def _language(
    schema: Schema, _field: Field, value: Value, _row: int
) -> NamedNode | None:
    """Give the language in the list of the European Union, if it is there."""
    concept = schema.schemes["language"].concepts.get(str(value).split("-")[0])
    return None if concept is None else iri_node(concept.iri)


def _media_type(_schema: Schema, _field: Field, value: Value, _row: int) -> Literal:
    """Give the media type (RFC 6838) that a file's name says."""
    return Literal(media_type(str(value)))


_DERIVATIONS: Mapping[
    str, Callable[[Schema, Field, Value, int], NamedNode | Literal | None]
] = {
    "first": _first,
    "inMinutes": _in_minutes,
    "earliestDay": _earliest,
    "latestDay": _latest,
    "languageAuthority": _language,
    "mediaType": _media_type,
}
"""The functions behind kc:by; the reader refuses any other name."""
