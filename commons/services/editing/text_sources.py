"""Where a text may start from: the sources that `start` reads, each a value of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from commons.services.editing.merge import Resolution


@dataclass(frozen=True, slots=True, kw_only=True)
class BlankSheet:
    """A new sheet of a kind, by its key; `language` is that of the site.

    `title` is one to begin with, such as what somebody looked for in vain.
    """

    kind: str
    language: str
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingVersion:
    """The version of a sheet that stands."""

    sheet: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OlderVersion:
    """A version of a sheet that others followed: its values, upon the one that stands."""

    sheet: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptDraft:
    """A draft, one's own or shared: of `sheet`, or of a new sheet of `kind`."""

    draft: str
    sheet: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adaptation:
    """A version of a sheet, to adapt for another territory as a new sheet.

    `territory` is as it was typed, `base` this instance's own address. `further` are
    versions of other sheets that it adapts too: identifiers and numbers.
    """

    sheet: str
    number: int
    kind: str
    territory: str
    base: str
    further: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceUpdate:
    """The version of a sheet that stands, with what a source of it says since.

    `newest` is the version of the source, `keys` the fields of which the changes are
    taken over, and `choices` what is kept where both changed the same, by the names of
    the conflicts. `base` is this instance's own address.
    """

    sheet: str
    source: str
    newest: int
    keys: tuple[str, ...]
    choices: Mapping[str, Resolution] = field(default_factory=dict, hash=False)
    base: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """A version of a sheet, to put into another language (BCP 47) as a new sheet.

    `note` says so, in the language of whoever translates.
    """

    sheet: str
    number: int
    kind: str
    language: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTrial:
    """A version of a sheet that was tried, to tell of in a new sheet of a kind.

    `number` 0 is the version that stands; `language` is that of the site.
    """

    kind: str
    sheet: str
    number: int
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedOriginal:
    """A translation as it stands, which is to follow its original to a version."""

    sheet: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WithSheet:
    """Another source, whose list of sheets gets one more, by its identifier."""

    source: "BlankSheet | StandingVersion | KeptDraft"
    sheet: str


Source: TypeAlias = (
    BlankSheet
    | StandingVersion
    | OlderVersion
    | KeptDraft
    | Adaptation
    | SourceUpdate
    | Translation
    | NewTrial
    | FollowedOriginal
    | WithSheet
)
