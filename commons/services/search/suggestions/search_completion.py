"""Proposes what a search may mean while it is typed: sheets, themes, places.

Sheets come by their titles, and methods by any other name that the thesaurus has for
them. Only what some sheet answers is proposed. What is not in the database is looked
up in sorted keys, made once for each schema.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from heapq import nsmallest
from itertools import islice

from commons.adapters.search.port import Index
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log.projections import titles_keywords
from commons.core.domain.language.folding import fold, fold_words
from commons.core.domain.schema.concept import Words
from commons.core.domain.schema.kind import Schema
from commons.core.domain.schema.thesaurus import ThesaurusTerm
from commons.core.kinds.places.register import Places
from commons.core.kinds.rules import categories
from commons.services.search.browsing.browse import THEMES
from commons.services.search.counted_values import counted_values
from commons.services.search.facets import list_facets, same_words

MOST = 8
FEWEST_SIGNS = 2
LONGEST_TEXT = 100
_JOINTS = str.maketrans("'-", "  ")
_MOST_NAMED = 3
"""How many sheets are proposed by another name, and how many themes and places."""
_AMONG = 6
"""How many names of the thesaurus that begin so are asked about."""


class Sort(StrEnum):
    """What a proposal leads to: a sheet, or the facet whose value it is."""

    SHEET = "sheet"
    THEME = categories.THEME
    TERRITORY = categories.TERRITORY


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """A proposal; `key` is an identifier, a theme or a code, by its sort.

    `kind` is that of a sheet, `name` what it was found by when that is not its title.
    """

    sort: Sort
    key: str
    label: Words
    kind: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class SortedKeys:
    """Folded texts, rising, each with the place of what it stands for."""

    keys: tuple[tuple[str, int], ...]

    def beginning(self, start: str) -> Iterator[int]:
        """Give the places of what begins so, each once."""
        seen = set()
        for folded, place in islice(self.keys, bisect_left(self.keys, (start,)), None):
            if not folded.startswith(start):
                return
            if place not in seen:
                seen.add(place)
                yield place


def complete_search(
    schema: Schema, places: Places, index: Index, work: Work, typed: str
) -> list[Completion]:
    """Return what may be meant, at most MOST; none for less than FEWEST_SIGNS."""
    start = _fold(typed[:LONGEST_TEXT])
    if len(start) < FEWEST_SIGNS:
        return []
    values = [
        *_themes(schema, places, index, start),
        *_places(schema, places, index, typed[:LONGEST_TEXT]),
    ]
    sheets = [
        Completion(
            sort=Sort.SHEET, key=one.sheet, label=same_words(one.title), kind=one.kind
        )
        for one in titles_keywords.titles_starting(work, typed, limit=MOST)
    ]
    known = {one.key for one in sheets}
    named = [
        one for one in _named_otherwise(schema, work, start) if one.key not in known
    ][:_MOST_NAMED]
    room = max(MOST - len(named) - len(values), MOST // 2)
    return [*sheets[:room], *named, *values][:MOST]


def _named_otherwise(schema: Schema, work: Work, start: str) -> Iterator[Completion]:
    """Give the sheets whose title is a name of a concept that has another one so."""
    asked: dict[str, str] = {}
    for place in islice(_names(schema).beginning(start), _AMONG):
        names = _all_names(schema.thesaurus[place])
        begun = next(name for name in names if _fold(name).startswith(start))
        for name in names[:_AMONG]:
            asked.setdefault(name, begun)
    for name, found in titles_keywords.titles_led_by(work, list(asked)):
        yield Completion(
            sort=Sort.SHEET,
            key=found.sheet,
            label=same_words(found.title),
            kind=found.kind,
            name=asked[name],
        )


def _themes(
    schema: Schema, places: Places, index: Index, start: str
) -> list[Completion]:
    """Give the themes of sheets, of which a word begins so."""
    facet = list_facets(schema, places)[Sort.THEME]
    held = set(_values(index, Sort.THEME))
    concepts = list(schema.schemes[THEMES].concepts)
    begun = (concepts[place] for place in _theme_names(schema).beginning(start))
    return [
        Completion(sort=Sort.THEME, key=key, label=facet.words(key))
        for key in islice((key for key in begun if key in held), _MOST_NAMED)
    ]


def _places(
    schema: Schema, places: Places, index: Index, typed: str
) -> list[Completion]:
    """Give the places of sheets, and those around them, of which a word begins so.

    Those that most sheets have come first.
    """
    facet = list_facets(schema, places)[Sort.TERRITORY]
    held = _values(index, Sort.TERRITORY)
    names = _place_names(schema, places, held)
    begun = nsmallest(_MOST_NAMED, names.beginning(_fold_place(typed)))
    return [
        Completion(sort=Sort.TERRITORY, key=held[place], label=facet.words(held[place]))
        for place in begun
    ]


def _values(index: Index, sort: Sort) -> tuple[str, ...]:
    """Return the values of a facet that sheets have, the most frequent first."""
    return tuple(value for value, _ in counted_values(index).facets.get(sort, ()))


@lru_cache(maxsize=2)
def _names(schema: Schema) -> SortedKeys:
    return _sorted_keys(map(_all_names, schema.thesaurus))


@lru_cache(maxsize=2)
def _theme_names(schema: Schema) -> SortedKeys:
    concepts = schema.schemes[THEMES].concepts.values()
    return _sorted_keys(_endings(one.label.values()) for one in concepts)


@lru_cache(maxsize=2)
def _place_names(schema: Schema, places: Places, held: tuple[str, ...]) -> SortedKeys:
    facet = list_facets(schema, places)[Sort.TERRITORY]
    names = (facet.words(code).values() for code in held)
    return _sorted_keys(_endings(map(_fold_place, row)) for row in names)


def _all_names(term: ThesaurusTerm) -> list[str]:
    return list(dict.fromkeys((*term.label.values(), *term.names)))


def _endings(texts: Iterable[str]) -> Iterator[str]:
    """Give texts from each of their words on."""
    for text in texts:
        words = _fold(text).split()
        yield from (" ".join(words[place:]) for place in range(len(words)))


def _sorted_keys(rows: Iterable[Iterable[str]]) -> SortedKeys:
    keys = {(_fold(text), place) for place, row in enumerate(rows) for text in row}
    return SortedKeys(tuple(sorted(keys)))


def _fold(text: str) -> str:
    return " ".join(fold(text).translate(_JOINTS).split())


def _fold_place(text: str) -> str:
    """Fold a name of a place as the register of places does: "St" is "saint"."""
    return " ".join(fold_words(text).decode().split())
