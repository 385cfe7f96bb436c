"""The nearest known word to one that the index has never seen."""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TypeAlias

from commons.core.text.french.stop_words import STOP_WORDS

_SHORTEST = 4
_LONG = 6
MOST_COMPARED = 2_000
"""How many known words one is compared with letter by letter, of its own length
first; those of one length in the order in which they are known."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WordsByLength:
    """The known words of one length, `words` end to end, the letters of each as bits.

    A tuple a word would take ten times the memory, in each process.
    """

    length: int
    letters: Sequence[int]
    words: str

    def near(self, letters: int, most: int) -> Iterator[str]:
        """Give the words whose letters differ from these in so many at most."""
        for place, own in enumerate(self.letters):
            if (own ^ letters).bit_count() <= most:
                start = place * self.length
                yield self.words[start : start + self.length]

    def beginning(self, start: str) -> Iterator[str]:
        """Give the words that begin so."""
        at = self.words.find(start)
        while at >= 0:
            if at % self.length == 0:
                yield self.words[at : at + self.length]
            at = self.words.find(start, at + 1)


Lexicon: TypeAlias = Mapping[int, WordsByLength]
"""Words by their length."""


def build_lexicon(words: Iterable[str], *, stops: bool = False) -> Lexicon:
    """Arrange the words that can be proposed, stop words only when `stops`."""
    found: dict[int, list[str]] = {}
    for word in words:
        if (
            len(word) >= _SHORTEST
            and word.isalpha()
            and (stops or word not in STOP_WORDS)
        ):
            found.setdefault(len(word), []).append(word)
    return {
        length: WordsByLength(
            length=length,
            letters=array("I", map(_letters, row)),
            words="".join(row),
        )
        for length, row in found.items()
    }


def close_words(word: str, lexicon: Lexicon) -> list[str]:
    """Give the words that have all but two letters in common, about one edit away."""
    letters = _letters(word)
    return [
        other
        for length in (len(word) - 1, len(word), len(word) + 1)
        if (words := lexicon.get(length))
        for other in words.near(letters, 2)
    ]


def nearest_words(word: str, known: Iterable[Lexicon]) -> list[str]:
    """Give the words at the least distance (at most 2), [] when none is near.

    One edit is an insertion, a removal, a change or the swap of neighbours;
    words under 6 letters allow one edit, under 4 none. Words with the same
    first letter come first, then the alphabet.
    """
    most = 2 if len(word) >= _LONG else 1
    if len(word) < _SHORTEST or not word.isalpha():
        return []
    letters = _letters(word)
    lengths = sorted(range(-most, most + 1), key=abs)
    alike = (
        other
        for lexicon in list(known)
        for more in lengths
        if (words := lexicon.get(len(word) + more))
        for other in words.near(letters, 2 * most)
    )
    near = {
        other: edit_distance(word, other, most)
        for other in islice(dict.fromkeys(alike), MOST_COMPARED)
    }
    least = min((d for d in near.values() if d <= most), default=None)
    found = [other for other, d in near.items() if d == least]
    return sorted(found, key=lambda other: (other[0] != word[0], other))


def edit_distance(first: str, second: str, most: int) -> int:
    """Count the edits between two words; past `most`, give most + 1.

    Rows of the table are integers, a bit a letter of the first word (Hyyrö 2003, "A
    bit-vector algorithm for computing Levenshtein and Damerau edit distances").
    """
    if not first or abs(len(first) - len(second)) > most:
        return min(max(len(first), len(second)), most + 1)
    places, whole = _places_of(first), (1 << len(first)) - 1
    last = (whole + 1) >> 1
    above, below, diagonal, before, edits = whole, 0, 0, 0, len(first)
    for letter in second:
        same = places.get(letter, 0)
        swapped = ((~diagonal & same) << 1) & before
        diagonal = (((same & above) + above) ^ above) | same | below | swapped
        left, right = below | ~(diagonal | above), diagonal & above
        edits += (left & last > 0) - (right & last > 0)
        left, right = left << 1 | 1, right << 1
        above, below = (right | ~(diagonal | left)) & whole, left & diagonal & whole
        before = same
    return min(edits, most + 1)


@lru_cache(maxsize=64)
def _places_of(word: str) -> Mapping[str, int]:
    """Give where each letter of a word stands, as bits."""
    places: dict[str, int] = {}
    for place, letter in enumerate(word):
        places[letter] = places.get(letter, 0) | 1 << place
    return places


def _letters(word: str) -> int:
    """Give the set of the letters as bits; letters past z share places."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) & 31)
    return bits
