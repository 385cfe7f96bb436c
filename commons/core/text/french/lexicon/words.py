"""The words of French, read from the two files that `make` wrote, at the first question.

All stand in one string, sorted and folded, so that a quarter of a million of them cost
some megabytes a process, and a question a few steps.
"""

import lzma
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from math import log

from commons.core.domain.language.folding import fold_typography

LEAST_RARE = 0.6
_MOST_FREQUENT = 100
"""Among so many words, the most frequent, no more is told by rank."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """How a frequent word is written, and its rank: 0 is the most frequent."""

    written: str
    rank: int


class _Lexicon:
    """Both files; each is read once, when it is first asked for."""

    @cached_property
    def forms(self) -> bytes:
        """The lines of the forms, each between two ends of lines."""
        return b"\n" + _unpacked("forms.txt.xz")

    @cached_property
    def frequent(self) -> tuple[Mapping[str, Spelling], frozenset[str]]:
        """The frequent words of French by their folded form, and those of English."""
        french, _, english = _unpacked("frequent.txt.xz").decode().partition("\n\n")
        found: dict[str, Spelling] = {}
        for rank, word in enumerate(french.split("\n")):
            found.setdefault(fold_typography(word), Spelling(written=word, rank=rank))
        return found, frozenset(english.split())


_LEXICON = _Lexicon()
_READING = threading.Lock()


def dictionary_form(word: str) -> str:
    """Give the entry of a dictionary under which a folded form stands, "" for none.

    Of several, the most frequent: "marche" gives "marche", "viennent" "venir".
    """
    with _READING:
        text = _LEXICON.forms
    sought = word.encode()
    low, high = 0, len(text) - 1  # ends of lines: it stands between them, or nowhere
    while low < high:
        start = text.rindex(b"\n", low, (low + high) // 2 + 1)
        end = text.index(b"\n", start + 1)
        form, _, change = text[start + 1 : end].partition(b" ")
        if form == sought:
            return _entry(word, change.decode())
        if form < sought:
            low = end
        else:
            high = start
    return ""


def is_word(word: str) -> bool:
    """Say whether a folded form is a word of French, or a frequent one of English."""
    return bool(dictionary_form(word)) or word in frequent_words() or is_english(word)


def is_english(word: str) -> bool:
    """Say whether a word is a frequent one of English; many are French as well."""
    with _READING:
        return word in _LEXICON.frequent[1]


def rareness(word: str) -> float:
    """Give how little a folded word is used in French, from LEAST_RARE to 1.

    The more frequent of the word and its entry counts: "organisons" is "organiser".
    """
    known = frequent_words()
    ranks = [
        known[form].rank for form in (word, dictionary_form(word)) if form in known
    ]
    if not ranks:
        return 1.0
    whole = log(len(known) + _MOST_FREQUENT) - log(_MOST_FREQUENT)
    share = (log(min(ranks) + _MOST_FREQUENT) - log(_MOST_FREQUENT)) / whole
    return LEAST_RARE + (1 - LEAST_RARE) * share


def frequent_words() -> Mapping[str, Spelling]:
    """Give the frequent words of French by their folded form, with their accents."""
    with _READING:
        return _LEXICON.frequent[0]


def _entry(word: str, change: str) -> str:
    """Cut so many letters and put others: "1er" makes "jardiner" of "jardina"."""
    if not change:
        return word
    cut = change.rstrip("abcdefghijklmnopqrstuvwxyz")
    return word[: len(word) - int(cut)] + change[len(cut) :]


def _unpacked(name: str) -> bytes:
    return lzma.decompress((files(__package__) / name).read_bytes())
