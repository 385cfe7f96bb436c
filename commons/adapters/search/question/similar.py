"""Which documents are most like another one, by its telling words and its themes.

The words are the rarest of those that say what it is about. So few are looked up that
it costs about as much for ten thousand documents as for a hundred.
"""

import heapq
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, islice

from commons.adapters.search.postings.segments import Part, term_rarity
from commons.core.text.french.analysis import Token, analyse_text, as_english
from commons.core.text.french.lexicon.words import frequent_words
from commons.core.text.french.stop_words import FAINT_WORDS

MOST_WORDS = 5
"""How many words of a document are looked up."""
_MOST_WEIGHED = 30
"""How many of the best are compared by their themes."""
_MOST_READ = 2_000
"""How many signs of each of its texts are read for them."""
_WORTH = {"title": 3.0, "keywords": 2.0, "needs": 1.5, "summary": 1.0}
_COMMON_RANK = 300
"""Words that are more frequent in French say nothing of what a text is about."""
_FACET, _SHARED = "theme", 0.25
"""A facet, and what each of its values that is shared adds to what the words give."""

Place = tuple[int, int]
"""The place of a part among all, and of a document within it."""


def rank_similar(
    parts: Sequence[Part], own: Place, stems: Sequence[str], most: int
) -> list[tuple[Place, float]]:
    """Return the live documents most like one, with their scores, best first.

    They are about two of its telling `stems` at least, and do not come behind all
    others.
    """
    everything = sum(part.live.bit_count() for part in parts)
    about = []
    for stem in stems:
        sets = _about(parts, stem)
        told = term_rarity(sum(bits.bit_count() for bits in sets), everything)
        about.append((told, sets))
    scores = dict(islice(_held_twice(parts, about, own), _MOST_WEIGHED))
    values = _values_of(parts, own)
    near = {
        place: scores[place] * (1 + _SHARED * _count_held(parts, place, values))
        for place in scores
    }
    return heapq.nlargest(most, near.items(), key=lambda pair: pair[1])


def telling_stems(texts: Mapping[str, str], language: str = "fr") -> list[str]:
    """Return the stems that say most of what texts are about, the best first.

    They are those of English or else of French, as the texts were indexed.
    """
    worth: defaultdict[str, float] = defaultdict(float)
    for name, weight in _WORTH.items():
        tokens = analyse_text(texts.get(name, "")[:_MOST_READ])
        for token in map(as_english, tokens) if language == "en" else tokens:
            worth[token.stem] = max(worth[token.stem], weight * _rareness(token))
    best = heapq.nlargest(MOST_WORDS, worth.items(), key=lambda pair: pair[1])
    return [stem for stem, value in best if value]


def _rareness(token: Token) -> float:
    """Give how rare a word is in French, from 0 to 1."""
    if token.stop or token.part or token.without or token.text in FAINT_WORDS:
        return 0.0
    known = frequent_words().get(token.text)
    if known is None:
        return 1.0
    if known.rank < _COMMON_RANK:
        return 0.0
    return math.sqrt(min(1.0, known.rank / 20_000))


def _about(parts: Sequence[Part], stem: str) -> list[int]:
    """Give the live documents that are about a stem, part by part."""
    return [
        part.segment.stem(stem).leading & part.live & ~part.segment.behind
        for part in parts
    ]


def _held_twice(
    parts: Sequence[Part], about: Sequence[tuple[float, Sequence[int]]], own: Place
) -> Iterator[tuple[Place, float]]:
    """Give the documents that are about two of some stems at least, with their scores.

    Those that are about the same ones score the same, so that they come set by set, the
    best first, and no more are looked at than are taken.
    """
    sizes = range(2, len(about) + 1)
    mixes = [mix for size in sizes for mix in combinations(range(len(about)), size)]
    scored = [(sum(about[one][0] for one in mix), mix) for mix in mixes]
    for score, mix in sorted(scored, key=lambda pair: -pair[0]):
        for at, part in enumerate(parts):
            held = part.live
            for one, (_, sets) in enumerate(about):
                held &= sets[at] if one in mix else ~sets[at]
            while held:
                lowest = held & -held
                held ^= lowest
                place = at, lowest.bit_length() - 1
                if place != own:
                    yield place, score


def _values_of(parts: Sequence[Part], own: Place) -> list[str]:
    """Return the themes of a document."""
    at, document = own
    values = parts[at].segment.facets.get(_FACET, {}).items()
    return [value for value, bits in values if bits >> document & 1]


def _count_held(parts: Sequence[Part], place: Place, values: Sequence[str]) -> int:
    """Count those of some themes that a document has."""
    at, document = place
    known = parts[at].segment.facets.get(_FACET, {})
    return sum(known.get(value, 0) >> document & 1 for value in values)
