"""Cleans the files of an instance once something was removed for good."""

from contextlib import suppress
from dataclasses import dataclass

from commons.adapters.store.purge.purges import mark_cleaned, unfinished_purges
from commons.core.files.locks import lock_file
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

        Nothing, where another process is at it, unless told to `wait` for that.
        """
        parts, home = self.components, self.components.settings.data_dir
        with parts.store.read() as work:
            pending = [one.id for one in unfinished_purges(work)]
        if not pending:
            return True
        try:
            with lock_file(home / LOCK, wait=wait):
                remove_copies(parts.store, parts.blobs, home)
                withdraw_releases(parts.settings.dumps_dir)
                parts.store.scrub()  # what may have to wait comes before what is long
                parts.index.clear()
                parts.catch_up()
                self._publish_dumps()
                write_list(parts.store, home)
                with parts.store.write() as work:
                    mark_cleaned(work, pending)
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
