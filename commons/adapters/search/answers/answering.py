"""How a query is answered from what an index held at one commit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial, reduce
from operator import or_
from typing import Any, Protocol

from commons.adapters.search.answers.facet_counts import count_groups, count_values
from commons.adapters.search.answers.snippets import (
    best_stretch,
    groups_answered,
    opening_words,
)
from commons.adapters.search.port import (
    MOST_HITS,
    Group,
    Hit,
    Query,
    SearchResults,
)
from commons.adapters.search.postings import field_weights
from commons.adapters.search.postings.segments import Part, Segment
from commons.adapters.search.question import correction, spelling
from commons.adapters.search.question.alternatives import names_found
from commons.adapters.search.question.correction import KnownWords
from commons.adapters.search.question.reading import (
    ReadQuery,
    read_query,
)
from commons.adapters.search.question.reasons import explain_match
from commons.adapters.search.question.similar import rank_similar
from commons.adapters.search.question.syntax import Syntax, flat_words
from commons.adapters.search.question.word_groups import is_english_question
from commons.adapters.search.ranking import ordering
from commons.adapters.search.ranking.matching import (
    Answers,
    matching_documents,
)
from commons.adapters.search.ranking.nearness import score_nearness
from commons.adapters.search.ranking.ordering import Ranked
from commons.adapters.search.ranking.weighing import document_frequency
from commons.adapters.search.storage.entries import TELLING
from commons.core.text.french.analysis import analyse_text
from commons.core.text.french.meaning.thesaurus import Thesaurus
from commons.core.text.french.morphology.stemming import stem_english_word, stem_word
from commons.core.text.french.occurrences import spelling_of

_MOST_READ = 400
"""How many documents are read for a phrase or a title, those with the best scores."""
_SHOWN = ("title", "summary")
_EXTRACTED = ("needs", "main", "body")


class KeptSegment(Segment, Protocol):
    """A segment that also gives back what it stores."""

    def stored(self, document: int) -> dict[str, Any]:
        """Give what was stored with a document: its id and its texts."""

    def read_ahead(self, documents: Iterable[int]) -> None:
        """Know what will be asked of `stored` by this thread."""

    @property
    def identifiers(self) -> Sequence[str]:
        """The identifier of each document."""

    @property
    def places(self) -> Mapping[str, int]:
        """The place of each identifier."""

    @property
    def lexicon(self) -> spelling.Lexicon:
        """The exact forms, arranged for spelling."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The index as one commit left it; `version` tells commits apart.

    `names` are the segments' own.
    """

    version: tuple[int, int]
    names: tuple[str, ...]
    segments: tuple[KeptSegment, ...]
    parts: tuple[Part, ...]
    mark: int
    whole: bool

    def locate(self, identifier: str) -> tuple[int, int] | None:
        """Give the part and the place there of a live document, None without it."""
        pairs = zip(self.segments, self.parts, strict=True)
        for at, (segment, part) in enumerate(pairs):
            place = segment.places.get(identifier)
            if place is not None and part.live >> place & 1:
                return at, place
        return None

    def identify(self, ranked: Ranked) -> str:
        """Give the identifier of a document."""
        return self.segments[ranked.part].identifiers[ranked.document]

    def read_ahead(self, ranked: Iterable[Ranked]) -> None:
        """Have read together what will be asked of `stored`."""
        for one in ranked:
            self.segments[one.part].read_ahead([one.document])

    def stored(self, ranked: Ranked) -> dict[str, Any]:
        """Give what was stored with a document."""
        return self.segments[ranked.part].stored(ranked.document)


def answer_query(now: Snapshot, query: Query) -> SearchResults:
    """Answer a query."""
    if query.like:
        return _answer_likeness(now, query)
    read = read_query(query, _known_words(now, query.thesaurus))
    asked = read.asked
    answers = matching_documents(now.parts, asked)
    if _has_meaning(query, read):
        answers = score_nearness(now.parts, answers, asked)
    if query.fits and (query.fits_first or not asked.groups):
        answers = ordering.score_fits(now.parts, answers, query.fits)
    answers = _held_to_signs(now, answers, read.syntax)
    answers = ordering.score_order(now.parts, answers, query.order)
    matched = [one.found for one in answers]
    everyone = ordering.keep_documents(now.parts, matched, fits=query.fits)
    filters = {field: values for field, values in query.filters.items() if values}
    found = ordering.keep_documents(now.parts, everyone, filters=filters)
    total = sum(bits.bit_count() for bits in found)
    near = [bits & one.close for bits, one in zip(found, answers, strict=True)]
    near = near if any(near) else found
    size = min(max(query.size, 1), MOST_HITS)
    pages = max(1, -(-total // size))
    page = min(max(query.page, 1), pages)
    close = sum(bits.bit_count() for bits in near)
    ranked = ordering.rank_documents(now.parts, answers, near, page * size)
    if len(ranked) < page * size:
        rest = [bits & ~one for bits, one in zip(found, near, strict=True)]
        ranked += ordering.rank_documents(
            now.parts, answers, rest, page * size - len(ranked)
        )
    shown = ranked[(page - 1) * size :]
    if not query.bare:
        now.read_ahead(shown)
    return SearchResults(
        total=total,
        close=close,
        hits=tuple(_hit(now, one, read, query) for one in shown),
        facets=count_values(now.parts, everyone, filters, query.counted),
        page=page,
        pages=pages,
        corrected=read.corrected,
        corrections=read.corrections,
        also=names_found(now.parts, asked.substitutes),
        groups=_groups(now, answers, found, query) if query.grouped else (),
        mark=now.mark,
        whole=now.whole,
    )


def _has_meaning(query: Query, read: ReadQuery) -> bool:
    """Say whether a question is more than words to look for: what it says in French."""
    bare = query.fits_first or read.syntax.has_signs
    return not (bare or is_english_question(read.words))


def _groups(
    now: Snapshot, answers: list[Answers], found: list[int], query: Query
) -> tuple[Group, ...]:
    """Group what is found by the values of a facet, the largest group first."""
    if not query.group_size:
        counts = count_groups(now.parts, found, query.grouped)
        return tuple(
            Group(value=value, count=count, first=()) for value, count in counts
        )
    filters = query.filters.get(query.grouped, ())
    sets = ordering.documents_by_value(now.parts, found, query.grouped, filters)
    groups = []
    for value, bits in sets.items():
        first = ordering.rank_documents(now.parts, answers, bits, query.group_size)
        ids = tuple(str(now.stored(one)["id"]) for one in first)
        count = sum(one.bit_count() for one in bits)
        groups.append(Group(value=value, count=count, first=ids))
    return tuple(sorted(groups, key=lambda group: (-group.count, group.value)))


def _answer_likeness(now: Snapshot, query: Query) -> SearchResults:
    """Give what is most like a document, ids alone; nothing when it is gone."""
    own = now.locate(query.like)
    ranked: list[Ranked] = []
    if own is not None:
        stems = now.segments[own[0]].stored(own[1])[TELLING]
        size = min(max(query.size, 1), MOST_HITS)
        ranked = [
            Ranked(part=at, document=document, score=score)
            for (at, document), score in rank_similar(now.parts, own, stems, size)
        ]
    return SearchResults(
        total=len(ranked),
        close=len(ranked),
        hits=tuple(_bare_hit(now, one) for one in ranked),
        facets={},
        page=1,
        pages=1,
        mark=now.mark,
        whole=now.whole,
    )


def _bare_hit(now: Snapshot, ranked: Ranked) -> Hit:
    return Hit(id=now.identify(ranked), score=ranked.score, summary=(), extract=())


def _known_words(now: Snapshot, thesaurus: Thesaurus | None) -> KnownWords:
    return KnownWords(
        lexicons=tuple(segment.lexicon for segment in now.segments),
        count=partial(_count_form, now),
        frequency=partial(document_frequency, now.parts),
        written=partial(_written, now),
        others=thesaurus.single_words if thesaurus else {},
        other_lexicon=correction.thesaurus_lexicon(thesaurus) if thesaurus else {},
    )


def _count_form(now: Snapshot, form: str) -> int:
    """Count the live documents that hold an exact form."""
    return sum(bits.bit_count() for bits in _form_bits(now, form))


def _form_bits(now: Snapshot, form: str) -> list[int]:
    return [
        segment.exact(form).bits & part.live
        for segment, part in zip(now.segments, now.parts, strict=True)
    ]


def _written(now: Snapshot, form: str) -> str:
    """Give a folded form with its accents, as a document has it."""
    found = _form_bits(now, form)
    place, bits = next(((n, bits) for n, bits in enumerate(found) if bits), (0, 0))
    if not bits:
        return form
    stored = now.segments[place].stored(bits.bit_length() - 1)
    texts = (str(stored[row.key]) for row in field_weights.CLASSES)
    raw = next(filter(None, (spelling_of(text, form) for text in texts)), form)
    return raw if raw.isupper() else raw.lower()


def _held_to_signs(
    now: Snapshot, answers: list[Answers], syntax: Syntax
) -> list[Answers]:
    """Keep what has the phrases and the words of the title, and no excluded word."""
    if syntax.excluded:
        unwanted = [
            [
                form
                for word in syntax.excluded
                for form in (word, f"{word}s", word.removesuffix("s"))
            ]
        ] * len(answers)
        answers = [
            replace(
                one,
                found=one.found
                & ~reduce(or_, (segment.exact(form).bits for form in forms)),
            )
            for one, segment, forms in zip(answers, now.segments, unwanted, strict=True)
        ]
    if not (syntax.phrases or syntax.titled):
        return answers
    found = [one.found for one in answers]
    kept = [0] * len(answers)
    likely = ordering.rank_documents(now.parts, answers, found, _MOST_READ)
    now.read_ahead(likely)
    for ranked in likely:
        if _has_signs(now.stored(ranked), syntax):
            kept[ranked.part] |= 1 << ranked.document
    return [replace(one, found=bits) for one, bits in zip(answers, kept, strict=True)]


def _has_signs(stored: Mapping[str, Any], syntax: Syntax) -> bool:
    title = {
        form
        for token in analyse_text(str(stored["title"]))
        for form in (token.stem, stem_english_word(token.text))
    }
    if not all(
        title & {stem_word(word), stem_english_word(word)} for word in syntax.titled
    ):
        return False
    texts = [f" {flat_words(str(stored[row.key]))} " for row in field_weights.CLASSES]
    return all(
        any(f" {phrase} " in text for text in texts) for phrase in syntax.phrases
    )


def _hit(now: Snapshot, ranked: Ranked, read: ReadQuery, query: Query) -> Hit:
    """Give a hit: its summary, and an extract for what title and summary leave."""
    if query.bare:
        return _bare_hit(now, ranked)
    stored = now.stored(ranked)
    texts = {row.key: str(stored[row.key]) for row in field_weights.CLASSES}
    telling = [
        group.in_language(stored["language"])
        for group in read.asked.groups
        if not group.faint
    ]
    there = groups_answered([texts[key] for key in _SHOWN], telling)
    left = [group for group in telling if group not in there]
    hit = Hit(
        id=stored["id"],
        score=ranked.score,
        summary=opening_words(texts["summary"], telling),
        extract=best_stretch([texts[key] for key in _EXTRACTED], left, telling)
        if left
        else (),
    )
    if not query.explain:
        return hit
    return replace(
        hit,
        reasons=explain_match(texts, read.words, read.asked),
        fits=ordering.spans_of(now.parts[ranked.part], ranked.document, query.fits),
    )
