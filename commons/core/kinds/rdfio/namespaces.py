"""The names of the vocabularies that schemas/ is written with."""

PREFIXES: dict[str, str] = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "sh": "http://www.w3.org/ns/shacl#",
    "dash": "http://datashapes.org/dash#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dct": "http://purl.org/dc/terms/",
    "schema": "http://schema.org/",
    "prov": "http://www.w3.org/ns/prov#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "pair": "http://virtual-assembly.org/ontologies/pair#",
    "cc": "http://creativecommons.org/ns#",
    "pav": "http://purl.org/pav/",
    "adms": "http://www.w3.org/ns/adms#",
    "as": "https://www.w3.org/ns/activitystreams#",
    "loc": "http://id.loc.gov/datatypes/",
    "kc": "https://w3id.org/knowledge-commons/ns#",
    "field": "https://w3id.org/knowledge-commons/fields#",
    "part": "https://w3id.org/knowledge-commons/parts#",
    "choice": "https://w3id.org/knowledge-commons/choices#",
    "group": "https://w3id.org/knowledge-commons/groups#",
    "theme": "http://commons.invalid/themes/",
    "term": "https://w3id.org/knowledge-commons/thesaurus#",
}
"""Prefixes and namespaces, as every Turtle file of ours writes them."""


def full_iri(name: str) -> str:
    """Give the IRI of a prefixed name, such as dct:title.

    Raises KeyError when the prefix is not one of PREFIXES.
    """
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


def prefixed_name(iri: str) -> str:
    """Give the prefixed name of an IRI, or the IRI itself when it has none."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def local_name(iri: str) -> str:
    """Give what follows the namespace of an IRI."""
    return prefixed_name(iri).partition(":")[2]
