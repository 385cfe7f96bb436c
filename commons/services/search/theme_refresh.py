"""Finds sheets anew whose themes editors renamed, moved, merged or took apart.

No version changes: what follows from the versions does, the categories of a sheet and
what the search index says of it. What waits stands with the themes in the database, so
that whichever process comes first does it, and one that dies leaves it to another.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from commons.adapters.search.port import Index
from commons.adapters.store.engine.unit_of_work import Store, Work
from commons.adapters.store.log import revisions
from commons.adapters.store.log.projections import categories
from commons.adapters.store.site import theme_edits
from commons.core.domain.schema.kind import Schema
from commons.core.domain.sheet import Revision
from commons.core.kinds.rules.categories import THEME, categories_of
from commons.services.search.indexing import Describe

AT_ONCE = 100
"""How many sheets are found anew in one unit of work: others wait for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeRefresher:
    """Finds sheets anew after changes of themes, of which it reads from the store.

    `schema` gives the one in force, `describe` says what the index is told of changes.
    """

    store: Store
    index: Index
    schema: Callable[[], Schema]
    describe: Describe

    def refresh(self) -> bool:
        """Find anew all sheets that wait; return whether there were changes.

        Raises StorageError, BusyError; what was not done then is done by the next call.
        """
        with self.store.read() as work:
            numbers, keys = theme_edits.pending_keys(work)
        if not numbers:
            return False
        schema = self.schema()
        found = _categories(schema, keys)
        for sheets in self._each_batch(found):
            with self.store.write() as work:
                for head in revisions.get_heads(work, sheets).values():
                    _put_in_categories(schema, work, head)
            with self.index.exclusive(), self.store.read() as work:
                mark, whole = self.index.mark(), self.index.whole()
                heads = revisions.get_heads(work, sheets).values()
                known = [head for head in heads if head.sequence <= mark]
                if known:
                    self.index.apply(self.describe(work, known), mark, whole=whole)
        with self.store.write() as work:
            theme_edits.end_pending(work, numbers)
        return True

    def _each_batch(self, found: Sequence[str]) -> Iterator[list[str]]:
        after = 0
        while True:
            with self.store.read() as work:
                heads = categories.heads_after(
                    work, (found,), after=after, last=2**62, limit=AT_ONCE
                )
            if not heads:
                return
            after = heads[-1].sequence
            yield [head.sheet for head in heads]


class ThemeTurns:
    """The turns of a refresher in one process: it looks when something was committed."""

    name = "the list of themes"

    def __init__(self, refresher: ThemeRefresher) -> None:
        self._refresher = refresher
        self._seen: int | None = None

    def take_turn(self) -> bool:
        """Find anew what waits, if anything was committed since the last look."""
        token = self._refresher.store.token()
        if token == self._seen:
            return False
        done = self._refresher.refresh()
        self._seen = token
        return done


def _categories(schema: Schema, keys: Sequence[str]) -> list[str]:
    """Return the categories on which sheets of some themes may stand, before or after."""
    scheme = schema.schemes["themes"]
    related = (one for key in keys for one in (key, *scheme.found_by(key)))
    return [f"{THEME}:{key}" for key in dict.fromkeys(related)]


def _put_in_categories(schema: Schema, work: Work, head: Revision) -> None:
    kind = schema.kinds.get(head.kind)
    if kind is not None:
        categories.take_away(work, head.sheet)
        wanted = categories_of(schema, kind, head.values)
        categories.put_in_categories(work, head.sequence, wanted)
