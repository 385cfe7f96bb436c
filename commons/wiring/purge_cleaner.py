"""Cleans the files of an instance once something was removed for good."""

from contextlib import suppress
from dataclasses import dataclass

from commons.adapters.store.stewardship.purge.purges import (
    mark_cleaned,
    unfinished_purges,
)
from commons.core.files.locks import lock_file
from commons.errors import BusyError
from commons.services.stewardship.purge.cleaning import (
    LIST,
    LOCK,
    due_purges,
    remove_copies,
    unlisted_purges,
    was_published,
    write_list,
)
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

        What can wait (OWN_NAMES_WAIT) does, unless told to `wait` for all.
        Dumps and the index stay where all that goes is a name that no version says.
        Nothing, where another process is at it, unless told to `wait` for that.
        """
        parts, home = self.components, self.components.settings.data_dir
        with parts.store.read() as work:
            unfinished = unfinished_purges(work)
            if not (wait or due_purges(work)):
                unfinished = []
            said = any(was_published(work, one) for one in unfinished)
            unseen = [] if unfinished else unlisted_purges(work, home)
            elsewhere = any(was_published(work, one) for one in unseen)
        try:
            if unseen:
                self._clean_machine(said=elsewhere)
            if not unfinished:
                return True
            with parts.store.alone(LOCK, wait=wait):
                remove_copies(parts.store, parts.blobs, home)
                if said:
                    parts.dumps.withdraw()
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
        dumps = self.components.dumps
        if dumps.offers():
            with suppress(BusyError):  # somebody else makes them, of what is left
                dumps.publish()

    def _clean_machine(self, *, said: bool) -> None:
        """Remove what only this machine still has of what another one cleaned."""
        parts, home = self.components, self.components.settings.data_dir
        with lock_file(home / f".{LIST}.lock", wait=False):
            remove_copies(parts.store, parts.blobs, home)
            if said:
                parts.index.clear()
                parts.catch_up()
            write_list(parts.store, home)
