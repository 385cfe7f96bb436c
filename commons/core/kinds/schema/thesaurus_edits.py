"""Writes the thesaurus of the files anew, with the names that editors changed."""

from collections.abc import Iterable

from pyoxigraph import (
    Literal,
    NamedNode,
    RdfFormat,
    Triple,
    parse,
    serialize,
)

from commons.core.domain.schema.thesaurus import TermRole, ThesaurusEdit
from commons.core.kinds.rdfio.namespaces import PREFIXES, full_iri
from commons.core.kinds.rdfio.turtle_reader import Term
from commons.core.kinds.schema.choices import THESAURUS
from commons.settings import LANGUAGES

THESAURUS_FILE = "thesaurus.ttl"
"""The file of schemas/ that holds all concepts."""
_TYPE = NamedNode(full_iri("rdf:type"))
_CONCEPT = NamedNode(full_iri("skos:Concept"))
_SCHEME = NamedNode(full_iri("skos:inScheme"))
_PREFIX = PREFIXES["term"]


def edit_thesaurus(text: str, edits: Iterable[ThesaurusEdit]) -> str:
    """Return the Turtle of a thesaurus with edits made in it, in their order.

    A concept that is not there yet begins with its first name, and is there once it
    has one in each language; one that loses a first name goes, and what leads to it.
    """
    triples = {
        Triple(quad.subject, quad.predicate, quad.object): None
        for quad in parse(text, RdfFormat.TURTLE)
    }
    for edit in edits:
        subject = NamedNode(_PREFIX + edit.concept)
        role = NamedNode(full_iri(f"skos:{edit.role.value}"))
        if edit.added:
            name = Literal(edit.text, language=edit.language)
            triples[Triple(subject, role, name)] = None
            continue
        for tag in LANGUAGES:
            triples.pop(Triple(subject, role, Literal(edit.text, language=tag)), None)
    return _write(_whole(triples))


def _whole(triples: Iterable[Triple]) -> list[Triple]:
    """Give the triples of the concepts that have their first names, each typed."""
    label = NamedNode(full_iri(f"skos:{TermRole.LABEL.value}"))
    kept = list(triples)
    spoken: dict[str, set[str]] = {}
    for one in kept:
        if one.predicate == label and isinstance(one.object, Literal):
            spoken.setdefault(str(one.subject), set()).add(one.object.language or "")
    standing = {one for one, tags in spoken.items() if tags.issuperset(LANGUAGES)}
    scheme = NamedNode(THESAURUS)
    typed = [
        Triple(NamedNode(one[1:-1]), predicate, value)
        for one in sorted(standing - {str(scheme)})
        for predicate, value in ((_TYPE, _CONCEPT), (_SCHEME, scheme))
    ]
    found = (
        one
        for one in (*kept, *typed)
        if str(one.subject) in standing
        and (not _is_concept(one.object) or str(one.object) in standing)
    )
    return list(dict.fromkeys(found))


def _is_concept(term: Term) -> bool:
    return isinstance(term, NamedNode) and term.value.startswith(_PREFIX)


def _write(triples: list[Triple]) -> str:
    written = serialize(triples, format=RdfFormat.TURTLE, prefixes=PREFIXES)
    return written.decode() if written else ""
