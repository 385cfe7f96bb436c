"""Tells the commons as a VoID dataset (W3C note): how much, and where to have it."""

from collections.abc import Iterator, Mapping, Sequence

from pyoxigraph import Literal, NamedNode, Triple

from commons.adapters.rdf.formats import FORMATS
from commons.core.domain.addresses import iri
from commons.core.domain.schema.kind import Kind
from commons.feeds.catalogue.dcat import CC0, TITLE, Site
from commons.feeds.encoding.namespaces import PREFIXES, prefixed_node

_VOCABULARIES = ("dct", "schema", "prov", "pav", "skos", "foaf", "as", "kc")


def dataset_triples(
    site: Site, kinds: Sequence[tuple[Kind, int]], example: str
) -> tuple[Triple, ...]:
    """Tell the dataset; `kinds` with how many live sheets each has.

    `example` is the identifier of a sheet, "" when there is none.
    """
    document = NamedNode(f"{iri.BASE_PLACEHOLDER}/.well-known/void")
    itself = NamedNode(iri.catalogue_iri("sheets"))
    return (
        Triple(
            document,
            prefixed_node("rdf:type"),
            prefixed_node("void:DatasetDescription"),
        ),
        Triple(document, prefixed_node("foaf:primaryTopic"), itself),
        Triple(document, prefixed_node("dct:license"), NamedNode(CC0)),
        Triple(itself, prefixed_node("rdf:type"), prefixed_node("void:Dataset")),
        *(
            Triple(
                itself,
                prefixed_node("dct:title"),
                Literal(text % site.name, language=tag),
            )
            for tag, text in TITLE.items()
        ),
        *_links(itself, _targets(site, example)),
        *_sizes(itself, site, kinds),
    )


def _targets(site: Site, example: str) -> dict[str, list[str]]:
    made = site.release.dumps if site.release else ()
    return {
        "foaf:homepage": [f"{iri.BASE_PLACEHOLDER}/"],
        "foaf:page": [f"{iri.BASE_PLACEHOLDER}/developers"],
        "dct:license": [iri.catalogue_iri("licence")],
        "void:dataDump": [
            f"{iri.BASE_PLACEHOLDER}/dumps/{dump.newest_name}" for dump in made
        ],
        "void:rootResource": [
            iri.BASE_PLACEHOLDER + row.path for row in site.protocols
        ],
        "void:exampleResource": [iri.sheet_iri(example)] if example else [],
        "void:vocabulary": [PREFIXES[prefix] for prefix in _VOCABULARIES],
        "void:feature": [
            f"http://www.w3.org/ns/formats/{row.w3c_name}" for row in FORMATS.values()
        ],
    }


def _links(itself: NamedNode, targets: Mapping[str, Sequence[str]]) -> Iterator[Triple]:
    for name, addresses in targets.items():
        for address in addresses:
            yield Triple(itself, prefixed_node(name), NamedNode(address))


def _sizes(
    itself: NamedNode, site: Site, kinds: Sequence[tuple[Kind, int]]
) -> Iterator[Triple]:
    """Count sheets by kind, and the triples of the last dump of all of them."""
    yield Triple(
        itself,
        prefixed_node("void:uriSpace"),
        Literal(f"{iri.BASE_PLACEHOLDER}/sheets/"),
    )
    total = sum(count for _, count in kinds)
    yield Triple(itself, prefixed_node("void:entities"), _whole(total))
    for kind, count in kinds:
        part = NamedNode(iri.catalogue_iri(f"kind-{kind.key}"))
        yield Triple(itself, prefixed_node("void:classPartition"), part)
        yield Triple(part, prefixed_node("void:class"), NamedNode(kind.classes[0]))
        yield Triple(part, prefixed_node("void:entities"), _whole(count))
    for dump in site.release.dumps if site.release else ():
        if dump.variant == "current":
            yield Triple(itself, prefixed_node("void:triples"), _whole(dump.quads))


def _whole(number: int) -> Literal:
    return Literal(str(number), datatype=prefixed_node("xsd:integer"))
