"""The thesaurus as a search asks it: which concepts some words name, and by what else.

Labels are compared by the stems of their words that say something, so that number,
gender and accents do not matter.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from operator import itemgetter

from commons.core.domain.language.folding import fold_typography
from commons.core.domain.schema.kind import Schema
from commons.core.domain.schema.thesaurus import ThesaurusTerm
from commons.core.text.french.analysis import Token, analyse_text
from commons.core.text.french.lexicon.words import dictionary_form
from commons.core.text.french.meaning.everyday import said_alike
from commons.core.text.french.meaning.needs import Needs
from commons.core.text.french.meaning.vectors import Vector
from commons.core.text.french.morphology.derivation import are_one_word
from commons.core.text.french.morphology.stemming import stem_english_word
from commons.core.text.french.stop_words import (
    ENGLISH_STOP_WORDS,
    FAINT_WORDS,
    GRAMMAR_WORDS,
    OCCASION_WORDS,
)

SAME, NARROWER, BROADER, RELATED = 0.8, 0.5, 0.2, 0.5
"""How much of the word itself another label of the concept is worth, a label of a
narrower concept, the name of a broader and of a related one."""
NEED, SURE_NEED = 1.25, 1.6
"""What these are multiplied with when the need was told, and not the name: what helps
answers it as well as its own words do, which sheets of what helps seldom have. The
second is for needs told in `_SURE` words or more."""
_MOST_NAMES = 24
_MOST_CONCEPTS = 256
"""Of how many concepts the names around are kept, made when they are first asked."""
_MOST_NEAR = 4
"""How many names a need has that is only near: each is looked up in all sheets."""
_MOST_ANALYSED = 16_384
_SURE = 3
"""How many words a need has, at least, to be sure of it, though it is told with other
words that say the same."""
_FARTHEST = 9
"""Within how many telling words the words of a need stand."""

_PRONOUNS = frozenset(
    {"ce", "elle", "elles", "il", "ils", "je", "nous", "on", "tu", "vous"}
)
"""What stands after a verb in a question: "viennent-ils" is no compound."""

_WORD = re.compile(r"[^\W\d_]{3,}")

Stems = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherName:
    """Another way to say what was asked: its stems must all be there.

    `text` is how it is written, `worth` (0 to 1) how much of the asked words it is.
    `shown` says that readers may be told so.
    """

    text: str
    stems: Stems
    worth: float
    shown: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """Words of a question, by their places, that name a concept; and its other names."""

    places: tuple[int, ...]
    names: tuple[OtherName, ...]
    need: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word of a question or of a label that is more than grammar: stems and forms."""

    stems: frozenset[str]
    forms: frozenset[str]
    start: int
    telling: bool = True


@dataclass(frozen=True, slots=True)
class _Label:
    asked: tuple[Word, ...]
    concept: int
    need: bool
    english: bool


class Thesaurus:
    """The concepts by the stems of their labels; made once of all terms."""

    def __init__(self, terms: Sequence[ThesaurusTerm]) -> None:
        self._names: list[tuple[tuple[str, Stems], ...]] = []
        self._narrower: defaultdict[int, list[int]] = defaultdict(list)
        self._labels: defaultdict[str, list[_Label]] = defaultdict(list)
        self._needs = Needs(
            (place, need) for place, term in enumerate(terms) for need in term.needs
        )
        places = {term.key: place for place, term in enumerate(terms)}
        self._neighbours = [
            (
                [places[key] for key in term.broader if key in places],
                [places[key] for key in term.related if key in places],
            )
            for term in terms
        ]
        self._others = lru_cache(_MOST_CONCEPTS)(self._others_told)
        for place, term in enumerate(terms):
            names = [*term.label.values(), *term.names]
            self._names.append(
                tuple(
                    (
                        name,
                        _telling_stems(
                            words_of_name(name), english=name in term.english
                        ),
                    )
                    for name in names
                )
            )
            for broader in self._neighbours[place][0]:
                self._narrower[broader].append(place)
            for name in (*names, *term.needs):
                english, need = name in term.english, name not in names
                self._add(name, _Label(words_of_name(name), place, need, english))

    def _add(self, name: str, label: _Label) -> None:
        words, need = label.asked, label.need
        alone = len(words) == 1 and (not words[0].telling or (need and " " in name))
        if not words or alone:
            return
        if need and len(words) >= _SURE:
            words = tuple(replace(word, stems=said_alike(word.stems)) for word in words)
            label = replace(label, asked=words)
        for stem in words[0].stems:
            self._labels[stem].append(label)

    def meanings(self, words: Sequence[Word]) -> list[Meaning]:
        """Give the concepts that the words of a question name, and their other names.

        A name must stand there word after word, the words of a need anywhere near.
        A name within a longer one is not meant.
        """
        found = [
            (places, label)
            for start, word in enumerate(words)
            for stem in sorted(word.stems)
            for label in self._labels.get(stem, ())
            if (places := _places(label, words, start))
        ]
        found = _told_once(found)
        names = [set(places) for places, label in found if not label.need]
        named = {places for places, label in found if not label.need}
        merged: dict[tuple[int, ...], dict[Stems, OtherName]] = {}
        for places, label in found:
            if not label.need and any(set(places) < other for other in names):
                continue
            own = frozenset().union(*(words[place].stems for place in places))
            forms = frozenset().union(*(words[place].forms for place in places))
            own |= {stem_english_word(form) for form in forms}
            into = merged.setdefault(places, {})
            sure = SURE_NEED if len(label.asked) >= _SURE else NEED
            for name in self._others(label.concept, sure if label.need else 1.0):
                known = into.get(name.stems)
                if not own.issuperset(name.stems) and (
                    known is None or known.worth < name.worth
                ):
                    into[name.stems] = name
        return [
            Meaning(
                places=places,
                need=places not in named,
                names=_strongest(names.values()),
            )
            for places, names in merged.items()
            if names
        ]

    def nearest_needs(self, vector: Vector) -> list[tuple[OtherName, ...]]:
        """Return the names of what helps with the needs that a question is near to.

        Each as far as it is near; the vector is that of the question.
        """
        found = []
        for concept, near in self._needs.nearest(vector):
            best: dict[Stems, OtherName] = {}
            for name in self._others(concept, NEED):
                known = best.get(name.stems)
                if known is None or known.worth < name.worth * near:
                    best[name.stems] = replace(name, worth=name.worth * near)
            found.append(_strongest(best.values())[:_MOST_NEAR])
        return found

    @cached_property
    def single_words(self) -> Mapping[str, str]:
        """The words of all names by their folded form, as they are written."""
        names = (name for row in self._names for name, _ in row)
        return {
            fold_typography(word): word.lower()
            for name in names
            for word in _WORD.findall(name)
        }

    def _others_told(self, concept: int, share: float) -> tuple[OtherName, ...]:
        return tuple(self._others_of(concept, share))

    def _others_of(self, concept: int, share: float) -> Iterator[OtherName]:
        """Give the names of a concept and of those around it, worth a share of it."""
        broader, related = self._neighbours[concept]
        for name, stems in self._names[concept]:
            if stems:
                yield OtherName(text=name, stems=stems, worth=share * SAME)
        for others, worth, most in (
            (self._narrower[concept], NARROWER, _MOST_NAMES),
            (broader, BROADER, 2),
            (related, RELATED, 3),
        ):
            for other in others:
                for name, stems in self._names[other][:most]:
                    if stems and fold_typography(name) not in OCCASION_WORDS:
                        yield OtherName(
                            text=name, stems=stems, worth=share * worth, shown=False
                        )


def _strongest(names: Iterable[OtherName]) -> tuple[OtherName, ...]:
    return tuple(sorted(names, key=lambda name: -name.worth)[:_MOST_NAMES])


def _told_once(
    found: Sequence[tuple[tuple[int, ...], _Label]],
) -> list[tuple[tuple[int, ...], _Label]]:
    """Give the needs of one concept as one, with the words of all."""
    told: dict[int, tuple[set[int], _Label]] = {}
    for places, label in found:
        if label.need:
            known, longest = told.setdefault(label.concept, (set(), label))
            known.update(places)
            if len(label.asked) > len(longest.asked):
                told[label.concept] = (known, label)
    names = [(places, label) for places, label in found if not label.need]
    return names + [(tuple(sorted(known)), label) for known, label in told.values()]


def words_of(text: str) -> list[Word]:
    """Give the words of a text that are more than grammar, compounds by their parts.

    A compound of which one part alone is more, as "bien-être", is whole.
    """
    tokens = [t for t in analyse_text(text) if not t.part and not t.without]
    found: dict[tuple[int, int], list[Token]] = {}
    whole: dict[tuple[int, int], list[Token]] = {}
    for place, token in enumerate(tokens):
        span = (token.start, token.end)
        if any(_within(other, span) for other in tokens[place + 1 : place + 12]):
            whole.setdefault(span, []).append(token)
        elif token.text not in GRAMMAR_WORDS:
            found.setdefault(span, []).append(token)
    for span, forms in whole.items():
        parts = [token for token in tokens if _within(token, span)]
        kept = {(part.start, part.end) for part in parts} & found.keys()
        dropped = {part.text for part in parts if part.text in GRAMMAR_WORDS}
        if len(kept) == 1 and not forms[0].stop and not dropped & _PRONOUNS:
            del found[kept.pop()]
            found[span] = forms
    return [
        Word(
            stems=_shared(frozenset(token.stem for token in forms)),
            forms=_shared(frozenset(token.text for token in forms)),
            start=start,
            telling=not any(
                token.stop
                or token.text in FAINT_WORDS
                or token.text in ENGLISH_STOP_WORDS
                for token in forms
            ),
        )
        for (start, _), forms in sorted(found.items(), key=itemgetter(0))
    ]


def _within(token: Token, span: tuple[int, int]) -> bool:
    """Say whether a token is a part of a stretch and not all of it."""
    own = (token.start, token.end)
    return own != span and span[0] <= own[0] and own[1] <= span[1]


def _telling_stems(words: Sequence[Word], *, english: bool) -> Stems:
    """Give the stems that a text must hold to hold a name; () when too few tell."""
    telling = tuple(
        stem_english_word(min(word.forms)) if english else min(word.stems)
        for word in words
        if word.telling
    )
    return telling if len(telling) > 1 or len(telling) == len(words) else ()


@lru_cache(maxsize=_MOST_ANALYSED)
def _shared(words: frozenset[str]) -> frozenset[str]:
    """Give the first of equal sets: the labels of a thesaurus share most of theirs."""
    return words


@lru_cache(maxsize=_MOST_ANALYSED)
def words_of_name(name: str) -> tuple[Word, ...]:
    """Give the words of a name, analysed once: most stay when a thesaurus is edited."""
    return tuple(words_of(name))


def _places(label: _Label, words: Sequence[Word], start: int) -> tuple[int, ...]:
    """Give where the words of a label stand, the first at `start`; () if they do not.

    A word alone must tell something and be the same word: a stem is not enough to know
    "personne" from "persona".
    """
    places = (
        _near_places(label, words, start)
        if label.need
        else _next_places(label, words, start)
    )
    if len(places) != 1:
        return places
    return places if words[start].telling and _is_same(label, words[start]) else ()


def _next_places(label: _Label, words: Sequence[Word], start: int) -> tuple[int, ...]:
    places = range(start, start + len(label.asked))
    agree = places.stop <= len(words) and all(
        words[place].stems & word.stems
        for word, place in zip(label.asked, places, strict=True)
    )
    return tuple(places) if agree else ()


def _near_places(label: _Label, words: Sequence[Word], start: int) -> tuple[int, ...]:
    found = [start]
    near = range(max(0, start - _FARTHEST), min(len(words), start + _FARTHEST + 1))
    for word in label.asked[1:]:
        place = next(
            (n for n in near if n not in found and words[n].stems & word.stems), None
        )
        if place is None:
            return ()
        found.append(place)
    return tuple(sorted(found))


def _is_same(label: _Label, word: Word) -> bool:
    """Say whether a word is the one word of a label; French words are not English."""
    if label.english and any(map(dictionary_form, word.forms)):
        return False
    return any(
        are_one_word(form, own) for form in word.forms for own in label.asked[0].forms
    )


@lru_cache(maxsize=4)
def thesaurus_of(schema: Schema) -> Thesaurus:
    """Give the thesaurus of a schema, made once."""
    return Thesaurus(schema.thesaurus)
