"""What a word of a document weighs, fixed when the document is indexed.

BM25F (Robertson, Zaragoza 2009, 3.6): the counts of a word in each class of
text are weighted and tempered by the length of that class, added, then
saturated. Usual lengths are constants, so that a weight depends on its document
alone and a rebuilt index gives the same answers.

The scale has two halves. A word of the title, the summary or the keywords says what
a sheet is about: it weighs LEADING or more. A word that only runs in the text weighs
less than that, however often it comes back.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from commons.adapters.search.port import HIDDEN
from commons.core.text.french.analysis import as_english, count_tokens, limit_words

SATURATION = 1.2
MOST_WORDS = 8_000
"""How many different words of a document are indexed: a book has fewer."""
LEADING = 0.5
"""The least weight of a word that says what its document is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightClass:
    """How a class of text weighs; `usual` is its usual count of words.

    `temper` (0 to 1) says how far length counts; `stops`, whether stop words
    are indexed too, for titles that hold nothing else; `leads`, whether its words
    say what the document is about.
    """

    key: str
    boost: float
    usual: float
    temper: float
    stops: bool = False
    leads: bool = False


CLASSES = (
    WeightClass(key="title", boost=8, usual=6, temper=0.4, stops=True, leads=True),
    WeightClass(key="summary", boost=3, usual=25, temper=0.4, stops=True, leads=True),
    WeightClass(key="keywords", boost=4, usual=5, temper=0.3, stops=True, leads=True),
    WeightClass(key="needs", boost=5, usual=20, temper=0.3, leads=True),
    WeightClass(key="main", boost=1.5, usual=150, temper=0.6),
    WeightClass(key="body", boost=1, usual=300, temper=0.6),
)


def span_field(name: str) -> str:
    """Give the field of a span, whose values are no choice of anybody."""
    return f"{HIDDEN}{name}"


@lru_cache(maxsize=4_096)
def read_span(value: str) -> tuple[int, int]:
    """Give the ends of a span from the value of its field."""
    low, _, high = value.partition(":")
    return int(low), int(high)


def weigh_terms(
    given: dict[str, str], language: str = "fr"
) -> tuple[dict[str, float], dict[str, float]]:
    """Give the weights, between 0 and 1, of exact forms and of stems."""
    exact: defaultdict[str, float] = defaultdict(float)
    stems: defaultdict[str, float] = defaultdict(float)
    leading: tuple[set[str], set[str]] = (set(), set())
    short = _shortened(given)
    for row in CLASSES:
        words, forms, roots = _count_words(
            short[row.key], stops=row.stops, english=language == "en"
        )
        weight = row.boost / (1 - row.temper + row.temper * words / row.usual)
        for form, count in forms:
            exact[form] += count * weight
        for root, count in roots:
            stems[root] += count * weight
        if row.leads:
            leading = (set(exact), set(stems))
    return _saturate(exact, leading[0]), _saturate(stems, leading[1])


def _count_words(
    text: str, *, stops: bool, english: bool
) -> tuple[int, list[tuple[str, int]], list[tuple[str, int]]]:
    """Count the words of a text, stop words only when `stops`; and its forms, and stems.

    A form or a stem may come back, with more. One stem of a word counts once.
    """
    words, forms, roots = 0, [], []
    for run, count in count_tokens(text):
        tokens = list(map(as_english, run)) if english else run
        if len(tokens) == 1:  # as nearly all are
            (token,) = tokens
            if stops or not token.stop:
                words += count
                forms.append((token.text, count))
                roots.append((token.stem, count))
            continue
        kept = [token for token in tokens if stops or not token.stop]
        words += count * sum(not token.part for token in kept)
        forms += [(token.text, count) for token in kept]
        placed = dict.fromkeys((token.stem, token.position) for token in kept)
        roots += [(root, count) for root, _ in placed]
    return words, forms, roots


def _shortened(given: dict[str, str]) -> dict[str, str]:
    """Give the texts up to where they have had MOST_WORDS different words."""
    if sum(map(len, given.values())) <= 2 * MOST_WORDS:
        return given
    left, short = MOST_WORDS, {}
    for row in CLASSES:
        short[row.key], count = limit_words(given[row.key], left)
        left -= count
    return short


def _saturate(counts: dict[str, float], leading: set[str]) -> dict[str, float]:
    """Bring the counts into the half of the scale that is theirs."""
    return {
        word: (LEADING if word in leading else 0.0)
        + (1 - LEADING) * count / (count + SATURATION)
        for word, count in counts.items()
    }
