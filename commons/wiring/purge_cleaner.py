"""Cleans the files of an instance once something was removed for good."""

from contextlib import suppress
from dataclasses import dataclass

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.stewardship.purge.purges import (
    mark_cleaned,
    unfinished_purges,
    versions_of,
)
from commons.core.domain.site.purge import Purge, PurgeSort
from commons.errors import BusyError
from commons.feeds.catalogue.dump_releases import publish_release, withdraw_releases
from commons.services.stewardship.purge.cleaning import LOCK, remove_copies, write_list
from commons.wiring.components import Components


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgeCleaner:
    """What cleans the files once something was removed for good; one process at a time."""

    components: Components
    name: str = "the cleaner after purges"

    def take_turn(self) -> bool:
        """Clean what is unfinished."""
        self.clean()
        return False

    def clean(self, *, wait: bool = False) -> bool:
        """Clean what is unfinished; say whether it is done. Raises BusyError: ask again.

        Dumps and the index stay where all that goes is a name that no version says.
        Nothing, where another process is at it, unless told to `wait` for that.
        """
        parts, home = self.components, self.components.settings.data_dir
        with parts.store.read() as work:
            unfinished = unfinished_purges(work)
            said = any(_was_published(work, one) for one in unfinished)
        if not unfinished:
            return True
        try:
            with parts.store.alone(LOCK, wait=wait):
                remove_copies(parts.store, parts.blobs, home)
                if said:
                    withdraw_releases(parts.settings.dumps_dir)
                parts.store.scrub()  # what may have to wait comes before what is long
                if said:
                    parts.index.clear()
                    parts.catch_up()
                    self._publish_dumps()
                write_list(parts.store, home)
                with parts.store.write() as work:
                    mark_cleaned(work, [one.id for one in unfinished])
        except BlockingIOError:
            return False
        return True

    def _publish_dumps(self) -> None:
        """Make the dumps again, where the site offers any."""
        settings = self.components.settings
        if not settings.dumps_dir.is_dir():
            return
        with suppress(BusyError):  # somebody else makes them, of what is left
            publish_release(
                self.components.store, settings.dumps_dir, settings.base_url
            )


def _was_published(work: Work, purge: Purge) -> bool:
    """Return whether a version said what a purge removed."""
    return purge.sort is not PurgeSort.PERSON or bool(versions_of(work, purge.id))
