"""What is put in place of a word that nobody knows.

A word that a dictionary, the thesaurus or a sheet has is never replaced, nor one within
quotation marks. What replaces another is near in its letters or sounds alike.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from commons.adapters.search.question.spelling import (
    Lexicon,
    build_lexicon,
    close_words,
    edit_distance,
    nearest_words,
)
from commons.adapters.search.question.word_groups import Group
from commons.core.text.french.lexicon.words import frequent_words, is_word
from commons.core.text.french.meaning.thesaurus import Thesaurus
from commons.core.text.french.phonetic import sound_of
from commons.core.text.french.stop_words import STOP_WORDS

MOST_CORRECTED = 8
"""How many words of a query are replaced, the first ones."""
_SHORTEST = 4
_SHORTEST_PIECE = 3
_LONGEST = 40
"""What is longer is no word: it is not corrected."""
_MOST_BEGINNING, _MOST_COUNTED = 8, 100
"""How many words that begin as one typed are given, the most frequent of so many that
are looked at, the shortest."""
_MOST_PIECES = 5
_MOST_PROPOSALS = 30
_FARTHEST_SOUND = 4
_HEARD, _HAD = 1.5, 1.0
"""What sounding the same saves, in edits, and being a word of some sheet."""
_INITIALS = {
    **dict.fromkeys("ckqsxz", "ckqsxz"),
    **dict.fromkeys("gj", "gj"),
    **dict.fromkeys("fp", "fp"),
    **dict.fromkeys("aeiouyh", "aeiouyh"),
}
"""First letter -> the first letters of words that may sound alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownWords:
    """What is asked of the index: how many documents have a form, how one writes it.

    `lexicons` hold the words of all documents, deleted ones too: what counts for
    nothing is no word. `frequency` counts the documents that answer a group. `others`
    are the words of the thesaurus by their folded form.
    """

    lexicons: Sequence[Lexicon]
    count: Callable[[str], int]
    frequency: Callable[[Group], int]
    written: Callable[[str], str]
    others: Mapping[str, str]
    other_lexicon: Lexicon

    def spelling(self, word: str) -> str:
        """Give a folded word as a document or the thesaurus writes it."""
        return self.written(word) if self.count(word) else self.others.get(word, word)


def is_unknown(word: str, known: KnownWords) -> bool:
    """Say whether neither a dictionary nor the thesaurus has a folded word."""
    return not is_word(word) and word not in known.others


def replacement(typed: str, group: Group, known: KnownWords) -> str:
    """Give what an unknown word stands for, as one writes it; "" when nothing is near.

    `typed` is the word as it was typed, with its accents. Letters count as edits; what
    sounds the same is nearer, and so is what some sheet has.
    """
    word = group.plain
    if not _SHORTEST <= len(word) <= _LONGEST or not word.isalpha():
        return ""
    sound = sound_of(typed.lower())
    proposals = _proposals(word, sound, known)
    pieces = _split(word, known)

    def rank(other: str) -> tuple[float, bool, int, int]:
        spelt = frequent_words().get(other)
        heard = sound_of(spelt.written if spelt else other) == sound
        cost = edit_distance(word, other, _FARTHEST_SOUND)
        gained = _HEARD * heard + _HAD * (proposals[other] > 0)
        rarity = spelt.rank if spelt else len(frequent_words())
        return (gained - cost, other[0] == word[0], proposals[other], -rarity)

    best = max(sorted(proposals), key=rank, default="")
    if not best or (pieces and edit_distance(word, best, 1) > 1):
        return pieces
    if proposals[best]:
        return known.written(best)
    spelt = frequent_words().get(best)
    return spelt.written if spelt else known.others.get(best, best)


def _proposals(word: str, sound: str, known: KnownWords) -> dict[str, int]:
    """Give the words that one may stand for, with how many sheets have each."""
    near = nearest_words(word, known.lexicons)[:_MOST_PROPOSALS]
    found = {other: count for other in near if (count := known.count(other))}
    named = (known.other_lexicon, _frequent_lexicon())
    beside = [
        other
        for lexicon in named
        for other in close_words(word, lexicon)
        if edit_distance(word, other, 1) <= 1
    ]
    for other in (*beside, *_sounding(sound, word)):
        found.setdefault(other, known.count(other))
    return found


def words_beginning(start: str, known: KnownWords) -> list[str]:
    """Give the words of live documents that begin so, the most frequent first.

    The shortest of the thesaurus when no document has any.
    """
    if len(start) > _LONGEST:
        return []
    begun = shortest_beginning(start, known)
    counted = {word: count for word in begun if (count := known.count(word))}
    if counted:
        found = sorted(counted, key=lambda word: (-counted[word], word))
        return found[:_MOST_BEGINNING]
    others = [word for word in known.others if word.startswith(start)]
    return sorted(others, key=lambda word: (len(word), word))[:1]


def shortest_beginning(start: str, known: KnownWords) -> list[str]:
    """Give the words of all documents, deleted ones too, that begin so: the shortest."""
    begun = (
        word
        for length in sorted({n for lexicon in known.lexicons for n in lexicon})
        if length > len(start)
        for lexicon in known.lexicons
        if (row := lexicon.get(length))
        for word in row.beginning(start)
    )
    return list(islice(dict.fromkeys(begun), _MOST_COUNTED))


def _split(word: str, known: KnownWords) -> str:
    """Give the words that one run of letters is made of, "" when it is not."""
    best: dict[int, tuple[str, ...]] = {0: ()}
    for end in range(1, len(word) + 1):
        for start, pieces in list(best.items()):
            piece = word[start:end]
            if len(pieces) < _MOST_PIECES and _is_piece(piece, known, inner=start > 0):
                more = (*pieces, piece)
                if end not in best or len(more) < len(best[end]):
                    best[end] = more
    pieces = best.get(len(word), ())
    if len(pieces) < 2 or pieces[-1] in STOP_WORDS:
        return ""
    return " ".join(
        piece if piece in STOP_WORDS else known.written(piece) for piece in pieces
    )


def _is_piece(piece: str, known: KnownWords, *, inner: bool) -> bool:
    if piece in STOP_WORDS:
        return inner and len(piece) > 1
    long = len(piece) >= _SHORTEST_PIECE
    return long and not is_unknown(piece, known) and known.count(piece) > 0


def _sounding(sound: str, word: str) -> list[str]:
    """Give the frequent words of French that sound so, and are not too far."""
    return [
        other
        for initial in _INITIALS.get(word[0], word[0])
        for other in _by_sound(initial).get(sound, ())
        if edit_distance(word, other, _FARTHEST_SOUND) <= _FARTHEST_SOUND
    ]


@lru_cache(maxsize=32)
def _by_sound(initial: str) -> Mapping[str, Sequence[str]]:
    """Give the frequent words with an initial, by how they sound."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for folded, spelt in frequent_words().items():
        if folded[0] == initial and len(folded) >= _SHORTEST:
            found[sound_of(spelt.written)].append(folded)
    return found


@lru_cache(maxsize=1)
def _frequent_lexicon() -> Lexicon:
    """Give the frequent words of French, stop words too: "coment" is "comment"."""
    return build_lexicon(frequent_words(), stops=True)


@lru_cache(maxsize=4)
def thesaurus_lexicon(thesaurus: Thesaurus) -> Lexicon:
    """Give the words of a thesaurus, arranged once."""
    return build_lexicon(thesaurus.single_words)
