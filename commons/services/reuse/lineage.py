"""The lineage of a sheet: what it was made from and what was made of it, as a tree.

Each sheet stands under what it was made from, nearest first: one that names its source
and its source's source stands under the former. Sheets of other sites are leaves.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.adapters.store.log.projections import link_targets
from commons.core.domain.addresses import iri
from commons.core.domain.schema.kind import Value
from commons.core.domain.sheet import Revision
from commons.core.kinds.rules.sources import source_key, source_rows

MOST_NODES = 60
"""How many sheets a tree has."""

MOST_GENERATIONS = 6
"""How many generations before a sheet, and after it, are walked."""

MOST_LINKS = 500
"""How many adaptations of a generation are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ancestry:
    """How a sheet was made from another: the version taken, 0 unknown; what changed."""

    version: int
    changes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineageNode:
    """A sheet of the tree, by `key`: its identifier, or the address of one elsewhere.

    `head` is the version that stands, None elsewhere, where `credit` is the row of
    sources that speaks of it. `parents` are keys, the nearest first, with how it was
    made from each. `generation` counts from 0, for what was made from nothing here.
    """

    key: str
    head: Revision | None
    credit: Mapping[str, Value] = field(hash=False)
    parents: Mapping[str, Ancestry] = field(hash=False)
    generation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LineageBranch:
    """A node, and those that stand under it."""

    node: LineageNode
    branches: tuple["LineageBranch", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """The trees that a sheet stands in, and how many adaptations are left out.

    `nodes` are all of them, in the order of the trees.
    """

    trees: tuple[LineageBranch, ...]
    nodes: tuple[LineageNode, ...]
    left_out: int


def find_lineage(
    work: Work, head: Revision, show: Callable[[Revision], Revision] = lambda one: one
) -> Lineage:
    """Return the lineage of a sheet, of which `head` is the version that stands.

    `show` gives each head as it may be told.
    """
    walk = _Walk(work, head, show)
    walk.back()
    walk.forth()
    return walk.lineage()


class _Walk:
    """One walk through the sources of sheets and what was made of them."""

    def __init__(
        self, work: Work, head: Revision, show: Callable[[Revision], Revision]
    ) -> None:
        self._work = work
        self._show = show
        self._start = head.sheet
        self._heads: dict[str, Revision] = {head.sheet: head}
        self._credits: dict[str, Mapping[str, Value]] = {}
        self._parents: dict[str, dict[str, Ancestry]] = {}
        self._left_out = 0

    def back(self) -> None:
        """Walk to the sources, and to theirs."""
        level = [self._start]
        for _ in range(MOST_GENERATIONS):
            named = [key for sheet in level for key in self._name_parents(sheet)]
            level = self._read(named)
            if not level:
                return

    def forth(self) -> None:
        """Walk to what was made of the sheet, and of that."""
        level = [self._start]
        for _ in range(MOST_GENERATIONS):
            found = link_targets.adapting_sheets(self._work, level, limit=MOST_LINKS)
            level = self._read(found)
            if not level:
                break
        for sheet in self._heads:
            if sheet not in self._parents:
                self._name_parents(sheet, within=self._heads)

    def lineage(self) -> Lineage:
        """Return the trees of what was found."""
        parents = _nearest(_without_circles(self._start, self._parents))
        known = [*self._heads, *self._credits]
        generations = _generations(known, parents)
        nodes = {
            key: LineageNode(
                key=key,
                head=self._show(self._heads[key]) if key in self._heads else None,
                credit=self._credits.get(key, {}),
                parents=parents.get(key, {}),
                generation=generations[key],
            )
            for key in known
        }
        under: dict[str, list[str]] = {}
        for key, node in nodes.items():
            under.setdefault(next(iter(node.parents), ""), []).append(key)
        trees = tuple(_branch(nodes, under, key) for key in under.get("", ()))
        return Lineage(
            trees=trees,
            nodes=tuple(node for tree in trees for node in _flat(tree)),
            left_out=self._left_out,
        )

    def _name_parents(
        self, sheet: str, within: Mapping[str, Revision] | None = None
    ) -> list[str]:
        """Note what a sheet says that it was made from; give the keys.

        Only those `within`, for an adaptation: what else it was made from is its own
        lineage.
        """
        found: dict[str, Ancestry] = {}
        for _, row in source_rows(self._heads[sheet].values):
            named = iri.sheet_named(str(row.get("url", "")))
            key = source_key(row)
            if key == sheet or not key or (within is not None and key not in within):
                continue
            if key not in self._heads and key not in self._credits:
                if self._room() <= 0:
                    self._left_out += 1
                    continue
                self._credits[key] = row
            version = named[1] or 0 if named else 0
            found[key] = Ancestry(version=version, changes=str(row.get("changes", "")))
        self._parents[sheet] = found
        return list(found)

    def _read(self, sheets: Iterable[str]) -> list[str]:
        """Read the heads of sheets not met before; give those that are here."""
        new = [one for one in dict.fromkeys(sheets) if one not in self._heads]
        outside = [one for one in new if one not in self._credits]
        room = self._room()
        taken = [one for one in new if one in self._credits] + outside[:room]
        self._left_out += len(outside[room:])
        here = revisions.get_heads(self._work, [one for one in taken if iri.is_id(one)])
        self._heads |= here
        for sheet in here:
            self._credits.pop(sheet, None)
        return list(here)

    def _room(self) -> int:
        return max(MOST_NODES - len(self._heads) - len(self._credits), 0)


def _without_circles(
    start: str, parents: Mapping[str, Mapping[str, Ancestry]]
) -> dict[str, dict[str, Ancestry]]:
    """Return the parents without those that would make a sheet its own ancestor."""
    kept: dict[str, dict[str, Ancestry]] = {}
    for key in (start, *(one for one in parents if one != start)):
        kept[key] = {
            parent: how
            for parent, how in parents.get(key, {}).items()
            if key not in _ancestors(kept, parent)
        }
    return kept


def _nearest(
    parents: Mapping[str, Mapping[str, Ancestry]],
) -> dict[str, dict[str, Ancestry]]:
    """Return the parents without those that are ancestors of another parent."""
    found: dict[str, dict[str, Ancestry]] = {}
    for key, named in parents.items():
        above = set().union(*(_ancestors(parents, one) - {one} for one in named))
        found[key] = {one: how for one, how in named.items() if one not in above}
    return found


def _ancestors(parents: Mapping[str, Mapping[str, Ancestry]], key: str) -> set[str]:
    """Return a key and all that it was made from."""
    found, left = {key}, [key]
    while left:
        new = [one for one in parents.get(left.pop(), ()) if one not in found]
        found.update(new)
        left += new
    return found


def _generations(
    keys: Iterable[str], parents: Mapping[str, Mapping[str, Ancestry]]
) -> dict[str, int]:
    """Return how many generations stand before each key at most."""
    found: dict[str, int] = {}

    def count(key: str) -> int:
        if key not in found:
            before = parents.get(key, ())
            found[key] = max((count(one) + 1 for one in before), default=0)
        return found[key]

    return {key: count(key) for key in keys}


def _branch(
    nodes: Mapping[str, LineageNode], under: Mapping[str, list[str]], key: str
) -> LineageBranch:
    branches = tuple(_branch(nodes, under, one) for one in under.get(key, ()))
    return LineageBranch(node=nodes[key], branches=branches)


def _flat(branch: LineageBranch) -> Iterable[LineageNode]:
    yield branch.node
    for one in branch.branches:
        yield from _flat(one)
