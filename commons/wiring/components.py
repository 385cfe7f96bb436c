"""All that a door needs, and what keeps the search index level with the log."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from commons.adapters.media.blob_store import BlobStore
from commons.adapters.pdf.pdf_maker import PdfStore
from commons.adapters.remote.port import Remote
from commons.adapters.search.port import Deletion, Document, Index
from commons.adapters.store.engine.unit_of_work import Store, Work
from commons.core.domain.schema.kind import Schema
from commons.core.domain.sheet import Revision
from commons.core.files.file_storage import FileStorage
from commons.core.kinds.places.register import Places
from commons.core.kinds.schema.live_schema import (
    LiveSchema,
    PinnedSchema,
    SchemaReader,
)
from commons.core.progress import OnProgress
from commons.core.text.french.meaning.thesaurus import thesaurus_of
from commons.feeds.catalogue.dump_folder import DumpFolder
from commons.services.operations.following.follower_thread import FollowerThread
from commons.services.operations.following.log_follower import (
    LogFollower,
    catch_up,
)
from commons.services.operations.monitoring.readings import ReadingCounter
from commons.services.search.indexing import (
    UNKNOWN,
    Describe,
    index_changes,
    index_follower,
)
from commons.services.search.theme_refresh import ThemeRefresher
from commons.services.stewardship.chosen_settings import ChosenSettings
from commons.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Components:
    """All that a door (a view or a command) needs."""

    settings: Settings
    chosen: ChosenSettings
    live_schema: SchemaReader
    places: Places
    store: Store
    index: Index
    blobs: BlobStore
    storage: FileStorage
    dumps: DumpFolder
    remote: Remote
    follower: FollowerThread
    courier: FollowerThread
    readings: ReadingCounter

    @property
    def pdfs(self) -> PdfStore:
        """The PDFs that were made."""
        return PdfStore(data_dir=self.settings.data_dir, shared=self.blobs.shared)

    @property
    def schema(self) -> Schema:
        """The schema in force; take it once for what must agree with itself."""
        return self.live_schema.current()

    def catch_up(self, on_progress: OnProgress | None = None) -> int:
        """Bring the index level with the log now; give how many sheets changed.

        `on_progress` is called with (done, total) as in
        `commons.services.search.indexing`.
        """
        changed = catch_up(self.store, follow_index(self), on_progress)
        refresh_themes(self).refresh()
        return changed


def pin_components(components: Components, version: int | None = None) -> Components:
    """Return the same components, whose schema stays that of the first question.

    Their settings are those of now, with what was chosen in the pages. `version` is the
    store's token, for who has just read it.
    """
    live = components.live_schema
    settings = components.chosen.apply(components.settings, version)
    if isinstance(live, LiveSchema):
        live = PinnedSchema(live, version)
    return replace(components, settings=settings, live_schema=live)


def follow_index(components: Components) -> LogFollower:
    """Return the follower that keeps the search index level with the log."""

    def prepare() -> None:
        thesaurus = thesaurus_of(components.schema)
        components.index.search(replace(UNKNOWN, thesaurus=thesaurus))

    describe = _describe_changes(components)
    follower = index_follower(components.store, components.index, describe)
    return replace(follower, prepare=prepare)


def _describe_changes(components: Components) -> Describe:
    """Return what says what the index is told of changes."""

    def describe(
        work: Work, changes: Sequence[Revision]
    ) -> Iterator[Document | Deletion]:
        return index_changes(components.schema, components.places, work, changes)

    return describe


def refresh_themes(components: Components) -> ThemeRefresher:
    """Return what finds sheets anew when their themes changed."""
    return ThemeRefresher(
        store=components.store,
        index=components.index,
        schema=components.live_schema.current,
        describe=_describe_changes(components),
    )
