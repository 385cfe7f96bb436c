"""How many people and how much time a question says, and where it says so.

Patterns are looked for in the question without accents, capitals and signs, each sign
at its place; what they find is read as typed, by the readers of quantities and
durations that forms use too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from commons.core.domain.language.durations import duration_minutes, read_duration
from commons.core.domain.language.folding import fold_typography
from commons.core.domain.language.quantities import NUMBER_PATTERN, read_quantity
from commons.services.search.facets import MINUTES, PEOPLE

MOST = {PEOPLE: 10_000, MINUTES: 60 * 24 * 365}
_SIGNS = re.compile(r"[^\w%€]")
_ANYBODY = "personnes?|pers|participante?s?|gens|people|persons|participants|attendees"
_CROWD = (
    rf"{_ANYBODY}|eleves?|enfants?|jeunes?|ados?|adolescente?s?|adultes?|habitante?s?"
    "|collegues?|membres?|invite?e?s|benevoles?|elu?e?s?|adherente?s?|etudiante?s?"
    "|familles?|voisins?|voisines?|salarie?e?s|agents?|usagers?|stagiaires?|lyceens?"
    "|collegiens?|parents|joueurs?|joueuses?|citoyens?|citoyennes?|convives?"
    "|students?|kids|children|members|teenagers|adults|residents|volunteers|players"
)
_GROUP = "groupe|classe|equipe|collectif|tablee|group|class|team"
_ABOUT = (
    r"(?:a peu pres |environ |autour de? |about |around |roughly |moins de? "
    r"|plus de? |presque |seulement |que |juste |au moins |au plus |jusqu a )*"
)
_ROUGHLY = rf"{_ABOUT}(?:une? (?:petite |bonne |grosse )?|an? )?"
_RANGE = rf"(?:(?:entre |de |between )?{NUMBER_PATTERN} (?:a|et|ou|to|and|or) )?{NUMBER_PATTERN}"
_OTHER_UNIT = r"(?! ?(?:h|heures?|min|minutes?|ans|km|euros?|%|€|hours?|years?)\b)"
_SAID_ALONE = (
    r"(?=$|  | (?:et|en|a|au|pour|avec|dans|dehors|ce|qui|mais|maximum|max|environ"
    r"|devant|pendant|sur|de|d|on|nous|we|and|in|for|with|j|il|autour|outside)\b)"
)
_PEOPLE = (
    (
        r"\b(?:(?:nous|on|ils|elles|we) (?:sommes|serons|serions|etions|est|sera"
        r"|serait|etait|sont|seront|are|re|will be|were)|there (?:are|will be) )"
        rf" ?{_ROUGHLY}(?P<n>{_RANGE})(?:(?: de| d| of)? (?:{_CROWD})\b"
        rf"|{_OTHER_UNIT}{_SAID_ALONE})"
    ),
    (
        r"\b(?:(?=(?:entre|between) )|(?:pour|avec|a|de|d|entre|il y a|il y aura"
        r"|on a|nous avons|j ai|on attend|nous attendons|for|with|of|we have|have) )"
        rf"(?:(?:un |une )?(?:{_GROUP})s? (?:de |d )|(?:a )?(?:{_GROUP}) of )?"
        rf"{_ROUGHLY}(?P<n>{_RANGE})(?: de| d| of)? (?:{_CROWD})\b"
    ),
    rf"\b(?:{_GROUP})s? (?:de|d|of) {_ROUGHLY}(?P<n>{_RANGE}){_OTHER_UNIT}",
    rf"(?<=\w) a (?P<alone>{NUMBER_PATTERN})(?= (?:pendant|en|sur|pour|dans|dehors|avec|et|maximum)\b|$|  )",
    rf"(?:^|  ){_ROUGHLY}(?P<n>{_RANGE})(?: de| d)? (?:{_CROWD})\b(?=$|  | (?:et|en|pour|pendant|max|maximum|dehors|a distance)\b)",
    rf"(?<!\bles)(?<!\bces)(?<!\bdes)(?<!\bnos) (?P<n>{_RANGE})(?: de)? (?:{_ANYBODY})\b",
)
_UNIT = r"(?:h(?:eures?|ours?)?|min(?:utes?)?|mn|jours?|days?|journees?|semaines?|weeks?|mois|months?)"
_COUNTED = rf"(?:(?:{NUMBER_PATTERN}|une?|an?|one) (?:et demie?|and a half)|\d{{1,3}} \d{{1,2}}(?= ?{_UNIT}\b)|{NUMBER_PATTERN}|une?|an?|one)"
_FRACTION = (
    r"(?:(?:une? |an? )?(?:demie? |half )(?:heure|journee|hour|day)|half an hour"
    r"|half a day|(?:(?:un|trois|1|3) )?(?:quarts?|4) d heure"
    r"|(?:a |three )?quarters? of an hour)"
)
_MORE = (
    rf"(?: ?\d{{1,2}}(?! ?(?:{_CROWD})\b)(?: ?(?:min(?:utes?)?|mn))?\b"
    rf"| (?:quinze|vingt|trente|quarante|cinquante)\b(?! (?:de |d )?(?:{_CROWD})\b)"
    rf"| (?:et |and )?(?:demie?|(?:un |le )?quart|trois quarts|a half)\b"
    rf"| (?:et |and )?{NUMBER_PATTERN} ?(?:min(?:utes?)?|mn)\b)"
)
_LENGTH = (
    rf"(?:{_FRACTION}|(?:entre {_COUNTED}(?: ?{_UNIT})? et "
    rf"|{_COUNTED}(?: ?{_UNIT})? (?:a|ou|to|or) )?{_COUNTED} ?{_UNIT}(?:\b|(?=\d)){_MORE}?)"
)
_MINUTES = (
    r"\b(?:de|entre|from|between) (?P<from>\d{1,2} ?h(?:eures?)?(?: ?\d\d)?) (?:a|et|to|and) (?P<to>\d{1,2} ?h(?:eures?)?(?: ?\d\d)?)\b",
    (
        r"\b(?:on (?:a|aura|dispose de?)|nous (?:avons|aurons|disposons de?)|j ai"
        rf"|we have|i have) {_ABOUT}(?P<n>{_LENGTH})\b"
        r"(?: devant (?:nous|moi))?"
    ),
    rf"\b(?:pendant|durant|en|dans|sur|for|in|within) {_ABOUT}(?P<n>{_LENGTH})\b",
    (
        rf"\b(?:(?:de|d|of|dure|durent|prend) )?{_ABOUT}(?P<bare>{_LENGTH})\b"
        rf"(?: maximum| max| au plus| environ)?"
    ),
)
_SHORT = re.compile(r"\d ?h|heure|hour|min|mn|demi")
"""What says hours or minutes: "une journée" alone may be a day of any sort."""
_CLOCK = re.compile(r"\b(?:a|vers|des|avant|apres|depuis|at|since|until)$")
_DAY = (
    "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|hier|demain|aujourd hui"
    "|matin|midi|soir|minuit|janvier|fevrier|mars|avril|mai|juin|juillet|aout"
    "|septembre|octobre|novembre|decembre|rendez vous|rdv"
)
_NO_CROWD = (
    rf"\b(?:(?:de|entre) {NUMBER_PATTERN}|(?:{_DAY})(?: \d{{1,4}}(?:er)?)?"
    r"|(?:[7-9]|1\d|2[0-3]) ?h(?:eures?)?(?: ?\d\d)?)$"
)
"""After these "à 14" ends a range, or is a time of the day."""
_MORNING = 7
"""From which hour on "de 9 h à 11 h" tells two times of the day, two hours apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidNumber:
    """A number that a question says, by PEOPLE or MINUTES, and where it does."""

    name: str
    number: int
    start: int
    end: int


def said_numbers(typed: str) -> tuple[SaidNumber, ...]:
    """Give the numbers that a question says, one of each name, none within another."""
    flat = flat_text(typed)
    found: dict[str, SaidNumber] = {}
    for name, match in _matches(flat):
        if name in found or any(_meets(match, one) for one in found.values()):
            continue
        number = _read(name, match, typed, flat)
        if 1 < number <= MOST[name]:
            start, end = match.span()
            found[name] = SaidNumber(name=name, number=number, start=start, end=end)
    return tuple(found.values())


def flat_text(text: str) -> str:
    """Give the text without capitals, accents and signs, each sign at its place."""
    return "".join(
        folded if len(folded := fold_typography(sign)) == 1 else sign
        for sign in _SIGNS.sub(" ", text)
    )


def _matches(flat: str) -> Iterator[tuple[str, re.Match[str]]]:
    for name, patterns in ((MINUTES, _MINUTES), (PEOPLE, _PEOPLE)):
        for pattern in patterns:
            for match in _compiled(pattern).finditer(flat):
                yield name, match


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern when it is first needed: all take a tenth of a second."""
    return re.compile(pattern)


def _meets(match: re.Match[str], one: SaidNumber) -> bool:
    return match.start() < one.end and one.start < match.end()


def _read(name: str, match: re.Match[str], typed: str, flat: str) -> int:
    """Give the number of a match, 0 when it says none."""
    if "from" in match.re.groupindex:
        return _between_clocks(match)
    (group,) = match.re.groupindex
    if group == "alone" and _compiled(_NO_CROWD).search(flat[: match.start()]):
        return 0
    said = typed[slice(*match.span(group))]
    if name == PEOPLE:
        return _people(said)
    if group == "bare" and not _SHORT.search(match[group]):
        return 0
    if _CLOCK.search(flat[: match.start()].rstrip()):
        return 0
    return _minutes(said)


def _people(said: str) -> int:
    """Give how many people there are at most."""
    low, high = read_quantity(said) or (0, 0)
    return high or low or 0


def _minutes(said: str) -> int:
    iso = read_duration(said)
    return (duration_minutes(iso) or 0) if iso else 0


def _between_clocks(match: re.Match[str]) -> int:
    """Give the minutes between two times of a day, or of a range of durations."""
    first, last = _minutes(match["from"]), _minutes(match["to"])
    return last - first if _MORNING * 60 <= first < last else last
