"""The closed tables of what a file of schemas/ may say, and their guard.

A typo in a shape would otherwise be ignored in silence: whatever is not in
these tables is refused, with its name, file and line.
"""

from collections.abc import Mapping, Set as AbstractSet

from commons.core.kinds.rdfio.namespaces import PREFIXES, full_iri, local_name
from commons.core.kinds.rdfio.turtle_reader import Turtle, term_key
from commons.core.kinds.types.registry import known_objects

_OF_FIELD = """rdf:type sh:path sh:name sh:description skos:example sh:group
sh:order sh:datatype sh:nodeKind sh:node sh:minCount sh:maxCount sh:minLength
sh:maxLength sh:minInclusive sh:maxInclusive sh:pattern sh:lessThanOrEquals
dash:editor kc:key kc:expected kc:facet kc:also kc:alsoOnSheet kc:through
kc:derive kc:emits kc:when kc:unless kc:item kc:pictogram"""
_OF_REFINEMENT = """kc:refines sh:name sh:description skos:example sh:group
sh:order sh:minCount sh:maxCount sh:minLength sh:maxLength sh:minInclusive
sh:maxInclusive kc:expected kc:facet kc:when kc:unless"""
_OF_PART = """rdf:type sh:class kc:alsoClass kc:iri kc:iriFrom kc:numbered
kc:states kc:shorthand kc:oneOf kc:atMostOneOf kc:brief sh:property"""
_OF_KIND = """rdf:type sh:targetClass kc:alsoClass kc:key sh:order sh:name
kc:plural sh:description sh:property kc:oneOf kc:atMostOneOf kc:expectedOneOf
kc:brief kc:pictogram"""
_OF_CONCEPT = """rdf:type skos:notation skos:prefLabel skos:hiddenLabel skos:definition kc:emits
kc:includes kc:pictogram kc:hue skos:broader owl:deprecated dct:isReplacedBy
skos:exactMatch"""
_OF_TERM = """rdf:type skos:inScheme skos:prefLabel skos:altLabel skos:hiddenLabel
skos:broader skos:related"""
_OF_LICENCE = """rdf:type skos:notation skos:prefLabel kc:short schema:sameAs
kc:offered kc:publishable kc:asks kc:dated
kc:adaptation"""

PREDICATES: Mapping[str, frozenset[str]] = {
    sort: frozenset(full_iri(word) for word in words.split())
    for sort, words in {
        "field": _OF_FIELD,
        "refinement": _OF_REFINEMENT,
        "part": _OF_PART,
        "kind": _OF_KIND,
        "choice": "rdf:type skos:prefLabel sh:in",
        "concept": _OF_CONCEPT,
        "thesaurus term": _OF_TERM,
        "licence": _OF_LICENCE,
        "group": "rdf:type rdfs:label rdfs:comment sh:order",
        "derivation": "sh:path kc:by sh:datatype sh:nodeKind sh:minInclusive"
        " sh:maxInclusive sh:lessThanOrEquals",
        "adaptation": "kc:into kc:verdict kc:clause",
        "constant": "sh:path sh:hasValue",
        "list": "rdf:first rdf:rest",
        "term": "rdf:type rdfs:label rdfs:comment rdfs:subClassOf"
        " rdfs:subPropertyOf skos:exactMatch skos:closeMatch",
        "vocabulary": "rdf:type rdfs:label rdfs:comment dct:license",
    }.items()
}
"""What may be said of each sort of subject."""

_SORTS = (
    ("sh:PropertyShape", "", "field"),
    ("skos:ConceptScheme", "", "choice"),
    ("sh:NodeShape", "sh:targetClass", "kind"),
    ("sh:NodeShape", "", "part"),
    ("dct:LicenseDocument", "", "licence"),
    ("skos:Concept", "skos:inScheme", "thesaurus term"),
    ("skos:Concept", "", "concept"),
    ("sh:PropertyGroup", "", "group"),
    ("rdfs:Class", "", "term"),
    ("rdf:Property", "", "term"),
    ("rdfs:Datatype", "", "term"),
    ("kc:Computation", "", "term"),
    ("kc:Editor", "", "term"),
    ("kc:Verdict", "", "term"),
    ("owl:Ontology", "", "vocabulary"),
)
"""A type, a property that must be there too, and the sort they make."""

_BLANK_SORTS = (
    ("kc:refines", "refinement"),
    ("kc:by", "derivation"),
    ("kc:verdict", "adaptation"),
    ("sh:hasValue", "constant"),
    ("rdf:first", "list"),
)
"""The property by which a blank node is known."""

_OURS = tuple(
    PREFIXES[prefix]
    for prefix in ("kc", "field", "part", "choice", "group", "theme", "term")
)
_KNOWN_OBJECTS: Mapping[str, str] = {
    "sh:datatype": "xsd:integer xsd:date",
    "sh:nodeKind": "sh:IRI",
    "kc:by": "kc:first kc:languageAuthority kc:inMinutes kc:earliestDay"
    " kc:latestDay kc:mediaType",
}
"""What derived values may state; fields may state what a type is stated by."""


def check_grammar(graph: Turtle) -> None:
    """Refuse what the tables do not know and what is not defined.

    Raises:
        SchemaError: names the term, the file and the line.
    """
    known = {
        full_iri(word): {*map(full_iri, (*items.split(), *known_objects(word)))}
        for word, items in _KNOWN_OBJECTS.items()
    }
    for subject, statements in graph.triples.items():
        sort = _sort(graph, subject)
        for predicate in statements:
            if predicate not in PREDICATES[sort]:
                raise graph.error(subject, f"not known of a {sort}", predicate)
            _guard_objects(graph, subject, predicate, known.get(predicate))


def _sort(graph: Turtle, subject: str) -> str:
    """Say what sort of thing a subject is."""
    if subject.startswith("_:"):
        for predicate, sort in _BLANK_SORTS:
            if graph.all(subject, predicate):
                return sort
        first = next(iter(graph.triples[subject]))
        raise graph.error(subject, "not known here", first)
    for kind, needed, sort in _SORTS:
        if graph.is_a(subject, kind) and (not needed or graph.all(subject, needed)):
            return sort
    types = graph.iris(subject, "rdf:type")
    raise graph.error(subject, "of no type that is known", *types[:1])


def _guard_objects(
    graph: Turtle, subject: str, predicate: str, known: AbstractSet[str] | None
) -> None:
    """Refuse an object of our namespaces that no file defines, or not among `known`."""
    for term in graph.triples[subject][predicate]:
        iri = term_key(term)
        if iri.startswith(_OURS) and iri not in graph.triples:
            raise graph.error(subject, "not defined in any file", iri)
        if known is not None and iri not in known:
            raise graph.error(
                subject, f"not a {local_name(predicate)} that is known", iri
            )
