"""Knows the sets that may be followed: categories, and where these stand.

A set holds what its subsets hold: "territory:department:29" what is of its
communes, "territory" all that has an official place, "kind" every sheet.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log.projections import categories
from commons.core.domain.schema.concept import Words
from commons.core.domain.sheet import Revision
from commons.core.kinds.places.hierarchy import codes_around
from commons.core.kinds.places.register import Places
from commons.core.kinds.rules.categories import (
    KIND,
    ROOTS,
    TERRITORY,
    THEME,
    categories_of,
)
from commons.feeds.instance import Instance

MOST_SHELVES = 30_000
"""How many categories go into one query; beyond, their root does."""


def sets_of(teller: Instance, revision: Revision) -> list[str]:
    """Give the sets that a record's header names, those of its values."""
    kind = teller.schema.kinds[revision.kind]
    found = categories_of(teller.schema, kind, revision.values)
    named = (spec for category in found for spec in _specs(teller.places, category))
    return list(dict.fromkeys(spec for spec in named if spec not in ROOTS))


def list_sets(
    teller: Instance, work: Work, *, after: str = "", limit: int
) -> dict[str, str]:
    """Give the names of the sets that hold something, by setSpec, after one of them.

    Each root stands before those under it, in the order of ROOTS.
    """
    found: list[str] = []
    begun = after.partition(":")[0]
    for root in ROOTS[ROOTS.index(begun) :] if begun in ROOTS else ROOTS:
        held = categories.categories_of(work, root)
        if root == TERRITORY:
            held = list(_held(teller.places, tuple(held)))
        specs = [root, *sorted(held)] if held else []
        found += specs[bisect_right(specs, after) if root == begun else 0 :]
        if len(found) >= limit:
            break
    return {spec: _name(teller, spec) for spec in found[:limit]}


def set_filter(teller: Instance, work: Work, spec: str) -> categories.Choice | None:
    """Give the categories that a set holds, None for an unknown territory."""
    if spec in ("", KIND):
        return ()
    if spec in ROOTS or not spec.startswith(f"{TERRITORY}:"):
        return ((_today(teller, spec),),)
    code = codes_around(teller.places, spec.partition(":")[2])[0]
    held = _held(teller.places, tuple(categories.categories_of(work, TERRITORY))).get(
        f"{TERRITORY}:{code}"
    )
    if held is None:
        return None
    return (held if len(held) <= MOST_SHELVES else (TERRITORY,),)


def _today(teller: Instance, spec: str) -> str:
    """Return the set that one of a theme whose place another took is today."""
    root, _, key = spec.partition(":")
    concept = teller.schema.schemes["themes"].concepts.get(key)
    return f"{root}:{concept.key}" if root == THEME and concept else spec


def _specs(places: Places, category: str) -> Iterator[str]:
    """Give a category as a set, or for a territory all the places where it stands."""
    root, _, code = category.partition(":")
    if root == TERRITORY and code:
        for place in codes_around(places, code):
            yield f"{root}:{place}"
    else:
        yield category


@lru_cache(maxsize=4)
def _held(places: Places, names: tuple[str, ...]) -> Mapping[str, Sequence[str]]:
    """Give the categories that each set of territories holds, of those in use.

    Made once, and anew when a territory comes into use.
    """
    found: dict[str, list[str]] = {}
    for name in names:
        specs = list(_specs(places, name))
        for spec in (*specs, *dict.fromkeys(_above(spec) for spec in specs)):
            found.setdefault(spec, []).append(name)
    return found


def _above(spec: str) -> str:
    """Give the set that holds a set: "territory:commune" for each commune."""
    return spec.rpartition(":")[0]


def _name(teller: Instance, spec: str) -> str:
    return teller.said(_NAMES[spec]) if spec in _NAMES else teller.category(spec)


_NAMES: Mapping[str, Words] = {
    KIND: {"fr": "Toutes les fiches", "en": "All sheets"},
    THEME: {"fr": "Tous les thèmes", "en": "All themes"},
    TERRITORY: {"fr": "Tous les territoires", "en": "All territories"},
    "territory:commune": {"fr": "Les communes", "en": "Communes"},
    "territory:department": {"fr": "Les départements", "en": "Departments"},
    "territory:region": {"fr": "Les régions", "en": "Regions"},
    "territory:intercommunality": {
        "fr": "Les intercommunalités",
        "en": "Intercommunalities",
    },
}
"""The sets that hold others."""
