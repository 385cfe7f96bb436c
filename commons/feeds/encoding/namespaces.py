"""Knows the names of the vocabularies that feeds and the catalogue speak."""

from functools import cache

from pyoxigraph import NamedNode

from commons.adapters.rdf.triples.terms import SHEET_PREFIXES

PREFIXES: dict[str, str] = {
    **SHEET_PREFIXES,
    "tree": "https://w3id.org/tree#",
    "ldes": "https://w3id.org/ldes#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "spdx": "http://spdx.org/rdf/terms#",
    "void": "http://rdfs.org/ns/void#",
}
"""Those of sheets, which keep theirs as they are, and those of feeds."""


@cache
def prefixed_node(name: str) -> NamedNode:
    """Give the node of a prefixed name, as in tree:node.

    Raises KeyError when the prefix is not one of PREFIXES.
    """
    prefix, _, local = name.partition(":")
    return NamedNode(PREFIXES[prefix] + local)
