"""How a query is answered from what an index held at one commit."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial, reduce
from itertools import pairwise
from operator import or_
from typing import Any, Protocol

from commons.adapters.search import field_weights, ranking
from commons.adapters.search.matching import (
    Answers,
    SearchTerms,
    document_frequency,
    matching_documents,
)
from commons.adapters.search.port import MOST_HITS, Hit, Query, SearchResults
from commons.adapters.search.question import (
    alternatives as other_words,
    correction,
    spelling,
)
from commons.adapters.search.question.alternatives import Alternative, Substitute
from commons.adapters.search.question.correction import KnownWords
from commons.adapters.search.question.syntax import Syntax, flat_words, read_syntax
from commons.adapters.search.question.word_groups import (
    MOST_CHARACTERS,
    Group,
    Replacement,
    replaced,
    word_groups,
)
from commons.adapters.search.ranking import Ranked
from commons.adapters.search.segments import Part, Segment
from commons.adapters.search.snippets import (
    best_stretch,
    groups_answered,
    opening_words,
)
from commons.core.domain.language.folding import fold_typography
from commons.core.text.french.analysis import analyse_text, spelling_of
from commons.core.text.french.stemming import stem_word
from commons.core.text.french.thesaurus import Thesaurus

_MOST_BEGINNING = 8
_SHORTEST_BEGINNING = 3
_MOST_READ = 400
"""How many documents are read for a phrase or a title, those with the best scores."""
_SHOWN = ("title", "summary")
_EXTRACTED = ("needs", "main", "body")


class KeptSegment(Segment, Protocol):
    """A segment that also gives back what it stores."""

    def stored(self, document: int) -> dict[str, Any]:
        """Give what was stored with a document: its id and its texts."""

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

    def stored(self, ranked: Ranked) -> dict[str, Any]:
        """Give what was stored with a document."""
        return self.segments[ranked.part].stored(ranked.document)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Understood:
    """What a query asks for, once corrected."""

    asked: SearchTerms
    syntax: Syntax
    corrected: str = ""
    corrections: tuple[tuple[str, str], ...] = ()


def answer_query(now: Snapshot, query: Query) -> SearchResults:
    """Answer a query."""
    understood = _understand(now, query)
    asked = understood.asked
    answers = _held_to_signs(
        now, matching_documents(now.parts, asked), understood.syntax
    )
    if query.fits and not asked.groups:
        answers = ranking.score_fits(now.parts, answers, query.fits)
    answers = ranking.score_order(now.parts, answers, query.order)
    matched = [one.found for one in answers]
    everyone = ranking.keep_documents(now.parts, matched, fits=query.fits)
    filters = {field: values for field, values in query.filters.items() if values}
    found = ranking.keep_documents(now.parts, everyone, filters=filters)
    total = sum(bits.bit_count() for bits in found)
    near = [bits & one.close for bits, one in zip(found, answers, strict=True)]
    size = min(max(query.size, 1), MOST_HITS)
    pages = max(1, -(-total // size))
    page = min(max(query.page, 1), pages)
    close = sum(bits.bit_count() for bits in near)
    ranked = ranking.rank_documents(now.parts, answers, near, page * size)
    if len(ranked) < page * size:
        rest = [bits & ~one for bits, one in zip(found, near, strict=True)]
        ranked += ranking.rank_documents(
            now.parts, answers, rest, page * size - len(ranked)
        )
    return SearchResults(
        total=total,
        close=close,
        hits=tuple(_hit(now, one, asked.groups) for one in ranked[(page - 1) * size :]),
        facets=ranking.count_values(now.parts, everyone, filters),
        page=page,
        pages=pages,
        corrected=understood.corrected,
        corrections=understood.corrections,
        also=other_words.names_found(now.parts, asked.substitutes),
        mark=now.mark,
        whole=now.whole,
    )


def _understand(now: Snapshot, query: Query) -> _Understood:
    """Give what is asked for: unknown words corrected, other words beside."""
    typed = query.words[:MOST_CHARACTERS]
    syntax = read_syntax(typed)
    groups = word_groups(syntax.plain)
    known = _known_words(now, query.thesaurus)
    puts = {} if query.verbatim else _joined(now, groups, known)
    begun: list[Substitute] = []
    looked_up = 0
    for place, group in enumerate(groups):
        if group.start in puts or not _is_missing(now, group, syntax):
            continue
        if any(
            put.start < group.end and group.start < put.end for put in puts.values()
        ):
            continue
        last = place == len(groups) - 1 and not syntax.plain[group.end :].strip()
        begins = _beginning(group, known) if last else []
        looked_up += 1
        if query.verbatim or looked_up > correction.MOST_CORRECTED:
            put = ""
        else:
            put = _put(syntax.plain, group, known, begins)
        if put:
            puts[group.start] = Replacement(start=group.start, end=group.end, text=put)
        elif begins:
            begun.append(_any_of(place, begins, known))
    told = puts.values()
    plain = replaced(syntax.plain, told)
    if puts:
        groups, begun = word_groups(plain), []
    found = (
        *other_words.substitutes_of(plain, groups, query.thesaurus),
        *other_words.joined_words(groups),
        *begun,
    )
    return _Understood(
        asked=SearchTerms(groups=groups, substitutes=found, tail=query.tail),
        syntax=syntax,
        corrected=replaced(typed, told) if puts else "",
        corrections=tuple((typed[put.start : put.end], put.text) for put in told),
    )


def _joined(
    now: Snapshot, groups: tuple[Group, ...], known: KnownWords
) -> dict[int, Replacement]:
    """Give the words that were typed in two, by their start: "co voiturage"."""
    found: dict[int, Replacement] = {}
    for first, second in pairwise(groups):
        if not (first.plain and second.plain and second.start - first.end == 1):
            continue
        one = first.plain + second.plain
        if first.start in found or not (known.count(one) or one in known.others):
            continue
        if all(document_frequency(now.parts, group) for group in (first, second)):
            continue  # both are words of their own: one more way to say it
        text = known.written(one) if known.count(one) else known.others[one]
        found[first.start] = Replacement(start=first.start, end=second.end, text=text)
    return found


def _put(plain: str, group: Group, known: KnownWords, begins: list[str]) -> str:
    """Give what is put for a word that no document has, "" to leave it."""
    if len({stem_word(word) for word in begins}) == 1:
        return (
            known.written(begins[0])
            if known.count(begins[0])
            else known.others[begins[0]]
        )
    if not correction.is_unknown(group.plain, known):
        return ""
    put = correction.replacement(plain[group.start : group.end], group, known)
    return put if not begins or _is_near(group.plain, put, known) else ""


def _is_missing(now: Snapshot, group: Group, syntax: Syntax) -> bool:
    """Say whether no document has a word that may be looked up among others."""
    quoted = any(start <= group.start < end for start, end in syntax.quoted)
    return (
        bool(group.plain)
        and not (group.faint or group.without or quoted)
        and not document_frequency(now.parts, group)
    )


def _is_near(word: str, put: str, known: KnownWords) -> bool:
    """Say whether a word that some document has is one edit away."""
    folded = fold_typography(put)
    return spelling.edit_distance(word, folded, 1) <= 1 and known.count(folded) > 0


def _beginning(group: Group, known: KnownWords) -> list[str]:
    """Give the words that begin as the last word does, which may be half typed."""
    if len(group.plain) < _SHORTEST_BEGINNING or group.plain in known.others:
        return []
    found = correction.words_beginning(group.plain, known, _MOST_BEGINNING)
    return (
        found
        or sorted(
            (word for word in known.others if word.startswith(group.plain)), key=len
        )[:1]
    )


def _any_of(place: int, begins: list[str], known: KnownWords) -> Substitute:
    return Substitute(
        groups=(place,),
        alternatives=tuple(
            Alternative(stems=(stem_word(word),), worth=0.9, text=known.written(word))
            for word in begins
        ),
    )


def _known_words(now: Snapshot, thesaurus: Thesaurus | None) -> KnownWords:
    return KnownWords(
        lexicons=tuple(segment.lexicon for segment in now.segments),
        count=partial(_count_form, now),
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
    for ranked in ranking.rank_documents(now.parts, answers, found, _MOST_READ):
        if _has_signs(now.stored(ranked), syntax):
            kept[ranked.part] |= 1 << ranked.document
    return [replace(one, found=bits) for one, bits in zip(answers, kept, strict=True)]


def _has_signs(stored: Mapping[str, Any], syntax: Syntax) -> bool:
    title = {token.stem for token in analyse_text(str(stored["title"]))}
    if not all(stem_word(word) in title for word in syntax.titled):
        return False
    texts = [f" {flat_words(str(stored[row.key]))} " for row in field_weights.CLASSES]
    return all(
        any(f" {phrase} " in text for text in texts) for phrase in syntax.phrases
    )


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
