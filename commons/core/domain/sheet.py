"""A revision: an immutable version of a sheet, from which every outlet is made."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from commons.core.domain.addresses import iri
from commons.core.domain.schema.kind import Value, Values


class Action(StrEnum):
    """What a revision did to its sheet."""

    CREATE = "create"
    UPDATE = "update"
    REVERT = "revert"
    DELETE = "delete"
    RESTORE = "restore"


class Level(StrEnum):
    """How complete a sheet is."""

    STUB = "stub"
    TO_COMPLETE = "to_complete"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who writes, apart from any account: `id` stays, `name` is shown."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the next revision goes in the log, reserved under the write lock.

    `sequence` counts from 1 over the whole commons without a gap, `number`
    from 1 within the sheet; `instant` is later than any before.
    """

    sheet: str
    number: int
    parent: int | None
    sequence: int
    instant: datetime


KEPT_OF_PURGED = frozenset({"licence", "language"})
"""The fields that a version keeps once its text was removed for good."""


def is_purged(values: Values) -> bool:
    """Return whether the text of a version was removed for good, by its values."""
    return values.keys() <= KEPT_OF_PURGED


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One version of a sheet, as it was published; never changes.

    `parent` is the number of the version it was made from, None for the
    first. A DELETE is a tombstone: its values are those of the version
    deleted. `hash` is the sha-256 (hexadecimal) of the payload in canonical
    N-Quads with the marker as base; "" until rendered.
    """

    sheet: str
    kind: str
    number: int
    parent: int | None
    sequence: int
    instant: datetime
    action: Action
    author: Person
    change_note: str
    values: Values = field(hash=False)
    hash: str = ""

    @property
    def title(self) -> str:
        """The title; never empty in a published version."""
        return self.text("title")

    @property
    def slug(self) -> str:
        """The readable end of the address."""
        return iri.slugify(self.title)

    @property
    def licence(self) -> str:
        """The SPDX identifier of the licence."""
        return self.text("licence")

    @property
    def language(self) -> str:
        """The BCP 47 tag of the language it is written in."""
        return self.text("language")

    @property
    def body(self) -> str:
        """The free text, in Markdown."""
        return self.text("body")

    @property
    def deleted(self) -> bool:
        """Whether this version is a tombstone."""
        return self.action is Action.DELETE

    @property
    def purged(self) -> bool:
        """Whether its text was removed for good: all that was published has a title."""
        return is_purged(self.values)

    def without_text(self) -> "Revision":
        """Return what may be told of a version whose sheet is deleted.

        Its values are gone, its title with them, and what was noted of a change; why a
        sheet was deleted stays.
        """
        note = self.change_note if self.deleted else ""
        return replace(self, values={}, change_note=note)

    def text(self, key: str) -> str:
        """Give the text of a field, "" when it has none."""
        value = self.values.get(key, "")
        return value if isinstance(value, str) else ""

    def items(self, key: str) -> list[Value]:
        """Give the values of a repeatable field, in order."""
        value = self.values.get(key, [])
        return value if isinstance(value, list) else [value]


REFERENCES = "references"
"""The relation of a link that stands within a text, `[[…]]`: dct:references in RDF."""

SOURCES = "sources"
"""The relation of an adaptation to what it was made from: prov:wasDerivedFrom in RDF."""

TRIED = "tried"
"""The relation of a trial to the version that it tells of: kc:triedVersion in RDF."""
TRANSLATION = "translation_of"
"""The relation of a translation to the version that it translates."""

ITEMS = "items"
"""The relation of a collection to the sheets that it lists: schema:hasPart in RDF."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLink:
    """A link from the head of a sheet to another sheet, which may not exist (yet).

    `relation` is what it says: the key of the field of sheets where it stands, SOURCES
    for a version that it adapts, or REFERENCES within a text. `target_version` is the
    number of the version that it names, None when it names the sheet, whichever version
    stands.
    """

    relation: str
    target: str
    target_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftFork:
    """Why a draft is beside another one: somebody wrote in that one meanwhile.

    `draft` is the other one, `writer` the id of the person who wrote in it, and
    `instant` is when the text was put apart.
    """

    draft: str
    writer: str
    instant: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Unpublished writing of one account; ignores what is missing.

    `account` owns it and `writer` wrote in it last: an account too, "" for the
    owner. `sheet` is "" for a new sheet and `parent` is then None; otherwise
    `parent` is the version that the writer started from. `note` says what
    changed. `revision` counts from 1 how often it was kept, 0 for never;
    `tab` names the open form that kept it last. `apart` stays as it was begun
    with, whatever is kept later.
    """

    id: str
    account: str
    kind: str
    sheet: str
    parent: int | None
    instant: datetime
    values: Values = field(hash=False)
    note: str = ""
    writer: str = ""
    revision: int = 0
    tab: str = ""
    apart: DraftFork | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Collaborator:
    """Somebody with whom a draft is or was shared, to write it together.

    `active` says that they may write in it now, `wrote` that they have.
    """

    account: str
    person: Person
    active: bool
    wrote: bool
