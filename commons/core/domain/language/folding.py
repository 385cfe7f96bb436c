"""Knows when two titles or names are the same to a reader."""

import unicodedata

from commons.core.domain.language.characters import visible_text

_SAME = str.maketrans(
    {"œ": "oe", "æ": "ae", "’": "'", "\u2018": "'", "–": "-", "—": "-"}
)


def fold(text: str) -> str:
    """Give the text without case, accents, ligatures, needless spaces, unseen signs.

    >>> fold("  L’Atelier « Cœur  de bourg »")
    "l'atelier « coeur de bourg »"
    """
    if text.isascii():
        return " ".join(text.casefold().split())
    apart = unicodedata.normalize(
        "NFKD", visible_text(text).casefold().translate(_SAME)
    )
    plain = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return " ".join(plain.casefold().split())
