"""Says what a purge would remove, and where copies stand that it leaves."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.adapters.store.log.projections import link_targets
from commons.adapters.store.log.projections.link_targets import LinkTarget
from commons.adapters.store.stewardship.purge.surroundings import Around, texts_around
from commons.core.domain.pictures.media import named_in
from commons.core.domain.sheet import ITEMS, TRIED, Person, Revision
from commons.core.domain.site.purge import LegalBasis, PurgeSort
from commons.services.stewardship.purge.erasure import CreditTraces

MOST_COPIES = 200
"""How many sheets of each sort are named that may hold a copy."""

SHORTEST_PASSAGE = 12
"""How many characters a sentence has that tells where a text came from."""

REMARKS, DRAFTS, TABLES, DERIVED = "remarks", "drafts", "tables", "derived"
"""What else may be chosen to go, beside sheets (their identifiers)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgeOrder:
    """What an admin decided.

    `target` is a sheet, the name of a file or a person; `numbers` are the versions of
    PurgeSort.VERSION. `seen` is the number of the head that they saw, 0 for whichever
    stands. `also` are copies to remove as well: sheets, REMARKS, DRAFTS, TABLES. `traces`
    is where a person is credited, as it was found before the lock was taken.
    """

    sort: PurgeSort
    target: str
    basis: LegalBasis
    actor: Person
    numbers: tuple[int, ...] = ()
    seen: int = 0
    also: frozenset[str] = field(default_factory=frozenset)
    traces: CreditTraces | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgePlan:
    """What goes of a sheet, and what stands elsewhere.

    `versions` lose their text, `left` keep it; `stands` is the version that readers get
    again, None for a sheet that ends deleted, and the head when it stays. `holding` are
    the numbers of those left that still say passages which came with what goes. `derived` are
    sheets that were made from it here, MOST_COPIES at most and `more` beside them; `naming`
    those that name it otherwise.
    """

    head: Revision
    versions: tuple[Revision, ...]
    left: tuple[Revision, ...]
    stands: Revision | None
    holding: tuple[int, ...]
    files: tuple[str, ...]
    around: Around
    derived: tuple[LinkTarget, ...]
    more: int
    naming: tuple[LinkTarget, ...]


def plan_purge(work: Work, sheet: str, numbers: Sequence[int] | None) -> PurgePlan:
    """Say what removing these versions does, None: the whole sheet. Raises NotFoundError."""
    every = revisions.list_history(work, sheet, limit=revisions.ALL)
    head = every[0]
    chosen = chosen_versions(every, numbers)
    going = {one.number for one in chosen}
    left = tuple(one for one in every if one.number not in going and not one.purged)
    stands: Revision | None = head
    if numbers is None or head.deleted:
        stands = None
    elif head.number in going:
        stands = next((one for one in left if not one.deleted), None)
    named = {name for one in chosen for name in named_in(dict(one.values))}
    kept = {name for one in left for name in named_in(dict(one.values))}
    made = derived_sheets(work, sheet)
    return PurgePlan(
        head=head,
        versions=chosen,
        left=left,
        stands=stands,
        holding=_holding(chosen, left),
        files=tuple(sorted(named - kept)),
        around=texts_around(work, sheet, None if numbers is None else sorted(going)),
        derived=_derived(work, made[:MOST_COPIES]),
        more=len(made[MOST_COPIES:]),
        naming=_naming(work, sheet),
    )


def chosen_versions(
    every: Sequence[Revision], numbers: Sequence[int] | None
) -> tuple[Revision, ...]:
    """Return the versions that lose their text, the last first.

    With those asked for go those that say the same, byte for byte, and the tombstone
    that keeps what such a version said.
    """
    asked = {one.number for one in every} if numbers is None else set(numbers)
    hashes = {one.hash for one in every if one.number in asked and not one.deleted}
    going: set[int] = set()
    for one in reversed(every):
        before = one.parent in going
        if one.number in asked or (one.hash in hashes) or (one.deleted and before):
            going.add(one.number)
    return tuple(one for one in every if one.number in going and not one.purged)


def _holding(chosen: Sequence[Revision], left: Sequence[Revision]) -> tuple[int, ...]:
    """Return which versions left say passages of those that go, and none before them did."""
    if not chosen or not left:
        return ()
    first = min(one.number for one in chosen)
    old = {text for one in left if one.number < first for text in _passages(one)}
    came = {text for one in chosen for text in _passages(one)} - old
    return tuple(
        sorted(
            one.number
            for one in left
            if one.number > first and not came.isdisjoint(_passages(one))
        )
    )


def _passages(revision: Revision) -> set[str]:
    """Return the lines of a version's texts that are long enough to be known again."""
    lines = " ".join(json.dumps(revision.values, ensure_ascii=False).split("\\n"))
    return {
        part.strip()
        for text in lines.split('"')
        for part in re.split(r"(?<=[.!?])\s", text)
        if len(part.strip()) >= SHORTEST_PASSAGE
    }


def derived_sheets(work: Work, sheet: str) -> list[str]:
    """Return the sheets that stand and were made from one: they hold its words."""
    made = [
        *link_targets.adapting_sheets(work, [sheet], limit=revisions.ALL),
        *link_targets.sheets_translating(work, [sheet], limit=revisions.ALL),
    ]
    return sorted(set(made) - {sheet})


def _derived(work: Work, made: Sequence[str]) -> tuple[LinkTarget, ...]:
    heads = link_targets.named_heads(work, made)
    return tuple(one for one in heads.values() if not one.deleted)


def _naming(work: Work, sheet: str) -> tuple[LinkTarget, ...]:
    """Return the collections, trials and other sheets that name one in their words."""
    found = [
        *link_targets.links_to(work, sheet, ITEMS, limit=MOST_COPIES),
        *link_targets.links_to(work, sheet, TRIED, limit=MOST_COPIES),
        *link_targets.citing_sheets(work, sheet, limit=MOST_COPIES),
    ]
    return tuple({one.sheet: one for one in found if one.sheet != sheet}.values())
