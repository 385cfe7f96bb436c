"""What a kind of sheet is: its fields, their rules and their place in RDF.

The values are read from schemas/ by commons.core.kinds; nothing here parses. A
sheet's values are plain JSON: a text, a number, a boolean, a row (a mapping
from column key to value) or a list of these. An absent value is an absent key:
never None, "", [] or {}.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field as attribute
from enum import StrEnum
from typing import TypeAlias

from commons.core.domain.licence import Licence

Value: TypeAlias = str | int | float | bool | Mapping[str, "Value"] | list["Value"]
Values: TypeAlias = Mapping[str, Value]
Words: TypeAlias = Mapping[str, str]

SAYS_NOTHING = 3
"""A least length of up to so many letters is a rule, a greater one is advice."""


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


PLACE = "place"
"""The editor of a field whose rows are places in the country."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A node of its own between the sheet and a value: a step, a pitfall.

    `iri` is what follows the sheet's IRI; "{n}" in it counts from 1, without
    it all values share one node. `numbered` is the property that keeps the
    order, or "". `classes` are IRIs, the checked one first. `iri_from` is what
    follows the base instead, as in "/people/{person}", when the row fills that
    column. `states` are properties and texts that the node always carries.
    """

    key: str
    iri: str
    classes: tuple[str, ...] = ()
    numbered: str = ""
    iri_from: str = ""
    states: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """A second value computed from the first, under `path`, by `by`.

    `datatype` is "" when the second value is an IRI. `at_most` is a property
    of the same node, which may not hold less.
    """

    path: str
    by: str
    datatype: str
    min_value: float | None = None
    max_value: float | None = None
    at_most: str = ""


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
class Condition:
    """When a field is required or expected: another one is filled in.

    `value` is the choice that the other must hold, "" for anything, and
    `concept` the IRI of that choice; `negated` turns it round.
    """

    field: str
    value: str = ""
    concept: str = ""
    negated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a kind, or one column of a row.

    `label`, `help` and `example` map a language ("fr", "en") to words; `item`
    is what one value of a repeatable field is called, empty when the label does.
    `required` is how many values publishing needs, `expected` how many a
    complete sheet has, `max_count` 0 when there is no limit. Lengths count
    characters; None means no bound. `choice` is the key of the scheme of a
    CONCEPT, `columns` are those of a ROW. `group` is the key of the part of
    the form where it stands. `path` lists property IRIs from the sheet (or
    the row's node) to the value, `through` the nodes between, and for a ROW
    the row's own node last. `also` and `also_on_sheet` are properties that
    repeat the value, on the value's own node and on the sheet. `pattern` is
    a regular expression that the whole text fits, "" for none; `datatype` an
    IRI, "" when the value is written as an IRI. `before` is the key of the
    field that may not hold less and `at_most` the property that it goes by.
    `exclusives` are among the columns; `shorthand` names the columns that a
    single text in the row's place may go to. `emits` are properties from the
    sheet to the row of this column, unless the concept chosen has its own.
    `shape` is the IRI of the property shape that says all this.
    """

    key: str
    type: Type
    label: Words
    help: Words
    example: Words
    group: str
    order: float
    item: Words = attribute(default_factory=dict)
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
    datatype: str = ""
    pattern: str = ""
    before: str = ""
    at_most: str = ""
    condition: Condition | None = None
    exclusives: tuple[Exclusive, ...] = ()
    shorthand: tuple[str, ...] = ()
    emits: tuple[str, ...] = ()
    shape: str = ""

    @property
    def advised_length(self) -> int | None:
        """The least length that is advice; None: there is none, or it is a rule.

        What has hardly a letter says nothing, and is refused; a sentence that is
        short may be completed later.
        """
        least = self.min_length
        return least if least is not None and least > SAYS_NOTHING else None

    @property
    def pair(self) -> tuple[str, ...]:
        """The two columns of a row that one text fills: "Titre : texte".

        Empty unless exactly two are required.
        """
        needed = tuple(c.key for c in self.columns if c.required and not c.condition)
        return needed if len(needed) == 2 else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A part of the form, with its title."""

    key: str
    label: Words
    order: float


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
    shape: str = ""

    def field(self, key: str) -> Field:
        """Give the field of this key; KeyError when the kind has none."""
        for field in self.fields:
            if field.key == key:
                return field
        raise KeyError(key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """A choice of a scheme: `key` in values, `iri` in RDF.

    `emits` are the properties it writes from the sheet to its row. Who looks for one
    of the choices that it `includes` finds it too.
    """

    key: str
    iri: str
    label: Words
    help: Words
    emits: tuple[str, ...] = ()
    includes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """A list of choices, in the order to show."""

    key: str
    iri: str
    label: Words
    concepts: Mapping[str, Concept]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Schema:
    """All that schemas/ says, read once.

    `terms` are our own terms, choices, themes and licences in N-Triples, as
    /ns serves them. A schema equals itself only, so that what is made of it
    once can be kept.
    """

    kinds: Mapping[str, Kind]
    schemes: Mapping[str, Scheme]
    licences: Mapping[str, Licence]
    groups: Mapping[str, Group]
    terms: bytes = b""
