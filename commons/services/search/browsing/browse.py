"""Gathers what belongs to a theme or a territory: its sheets, and what is near.

Counts and pages come from the search index, so they follow the log by a moment,
and lack sheets while the index is being made.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice

from commons.adapters.search.port import Index, Query, SearchResults
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.core.domain.sheet import Revision
from commons.core.kinds.places.hierarchy import codes_around, place_and_parents
from commons.core.kinds.places.register import OfficialPlace, Places
from commons.core.kinds.rules.categories import TERRITORY
from commons.errors import NotFoundError, UnfinishedError
from commons.services.search.counted_values import counted_values, made_of_counts
from commons.services.search.facets import PARAMETERS
from commons.services.search.find import PAGE_SIZE
from commons.services.search.indexing import is_unfinished

THEMES = "themes"
MOST_NEIGHBOURS = 20

PLACE_CODE = re.compile(r"(commune|intercommunality|department|region):[0-9AB]{2,9}")


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowseResult:
    """A page of sheets, youngest first, and what is near, nearest first.

    `total` and `by_kind` count the sheets of all pages, the most frequent kind
    first; `filters` find them all by a search. `near` holds keys or codes with
    their counts. Pages count from 1, `pages` is 1 when there is nothing. `unfinished`
    says that sheets are missing, because the index is being made.
    """

    sheets: tuple[Revision, ...]
    total: int
    page: int
    pages: int
    filters: Mapping[str, tuple[str, ...]]
    by_kind: tuple[tuple[str, int], ...]
    near: tuple[tuple[str, int], ...]
    unfinished: bool


def theme_counts(index: Index, work: Work) -> tuple[Mapping[str, int], bool]:
    """Count the sheets of each theme that has some; say whether some are missing.

    They are while the index is being made.
    """
    found = counted_values(index)
    return dict(found.facets.get(PARAMETERS[THEMES], ())), is_unfinished(found, work)


def by_theme(index: Index, work: Work, key: str, page: int) -> BrowseResult:
    """Gather the sheets of a theme, by its key.

    Its neighbours are the themes that stand beside it in most of its sheets, with the
    number of those.
    """
    theme = PARAMETERS[THEMES]
    found = index.search(_page_of({theme: (key,)}, page, grouped=theme))
    near = ((one.value, one.count) for one in found.groups if one.value != key)
    return _gathered(work, found, {theme: (key,)}, near)


def get_territory(places: Places, index: Index, work: Work, code: str) -> OfficialPlace:
    """Give the place of a code, of today for a merged commune.

    A code that no list has, but that sheets bear, is a place without a name:
    what was published under it stays there. Raises NotFoundError, and
    UnfinishedError while the index cannot tell.
    """
    place = places.get(code)
    if place is not None:
        return place
    if not PLACE_CODE.fullmatch(code):
        raise NotFoundError(code)
    found = counted_values(index)
    if code not in made_of_counts(index, "territories", _territories):
        raise UnfinishedError if is_unfinished(found, work) else NotFoundError(code)
    return OfficialPlace(
        code=code, name="", department="", latitude=None, longitude=None
    )


def _territories(counted: SearchResults) -> frozenset[str]:
    return frozenset(code for code, _ in counted.facets.get(TERRITORY, ()))


def by_territory(
    places: Places, index: Index, work: Work, place: OfficialPlace, page: int
) -> BrowseResult:
    """Gather the sheets of a place and of what lies within.

    Its neighbours are the places with sheets in the same department, or, for a
    department or a region, within it.
    """
    by_area = made_of_counts(index, "counts by area", partial(_by_area, places))
    around = f"department:{place.department}" if place.department else place.code
    own = set(place_and_parents(place))
    near = (pair for pair in by_area.get(around, ()) if pair[0] not in own)
    filters = {TERRITORY: (place.code,)}
    return _gathered(work, index.search(_page_of(filters, page)), filters, near)


def _by_area(
    places: Places, counted: SearchResults
) -> dict[str, list[tuple[str, int]]]:
    """Give the counts of the territories of each area, the most frequent first."""
    found: dict[str, list[tuple[str, int]]] = {}
    for code, count in counted.facets.get(TERRITORY, ()):
        for area in codes_around(places, code):
            found.setdefault(area, []).append((code, count))
    return found


def parent_places(places: Places, place: OfficialPlace) -> tuple[OfficialPlace, ...]:
    """Give the department, then the region, where a place stands.

    For an intercommunality these are where most of its people live.
    """
    _, *above = place_and_parents(place)
    return tuple(found for code in above if (found := places.get(code)))


def _page_of(
    filters: Mapping[str, tuple[str, ...]], page: int, grouped: str = ""
) -> Query:
    """Ask for a page of sheets and how many there are of each kind, youngest first."""
    return Query(
        filters=filters,
        page=page,
        size=PAGE_SIZE,
        grouped=grouped,
        counted=("kind",),
        bare=True,
    )


def _gathered(
    work: Work,
    found: SearchResults,
    filters: Mapping[str, tuple[str, ...]],
    near: Iterable[tuple[str, int]],
) -> BrowseResult:
    heads = revisions.get_heads(work, [hit.id for hit in found.hits])
    return BrowseResult(
        sheets=tuple(head for head in heads.values() if not head.deleted),
        total=found.total,
        page=found.page,
        pages=found.pages,
        filters=filters,
        by_kind=found.facets.get("kind", ()),
        near=tuple(islice(near, MOST_NEIGHBOURS)),
        unfinished=is_unfinished(found, work),
    )
