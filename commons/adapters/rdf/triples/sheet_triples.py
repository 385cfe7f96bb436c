"""Describes the content of a version: the sheet and its parts, as triples."""

import re
from collections.abc import Iterator, Mapping

from pyoxigraph import Literal, NamedNode, Triple

from commons.adapters.rdf.triples.literals import (
    derived_literal,
    encode_value,
    language_tag,
    unreadable_literal,
)
from commons.adapters.rdf.triples.terms import iri_node, prefixed_node
from commons.core.domain.addresses import iri
from commons.core.domain.clock import iso_format
from commons.core.domain.language.characters import REFUSED
from commons.core.domain.schema.kind import Field, Part, Schema, Value
from commons.core.domain.sheet import Revision
from commons.core.kinds.rules.credits import credit_properties
from commons.core.kinds.rules.validation import as_list
from commons.core.kinds.values.type_checks import type_problem

_COLUMN = re.compile(r"\{([a-z_]+)\}")
_LINK = re.compile(rf"\[\[({iri.ID_PATTERN})(?:\||\]\])")


def sheet_triples(schema: Schema, revision: Revision) -> tuple[Triple, ...]:
    """Give the triples of a version, each once, with the marker as base.

    A pure function of the revision. No blank node: parts of a sheet are hash
    IRIs. Values that their kind would refuse are described too, as unreadable
    where no datatype can hold them. The version's graph adds its name.
    """
    writer = _Writer(schema, revision)
    if revision.deleted:
        writer.tombstone()
    elif not revision.purged:
        writer.sheet_and_parts()
    return tuple(writer.triples)


class _Writer:
    """Adds the triples of one version, in the order of the form."""

    def __init__(self, schema: Schema, revision: Revision) -> None:
        self.triples: dict[Triple, None] = {}
        self._schema = schema
        self._revision = revision
        self._kind = schema.kinds[revision.kind]
        self._iri = iri.sheet_iri(revision.sheet)
        self._sheet = NamedNode(self._iri)
        self._language = language_tag(revision.values.get("language"))
        self._taken: set[str] = set()

    def _add(
        self, subject: NamedNode, predicate: NamedNode, target: NamedNode | Literal
    ) -> None:
        self.triples[Triple(subject, predicate, target)] = None

    def tombstone(self) -> None:
        """Add what remains of a deleted sheet (ActivityStreams 2.0, Tombstone)."""
        revision = self._revision
        self._add(self._sheet, prefixed_node("rdf:type"), prefixed_node("as:Tombstone"))
        self._add(
            self._sheet, prefixed_node("as:formerType"), iri_node(self._kind.classes[0])
        )
        self._add(self._sheet, prefixed_node("as:deleted"), instant_literal(revision))
        if revision.title:
            title = Literal(revision.title, language=self._language)
            self._add(self._sheet, prefixed_node("dct:title"), title)

    def sheet_and_parts(self) -> None:
        """Add the sheet, its fields, its links and its credit."""
        for iri_of_class in self._kind.classes:
            self._add(self._sheet, prefixed_node("rdf:type"), iri_node(iri_of_class))
        values = self._revision.values
        for field in self._kind.fields:
            for number, item in enumerate(as_list(values.get(field.key)), start=1):
                self._field(field, item, number)
        for identifier in _links(list(values.values())):
            target = NamedNode(iri.sheet_iri(identifier))
            self._add(self._sheet, prefixed_node("dct:references"), target)
        self._credit()

    def _field(self, field: Field, item: Value, number: int) -> None:
        """Add one value of a field, with the nodes between it and the sheet."""
        subject = self._sheet
        row = field.type.has_columns
        for path, part in zip(
            field.path, field.through[:-1] if row else field.through, strict=False
        ):
            between = NamedNode(self._iri + part.iri.replace("{n}", str(number)))
            self._add(subject, iri_node(path), between)
            self._part(between, part, number)
            subject = between
        if row and isinstance(item, Mapping):
            self._row(subject, field, item, number)
        else:
            self._value(subject, field, item, number)

    def _value(
        self, subject: NamedNode, field: Field, item: Value, number: int
    ) -> None:
        """Add one value, under all its properties, and what is computed from it."""
        if field.type.has_columns:
            target: NamedNode | Literal = unreadable_literal(item)
        else:
            target = encode_value(self._schema, field, item, self._language)
        self._add(subject, iri_node(field.path[-1]), target)
        self._again(subject, field, target)
        second = derived_literal(self._schema, field, item, number)
        if second is not None and field.derived is not None:
            owner = self._sheet if field.through else subject
            self._add(owner, iri_node(field.derived.path), second)

    def _again(
        self, subject: NamedNode, field: Field, target: NamedNode | Literal
    ) -> None:
        """Add the same value under the other properties of the field."""
        for also in field.also:
            self._add(subject, iri_node(also), target)
        for also in field.also_on_sheet:
            self._add(self._sheet, iri_node(also), target)

    def _row(
        self,
        subject: NamedNode,
        field: Field,
        row: Mapping[str, Value],
        number: int,
    ) -> None:
        """Add a row: its node, its columns and its relations to the sheet."""
        part = field.through[-1]
        target = NamedNode(self._row_iri(field, part, row, number))
        self._add(subject, iri_node(field.path[-1]), target)
        self._again(subject, field, target)
        self._part(target, part, number)
        for column in field.columns:
            items = as_list(row.get(column.key))
            for place, item in enumerate(items, start=1):
                self._value(target, column, item, place)
            for relation in credit_properties(self._schema, column, items):
                self._add(self._sheet, iri_node(relation), target)

    def _part(self, target: NamedNode, part: Part, number: int) -> None:
        """Add what is said of every node of a part."""
        for iri_of_class in part.classes:
            self._add(target, prefixed_node("rdf:type"), iri_node(iri_of_class))
        if part.numbered:
            position = Literal(str(number), datatype=prefixed_node("xsd:integer"))
            self._add(target, iri_node(part.numbered), position)
        for path, text in part.states:
            self._add(target, iri_node(path), Literal(text))

    def _row_iri(
        self, field: Field, part: Part, row: Mapping[str, Value], number: int
    ) -> str:
        """Give the IRI of a row: from a column, or numbered; never one twice."""
        match = _COLUMN.search(part.iri_from)
        if match is not None:
            column = next(one for one in field.columns if one.key == match[1])
            value = row.get(column.key)
            known = iri.BASE_PLACEHOLDER + part.iri_from.replace(match[0], str(value))
            if self._names(column, value) and known not in self._taken:
                self._taken.add(known)
                return known
        own = part.iri.replace("{n}", str(number))
        return self._iri + (
            own if own != part.iri or number == 1 else f"{own}-{number}"
        )

    def _names(self, column: Field, value: Value | None) -> bool:
        """Say whether a value is fit to be the end of an IRI."""
        if not isinstance(value, str) or type_problem(self._schema, column, value):
            return False
        return re.search(column.pattern, value) is not None

    def _credit(self) -> None:
        """Add the licence's names and the line of credit (ccREL; TASL)."""
        revision = self._revision
        rows = [row for row in revision.items("authors") if isinstance(row, Mapping)]
        names = [row["name"] for row in rows if isinstance(row.get("name"), str)]
        credit = ", ".join(str(name) for name in names)
        if not credit or iri.BASE_PLACEHOLDER in credit or REFUSED.search(credit):
            return
        self._add(self._sheet, prefixed_node("cc:attributionName"), Literal(credit))
        self._add(self._sheet, prefixed_node("cc:attributionURL"), self._sheet)
        licence = self._schema.licences.get(revision.licence)
        if licence is None:
            return
        line = f"{credit}, {licence.short}"
        self._add(self._sheet, prefixed_node("schema:creditText"), Literal(line))
        named = iri_node(licence.iri)
        self._add(
            named, prefixed_node("rdf:type"), prefixed_node("dct:LicenseDocument")
        )
        self._add(named, prefixed_node("dct:identifier"), Literal(licence.key))
        for alias in licence.aliases:
            self._add(named, prefixed_node("schema:sameAs"), iri_node(alias))


def instant_literal(revision: Revision) -> Literal:
    """Write the instant of a revision."""
    return Literal(iso_format(revision.instant), datatype=prefixed_node("xsd:dateTime"))


def _links(values: list[Value]) -> Iterator[str]:
    """Give the identifiers that the texts of a sheet link to, [[id|words]]."""
    for value in values:
        if isinstance(value, str):
            if "[[" in value:
                yield from _LINK.findall(value)
        elif isinstance(value, Mapping):
            yield from _links(list(value.values()))
        elif isinstance(value, list):
            yield from _links(value)
