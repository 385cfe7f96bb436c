"""Tells the commons as a catalogue: DCAT-AP 3.0.1 (SEMIC), and udata's wishes.

One dataset, the sheets with their versions; each way to have them is one of its
distributions. Sheets are not datasets.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pyoxigraph import Literal, NamedNode, Triple

from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.schema.concept import Words
from commons.core.domain.schema.licence import Licences
from commons.feeds.catalogue.dump_releases import Dump, Release
from commons.feeds.encoding.namespaces import prefixed_node
from commons.feeds.protocols import Protocol

CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
EU = "http://publications.europa.eu/resource/authority"
IANA = "https://www.iana.org/assignments/media-types"
SHA512 = "http://spdx.org/rdf/terms#checksumAlgorithm_sha512"
"""udata cannot store the xsd:hexBinary that the profile asks for of an algorithm that
it knows, and SHA-256 is one: it would refuse the whole dataset."""

TITLE: Words = {"fr": "%s : fiches et versions", "en": "%s: sheets and versions"}
ABOUT: Words = {
    "fr": "Méthodes, outils et récits d’expériences écrits par des territoires, avec"
    " toutes leurs versions. Chaque fiche indique sa licence.",
    "en": "Methods, tools and accounts of experience written by territories, with"
    " all their versions. Each sheet names its licence.",
}
DUMPS: Mapping[str, Words] = {
    "current": {
        "fr": "Export complet : versions courantes",
        "en": "Complete dump: current versions",
    },
    "history": {
        "fr": "Export complet : toutes les versions",
        "en": "Complete dump: every version",
    },
}
_LICENCE: Words = {
    "fr": "La licence de chaque fiche",
    "en": "The licence of each sheet",
}
_RIGHTS: Words = {
    "fr": "Le texte de chaque fiche est sous la licence que sa version indique"
    " (dct:license) ; les métadonnées du flux et du catalogue sont sous CC0.",
    "en": "The text of each sheet is under the licence that its version names"
    " (dct:license); the metadata of the feed and of the catalogue are CC0.",
}
_KEYWORDS: Words = {"fr": "communs", "en": "commons"}
_THEMES = {
    "SOCI": {"fr": "Population et société", "en": "Population and society"},
    "GOVE": {
        "fr": "Gouvernement et secteur public",
        "en": "Government and public sector",
    },
}
_LANGUAGES = {"fr": "FRA", "en": "ENG"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Whose catalogue this is; `contact` is an e-mail, an address or "".

    `modified` is the instant of the last change, None before the first.
    """

    name: str
    language: str
    contact: str
    licences: Licences = field(hash=False)
    protocols: Sequence[Protocol] = field(hash=False)
    modified: datetime | None
    release: Release | None


def catalogue_triples(site: Site) -> tuple[Triple, ...]:
    """Tell the catalogue and all that it points to, with the marker as base."""
    told = (
        *_catalogue(site),
        *_dataset(site),
        *_agents(site),
        *_rights(site),
        *(triple for row in site.protocols for triple in _protocol(row)),
        *_dumps(site.release),
        *_named(),
    )
    return tuple(dict.fromkeys(told))


def _catalogue(site: Site) -> Iterator[Triple]:
    itself = iri.catalogue_iri()
    yield _a(itself, "dcat:Catalog")
    yield from _words(itself, "dct:title", {"fr": site.name, "en": site.name})
    yield from _words(itself, "dct:description", ABOUT)
    yield _link(itself, "dct:publisher", iri.catalogue_iri("publisher"))
    yield _link(itself, "dct:license", CC0)
    yield _link(itself, "foaf:homepage", f"{iri.BASE_PLACEHOLDER}/")
    yield _link(itself, "dcat:themeTaxonomy", f"{iri.BASE_PLACEHOLDER}/themes")
    yield _link(itself, "dcat:dataset", iri.catalogue_iri("sheets"))
    for code in _LANGUAGES.values():
        yield _link(itself, "dct:language", f"{EU}/language/{code}")
    for row in site.protocols:
        yield _link(itself, "dcat:service", iri.catalogue_iri(f"{row.key}-service"))
    yield from _date(itself, "dct:modified", site.modified)


def _dataset(site: Site) -> Iterator[Triple]:
    itself = iri.catalogue_iri("sheets")
    titled = {tag: words % site.name for tag, words in TITLE.items()}
    yield _a(itself, "dcat:Dataset")
    yield from _words(itself, "dct:title", titled)
    yield from _words(itself, "dct:description", ABOUT)
    yield from _words(itself, "dcat:keyword", _KEYWORDS)
    yield _text(itself, "dct:identifier", itself)
    yield _link(itself, "dct:publisher", iri.catalogue_iri("publisher"))
    yield _link(itself, "dct:accessRights", f"{EU}/access-right/PUBLIC")
    yield _link(itself, "dct:accrualPeriodicity", f"{EU}/frequency/CONT")
    yield _link(itself, "dct:language", f"{EU}/language/{_LANGUAGES[site.language]}")
    yield _link(itself, "dct:spatial", f"{EU}/country/FRA")
    yield _link(itself, "dcat:landingPage", f"{iri.BASE_PLACEHOLDER}/developers")
    for key in _THEMES:
        yield _link(itself, "dcat:theme", f"{EU}/data-theme/{key}")
    if site.contact:
        yield _link(itself, "dcat:contactPoint", iri.catalogue_iri("contact"))
    variants = [dump.variant for dump in site.release.dumps] if site.release else []
    for key in (*(row.key for row in site.protocols), *variants):
        yield _link(itself, "dcat:distribution", iri.catalogue_iri(key))
    yield from _date(itself, "dct:modified", site.modified)


def _agents(site: Site) -> Iterator[Triple]:
    publisher, contact = iri.catalogue_iri("publisher"), iri.catalogue_iri("contact")
    yield _a(publisher, "foaf:Agent")
    yield _text(publisher, "foaf:name", site.name)
    if site.contact:
        email = "://" not in site.contact
        address = f"mailto:{site.contact}" if email else site.contact
        yield _a(contact, "vcard:Kind")
        yield _a(contact, "vcard:Organization")
        yield _text(contact, "vcard:fn", site.name)
        yield _link(contact, "vcard:hasEmail" if email else "vcard:hasURL", address)


def _rights(site: Site) -> Iterator[Triple]:
    licence, rights = iri.catalogue_iri("licence"), iri.catalogue_iri("rights")
    yield _a(licence, "dct:LicenseDocument")
    yield from _words(licence, "dct:title", _LICENCE)
    yield from _words(licence, "dct:description", _RIGHTS)
    yield _a(rights, "dct:RightsStatement")
    yield from _words(rights, "rdfs:label", _RIGHTS)
    yield _a(CC0, "dct:LicenseDocument")
    for one in site.licences.values():
        if one.publishable:
            yield _link(licence, "dct:hasPart", one.iri)
            yield _a(one.iri, "dct:LicenseDocument")
            yield from _words(one.iri, "rdfs:label", one.label)


def _protocol(row: Protocol) -> Iterator[Triple]:
    """Tell a protocol as a service, and as a distribution that it gives access to."""
    service, itself = (
        iri.catalogue_iri(f"{row.key}-service"),
        iri.catalogue_iri(row.key),
    )
    address = iri.BASE_PLACEHOLDER + row.path
    yield _a(service, "dcat:DataService")
    yield from _words(service, "dct:title", row.label)
    yield from _words(service, "dct:description", row.about)
    yield _link(service, "dcat:endpointURL", address)
    yield _link(
        service, "dcat:endpointDescription", f"{iri.BASE_PLACEHOLDER}/developers"
    )
    yield _link(service, "dct:conformsTo", row.standard)
    yield _link(service, "dct:publisher", iri.catalogue_iri("publisher"))
    yield _link(service, "dct:license", iri.catalogue_iri("licence"))
    yield _link(service, "dct:accessRights", f"{EU}/access-right/PUBLIC")
    yield _link(service, "dcat:servesDataset", iri.catalogue_iri("sheets"))
    yield _a(row.standard, "dct:Standard")
    yield from _distribution(itself, row.label, row.media_type, row.file_type)
    yield _link(itself, "dcat:accessURL", address)
    yield _link(itself, "dcat:accessService", service)


def _distribution(
    itself: str, label: Words, media_type: str, file_type: str
) -> Iterator[Triple]:
    yield _a(itself, "dcat:Distribution")
    yield from _words(itself, "dct:title", label)
    yield _link(itself, "dct:license", iri.catalogue_iri("licence"))
    yield _link(itself, "dct:rights", iri.catalogue_iri("rights"))
    yield _link(itself, "dcat:mediaType", f"{IANA}/{media_type}")
    yield _link(itself, "dct:format", f"{EU}/file-type/{file_type}")
    yield _a(f"{IANA}/{media_type}", "dct:MediaType")
    yield _a(f"{EU}/file-type/{file_type}", "dct:MediaTypeOrExtent")


def _dumps(release: Release | None) -> Iterator[Triple]:
    if release is None:
        return
    yield _a(f"{IANA}/application/gzip", "dct:MediaType")
    for dump in release.dumps:
        yield from _dump(dump, release.instant)


def _dump(dump: Dump, instant: datetime) -> Iterator[Triple]:
    """Tell a dump under the address that stays: udata takes another for another file."""
    itself = iri.catalogue_iri(dump.variant)
    size = _typed(str(dump.size_bytes), "xsd:nonNegativeInteger")
    yield from _distribution(
        itself, DUMPS[dump.variant], "application/n-quads", "RDF_N_QUADS"
    )
    yield _link(itself, "dcat:accessURL", f"{iri.BASE_PLACEHOLDER}/dumps/")
    yield _link(
        itself, "dcat:downloadURL", f"{iri.BASE_PLACEHOLDER}/dumps/{dump.newest_name}"
    )
    yield _link(itself, "dcat:compressFormat", f"{IANA}/application/gzip")
    yield Triple(NamedNode(itself), prefixed_node("dcat:byteSize"), size)
    yield from _date(itself, "dct:issued", instant)
    yield from _date(itself, "dct:modified", instant)
    if dump.sha512:
        checksum = iri.catalogue_iri(f"{dump.variant}-checksum")
        value = _typed(dump.sha512, "xsd:hexBinary")
        yield _link(itself, "spdx:checksum", checksum)
        yield _a(checksum, "spdx:Checksum")
        yield _link(checksum, "spdx:algorithm", SHA512)
        yield Triple(NamedNode(checksum), prefixed_node("spdx:checksumValue"), value)


def _named() -> Iterator[Triple]:
    """Name what other catalogues define, as the profile asks for their classes."""
    yield _a(f"{EU}/access-right/PUBLIC", "dct:RightsStatement")
    yield _a(f"{EU}/frequency/CONT", "dct:Frequency")
    yield _a(f"{EU}/country/FRA", "dct:Location")
    yield _a(f"{iri.BASE_PLACEHOLDER}/", "foaf:Document")
    yield _a(f"{iri.BASE_PLACEHOLDER}/developers", "foaf:Document")
    for code in _LANGUAGES.values():
        yield _a(f"{EU}/language/{code}", "dct:LinguisticSystem")
    for key, label in _THEMES.items():
        yield _a(f"{EU}/data-theme/{key}", "skos:Concept")
        yield from _words(f"{EU}/data-theme/{key}", "skos:prefLabel", label)
    yield _a(f"{iri.BASE_PLACEHOLDER}/themes", "skos:ConceptScheme")
    label = {"fr": "Thèmes", "en": "Themes"}
    yield from _words(f"{iri.BASE_PLACEHOLDER}/themes", "dct:title", label)


def _a(itself: str, kind: str) -> Triple:
    return Triple(NamedNode(itself), prefixed_node("rdf:type"), prefixed_node(kind))


def _link(itself: str, name: str, target: str) -> Triple:
    return Triple(NamedNode(itself), prefixed_node(name), NamedNode(target))


def _text(itself: str, name: str, text: str) -> Triple:
    return Triple(NamedNode(itself), prefixed_node(name), Literal(text))


def _typed(text: str, kind: str) -> Literal:
    return Literal(text, datatype=prefixed_node(kind))


def _words(itself: str, name: str, words: Words) -> Iterator[Triple]:
    for tag, text in words.items():
        yield Triple(
            NamedNode(itself), prefixed_node(name), Literal(text, language=tag)
        )


def _date(itself: str, name: str, instant: datetime | None) -> Iterator[Triple]:
    if instant is not None:
        value = _typed(clock.iso_format(instant), "xsd:dateTime")
        yield Triple(NamedNode(itself), prefixed_node(name), value)
