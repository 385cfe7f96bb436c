"""What the search room promises, whatever engine is behind it.

An index is a harvester of the log: its mark says up to which sequence it has
read, and is written in the same commit as the documents.
"""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, TypeAlias

from commons.core.text.french.meaning.thesaurus import Thesaurus

Extract: TypeAlias = tuple[tuple[bool, str], ...]


MOST_HITS = 100
HIDDEN = "~"
"""Begins the names of facets that are neither counted nor asked for."""
BEHIND, YES = f"{HIDDEN}behind", "yes"
"""A hidden facet and its value: documents that have it come behind all others, for
they say something of another one."""
TRIALS = f"{HIDDEN}trials"
"""A hidden facet: how often a sheet was tried, when it was."""
PLACED = f"{HIDDEN}at"
"""A hidden facet: where a sheet stands, as `commons.core.kinds.places.location` says."""


class Order(StrEnum):
    """What comes first of what answers; the youngest when it is equal."""

    RELEVANCE = "relevance"
    RECENT = "recent"
    TRIED = "tried"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What is indexed of a sheet.

    `texts` maps a weight class to Markdown or plain text; the title and the
    summary count in their classes without being repeated there. `sequence` is
    the place of the version in the log: the youngest has the highest. `spans` maps a
    name to the least and the greatest number that it fits, both within. Texts are
    analysed as those of their `language`, English or else French.
    """

    id: str
    kind: str
    title: str
    summary: str
    texts: Mapping[str, str]
    facets: Mapping[str, tuple[str, ...]]
    sequence: int
    spans: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    language: str = "fr"


@dataclass(frozen=True, slots=True)
class Deletion:
    """A sheet that must no longer be found."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is asked; any `words` are safe, "" asks for all, youngest first.

    With an identifier in `like` the documents most like that one are asked for, by
    their texts and themes, without summaries, and nothing else of the query counts but
    its size. The values of one field of `filters` are alternatives; every field must
    agree. A sheet must have a span around each number of `fits`. Pages count from 1 and
    are brought back to the last. No word is corrected when `verbatim`. With its `tail`
    comes too, last, what answers little of the question; and, when the question is
    about `fits` more than about `words` (`fits_first`), all that fits. The `thesaurus`
    gives other words for those asked. `counted` names the facets that are counted, None
    all of them; what is `bare` comes as identifiers alone, without words. `grouped` names
    a facet, be it hidden, whose values what is found is grouped by, the first `group_size`
    of each by name (and then of those values alone that `filters` names, if any).
    """

    words: str = ""
    verbatim: bool = False
    tail: bool = False
    thesaurus: Thesaurus | None = None
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fits: Mapping[str, int] = field(default_factory=dict)
    fits_first: bool = False
    order: Order = Order.RELEVANCE
    like: str = ""
    explain: bool = False
    grouped: str = ""
    group_size: int = 0
    counted: tuple[str, ...] | None = None
    bare: bool = False
    page: int = 1
    size: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a sheet answers: what was `asked`, what was `found` for it, and where.

    `fields` are keys of weight classes, what weighs most first.
    """

    asked: str
    found: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A sheet found; an Extract alternates plain (False) and asked (True) words.

    `summary` is how the summary begins. `extract` is where the other texts answer
    what neither title nor summary does, () when they do not or need not. `reasons` and
    the spans of what it `fits` are there when the query is to `explain` itself.
    """

    id: str
    score: float
    summary: Extract
    extract: Extract
    reasons: tuple[Reason, ...] = ()
    fits: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What is found that shares a value: how many, and the `first` identifiers."""

    value: str
    count: int
    first: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResults:
    """The hits of one page, best first, and the counts of the whole.

    `close` are those of `total` that answer much of what is asked; the others follow
    them. `facets` maps a field to its values with their exact counts, the most
    frequent first; the counts of a field leave its own filter out. `pages` is
    1 when nothing is found. `corrected` is the query that was answered
    instead when words were unknown, else "", and `corrections` are its words as typed
    and as put. `also` are the other words for what was asked that some sheet has, the
    nearest first. `groups` are there when the query is `grouped`, the largest first:
    unlike facets they count what every filter lets through. `mark` and `whole` say what
    the index had read when it answered.
    """

    total: int
    close: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[tuple[str, int], ...]]
    page: int
    pages: int
    corrected: str = ""
    corrections: tuple[tuple[str, str], ...] = ()
    also: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    mark: int = 0
    whole: bool = False


class Index(Protocol):
    """Where sheets are found."""

    def mark(self) -> int:
        """Give the sequence up to which the log was read; 0 for an empty index."""

    def version(self) -> str:
        """Return what tells the commits of the index apart, those of one mark too."""

    def whole(self) -> bool:
        """Say whether it was level with the log since it was last empty."""

    def apply(
        self,
        changes: Iterable[Document | Deletion],
        mark: int,
        *,
        whole: bool = False,
    ) -> None:
        """Write the changes and the mark in one commit; the last of an id holds.

        `whole` says that the index now holds all that the log has; it is so
        until it is emptied, for from then on it is but a moment behind.

        Raises:
            StorageError: the disk refuses to write; nothing has changed.

        """

    def search(self, query: Query) -> SearchResults:
        """Answer a query; works while another process writes."""

    def clear(self) -> None:
        """Forget all documents and set the mark to 0."""

    def exclusive(self) -> AbstractContextManager[None]:
        """Wait for, and hold, the right to write; over threads and processes.

        Read the mark again inside: another may have written in the meantime.
        """
