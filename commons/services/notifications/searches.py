"""Follows searches: what is new in them is told like what is new in a theme.

A search is asked of the index again, now and then, when that has read something new; so
a save costs nothing here, however many searches are followed.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from commons.adapters.search.port import MOST_HITS, Index, Order, Query
from commons.adapters.store.community.notifications import events, searches
from commons.adapters.store.community.notifications.searches import Birth, WatchedSearch
from commons.adapters.store.engine.unit_of_work import Store, Work
from commons.core.domain import clock
from commons.core.domain.people.account import Account
from commons.core.domain.people.followed_search import FollowedSearch
from commons.core.domain.people.notification import (
    SEARCH,
    EventKind,
    NewEvent,
    topic_of,
)
from commons.core.domain.schema.kind import Schema
from commons.core.kinds.places.register import Places
from commons.core.text.french.meaning.thesaurus import thesaurus_of
from commons.services.notifications.following import follow
from commons.services.search.facets import list_facets
from commons.services.search.find import search_fitting, understand_query

EVERY = timedelta(minutes=10)
"""How long a search is left alone after it was looked at."""
BATCH = 10
"""How many are looked at in a turn: the others in the thread wait for it."""
MOST_PAGES = 10
"""How many pages of MOST_HITS are read of what a search finds since it was looked at."""


def search_topic(search: FollowedSearch) -> str:
    """Return the topic of who follows a search."""
    return topic_of(SEARCH, search.id)


def follow_search(
    work: Work, account: Account, search: FollowedSearch, now: datetime
) -> None:
    """Have an account follow a search. Raises FullError."""
    follow(work, account, search_topic(search), now)
    searches.add_search(work, search)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchWatcher:
    """What looks at the searches that are followed."""

    store: Store
    index: Index
    schema: Callable[[], Schema]
    places: Places
    name: str = "the watcher of searches"

    def take_turn(self) -> bool:
        """Look at some; say whether there may be more."""
        return self.look(clock.now())

    def look(self, now: datetime) -> bool:
        """Look at some that were not looked at for a while before an instant."""
        mark = self.index.mark()
        if not (mark and self.index.whole()):
            return False
        for _ in range(BATCH):
            claimed = self._claimed(mark, now)
            if claimed is None:
                return False
            self._look_at(claimed, mark)
        return True

    def _claimed(self, mark: int, now: datetime) -> WatchedSearch | None:
        """Return a search that no other process looks at, None when none is due.

        It is the last in the queue from then on: one that fails holds up no other.
        """
        with self.store.read() as work:
            if not searches.searches_due(work, mark, now - EVERY, limit=1):
                return None
        with self.store.write(quiet=True, durable=False) as work:
            due = searches.searches_due(work, mark, now - EVERY, limit=1)
            searches.note_looked(work, (one.id for one in due), now)
        return due[0] if due else None

    def _look_at(self, watched: WatchedSearch, mark: int) -> None:
        """Write down what is new in a search, once, and up to where it was looked at."""
        with self.store.read() as work:
            new = list(self._new_sheets(work, watched, mark))
        search = watched.read()
        told = [
            NewEvent(
                kind=EventKind.SHEET,
                ref=f"{search.id}/{birth.sheet}",
                sheet=birth.sheet,
                person=birth.person,
                number=1,
                instant=clock.now(),
                topics=frozenset({search_topic(search)}),
            )
            for birth in new
        ]
        with self.store.write(quiet=True, durable=False) as work:
            events.add_events(work, reversed(told))
            searches.move_search(work, search.id, mark)

    def _new_sheets(
        self, work: Work, watched: WatchedSearch, mark: int
    ) -> Iterator[Birth]:
        """Yield the sheets that answer a search closely and came since, youngest first."""
        schema = self.schema()
        asked = replace(_query(schema, watched.read()), order=Order.RECENT)
        facets = list_facets(schema, self.places)
        understood = understand_query(facets, self.index, asked)
        for page in range(1, MOST_PAGES + 1):
            turned = replace(understood, page=page)
            found, _ = search_fitting(self.index, turned, asked)
            close = found.hits[: max(0, found.close - (page - 1) * MOST_HITS)]
            born = {
                one.sheet: one
                for one in searches.births_of(work, (hit.id for hit in close))
            }
            known = [born[hit.id] for hit in close if hit.id in born]
            yield from (one for one in known if watched.after < one.first <= mark)
            if page >= found.pages or not any(o.head > watched.after for o in known):
                return


def _query(schema: Schema, search: FollowedSearch) -> Query:
    return Query(
        thesaurus=thesaurus_of(schema),
        words=search.words,
        filters=search.filters,
        fits=search.fits,
        verbatim=search.verbatim,
        fits_first=search.fits_first,
        size=MOST_HITS,
        counted=(),
        bare=True,
    )
