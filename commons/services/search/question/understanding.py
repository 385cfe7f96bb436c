"""Reads out of a question what can be demanded of a sheet: people, time, filters.

"Nous sommes 25, on a deux heures" asks for sheets that 25 people can do in two hours,
and for no word. What is read here is told beside the results and can be taken back.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from commons.core.domain.language.folding import fold_typography
from commons.core.text.french.meaning.thesaurus import words_of
from commons.services.search.facets import Facet, Facets
from commons.services.search.question.question_numbers import said_numbers

LONGEST_QUERY = 500
"""How many signs of a question are read; what follows is left out."""
_MOST_FILTERS = 5
_FIELD = re.compile(r"(?<!\S)([^\W\d_]{3,20}):(?:\"([^\"]{1,80})\"|(\S{1,80}))")
_OTHER_NAMES = {"lieu": "territory", "type": "kind", "sorte": "kind"}

ListValues: TypeAlias = Callable[[], Mapping[str, tuple[str, ...]]]
"""Gives the values that sheets have, by facet."""


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
    list_values: ListValues,
    unread: frozenset[str] = frozenset(),
) -> Question:
    """Give what a question demands; values are listed when a known field is named.

    Numbers of the names in `unread` are taken out of the words and not demanded. Stop
    words that stood around numbers alone are left out with them.
    """
    left, filters = _read_fields(typed[:LONGEST_QUERY], facets, list_values)
    said = said_numbers(left)
    for one in said:
        left = _blank(left, one.start, one.end)
    words = " ".join(left.split())
    if said:
        telling = any(word.telling for word in words_of(words))
        words = words.strip(" ,;.") if telling else ""
    return Question(
        words=words,
        numbers={one.name: one.number for one in said if one.name not in unread},
        filters=filters,
    )


def _read_fields(
    typed: str, facets: Facets, list_values: ListValues
) -> tuple[str, dict[str, tuple[str, ...]]]:
    """Take `field:value` out of what was typed, where both are known."""
    names = {
        fold_typography(word): name
        for name, facet in facets.items()
        for word in (name, *facet.label.values())
    } | _OTHER_NAMES
    filters: dict[str, tuple[str, ...]] = {}
    left = typed
    for found in list(_FIELD.finditer(typed))[:_MOST_FILTERS]:
        name = names.get(fold_typography(found[1]))
        if name is None or name not in facets:
            continue
        value = _value_called(
            found[2] or found[3], facets[name], list_values().get(name, ())
        )
        if value is not None:
            filters[name] = (*filters.get(name, ()), value)
            left = _blank(left, *found.span())
    return left, filters


def _value_called(words: str, facet: Facet, values: tuple[str, ...]) -> str | None:
    """Give the value that is called so, in any language; None when none is."""
    wanted = fold_typography(words)
    for value in values:
        called = (value, *facet.words(value).values())
        if wanted in map(fold_typography, called):
            return value
    return None


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]
