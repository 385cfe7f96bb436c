"""Reads the lists of choices, the licences and the groups of the form."""

from collections.abc import Mapping

from pyoxigraph import Literal

from commons.core.domain.pictures.cover import HUES
from commons.core.domain.schema.concept import Concept, Concepts, Scheme
from commons.core.domain.schema.kind import Group
from commons.core.domain.schema.licence import Licence, RemixVerdict
from commons.core.domain.schema.thesaurus import ThesaurusTerm
from commons.core.kinds.rdfio.namespaces import full_iri, local_name
from commons.core.kinds.rdfio.turtle_reader import Turtle
from commons.settings import LANGUAGES

_VERDICTS = {
    full_iri("kc:allowed"): RemixVerdict.ALLOWED,
    full_iri("kc:withNotice"): RemixVerdict.WITH_NOTICE,
    full_iri("kc:refused"): RemixVerdict.REFUSED,
}
THESAURUS = full_iri("term:thesaurus")
"""The scheme of the words that a search knows; nobody chooses from it."""


def read_labels(graph: Turtle, subject: str, prefixed: str) -> dict[str, str]:
    """Give a label, which must be there in every language of the pages."""
    words = graph.words(subject, prefixed)
    for language in LANGUAGES:
        if not words.get(language):
            raise graph.error(subject, f"needs {prefixed} in {language}")
    return words


def read_schemes(graph: Turtle) -> dict[str, Scheme]:
    """Read every list of choices, by key, in the order of its sh:in."""
    schemes: dict[str, Scheme] = {}
    for iri in graph.of_type("skos:ConceptScheme"):
        if iri == THESAURUS:
            continue
        concepts: dict[str, Concept] = {}
        members = graph.listed(iri, "sh:in")
        for member in members:
            concept = _concept(graph, iri, member)
            for other in graph.iris(member, "kc:includes"):
                if other not in members:
                    raise graph.error(member, "includes what is not in the list", other)
            if concept.key in concepts:
                raise graph.error(member, f"the key {concept.key} is taken")
            concepts[concept.key] = concept
        if not concepts:
            raise graph.error(iri, "no choice in sh:in")
        replaced = _replaced(graph, iri, members, concepts)
        schemes[local_name(iri)] = Scheme(
            key=local_name(iri),
            iri=iri,
            label=read_labels(graph, iri, "skos:prefLabel"),
            concepts=Concepts(concepts, replaced) if replaced else concepts,
            replaced=replaced,
        )
    return schemes


def _replaced(
    graph: Turtle,
    scheme: str,
    members: tuple[str, ...],
    standing: Mapping[str, Concept],
) -> dict[str, Concept]:
    """Read the concepts whose place members of a scheme took, by key."""
    found: dict[str, Concept] = {}
    for iri in graph.of_type("skos:Concept"):
        if graph.text(iri, "dct:isReplacedBy") in members:
            concept = _concept(graph, scheme, iri)
            if concept.key in standing or concept.key in found:
                raise graph.error(iri, f"the key {concept.key} is taken")
            found[concept.key] = concept
    return found


def _concept(graph: Turtle, scheme: str, iri: str) -> Concept:
    """Read one choice of a scheme."""
    key = graph.text(iri, "skos:notation")
    if not key:
        raise graph.error(scheme, "not defined: no skos:notation", iri)
    return Concept(
        key=key,
        iri=iri,
        label=read_labels(graph, iri, "skos:prefLabel"),
        help=graph.words(iri, "skos:definition"),
        emits=graph.iris(iri, "kc:emits"),
        includes=tuple(
            graph.text(other, "skos:notation")
            for other in graph.iris(iri, "kc:includes")
        ),
        former=_texts(graph, iri, "skos:hiddenLabel"),
        pictogram=graph.text(iri, "kc:pictogram"),
        hue=_hue(graph, iri),
        broader=_key_of(graph, iri, "skos:broader"),
        retired=graph.flag(iri, "owl:deprecated"),
        replaced_by=_key_of(graph, iri, "dct:isReplacedBy"),
    )


def _key_of(graph: Turtle, iri: str, prefixed: str) -> str:
    """Read the key of the concept that a property names, "" for none."""
    named = graph.text(iri, prefixed)
    return graph.text(named, "skos:notation") if named else ""


def _hue(graph: Turtle, iri: str) -> str:
    """Read the colour of a choice, "" for none; it must be one that covers have."""
    hue = graph.text(iri, "kc:hue")
    if hue and hue not in HUES:
        raise graph.error(iri, f"kc:hue {hue} is none of {', '.join(HUES)}")
    return hue


def read_thesaurus(graph: Turtle) -> tuple[ThesaurusTerm, ...]:
    """Read every concept of the thesaurus, in the order of the files."""
    return tuple(
        ThesaurusTerm(
            key=local_name(iri),
            label=read_labels(graph, iri, "skos:prefLabel"),
            names=_texts(graph, iri, "skos:altLabel"),
            needs=_texts(graph, iri, "skos:hiddenLabel"),
            english=_english_names(graph, iri),
            broader=tuple(map(local_name, graph.iris(iri, "skos:broader"))),
            related=tuple(map(local_name, graph.iris(iri, "skos:related"))),
        )
        for iri in graph.of_type("skos:Concept")
        if THESAURUS in graph.iris(iri, "skos:inScheme")
    )


def _english_names(graph: Turtle, subject: str) -> frozenset[str]:
    """Give the names and needs of a concept that are in English and not in French."""
    said: dict[str, set[str]] = {language: set() for language in LANGUAGES}
    for prefixed in ("skos:prefLabel", "skos:altLabel", "skos:hiddenLabel"):
        for term in graph.all(subject, prefixed):
            if isinstance(term, Literal) and term.language in said:
                said[term.language].add(term.value)
    return frozenset(said["en"] - said["fr"])


def _texts(graph: Turtle, subject: str, prefixed: str) -> tuple[str, ...]:
    """Give the texts of a property, in any language."""
    return tuple(
        term.value for term in graph.all(subject, prefixed) if isinstance(term, Literal)
    )


def read_licences(graph: Turtle) -> dict[str, Licence]:
    """Read every licence, by SPDX identifier, those of sheets first.

    Each licence must say what becomes of it in every licence that a sheet may
    have: silence is refused here rather than read as a verdict.
    """
    iris = list(graph.of_type("dct:LicenseDocument"))
    targets = [iri for iri in iris if graph.flag(iri, "kc:publishable")]
    return {
        graph.text(iri, "skos:notation"): Licence(
            key=graph.text(iri, "skos:notation"),
            iri=iri,
            label=read_labels(graph, iri, "skos:prefLabel"),
            short=graph.text(iri, "kc:short"),
            aliases=graph.iris(iri, "schema:sameAs"),
            offered=graph.flag(iri, "kc:offered"),
            publishable=graph.flag(iri, "kc:publishable"),
            asks=graph.words(iri, "kc:asks"),
            dated=graph.flag(iri, "kc:dated"),
            into=_into(graph, iri, targets),
        )
        for iri in iris
    }


def _into(graph: Turtle, iri: str, targets: list[str]) -> dict[str, RemixVerdict]:
    """Read the verdicts of one licence, each with its clause."""
    verdicts: dict[str, RemixVerdict] = {}
    for cell in graph.iris(iri, "kc:adaptation"):
        verdict = _VERDICTS[graph.text(cell, "kc:verdict")]
        read_labels(graph, cell, "kc:clause")
        for target in graph.iris(cell, "kc:into"):
            if target in verdicts or target not in targets:
                raise graph.error(iri, "a verdict too many", target)
            verdicts[target] = verdict
    for target in targets:
        if target not in verdicts:
            raise graph.error(iri, f"no verdict for {target}")
    return {
        graph.text(target, "skos:notation"): verdict
        for target, verdict in verdicts.items()
    }


def read_groups(graph: Turtle) -> dict[str, Group]:
    """Read the parts of the form, in order."""
    groups = [
        Group(
            key=local_name(iri),
            label=read_labels(graph, iri, "rdfs:label"),
            order=graph.number(iri, "sh:order") or 0,
            help=graph.words(iri, "rdfs:comment"),
        )
        for iri in graph.of_type("sh:PropertyGroup")
    ]
    groups.sort(key=lambda group: group.order)
    return {group.key: group for group in groups}
