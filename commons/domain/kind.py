"""What a kind of sheet is: its fields, their rules and their place in RDF.

The values are read from schemas/ by commons.kinds; nothing here parses. A
sheet's values are plain JSON: a text, a number, a boolean, a row (a mapping
from column key to value) or a list of these. An absent value is an absent key:
never None, "", [] or {}.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from commons.domain.licence import Licence

Value: TypeAlias = "str | int | float | bool | Mapping[str, Value] | list[Value]"
Values: TypeAlias = Mapping[str, Value]
Words: TypeAlias = Mapping[str, str]


class Type(StrEnum):
    """The types of a field; each decides reading, checking, RDF and widget."""

    TEXT = "text"
    MARKDOWN = "markdown"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DURATION = "duration"
    DATE = "date"
    URL = "url"
    LANGUAGE = "language"
    LICENCE = "licence"
    CONCEPT = "concept"
    SHEET = "sheet"
    FILE = "file"
    ROW = "row"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A node of its own between the sheet and a value: a step, a pitfall.

    `iri` is what follows the sheet's IRI; "{n}" in it counts from 1, without
    it all values share one node. `numbered` is the property that keeps the
    order, or "". `classes` are IRIs, the checked one first.
    """

    key: str
    iri: str
    classes: tuple[str, ...] = ()
    numbered: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """A second value computed from the first, under `path`, by `by`."""

    path: str
    by: str
    datatype: str
    min_value: float | None = None
    max_value: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a kind, or one column of a row.

    `label`, `help` and `example` map a language ("fr", "en") to words.
    `required` is how many values publishing needs, `expected` how many a
    complete sheet has, `max_count` 0 when there is no limit. Lengths count
    characters; None means no bound. `choice` is the key of the scheme of a
    CONCEPT, `columns` are those of a ROW. `group` is the key of the part of
    the form where it stands. `path` lists property IRIs from the sheet (or
    the row's node) to the value, `through` the nodes between, and for a ROW
    the row's own node last. `also` and `also_on_sheet` are properties that
    repeat the value, on the value's own node and on the sheet.
    """

    key: str
    type: Type
    label: Words
    help: Words
    example: Words
    group: str
    order: float
    many: bool = False
    required: int = 0
    expected: int = 0
    max_count: int = 0
    min_length: int | None = None
    max_length: int | None = None
    min_value: float | None = None
    max_value: float | None = None
    choice: str = ""
    editor: str = ""
    facet: bool = False
    columns: tuple["Field", ...] = ()
    path: tuple[str, ...] = ()
    through: tuple[Part, ...] = ()
    also: tuple[str, ...] = ()
    also_on_sheet: tuple[str, ...] = ()
    derived: Derived | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A part of the form, with its title."""

    key: str
    label: Words
    order: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusive:
    """Fields of which a sheet (or columns of which a row) fills one only.

    `needed` says that one must be there; `expected`, that a complete sheet
    has one.
    """

    keys: tuple[str, ...]
    needed: bool = False
    expected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of sheet; `fields` stand in the order of the form."""

    key: str
    label: Words
    plural: Words
    help: Words
    classes: tuple[str, ...]
    fields: tuple[Field, ...]
    exclusives: tuple[Exclusive, ...] = ()

    def field(self, key: str) -> Field:
        """Give the field of this key; KeyError when the kind has none."""
        for field in self.fields:
            if field.key == key:
                return field
        raise KeyError(key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """A choice of a scheme: `key` in values, `iri` in RDF."""

    key: str
    iri: str
    label: Words
    help: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """A list of choices, in the order to show."""

    key: str
    iri: str
    label: Words
    concepts: Mapping[str, Concept]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """All that schemas/ says, read once."""

    kinds: Mapping[str, Kind]
    schemes: Mapping[str, Scheme]
    licences: Mapping[str, Licence]
    groups: Mapping[str, Group]
