"""Numbers of people as people write them: "une dizaine", "entre 8 et 12", "6 ou plus"."""

import re
from typing import TypeAlias

from commons.core.domain.language.folding import strip_accents

Span: TypeAlias = tuple[int | None, int | None]
"""The least and the most that a text says; None where it says no end."""

_LONGEST = 80
_MOST_WORDS = 12
_WORDS = {
    word: value
    for value, words in {
        0: "zero",
        1: "un une one a an",
        2: "deux two",
        3: "trois three",
        4: "quatre four",
        5: "cinq five",
        6: "six",
        7: "sept seven",
        8: "huit eight",
        9: "neuf nine",
        10: "dix ten dizaine dizaines",
        11: "onze eleven",
        12: "douze twelve douzaine douzaines dozen dozens",
        13: "treize thirteen",
        14: "quatorze fourteen",
        15: "quinze fifteen quinzaine",
        16: "seize sixteen",
        17: "seventeen",
        18: "eighteen",
        19: "nineteen",
        20: "vingt vingts twenty vingtaine",
        30: "trente thirty trentaine",
        40: "quarante forty quarantaine",
        50: "cinquante fifty cinquantaine",
        60: "soixante sixty soixantaine",
        70: "septante seventy",
        80: "octante huitante eighty",
        90: "nonante ninety",
        100: "cent cents hundred centaine centaines",
        1000: "mille thousand millier milliers",
    }.items()
    for word in words.split()
}
_TIMES = frozenset({12, 20, 100, 1000})
"""What a smaller number before it multiplies: deux cents, quatre-vingts, 2 dozen."""

_ROUND = ("aine", "aines")
"""How words end that say about so many: une trentaine."""

_FIRST = frozenset({"a", "an"})
"""Words that are numbers at the beginning only: "a dozen", but "8 à 10"."""

_PEOPLE = re.compile(
    r" (?:de |d )?(?:personnes?|pers|p|gens|people|persons?|participant\S{0,20}"
    r"|eleves?|enfants?|jeunes?|adultes?|adults?|children|habitant\S{0,20}"
    r"|resident\S{0,20}|citoyen\S{0,20}|voisin\S{0,20}|benevoles?|volunteers?"
    r"|volontaires?|membres?|members?|adherent\S{0,20}|elu\S{0,20}|agents?"
    r"|salarie\S{0,20}|usager\S{0,20}|etudiant\S{0,20}|students?|stagiaires?"
    r"|joueu\S{0,20}|players?|places?|pax|ppl|femmes?|hommes?|women|men|parents?"
    r"|animat\S{0,20}|facilitat\S{0,20})$"
)
_GROUP = re.compile(
    r"^(?:(?:en |in )?(?:un |une |a |des )?(?:groupes?|equipes?|groups?|teams?)"
    r" (?:de |d |of )|a )(?=\S)"
)
"""What may stand before how many: "un groupe de 10", "à deux"."""
_INCLUSIVE = re.compile(
    r"(?<=[a-z]{2})[.·•(/-](?:e|s|ne|se|euse|rice|trice|ice|le)s?\)?(?:[.·•-]s)?\b"
)
"""The endings that write for all: participant·e·s, acteur.rice.s."""

_ABOUT = re.compile(
    r"\b(?:environ|env|a peu pres|autour de|about|around|roughly|approximately|quelque"
    r"|or so|bonne|petite|grosse|good)\b|[~≈]"
)
_ARROW = re.compile(r" ?(?:-+>|→|…|\.\.+) ?")
_ROUND_FIGURE = re.compile(r"\b([0-9]{2,4})[ntz]{0,2}aines?\b")
"""A round number half in figures: "une 20aine"."""
_LEAST = re.compile(
    r"^(?:a partir de|a partir d|au moins|au minimum|minimum|mini|min|plus de|plus d"
    r"|un minimum de|a minimum of|des|at least|from|more than|over|>=?)\.? (?P<first>.+)$"
    r"|^(?P<last>.+?) ?(?:et plus|ou plus|au moins|au minimum|minimum|mini|min|and up"
    r"|or more|and more|\+)$"
)
_MOST = re.compile(
    r"^(?:jusqu a|au plus|au maximum|maximum|maxi|max|moins de|moins d|up to|at most"
    r"|pas plus de|un maximum de|no more than|a maximum of|less than|under|<=?)\.?"
    r" (?P<first>.+)$"
    r"|^(?P<last>.+?) ?(?:ou moins|au plus|au maximum|maximum|maxi|max|or less)$"
)
_BETWEEN = re.compile(
    r"^(?:entre |de |between |from )?(?P<first>.+?)"
    r"(?: ?[-\u2010-\u2015/] ?| (?:a|et|ou|to|and|or) )(?P<last>.+)$"
)
_FIGURES = re.compile(r"[0-9]{1,9}|[0-9]{1,3}(?: [0-9]{3}){1,2}")


def _alternatives(least: int, most: int) -> str:
    """Give the words of the numbers between two, as a pattern: the longest first."""
    words = (
        word
        for word, value in _WORDS.items()
        if least <= value <= most and word not in _FIRST
    )
    return "|".join(sorted(words, key=len, reverse=True))


_SMALL = rf"(?:dix[ -](?:sept|huit|neuf)|{_alternatives(1, 19)})"
_TENS = rf"(?:quatre[ -]vingts?|{_alternatives(20, 90)})"
_BELOW_100 = rf"(?:{_TENS}(?:[ -](?:(?:et|and)[ -])?{_SMALL})?|{_SMALL})"
_LARGE = rf"(?:{_alternatives(100, 1000)})"
_HUNDREDS = rf"(?:{_SMALL}[ -])?{_LARGE}(?:[ -](?:(?:et|and)[ -])?{_BELOW_100})?"
NUMBER_PATTERN = rf"(?:[0-9]{{1,5}}(?![0-9])|(?:{_HUNDREDS}|{_BELOW_100})\b)"
"""What `read_number` reads, to be looked for within a text without accents."""


def read_number(text: str) -> int | None:
    """Read a whole number in figures or in words, French or English; None: not one.

    The text is lower case and without accents.

    >>> read_number("vingt-cinq"), read_number("quatre vingts"), read_number("1 000")
    (25, 80, 1000)
    """
    if _FIGURES.fullmatch(text):
        return int(text.replace(" ", ""))
    total, last = 0, 0
    words = [
        word
        for word in text.replace("-", " ").split()
        if word not in ("et", "and", "de", "d")
    ]
    if not 0 < len(words) <= 8:
        return None
    for place, word in enumerate(words):
        value = int(word) if word.isdecimal() and len(word) < 7 else _WORDS.get(word)
        if value is None or (place and word in _FIRST):
            return None
        if (
            0 < total < value
            and not word.isdecimal()  # "8-12" is no eight dozens
            and (value in _TIMES or word.endswith(_ROUND))
        ):
            total *= value
        elif last and value >= last:
            return None
        else:
            total += value
        last = value
    return total


def read_quantity(text: str) -> Span | None:
    """Read how many people a text says; None when it says something else.

    >>> read_quantity("30 personnes"), read_quantity("une dizaine")
    ((30, 30), (10, 10))
    >>> read_quantity("entre 8 et 12"), read_quantity("6 et plus")
    ((8, 12), (6, None))
    """
    if len(text) > _LONGEST:
        return None
    bare = _PEOPLE.sub("", _plain(text))
    if (one := read_number(bare)) is not None:
        return one, one
    within = _GROUP.sub("", bare)
    return (
        _read_bound(bare)
        or _read_range(bare)
        or _read_two_bounds(bare)
        or (None if within == bare else read_quantity(within))
    )


def _plain(text: str) -> str:
    """Give the text in lower case, without accents, and without what says "about"."""
    letters = _INCLUSIVE.sub("", strip_accents(_ARROW.sub("-", text.lower())))
    plain = " ".join(re.sub(r"['’.]+", " ", letters).split())
    about = _ABOUT.sub(" ", plain)
    if _ROUND_FIGURE.search(about):
        about = re.sub(r"^une? ", "", _ROUND_FIGURE.sub(r"\1", about))
    return " ".join(about.split())


def _read_bound(bare: str) -> Span | None:
    """Read "at least 6" and "12 at most", and a range that one of them stands beside."""
    for pattern, is_least in ((_LEAST, True), (_MOST, False)):
        if found := pattern.match(bare):
            said = _PEOPLE.sub("", found["first"] or found["last"])
            bound = read_number(said)
            if bound is not None:
                return (bound, None) if is_least else (None, bound)
            if (span := _read_range(said)) is not None:
                return span
    return None


def _read_range(bare: str) -> Span | None:
    if found := _BETWEEN.match(bare):
        first = read_number(_PEOPLE.sub("", found["first"]))
        last = read_number(found["last"])
        if first is not None and last is not None and first <= last:
            return first, last
    return None


def _read_two_bounds(bare: str) -> Span | None:
    """Read "min 5, max 10" and "10 (max 15)"."""
    words = [word.strip(",;()") for word in bare.split()][:_MOST_WORDS]
    for place in range(1, len(words)):
        first = " ".join(words[:place]).removeprefix("de ").removesuffix(" et")
        least = _read_bound(first) or (read_number(_PEOPLE.sub("", first)), None)
        most = _read_bound(_PEOPLE.sub("", " ".join(words[place:])))
        if least[0] is not None and most is not None and most[0] is None:
            ends = least[0], most[1] or 0
            return ends if least[1] is None and ends[0] <= ends[1] else None
    return None
