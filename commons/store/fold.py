"""Knows when two titles or names are the same to a reader."""

import unicodedata

_SAME = str.maketrans(
    {"œ": "oe", "æ": "ae", "’": "'", "\u2018": "'", "–": "-", "—": "-"}
)


def fold(text: str) -> str:
    """Give the text without case, accents, ligatures and needless spaces.

    >>> fold("  L’Atelier « Cœur  de bourg »")
    "l'atelier « coeur de bourg »"
    """
    apart = unicodedata.normalize("NFKD", text.casefold().translate(_SAME))
    plain = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return " ".join(plain.casefold().split())
