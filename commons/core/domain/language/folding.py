"""Folds texts: what a reader, a typist or a search takes for the same becomes equal.

One family, from the least that is folded away to the most. Folded titles, keywords,
e-mail addresses and index terms are stored: what a function here returns never
changes.
"""

import re
import unicodedata

from commons.core.domain.language.characters import (
    clean_line,
    normal_form,
    visible_text,
)

APOSTROPHES = "'`\u00b4\u02b9\u02bb\u02bc\u2018\u2019\u2032\uff07"
HYPHENS = "-\u2010\u2011\u2012\u2212\ufe63\uff0d"

_TITLE_SIGNS = str.maketrans(
    {"œ": "oe", "æ": "ae", "’": "'", "\u2018": "'", "–": "-", "—": "-"}
)

_WORD_SIGNS = str.maketrans(
    {
        "œ": "oe",
        "æ": "ae",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        **dict.fromkeys(APOSTROPHES, "'"),
        **dict.fromkeys(HYPHENS + "\u2013\u2014", "-"),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff"),
    }
)
_ACCENTS = re.compile(r"[\u0300-\u036f]+")

_JOINERS = "'-’\u2018\u02bc\u2010\u2011\u2012–—"
_NAME_SIGNS = str.maketrans(dict.fromkeys(_JOINERS, " ") | {"œ": "oe", "Œ": "OE"})
_KEPT = b"\nabcdefghijklmnopqrstuvwxyz0123456789"
_LOWER = bytes(
    lower if (lower := ord(chr(code).lower())) in _KEPT else ord(" ")
    for code in range(128)
) + bytes(128)
_SHORT = (
    (b" st ", b" saint "),
    (b" ste ", b" sainte "),
    (b" communaute de communes ", b" cc "),
    (b" communaute d agglomeration ", b" ca "),
    (b" communaute urbaine ", b" cu "),
)
"""What is written in two ways, and the one that we search by."""


def fold_case(text: str) -> str:
    """Return the text in NFC without its capitals; accents stay.

    >>> fold_case("ÉTÉ")
    'été'
    """
    return normal_form(text).casefold()


def fold_email(email: str) -> str:
    """Return what two spellings of one e-mail address share: case and accents' form."""
    return normal_form(clean_line(email).casefold())


def fold_signs(text: str) -> str:
    """Return a name with its accents, without capitals, spaces for what joins words.

    >>> fold_signs("L’Île-d’Yeu")
    'l île d yeu'
    """
    return fold_case(text.translate(_NAME_SIGNS))


def strip_accents(text: str) -> str:
    """Return the text decomposed (NFKD) without combining signs, of any script.

    >>> strip_accents("Ça, été")
    'Ca, ete'
    """
    spread = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in spread if not unicodedata.combining(sign))


def strip_to_ascii(text: str) -> bytes:
    """Return what is ASCII in the text once it is decomposed (NFKD).

    >>> strip_to_ascii("Ça, œuf")
    b'Ca, uf'
    """
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore")


def fold(text: str) -> str:
    """Return the text without case, accents, ligatures, needless spaces, unseen signs.

    By it titles, names and keywords are the same.

    >>> fold("  L’Atelier « Cœur  de bourg »")
    "l'atelier « coeur de bourg »"
    """
    if text.isascii():
        return " ".join(text.casefold().split())
    plain = strip_accents(visible_text(text).casefold().translate(_TITLE_SIGNS))
    return " ".join(plain.casefold().split())


def fold_typography(text: str) -> str:
    """Return the text without case, accents, ligatures and typographic signs.

    By it the search knows words.

    >>> fold_typography("L’Œuvre à cœur")
    "l'oeuvre a coeur"
    """
    if text.isascii():
        return text.lower().replace("`", "'")
    spread = unicodedata.normalize("NFKD", text.casefold().translate(_WORD_SIGNS))
    return _ACCENTS.sub("", spread).casefold()


def fold_place_names(text: str) -> bytes:
    """Return lower ASCII letters and digits, spaces around each word, by line.

    By it places are looked up: "St" is "saint", "communauté de communes" is "cc".
    """
    plain = strip_to_ascii(text.translate(_NAME_SIGNS)).translate(_LOWER)
    lines = plain.replace(b"\n", b" \n ")
    spaced = re.sub(rb"  +", b" ", b" %b \n" % lines)
    for written, searched in _SHORT:
        spaced = spaced.replace(written, searched)
    return spaced


def fold_words(text: str) -> bytes:
    """Return what someone typed as `fold_place_names` has it, on one line.

    b"" when it has letters of other scripts.

    >>> fold_words("St-Étienne")
    b'saint etienne'
    """
    spread = unicodedata.normalize("NFKD", text.translate(_NAME_SIGNS))
    if any(sign.isalnum() and not sign.isascii() for sign in spread):
        return b""
    return b" ".join(fold_place_names(spread.replace("\n", " ")).split())
