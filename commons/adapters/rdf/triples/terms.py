"""The terms of the vocabularies that descriptions are written with."""

from functools import cache

from pyoxigraph import NamedNode

from commons.core.kinds.rdfio.namespaces import PREFIXES, full_iri

SHAPE_PREFIXES = frozenset({"sh", "dash", "field", "part", "choice", "group", "theme"})
"""Prefixes that only shapes and vocabularies need."""

SHEET_PREFIXES: dict[str, str] = {
    prefix: namespace
    for prefix, namespace in PREFIXES.items()
    if prefix not in SHAPE_PREFIXES
}
"""The prefixes of a sheet in Turtle, TriG and RDF/XML."""


@cache
def iri_node(iri: str) -> NamedNode:
    """Give the node of an IRI of the vocabulary, made once."""
    return NamedNode(iri)


@cache
def prefixed_node(name: str) -> NamedNode:
    """Give the node of a prefixed name, as in dct:title, made once."""
    return NamedNode(full_iri(name))
