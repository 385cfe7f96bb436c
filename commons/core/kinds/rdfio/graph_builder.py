"""Builds a small graph by IRIs and prefixed names, in a fixed order."""

import re
from collections.abc import Iterable, Mapping, Sequence

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from commons.core.kinds.rdfio.namespaces import full_iri, local_name, prefixed_name

LISTS = "https://w3id.org/knowledge-commons/lists#"

_NO_NAME = re.compile(r"[^A-Za-z0-9]+")
_XSD_DECIMAL = NamedNode(full_iri("xsd:decimal"))
_XSD_INTEGER = NamedNode(full_iri("xsd:integer"))


class Graph:
    """Triples in the order they were added, each once.

    Cells of lists have IRIs made from what holds them, not blank nodes, so that
    the graphs of two kinds, read together, still have each list once. Sequence
    paths alone are blank, with fixed labels: SHACL (2.3.1.2) reads a path that
    is an IRI as one property.
    """

    def __init__(self) -> None:
        self._triples: dict[Triple, None] = {}
        self._begun: set[str] = set()

    def triples(self) -> tuple[Triple, ...]:
        """Give all triples."""
        return tuple(self._triples)

    def begin(self, subject: str) -> bool:
        """Say whether this subject is described for the first time."""
        first = subject not in self._begun
        self._begun.add(subject)
        return first

    def add(self, subject: str, predicate: str, target: str) -> None:
        """Add a triple whose object is an IRI."""
        self._add(NamedNode(subject), predicate, NamedNode(target))

    def text(self, subject: str, predicate: str, text: str, language: str = "") -> None:
        """Add a triple whose object is a text."""
        literal = Literal(text, language=language) if language else Literal(text)
        self._add(NamedNode(subject), predicate, literal)

    def words(self, subject: str, predicate: str, words: Mapping[str, str]) -> None:
        """Add one text per language."""
        for language, text in words.items():
            self.text(subject, predicate, text, language)

    def number(self, subject: str, predicate: str, number: float) -> None:
        """Add a triple whose object is a whole or a decimal number."""
        whole = float(number).is_integer()
        literal = Literal(
            str(int(number)) if whole else str(number),
            datatype=_XSD_INTEGER if whole else _XSD_DECIMAL,
        )
        self._add(NamedNode(subject), predicate, literal)

    def flag(self, subject: str, predicate: str, *, value: bool) -> None:
        """Add a triple whose object is true or false."""
        self._add(NamedNode(subject), predicate, Literal(value))

    def listing(self, subject: str, predicate: str, members: Iterable[str]) -> None:
        """Add a triple whose object is a list of IRIs, which is not empty."""
        items = list(members)
        name = "-".join(
            [prefixed_name(subject), predicate, *(local_name(item) for item in items)]
        )
        stem = LISTS + _NO_NAME.sub("-", name)
        cells = [NamedNode(f"{stem}-{at}") for at in range(len(items))]
        self._cells(subject, predicate, cells, items)

    def sequence(self, subject: str, properties: Iterable[str]) -> None:
        """Add the sh:path of a property shape, as a sequence of properties."""
        items = list(properties)
        stem = _NO_NAME.sub("-", f"path-{prefixed_name(subject)}")
        cells = [BlankNode(f"{stem}-{at}") for at in range(len(items))]
        self._cells(subject, "sh:path", cells, items)

    def _cells(
        self,
        subject: str,
        predicate: str,
        cells: Sequence[NamedNode | BlankNode],
        items: Sequence[str],
    ) -> None:
        """Add the cells of a list, one for each item."""
        self._add(NamedNode(subject), predicate, cells[0])
        nil = NamedNode(full_iri("rdf:nil"))
        for cell, rest, item in zip(cells, [*cells[1:], nil], items, strict=True):
            self._add(cell, "rdf:first", NamedNode(item))
            self._add(cell, "rdf:rest", rest)

    def _add(
        self,
        subject: NamedNode | BlankNode,
        predicate: str,
        target: NamedNode | BlankNode | Literal,
    ) -> None:
        """Add a triple, its predicate by prefixed name."""
        self._triples[Triple(subject, NamedNode(full_iri(predicate)), target)] = None
