"""Reads the Turtle files of a folder, and knows in which line a term stands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from commons.core.kinds.rdfio.namespaces import full_iri, prefixed_name
from commons.errors import SchemaError

Term: TypeAlias = NamedNode | BlankNode | Literal | Triple

_FIRST = full_iri("rdf:first")
_REST = full_iri("rdf:rest")
_NIL = full_iri("rdf:nil")


def term_key(term: Term) -> str:
    """Give the key of a term in the graph: its IRI, or "_:b" and a label."""
    return term.value if isinstance(term, NamedNode) else str(term)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turtle:
    """All triples of a folder, by subject and property, in the order written.

    `files` says in which file a subject is described first, `texts` holds the
    text of each file.
    """

    triples: dict[str, dict[str, list[Term]]]
    files: dict[str, str]
    texts: dict[str, str]

    def of_type(self, kind: str) -> Iterator[str]:
        """Give the subjects of this type (a prefixed name), in order."""
        wanted = full_iri(kind)
        for subject in self.triples:
            if any(term_key(term) == wanted for term in self.all(subject, "rdf:type")):
                yield subject

    def is_a(self, subject: str, kind: str) -> bool:
        """Say whether the subject has this type."""
        return any(
            term_key(term) == full_iri(kind) for term in self.all(subject, "rdf:type")
        )

    def all(self, subject: str, prefixed: str) -> list[Term]:
        """Give all values of a property."""
        return self.triples.get(subject, {}).get(full_iri(prefixed), [])

    def one(self, subject: str, prefixed: str) -> Term | None:
        """Give the value of a property that has one at most."""
        found = self.all(subject, prefixed)
        if len(found) > 1:
            raise self.error(subject, f"{prefixed} has {len(found)} values, not one")
        return found[0] if found else None

    def text(self, subject: str, prefixed: str) -> str:
        """Give the text or the IRI that a property holds, "" for none."""
        term = self.one(subject, prefixed)
        if isinstance(term, Literal):
            return term.value
        return "" if term is None else term_key(term)

    def iris(self, subject: str, prefixed: str) -> tuple[str, ...]:
        """Give the IRIs (or blank nodes) that a property holds."""
        return tuple(term_key(term) for term in self.all(subject, prefixed))

    def words(self, subject: str, prefixed: str) -> dict[str, str]:
        """Give the texts of a property by language."""
        found: dict[str, str] = {}
        for term in self.all(subject, prefixed):
            if not isinstance(term, Literal) or not term.language:
                raise self.error(subject, f"{prefixed} needs a language tag")
            if term.language in found:
                raise self.error(subject, f"{prefixed} twice in {term.language}")
            found[term.language] = term.value
        return found

    def number(self, subject: str, prefixed: str) -> float | None:
        """Give the number that a property holds."""
        text = self.text(subject, prefixed)
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            raise self.error(subject, f"{prefixed} is not a number: {text}") from None
        return int(value) if value.is_integer() else value

    def count(self, subject: str, prefixed: str) -> int:
        """Give the whole number that a property holds, 0 for none."""
        return int(self.number(subject, prefixed) or 0)

    def flag(self, subject: str, prefixed: str) -> bool:
        """Say whether a property holds true."""
        return self.text(subject, prefixed) == "true"

    def listed(self, subject: str, prefixed: str) -> tuple[str, ...]:
        """Give the IRIs of the list that a property holds; () for none."""
        head = self.one(subject, prefixed)
        return () if head is None else tuple(self._walk(subject, term_key(head)))

    def _walk(self, subject: str, cell: str) -> Iterator[str]:
        """Give the members of a list, from its first cell."""
        while cell != _NIL:
            members = self.triples.get(cell, {})
            if _FIRST not in members or _REST not in members:
                raise self.error(subject, "a list was expected")
            yield term_key(members[_FIRST][0])
            cell = term_key(members[_REST][0])

    def error(self, subject: str, message: str, term: str = "") -> SchemaError:
        """Make the error that names a term (else the subject), file and line."""
        wanted = term or subject
        shown = prefixed_name(wanted) if not wanted.startswith("_:") else "a blank node"
        return SchemaError(f"{self.place(subject, wanted)}: {shown}: {message}")

    def place(self, subject: str, term: str) -> str:
        """Give the "file:line" where a term stands, in the subject's own file.

        The line is the first at or after the subject's that names the term.
        """
        file = self.files.get(subject, next(iter(self.texts), "schemas"))
        lines = self.texts.get(file, "").splitlines()
        body = [index for index, line in enumerate(lines) if line[:1] != "@"]
        start = next((n for n in body if _names(lines[n], subject, start=True)), 0)
        for index in [n for n in body if n >= start] + body:
            if _names(lines[index], term):
                return f"{file}:{index + 1}"
        return f"{file}:{start + 1}" if start else file


def _names(line: str, term: str, *, start: bool = False) -> bool:
    """Say whether a line names a term, at its start or anywhere."""
    if start:
        return line.startswith((f"{prefixed_name(term)} ", f"<{term}>"))
    padded = line.translate(str.maketrans(",;[]()", "      ")) + " "
    return f"{prefixed_name(term)} " in padded or f"<{term}>" in line


def load_folder(folder: Path) -> Turtle:
    """Read every .ttl file of a folder, in the order of their names.

    Raises:
        SchemaError: a file that is not Turtle, or no file at all.
    """
    return load_texts(read_texts(folder))


def read_texts(folder: Path) -> dict[str, str]:
    """Give the text of every .ttl file of a folder, by the name of the file.

    Raises:
        SchemaError: a file that cannot be read, or no file at all.
    """
    try:
        texts = {
            path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.ttl")
        }
    except (OSError, UnicodeDecodeError) as error:
        raise SchemaError(f"{folder}: {error}") from error
    if not texts:
        raise SchemaError(f"no .ttl file in {folder}")
    return texts


def load_texts(texts: Mapping[str, str]) -> Turtle:
    """Read Turtle texts in the order of the names of their files.

    Raises:
        SchemaError: a text that is not Turtle.
    """
    triples: dict[str, dict[str, list[Term]]] = {}
    files: dict[str, str] = {}
    for name, text in sorted(texts.items()):
        try:
            for quad in parse(text, RdfFormat.TURTLE):
                subject = term_key(quad.subject)
                files.setdefault(subject, name)
                values = triples.setdefault(subject, {})
                values.setdefault(quad.predicate.value, []).append(quad.object)
        except SyntaxError as problem:
            place = f"{name}:{problem.lineno}"
            raise SchemaError(f"{place}: not Turtle: {problem.msg}") from problem
    return Turtle(triples=triples, files=files, texts=dict(texts))
