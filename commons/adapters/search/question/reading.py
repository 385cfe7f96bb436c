"""What a query asks of an index: unknown words put right, other words beside."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from commons.adapters.search.port import Query
from commons.adapters.search.question import correction
from commons.adapters.search.question.alternatives import (
    Alternative,
    SearchTerms,
    Substitute,
    joined_words,
    near_needs,
    substitutes_of,
)
from commons.adapters.search.question.correction import KnownWords
from commons.adapters.search.question.equivalents import equivalent_words
from commons.adapters.search.question.spelling import edit_distance
from commons.adapters.search.question.syntax import Syntax, read_syntax
from commons.adapters.search.question.word_groups import (
    MOST_CHARACTERS,
    Group,
    Replacement,
    is_english_question,
    replaced,
    word_groups,
)
from commons.core.domain.language.folding import fold_typography
from commons.core.text.french.morphology.derivation import derivation_root
from commons.core.text.french.morphology.stemming import stem_word

_SHORTEST_BEGINNING = 3
_BEGUN_WORTH, _DERIVED_WORTH = 0.9, 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadQuery:
    """What a query asks for, of `words` without signs and with corrections.

    `corrected` and `corrections` are told to readers.
    """

    words: str
    asked: SearchTerms
    syntax: Syntax
    corrected: str = ""
    corrections: tuple[tuple[str, str], ...] = ()


def read_query(query: Query, known: KnownWords) -> ReadQuery:
    """Give what a query asks for."""
    typed = query.words[:MOST_CHARACTERS]
    syntax = read_syntax(typed)
    groups = word_groups(syntax.plain, occasions=not query.fits_first)
    puts = () if query.verbatim else _replacements(syntax, groups, known)
    plain = replaced(syntax.plain, puts)
    if puts:
        groups = word_groups(plain, occasions=not query.fits_first)
    named = substitutes_of(plain, groups, query.thesaurus)
    english = is_english_question(plain)
    substitutes = (
        *named,
        *equivalent_words(groups, named, known.frequency, english=english),
        *(() if query.fits_first else near_needs(groups, query.thesaurus)),
        *joined_words(groups),
        *_begun_word(plain, groups, known),
        *_derived_words(groups, known),
    )
    return ReadQuery(
        words=plain,
        asked=SearchTerms(groups=groups, substitutes=substitutes, tail=query.tail),
        syntax=syntax,
        corrected=replaced(typed, puts) if puts else "",
        corrections=tuple((typed[put.start : put.end], put.text) for put in puts),
    )


def _replacements(
    syntax: Syntax, groups: Sequence[Group], known: KnownWords
) -> tuple[Replacement, ...]:
    """Give what is put for words that nobody knows, none within another."""
    puts = _joined_in_two(syntax, groups, known)
    looked_up = 0
    for group in groups:
        if syntax.is_quoted(group.start) or not _is_missing(group, known):
            continue
        if any(put.start < group.end and group.start < put.end for put in puts):
            continue
        looked_up += 1
        if looked_up > correction.MOST_CORRECTED:
            break
        if text := _word_for(syntax.plain, group, known):
            puts.append(Replacement(start=group.start, end=group.end, text=text))
    return tuple(sorted(puts, key=lambda put: put.start))


def _joined_in_two(
    syntax: Syntax, groups: Sequence[Group], known: KnownWords
) -> list[Replacement]:
    """Give the words that were typed in two: "co voiturage"."""
    found: list[Replacement] = []
    for first, second in pairwise(groups):
        if not (first.plain and second.plain and second.start - first.end == 1):
            continue
        one = first.plain + second.plain
        if not (known.count(one) or one in known.others):
            continue
        if syntax.is_quoted(first.start) or (found and found[-1].end > first.start):
            continue
        if known.frequency(first) and known.frequency(second):
            continue  # both are words of their own: one more way to say it
        text = known.spelling(one)
        found.append(Replacement(start=first.start, end=second.end, text=text))
    return found


def _is_missing(group: Group, known: KnownWords) -> bool:
    """Say whether no document has a word that may be looked up among others."""
    named = bool(group.plain) and not (group.faint or group.without)
    return named and not known.frequency(group)


def _word_for(plain: str, group: Group, known: KnownWords) -> str:
    """Give what is put for a word that no document has, "" to leave it."""
    begins = _words_begun(plain, group, known)
    if len({stem_word(word) for word in begins}) == 1:
        return known.spelling(begins[0])
    if not correction.is_unknown(group.plain, known):
        return ""
    put = correction.replacement(plain[group.start : group.end], group, known)
    return put if not begins or _is_near(group.plain, put, known) else ""


def _is_near(word: str, put: str, known: KnownWords) -> bool:
    """Say whether a word that some document has is one edit away."""
    folded = fold_typography(put)
    return edit_distance(word, folded, 1) <= 1 and known.count(folded) > 0


def _begun_word(
    plain: str, groups: Sequence[Group], known: KnownWords
) -> Iterable[Substitute]:
    """Give the words that the last one may become, when it is half typed."""
    if not groups or not _is_missing(groups[-1], known):
        return ()
    begins = _words_begun(plain, groups[-1], known)
    alternatives = tuple(
        Alternative(
            stems=(stem_word(word),), worth=_BEGUN_WORTH, text=known.spelling(word)
        )
        for word in begins
    )
    place = len(groups) - 1
    return (Substitute(groups=(place,), alternatives=alternatives),) if begins else ()


def _derived_words(groups: Sequence[Group], known: KnownWords) -> Iterable[Substitute]:
    """Give the words of documents that are derived from the verb of one asked."""
    for place, group in enumerate(groups):
        root = derivation_root(group.plain) if group.plain else ""
        if not root or group.faint or group.without:
            continue
        own = {stem for _, stem in group.forms}
        stems = {
            stem_word(word)
            for word in correction.shortest_beginning(root, known)
            if derivation_root(word) == root
        }
        alternatives = tuple(
            Alternative(stems=(stem,), worth=_DERIVED_WORTH)
            for stem in sorted(stems - own)
        )
        if alternatives:
            yield Substitute(groups=(place,), alternatives=alternatives)


def _words_begun(plain: str, group: Group, known: KnownWords) -> list[str]:
    """Give the words that begin as the last word does; [] for another word."""
    last = not plain[group.end :].strip()
    if not last or len(group.plain) < _SHORTEST_BEGINNING:
        return []
    return (
        []
        if group.plain in known.others
        else correction.words_beginning(group.plain, known)
    )
