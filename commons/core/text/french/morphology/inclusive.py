"""The two forms behind inclusive writing: acteur·ice·s, entrepreneurs.euses.

All words here are folded. The signs that also serve elsewhere (full stop,
hyphen, slash, parenthesis) count as inclusive only before a known ending that
suits the word; the middle dots always do before a short ending.
"""

import re

from commons.core.text.french.stop_words import STOP_WORDS

MIDDLE_DOTS = "·•‧⋅∙・"

_WRITTEN = """
    e ne le te se ve fe sse esse che que ice rice trice atrice euse eure ere iere
    ive elle lle enne ienne onne oise aise ine ale s x
"""
_ENDINGS = frozenset(_WRITTEN.split())
_SUITS = {
    "ne": ("n",),
    "le": ("l",),
    "lle": ("e", "eau"),
    "te": ("t",),
    "fe": ("f",),
    "se": ("s", "x", "eur"),
    "ve": ("f",),
    "sse": ("e",),
    "che": ("c",),
    "que": ("c",),
    "elle": ("el", "eau"),
    "ive": ("if",),
    "ice": ("eur",),
    "rice": ("eur",),
    "trice": ("eur",),
    "atrice": ("eur",),
    "x": ("u",),
}
"""How the word before must end, for the endings that ordinary words also are."""

_FEMININES = (
    ("teur", frozenset({"ice", "rice", "trice", "atrice"}), "trice"),
    ("eur", frozenset({"se"}), "euse"),
    ("eur", frozenset({"ice", "rice"}), "rice"),
    ("if", frozenset({"ive"}), "ive"),
    ("f", frozenset({"ve"}), "ve"),
    ("eau", frozenset({"elle", "lle"}), "elle"),
    ("x", frozenset({"se"}), "se"),
    ("c", frozenset({"que"}), "que"),
    ("c", frozenset({"che"}), "che"),
)
"""Ending of the masculine, endings written after the sign, ending of the feminine."""

_CAPITALS = re.compile(r"([^\W\d_][^\W\d_A-Z]+)([A-Z]{1,6})(s?)")
_LONGEST_ENDING = 6


def inclusive_forms(
    base: str, endings: list[str], *, loose: bool = False
) -> tuple[str, ...]:
    """Give the forms that the base and the endings stand for, () when none do.

    `loose` is for the signs that serve nowhere else: any short ending will do.
    A plural as written gives plural forms.

    >>> inclusive_forms("acteur", ["ice", "s"])
    ('acteurs', 'actrices')
    """
    if not base.isalpha() or len(base) < 2:
        return ()
    ending = endings[0]
    if ending in {"s", "x"} and len(endings) == 1:
        fits = loose or (len(base) > 2 and _fits(base, ending))
        return (base, base + ending) if fits else ()
    plural = ending.endswith("s") or endings[-1] == "s"
    ending = ending.removesuffix("s")
    single = base[:-1] if plural and base.endswith(("s", "aux")) else base
    if not ending or not (_fits(single, ending) or (loose and _short(ending))):
        return ()
    feminine = _feminine(single, ending)
    if not plural:
        return (base, feminine)
    return (base if base[-1] in "sxz" else f"{base}s", f"{feminine}s")


def split_capitals(word: str) -> tuple[str, str, str] | None:
    """Cut étudiantEs into base, ending and plural; None for other words."""
    found = _CAPITALS.fullmatch(word)
    if found is None or found[2].lower().removesuffix("s") not in _ENDINGS:
        return None
    return found[1], found[2], found[3]


def _fits(single: str, ending: str) -> bool:
    """Say whether the ending is a known one and suits the word before it."""
    return ending in _ENDINGS and single.endswith(_SUITS.get(ending, ""))


def _short(ending: str) -> bool:
    """Say whether what follows a middle dot can be an ending."""
    known = ending in STOP_WORDS or f"{ending}s" in STOP_WORDS
    return len(ending) <= _LONGEST_ENDING and ending.isalpha() and not known


def _feminine(single: str, ending: str) -> str:
    """Give the feminine that `ending`, as written after a sign, stands for."""
    for masculine, written, feminine in _FEMININES:
        if ending in written and single.endswith(masculine):
            return single.removesuffix(masculine) + feminine
    overlap = single.rfind(ending[:2]) if len(ending) > 2 else -1
    if overlap > 0 and len(single) - overlap <= len(ending):
        return single[:overlap] + ending
    return single + ending
