"""Writes the thesaurus of the files anew, with the names that editors changed."""

import logging
from collections.abc import Iterable
from typing import TypeAlias

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
from commons.errors import SchemaError
from commons.settings import LANGUAGES

_log = logging.getLogger(__name__)

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
    A first name where there is one already is one more name. Raises SchemaError.
    """
    try:
        triples = {
            Triple(quad.subject, quad.predicate, quad.object): None
            for quad in parse(text, RdfFormat.TURTLE)
        }
        labels = _first_names(triples)
        for edit in edits:
            _make_edit(triples, labels, edit)
        return _write(_whole(triples))
    except (SyntaxError, ValueError) as error:
        raise SchemaError(f"{THESAURUS_FILE}: {error}") from error


_Labels: TypeAlias = dict[tuple[str, str], str]
"""The IRI of a concept and a language -> the first name that it has there."""


def _first_names(triples: Iterable[Triple]) -> _Labels:
    label = _iri_of(TermRole.LABEL)
    return {
        (str(one.subject), one.object.language or ""): one.object.value
        for one in triples
        if one.predicate == label and isinstance(one.object, Literal)
    }


def _make_edit(
    triples: dict[Triple, None], labels: _Labels, edit: ThesaurusEdit
) -> None:
    subject, role = NamedNode(_PREFIX + edit.concept), edit.role
    if not edit.added:
        for tag in LANGUAGES:
            name = Literal(edit.text, language=tag)
            triples.pop(Triple(subject, _iri_of(role), name), None)
            if role is TermRole.LABEL and labels.get((str(subject), tag)) == edit.text:
                del labels[str(subject), tag]
        return
    if role is TermRole.LABEL:
        first = labels.setdefault((str(subject), edit.language), edit.text)
        if first != edit.text:
            role = TermRole.NAME
            _log.warning(
                "the thesaurus: %s is named %r already, %r is one more name of it",
                *(edit.concept, first, edit.text),
            )
    name = Literal(edit.text, language=edit.language)
    triples[Triple(subject, _iri_of(role), name)] = None


def _iri_of(role: TermRole) -> NamedNode:
    return NamedNode(full_iri(f"skos:{role.value}"))


def _whole(triples: Iterable[Triple]) -> list[Triple]:
    """Give the triples of the concepts that have their first names, each typed."""
    label = _iri_of(TermRole.LABEL)
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
