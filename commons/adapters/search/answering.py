"""How a query is answered from what an index held at one commit."""

from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

from commons.adapters.search import (
    field_weights,
    query as words,
    ranking,
    spelling,
)
from commons.adapters.search.port import MOST_HITS, Hit, Query, SearchResults
from commons.adapters.search.query import Group
from commons.adapters.search.ranking import Part, Postings, Ranked, Segment
from commons.adapters.search.snippets import (
    best_stretch,
    groups_answered,
    opening_words,
)
from commons.core.text.french.analysis import spelling_of

_MOST_PROPOSALS = 20
_MOST_CORRECTED = 4
"""How many words of a query are looked up among all that are known, the first ones."""
_SHOWN = ("title", "summary")
_EXTRACTED = ("main", "body")


class KeptSegment(Segment, Protocol):
    """A segment that also gives back what it stores."""

    @property
    def mark_bits(self) -> int:
        """The documents that hold a mark and no sheet."""

    def place(self, identifier: str) -> Postings:
        """Give the documents, one at most live, of an identifier."""

    def stored(self, document: int) -> dict[str, Any]:
        """Give what was stored with a document: its id and its texts."""

    @property
    def lexicon(self) -> spelling.Lexicon:
        """The exact forms, arranged for spelling."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The index as one commit left it; `version` tells commits apart.

    `names` are the segments' own; places count over all segments.
    """

    version: tuple[int, int]
    names: tuple[str, ...]
    segments: tuple[KeptSegment, ...]
    parts: tuple[Part, ...]
    mark: int
    mark_place: int | None
    whole: bool

    def place(self, identifier: str) -> int | None:
        """Give the place of a live document, None when there is none."""
        offset = 0
        for segment, part in zip(self.segments, self.parts, strict=True):
            alive = segment.place(identifier).bits & part.live
            if alive:
                return offset + alive.bit_length() - 1
            offset += segment.size
        return None

    def stored(self, ranked: Ranked) -> dict[str, Any]:
        """Give what was stored with a document."""
        return self.segments[ranked.part].stored(ranked.document)


def answer_query(now: Snapshot, query: Query) -> SearchResults:
    """Answer a query."""
    asked, corrected = _understand(now, query.words)
    answers = ranking.matching_documents(now.parts, asked)
    everyone = [one.found for one in answers]
    filters = {field: values for field, values in query.filters.items() if values}
    found = ranking.apply_filters(now.parts, everyone, filters)
    total = sum(bits.bit_count() for bits in found)
    size = min(max(query.size, 1), MOST_HITS)
    pages = max(1, -(-total // size))
    page = min(max(query.page, 1), pages)
    ranked = ranking.rank_documents(now.parts, answers, found, page * size)
    return SearchResults(
        total=total,
        hits=tuple(_hit(now, one, asked) for one in ranked[(page - 1) * size :]),
        facets=ranking.count_values(now.parts, everyone, filters),
        page=page,
        pages=pages,
        corrected=corrected,
        mark=now.mark,
        whole=now.whole,
    )


def _understand(now: Snapshot, asked: str) -> tuple[tuple[Group, ...], str]:
    """Give the groups asked for, and the corrected query."""
    groups = words.word_groups(asked)
    unknown = (
        group
        for group in groups
        if group.plain
        and not group.faint
        and not ranking.document_frequency(now.parts, group)
    )
    looked_up = islice(unknown, _MOST_CORRECTED)
    puts = {group: near for group in looked_up if (near := _nearest(now, group))}
    if not puts:
        return groups, ""
    corrected = words.corrected_query(asked[: words.MOST_CHARACTERS], puts)
    return words.word_groups(corrected), corrected


def _nearest(now: Snapshot, group: Group) -> str:
    """Give the known word nearest to an unknown one, as somebody wrote it."""
    word = group.plain
    near = spelling.nearest_words(word, (segment.lexicon for segment in now.segments))
    found: dict[str, list[int]] = {
        other: [
            segment.exact(other).bits & part.live
            for segment, part in zip(now.segments, now.parts, strict=True)
        ]
        for other in near[:_MOST_PROPOSALS]
    }
    best = max(
        (other for other in found if any(found[other])),
        key=lambda other: (
            other[0] == word[0],
            sum(bits.bit_count() for bits in found[other]),
        ),
        default="",
    )
    return _written(now, best, found[best]) if best else ""


def _written(now: Snapshot, form: str, found: list[int]) -> str:
    """Give a folded form with its accents, as a document has it."""
    place, bits = next((n, bits) for n, bits in enumerate(found) if bits)
    stored = now.segments[place].stored(bits.bit_length() - 1)
    texts = (str(stored[row.key]) for row in field_weights.CLASSES)
    raw = next(filter(None, (spelling_of(text, form) for text in texts)), form)
    return raw if raw.isupper() else raw.lower()


def _hit(now: Snapshot, ranked: Ranked, asked: tuple[Group, ...]) -> Hit:
    """Give a hit: its summary, and an extract for what title and summary leave."""
    stored = now.stored(ranked)
    telling = [group for group in asked if not group.faint]
    there = groups_answered([str(stored[key]) for key in _SHOWN], telling)
    left = [group for group in telling if group not in there]
    return Hit(
        id=stored["id"],
        score=ranked.score,
        summary=opening_words(str(stored["summary"]), telling),
        extract=best_stretch([str(stored[key]) for key in _EXTRACTED], left)
        if left
        else (),
    )
