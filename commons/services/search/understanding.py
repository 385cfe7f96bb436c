"""Reads out of a question what can be demanded of a sheet: people, time, filters.

"Nous sommes 25, on a deux heures" asks for sheets that 25 people can do in two hours,
and for no word. What is read here is told beside the results and can be taken back.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from commons.core.domain.language.durations import duration_minutes, read_duration
from commons.core.domain.language.folding import fold_typography
from commons.core.text.french.analysis import analyse_text
from commons.core.text.french.stop_words import ENGLISH_STOP_WORDS, FAINT_WORDS
from commons.services.search.facets import MINUTES, PEOPLE, Facets

MOST = {PEOPLE: 10_000, MINUTES: 60 * 24 * 365}
_MOST_FILTERS = 5
LONGEST_QUESTION = 500
"""How many signs of a question are read; what follows is left out."""

_TENS = "dix vingt trente quarante cinquante soixante cent"
_WORDS = {
    **{
        word: number
        for number, word in enumerate(
            [
                "deux",
                "trois",
                "quatre",
                "cinq",
                "six",
                "sept",
                "huit",
                "neuf",
                "dix",
                "onze",
                "douze",
                "treize",
                "quatorze",
                "quinze",
                "seize",
            ],
            2,
        )
    },
    **{
        word: number
        for number, word in enumerate(
            [
                "two",
                "three",
                "four",
                "five",
                "six",
                "seven",
                "eight",
                "nine",
                "ten",
                "eleven",
                "twelve",
            ],
            2,
        )
    },
    **dict(zip(_TENS.split(), (10, 20, 30, 40, 50, 60, 100), strict=True)),
    **{
        f"{word}aine": number
        for word, number in (
            *(("huit", 8), ("diz", 10), ("douz", 12), ("quinz", 15), ("vingt", 20)),
            *(("trent", 30), ("quarant", 40), ("cinquant", 50), ("cent", 100)),
        )
    },
}
_NUMBER = rf"(?:\d{{1,5}}|{'|'.join(sorted(_WORDS, key=len, reverse=True))})"
_CROWD = (
    "personnes?|participante?s?|gens|eleves?|enfants|jeunes|ados|adultes|habitante?s?"
    "|collegues|membres|invite?e?s|benevoles|elu?e?s|adherente?s?|etudiante?s?|familles"
    "|people|persons|participants|students|kids|children|members|attendees"
)
_ABOUT = r"(?:a peu pres |environ |autour de |about |around |moins de |plus de |une? )*"
_PEOPLE = tuple(
    re.compile(pattern)
    for pattern in (
        (
            rf"\b(?:nous (?:sommes|serons|etions)|on (?:est|sera|etait)|we are|we re) {_ABOUT}"
            rf"(?P<n>{_NUMBER})\b(?: (?:{_CROWD}))?(?! ?(?:h|heures?|ans|km|euros?|%)\b)"
        ),
        (
            rf"\b(?:pour|avec|a|de|for|with|of) (?:(?:un )?groupe de |group of )?{_ABOUT}"
            rf"(?P<n>{_NUMBER})(?: de| d)? (?:{_CROWD})\b"
        ),
        rf"\b(?:groupe de|group of) {_ABOUT}(?P<n>{_NUMBER})\b",
        rf"(?<=\w) a (?P<n>{_NUMBER})(?= (?:pendant|en|sur|pour|dans|avec|et|maximum)\b|$)",
    )
)
_UNIT = r"(?:h(?:eures?)?|hours?|min(?:utes?)?|mn|jours?|days?|journees?|semaines?)"
_LENGTH = (
    rf"(?:(?:une? |an? )?demi e?-?(?:heure|journee)|half an hour|half a day"
    rf"|trois quarts d heure|un quart d heure"
    rf"|(?:{_NUMBER}|une?|an?|one) ?{_UNIT}"
    rf"(?: ?\d{{1,2}}(?! ?(?:{_CROWD})\b)(?: ?min(?:utes?)?)?| et demie?| et quart"
    rf"| (?:et )?\d{{1,2}} ?min(?:utes?)?)?)"
)
_SHORT = re.compile(r"\d ?h|heure|hour|min|mn")
"""What says hours or minutes: "une journée" alone may be a day of any sort."""
_MINUTES = tuple(
    re.compile(pattern)
    for pattern in (
        (
            rf"\b(?:on a|nous avons|j ai|on dispose de?|nous disposons de?|we have|i have)"
            rf" (?:seulement |juste |que |only )?{_ABOUT}(?P<n>{_LENGTH})\b(?: devant nous)?"
        ),
        rf"\b(?:pendant|durant|en|dans|sur|for|in|within) {_ABOUT}(?P<n>{_LENGTH})\b",
        (
            rf"\b(?:de |d |of )?(?:moins d e?|au plus |maximum )?(?P<bare>{_LENGTH})\b"
            rf"(?: maximum| au plus)?"
        ),
    )
)
_CLOCK = re.compile(r"\b(?:a|vers|des|avant|apres|depuis|at|since)$")
_FIELD = re.compile(r"(?<!\S)([^\W\d_]{3,20}):(?:\"([^\"]{1,80})\"|(\S{1,80}))")
_SIGNS = re.compile(r"[^\w%€]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What was typed, in parts.

    `words` are what is left to look for. `numbers` are what a sheet must fit, by
    PEOPLE and MINUTES. `filters` were written as `field:value`.
    """

    words: str
    numbers: Mapping[str, int]
    filters: Mapping[str, tuple[str, ...]]


def read_question(
    typed: str,
    facets: Facets,
    values: Mapping[str, tuple[str, ...]],
    unread: frozenset[str] = frozenset(),
) -> Question:
    """Give what a question demands; `values` are those that sheets have, by facet.

    Numbers of the names in `unread` are taken out of the words and not demanded. Stop
    words that stood around numbers alone are left out with them.
    """
    left, filters = _read_fields(typed[:LONGEST_QUESTION], facets, values)
    flat = _flat(left)
    numbers: dict[str, int] = {}
    taken: list[tuple[int, int]] = []
    for name, found in (
        *_found(MINUTES, _MINUTES, flat),
        *_found(PEOPLE, _PEOPLE, flat),
    ):
        start, end = found.span()
        if name in numbers or any(s < end and start < e for s, e in taken):
            continue
        count = _number_of(name, found)
        clock = name == MINUTES and _CLOCK.search(flat[:start].rstrip())
        if count and not clock and 1 < count <= MOST[name]:
            numbers[name] = count
            taken.append((start, end))
    for start, end in taken:
        left = left[:start] + " " * (end - start) + left[end:]
    words = " ".join(left.split())
    if taken:
        words = words.strip(" ,;.") if _says_more(words) else ""
    demanded = {name: n for name, n in numbers.items() if name not in unread}
    return Question(words=words, numbers=demanded, filters=filters)


def _says_more(words: str) -> bool:
    """Say whether some word is left that can be looked for."""
    return any(
        not token.stop
        and token.text not in FAINT_WORDS
        and token.text not in ENGLISH_STOP_WORDS
        for token in analyse_text(words)
    )


def _found(
    name: str, patterns: tuple[re.Pattern[str], ...], flat: str
) -> Iterator[tuple[str, re.Match[str]]]:
    for pattern in patterns:
        for found in pattern.finditer(flat):
            yield name, found


def _flat(text: str) -> str:
    """Give the text without capitals, accents and signs, each sign at its place."""
    return "".join(
        folded if len(folded := fold_typography(sign)) == 1 else sign
        for sign in _SIGNS.sub(" ", text)
    )


def _number_of(name: str, found: re.Match[str]) -> int:
    """Give the number that was found, 0 when it is none."""
    said = found.groupdict()
    if name == PEOPLE:
        return _count(said["n"])
    bare = said.get("bare")
    if bare and not _SHORT.search(bare):
        return 0
    return _minutes(bare or said["n"])


def _count(text: str) -> int:
    return int(text) if text.isdigit() else _WORDS.get(text, 0)


def _minutes(text: str) -> int:
    """Count the minutes of a length of time as it is said; 0 when it is none."""
    for pattern, put in _ENGLISH:
        text = pattern.sub(put, text)
    iso = read_duration(text)
    return (duration_minutes(iso) or 0) if iso else 0


_ENGLISH = tuple(
    (re.compile(pattern), put)
    for pattern, put in (
        (r"^half an hour$|^(?:une? )?demi e? ?heure$", "30 minutes"),
        (r"^half a day$", "une demi-journée"),
        (r"^trois quarts d heure$", "45 minutes"),
        (r"^un quart d heure$", "15 minutes"),
        (r"^(?:one|an?) ", "1 "),
        (r"\bdays?\b", "jours"),
        (r"\bhours?\b", "heures"),
        (r"\bmn\b", "min"),
        (
            rf"^({'|'.join(sorted(_WORDS, key=len, reverse=True))})\b",
            lambda found: str(_WORDS[found[1]]),
        ),
    )
)
"""What `read_duration` does not read, and what it does."""


def _read_fields(
    typed: str, facets: Facets, values: Mapping[str, tuple[str, ...]]
) -> tuple[str, dict[str, tuple[str, ...]]]:
    """Take `field:value` out of what was typed, where both are known."""
    names = {
        fold_typography(word): name
        for name, facet in facets.items()
        for word in (name, *facet.label.values())
    } | {"lieu": "territory", "type": "kind", "sorte": "kind"}
    filters: dict[str, tuple[str, ...]] = {}
    left = typed
    for found in list(_FIELD.finditer(typed))[:_MOST_FILTERS]:
        name = names.get(fold_typography(found[1]))
        wanted = fold_typography(found[2] or found[3])
        if name is None:
            continue
        value = next(
            (
                value
                for value in values.get(name, ())
                if wanted == fold_typography(value)
                or wanted in map(fold_typography, facets[name].words(value).values())
            ),
            None,
        )
        if value is not None:
            filters[name] = (*filters.get(name, ()), value)
            left = left.replace(found[0], " " * len(found[0]), 1)
    return left, filters
