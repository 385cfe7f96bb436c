"""Knows the sets that may be followed: shelves, and where these stand.

A set holds what its subsets hold: "territory:department:29" what is of its
communes, "territory" all that has an official place, "kind" every sheet.
"""

from collections.abc import Iterator, Mapping

from commons.domain.kind import Words
from commons.domain.sheet import Revision
from commons.feeds.teller import Teller
from commons.kinds.regions import standing
from commons.kinds.shelves import KIND, ROOTS, TERRITORY, THEME, shelves
from commons.store import shelves as store
from commons.store.work import Work

MOST_SHELVES = 30_000
"""How many shelves go into one query; beyond, their root does."""


def specs(teller: Teller, revision: Revision) -> list[str]:
    """Give the sets that a record's header names, those of its values."""
    kind = teller.schema.kinds[revision.kind]
    found = shelves(kind, revision.values)
    named = (spec for shelf in found for spec in _specs(teller, shelf))
    return list(dict.fromkeys(spec for spec in named if spec not in ROOTS))


def sets(teller: Teller, work: Work) -> dict[str, str]:
    """Give the name of each set that holds something, by its setSpec."""
    found: dict[str, str] = {}
    for root in ROOTS:
        under = {
            spec for name in store.named(work, root) for spec in _specs(teller, name)
        }
        if under:
            found[root] = teller.said(_ROOT_NAMES[root])
            found |= {spec: teller.shelf(spec) for spec in sorted(under)}
    return found


def choice(teller: Teller, work: Work, spec: str) -> store.Choice | None:
    """Give the shelves that a set holds, None for an unknown or empty set."""
    root = spec.partition(":")[0]
    if spec in ("", KIND):
        return ()
    if spec in ROOTS:
        return ((spec,),)
    if root not in ROOTS:
        return None
    held = [
        name
        for name in store.named(work, root)
        if any(f"{one}:".startswith(f"{spec}:") for one in _specs(teller, name))
    ]
    if not held:
        return None
    return (held if len(held) <= MOST_SHELVES else (root,),)


def _specs(teller: Teller, shelf: str) -> Iterator[str]:
    """Give a shelf as a set, or for a territory all the places where it stands."""
    root, _, code = shelf.partition(":")
    if root == TERRITORY and code:
        for place in standing(teller.places, code):
            yield f"{root}:{place}"
    else:
        yield shelf


_ROOT_NAMES: Mapping[str, Words] = {
    KIND: {"fr": "Toutes les fiches", "en": "All sheets"},
    THEME: {"fr": "Tous les thèmes", "en": "All themes"},
    TERRITORY: {"fr": "Tous les territoires", "en": "All territories"},
}
