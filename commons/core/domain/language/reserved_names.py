"""Which display names speak for the site, so that nobody registers them.

Names that a reader takes for one another are one here: case, accents, signs, spaces,
unseen characters, digits for letters and letters of other scripts that look like
Latin ones (Unicode Technical Standard 39) do not tell them apart.
"""

import re
import unicodedata
from functools import cache

from commons.core.domain.language.characters import visible_text
from commons.core.domain.language.folding import strip_accents

LOADER = "Équipe éditoriale"
"""Who signs what the operator loads, the starter sheets first."""

NOBODY = "Personne retirée"
"""How they are credited whose name was erased."""

_SAY_A_ROLE = """
    admin administrateur administration administrative administratrice administrator
    contributeur contribution contributor contributrice editeur editor editorial
    editoriale editrice equipe lecteur lectrice lecture mod moderateur moderation
    moderator moderatrice modo officiel officielle official operateur operator operatrice reader redacteur redaction
    redactrice root site staff support sysadmin system systeme team webmaster webmestre
"""
_EMPTY = frozenset(
    [
        "a",
        "and",
        "d",
        "de",
        "des",
        "du",
        "e",
        "es",
        "et",
        "euse",
        "for",
        "ice",
        "l",
        "la",
        "le",
        "les",
        "of",
        "pour",
        "rice",
        "s",
        "the",
        "trice",
    ]
)
"""Words, and endings of inclusive writing, that change nothing to what a name says."""

_CAPITALS = (
    "АВЕЗКМНОРСТУХІЈЅԀԚԜΑΒΕΖΗΙΚΜΝΟΡΤΥΧՕՏ",
    "ABE3KMHOPCTYXIJSDQWABEZHIKMNOPTYXOS",
)
_SMALL = (
    "аеорсухіјѕһԁԛԝӏкмтвнοαεικνρτυγոսօıłøđɑɡᴀʙᴄᴅᴇɢʜɪᴊᴋʟᴍɴᴏᴘʀᴛᴜᴠᴡʏᴢꜰꜱ",
    "aeopcyxijshdqwlkmtbhoaeikvptuynuoilodagabcdeghijklmnoprtuvwyzfs",
)
_ALIKE = str.maketrans(_CAPITALS[0] + _SMALL[0], _CAPITALS[1] + _SMALL[1])
_ALIKE |= {
    first + place: ord("A") + place
    for first in (0x1F150, 0x1F170, 0x1F1E6)  # in discs, in squares, of flags
    for place in range(26)
}
_ANY = "µ"
"""Any letter: a strange one amid Latin letters is read as the one that is expected.

No name holds it by itself once it is decomposed.
"""

_LATIN = re.compile("[A-Za-z]")
_STRANGE = re.compile("[^\\W_0-9a-z]")
_FIGURES = str.maketrans("013457l$|", "oieastisi")
_WORD = re.compile(r"[^\W_|$]*[^\W_]+|[|$]+")
_NUMBER = re.compile(r"[0-9]+$")


def latin_lookalike(name: str) -> str:
    """Return a name with Latin letters for those that look like them."""
    return unicodedata.normalize("NFKC", visible_text(name)).translate(_ALIKE)


def is_reserved(name: str, site: str = "") -> bool:
    """Say whether a name says the site's own, its loader's, a role's or nobody's."""
    every, own = _words(name), _telling(_words(site))
    if _is_read_as("".join(every), _nobody()):
        return True
    words = [_meant(word, own) for word in _telling(every)]
    if own and set(own) <= set(words):
        words = [word for word in words if word not in own]
        if not words:
            return True
    spelt = "".join(every)  # letter by letter, or without a space
    if own and _is_read_as(spelt, "".join(own)):
        return True
    return any(_made_of_roles(text) for text in ("".join(words), spelt) if text)


def _words(name: str) -> list[str]:
    """Return the words of a name, as a reader may take them."""
    apart = unicodedata.normalize("NFKD", latin_lookalike(name))
    plain = strip_accents(apart.casefold())
    if _LATIN.search(name):
        plain = _STRANGE.sub(_ANY, plain)
    found = (_skeleton(_NUMBER.sub("", word)) for word in _WORD.findall(plain))
    return [word for word in found if word]


def _telling(words: list[str]) -> list[str]:
    return [word for word in words if word not in _empty()]


def _skeleton(word: str) -> str:
    """Return what words share that look alike, singular and plural."""
    spelt = word.translate(_FIGURES).replace("rn", "m").replace("vv", "w")
    return spelt.removesuffix("s") if len(spelt) > 3 else spelt


def _meant(word: str, known: list[str]) -> str:
    """Return the known word that a word is read as, itself for none."""
    return next((one for one in known if _is_read_as(word, one)), word)


def _is_read_as(word: str, known: str) -> bool:
    """Say whether a word is a known one, strange letters being any, half at most."""
    if len(word) != len(known) or word.count(_ANY) * 2 > len(word):
        return False
    pairs = zip(word, known, strict=True)
    return all(sign in (letter, _ANY) for sign, letter in pairs)


def _is_role(word: str) -> bool:
    if _ANY not in word:
        return word in _roles()
    return any(_is_read_as(word, role) for role in _roles())


def _made_of_roles(joined: str) -> bool:
    """Say whether letters are words for roles, one after the other, and no more."""
    reached = {0}
    for end in range(1, len(joined) + 1):
        if any(_is_role(joined[start:end]) for start in reached):
            reached.add(end)
    return len(joined) in reached


@cache
def _nobody() -> str:
    return "".join(_words(NOBODY))


@cache
def _roles() -> frozenset[str]:
    return frozenset(map(_skeleton, _SAY_A_ROLE.split()))


@cache
def _empty() -> frozenset[str]:
    return frozenset(map(_skeleton, _EMPTY))
