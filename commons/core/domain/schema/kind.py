"""What a kind of sheet is: its fields, their rules and their place in RDF.

The values are read from schemas/ by commons.core.kinds; nothing here parses. A
sheet's values are plain JSON: a text, a number, a boolean, a row (a mapping
from column key to value) or a list of these. An absent value is an absent key:
never None, "", [] or {}.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field as attribute
from typing import Protocol, TypeAlias

from commons.core.domain.schema.concept import Scheme, Words
from commons.core.domain.schema.licence import Licence
from commons.core.domain.schema.problem import Rule
from commons.core.domain.schema.thesaurus import ThesaurusTerm

Value: TypeAlias = str | int | float | bool | Mapping[str, "Value"] | list["Value"]
Values: TypeAlias = Mapping[str, Value]

SAYS_NOTHING = 3
"""A least length of up to so many letters is a rule, a greater one is advice."""


Parse: TypeAlias = Callable[["Schema", "Field", Value], Value | None]
"""Returns the normal form of a plain value, the value itself when it cannot be read,
None when it says nothing."""

Fits: TypeAlias = Callable[["Schema", "Field", object], bool]
Broken: TypeAlias = tuple[Rule, dict[str, object]]
Limit: TypeAlias = Callable[["Field", Value], Broken | None]
"""Returns the bound of a field that a value breaks, which fits its type."""

Bounds: TypeAlias = Callable[[Value], tuple[float, float] | None]
InWords: TypeAlias = Callable[[Value, str], str]
Label: TypeAlias = Callable[["Schema", "Field", str], Words]
Choices: TypeAlias = Callable[
    ["Schema", "Field", Sequence[str], str], Iterable[tuple[str, Words, Words]]
]
ReadSpan: TypeAlias = Callable[[str], tuple[int | None, int | None] | None]
IriOf: TypeAlias = Callable[["Schema", "Field", Value], str]


class Split(Protocol):
    """Cuts the values of a list apart that were typed as one text."""

    def __call__(
        self, schema: "Schema", field: "Field", text: str, /, *, cell: bool
    ) -> list[str]:
        """Return the pieces; `cell` is for a text in one cell of a spreadsheet."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class FieldType:
    """A type of field: all that the wiki does with its values follows from this.

    A type is itself only, whatever says the same. The rows are in
    commons.core.kinds.types; no other module names one.

    `stated_by` are the statements of a shape, as Turtle writes them, that make a
    field one of this type. Of a value that does not fit, `rule` is what it breaks;
    where that is Rule.WRONG_FORM, `expects` says what is expected, in each language.

    What the type is: `is_text` for words of authors, which are merged and compared
    word by word, are searched, and link to sheets and files; `is_markdown` for texts
    that are always laid out; `has_length` where lengths and patterns count letters;
    `has_columns` for rows; `is_number` and `is_whole_number`; `names_sheet`,
    `names_version` (of a sheet, here or elsewhere) and `names_file`; `chooses_concept`
    for choices that have words of their own.

    Where it goes: `is_fact` beside the story of a sheet; `is_counted` and
    `counts_years` for how a facet counts it; `lists_words` when commas part its
    values even where a list was given; `controls` names the control of one value and
    of several in a form, `long_controls` those of a long text when they are others;
    `sample` is what a spreadsheet's example says in place of the field's.

    What it does: `parse`, `fits` and `limit` read and check a value, `split` cuts a
    list, `is_rough` says whether what was typed says more or less. `bounds` gives the
    least and the greatest number that a value may mean, to compare fields; `span` those
    that a text says at once, where two fields ask for them. `iri_of` gives the IRI that
    RDF has for a value; None for a literal of the field's datatype. `in_words` says a
    value in a language, `as_typed` as its author would type it; both are given what a
    draft holds too, fitting or not. `label` gives the words of a chosen value, {} when
    it says itself, `short_label` those of a list; `choices` rows of key, words and
    help: what a form offers to who typed some already, in a language.
    """

    key: str
    stated_by: tuple[str, ...] = ()
    rule: Rule = Rule.WRONG_FORM
    expects: Words = attribute(default_factory=dict)
    is_text: bool = False
    is_markdown: bool = False
    has_length: bool = False
    has_columns: bool = False
    is_number: bool = False
    is_whole_number: bool = False
    names_sheet: bool = False
    names_version: bool = False
    names_file: bool = False
    chooses_concept: bool = False
    is_fact: bool = False
    is_counted: bool = False
    counts_years: bool = False
    lists_words: bool = False
    controls: tuple[str, str] = ("line", "lines")
    long_controls: tuple[str, str] | None = None
    sample: Words = attribute(default_factory=dict)
    parse: Parse
    fits: Fits
    limit: Limit
    split: Split
    is_rough: Callable[[str], bool]
    bounds: Bounds
    span: ReadSpan
    iri_of: IriOf | None = None
    in_words: InWords
    as_typed: InWords
    label: Label
    short_label: Label
    choices: Choices

    def __repr__(self) -> str:
        """Return the key, to be read in failures."""
        return f"<field type {self.key}>"

    @property
    def keeps_order(self) -> bool:
        """Whether the order of several values says something."""
        return self.is_text or self.has_columns


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
    choice, `columns` are those of a row. `group` is the key of the part of
    the form where it stands. `path` lists property IRIs from the sheet (or
    the row's node) to the value, `through` the nodes between, and for a row
    the row's own node last. `also` and `also_on_sheet` are properties that
    repeat the value, on the value's own node and on the sheet. `pattern` is
    a regular expression that the whole text fits, "" for none; `datatype` an
    IRI, "" when the value is written as an IRI. `before` is the key of the
    field that may not hold less and `at_most` the property that it goes by.
    `exclusives` are among the columns; `shorthand` names the columns that a
    single text in the row's place may go to. `emits` are properties from the
    sheet to the row of this column, unless the concept chosen has its own.
    `brief` are the keys of the columns that a form asks first, () for all.
    `shape` is the IRI of the property shape that says all this. What has a
    `pictogram` is looked for at a glance: it stands under the title and on cards,
    beside that drawing.
    """

    key: str
    type: FieldType
    label: Words
    help: Words
    example: Words
    group: str
    order: float
    item: Words = attribute(default_factory=dict)
    pictogram: str = ""
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
    brief: tuple[str, ...] = ()
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
    """A part of the form: its title, and what filling it in is good for."""

    key: str
    label: Words
    order: float
    help: Words = attribute(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of sheet; `fields` stand in the order of the form.

    `brief` are the keys of the fields that a short form asks first, in its order; ()
    for a form that asks all. `pictogram` names the drawing of its sheets that say no
    purpose, "" for none.
    """

    key: str
    label: Words
    plural: Words
    help: Words
    classes: tuple[str, ...]
    fields: tuple[Field, ...]
    exclusives: tuple[Exclusive, ...] = ()
    brief: tuple[str, ...] = ()
    pictogram: str = ""
    shape: str = ""

    def field(self, key: str) -> Field:
        """Give the field of this key; KeyError when the kind has none."""
        for field in self.fields:
            if field.key == key:
                return field
        raise KeyError(key)

    @property
    def subject(self) -> Field | None:
        """The field of the version that each sheet is about, as a trial of a method.

        None for a kind whose sheets stand alone.
        """
        found = (one for one in self.fields if one.required and one.type.names_version)
        return next(found, None)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Schema:
    """All that schemas/ says at a time; never changed, but replaced by another.

    `terms` are our own terms, choices, themes and licences in N-Triples, as
    /ns serves them. A schema equals itself only, so that what is made of it
    once can be kept; `digest` names it where that leaves the process, "" for
    one that was not read.
    """

    kinds: Mapping[str, Kind]
    schemes: Mapping[str, Scheme]
    licences: Mapping[str, Licence]
    groups: Mapping[str, Group]
    thesaurus: tuple[ThesaurusTerm, ...] = ()
    terms: bytes = b""
    digest: str = ""
