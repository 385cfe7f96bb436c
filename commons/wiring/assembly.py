"""The one place where the parts of a running commons meet."""

from collections.abc import Callable
from functools import partial

from commons.adapters.media.blob_store import BlobStore
from commons.adapters.remote.port import LazyRemote
from commons.adapters.search.backends import BACKENDS, IndexPlace
from commons.adapters.storage.opening import open_storage
from commons.adapters.store.engine.unit_of_work import Store, open_store
from commons.adapters.store.site.site_state import SiteReader
from commons.adapters.store.stewardship.purge import purges
from commons.core.domain.schema.kind import Schema
from commons.core.files.file_storage import FileStorage
from commons.core.kinds.places.register import Places, read_places
from commons.core.kinds.schema.live_schema import (
    LiveSchema,
    SchemaSource,
    folder_source,
    read_sources,
)
from commons.feeds.catalogue.dump_folder import DumpFolder
from commons.services.federation.notices.courier import PAUSE_SECONDS, Courier
from commons.services.operations.data_folder import refuse_interrupted
from commons.services.operations.following.follower_thread import FollowerThread, Turns
from commons.services.operations.following.log_follower import (
    FollowerTurns,
)
from commons.services.operations.housekeeping.compaction import BlockCompressor
from commons.services.operations.monitoring.readings import ReadingCounter, ReadingTurns
from commons.services.search.indexing import (
    RECIPE,
)
from commons.services.search.theme_refresh import ThemeTurns
from commons.services.stewardship.chosen_settings import ChosenSettings
from commons.services.stewardship.themes import themes_source
from commons.services.stewardship.thesaurus import thesaurus_source
from commons.settings import Settings, settle_secrets
from commons.wiring.components import Components, refresh_themes
from commons.wiring.deliveries import (
    open_courier,
    open_digest_courier,
    open_mail_courier,
    open_search_watcher,
)
from commons.wiring.followers import FOLLOWERS
from commons.wiring.purge_cleaner import PurgeCleaner
from commons.wiring.shipped import shipped_folder


def _open_thesaurus(store: Store, site: SiteReader) -> SchemaSource:
    return thesaurus_source(store, site, shipped_folder("schemas"))


def _open_themes(store: Store, site: SiteReader) -> SchemaSource:
    return themes_source(store, site, shipped_folder("schemas"))


_FILES = "files"
"""The name of what removes files, or counts on them, on all machines."""

SCHEMA_SOURCES: tuple[Callable[[Store, SiteReader], SchemaSource], ...] = (
    _open_thesaurus,
    _open_themes,
)
"""What lies over the files of schemas/, such as files that are kept in the store."""


def _is_read_only(chosen: ChosenSettings, settings: Settings) -> bool:
    return chosen.apply(settings).read_only


def load_schema() -> tuple[Schema, Places]:
    """Give what is known without any instance. Raises SchemaError."""
    folder = shipped_folder("schemas")
    return read_sources([folder_source(folder)]), read_places(folder)


def assemble_components(settings: Settings) -> Components:
    """Open everything; the database is brought to the present schema.

    Raises SchemaError, StorageError, BusyError; NotEmptyError where a restore is
    not over.
    """
    store = open_store(settings.database_url, replica=settings.read_database_url)
    refuse_interrupted(settings.data_dir, store)
    settings = settle_secrets(settings)
    places = read_places(shipped_folder("schemas"))
    store.migrate()
    site = SiteReader(store)
    sources = (
        folder_source(shipped_folder("schemas")),
        *(open_source(store, site) for open_source in SCHEMA_SOURCES),
    )
    blobs = _open_blobs(settings, storage := open_storage(settings), store)
    place = IndexPlace(folder=settings.index_dir, beside=store.side_tables())
    index = BACKENDS[settings.search](place, RECIPE)

    def open_turns() -> list[Turns]:
        followers = [FollowerTurns(store, row, components) for row in FOLLOWERS]
        return [*followers, ThemeTurns(refresh_themes(components))]

    chosen = ChosenSettings(site)
    is_closed = partial(_is_read_only, chosen, settings)
    store.refuse_writes(is_closed)
    components = Components(
        settings=settings,
        chosen=chosen,
        live_schema=LiveSchema(sources, store.token),
        places=places,
        store=store,
        index=index,
        blobs=blobs,
        storage=storage,
        dumps=_open_dumps(settings, store, blobs.shared),
        remote=LazyRemote(settings.fetch_hosts),
        follower=FollowerThread(
            open_turns, paused=is_closed, wake_on_saves=store.wake_on_saves
        ),
        courier=FollowerThread(
            lambda: _open_deliveries(components),
            PAUSE_SECONDS,
            name="courier",
            paused=is_closed,
        ),
        readings=ReadingCounter(),
    )
    return components


def _open_deliveries(components: Components) -> list[Turns]:
    """Open what takes turns in the courier's thread."""
    settings, store = components.settings, components.store
    notices = Courier(components.store, lambda: open_courier(components))
    always: list[Turns] = [
        notices,
        ReadingTurns(store, components.readings),
        open_search_watcher(components),
        PurgeCleaner(components=components),
        BlockCompressor(store),
    ]
    if not settings.sends_mail:
        return always
    digests = open_digest_courier(components)
    return [*always, digests, open_mail_courier(components)]


def _open_blobs(settings: Settings, storage: FileStorage, store: Store) -> BlobStore:
    """Open the files; where machines share them, they take turns by the database."""
    shared = storage if settings.files.bucket else None
    return BlobStore(
        data_dir=settings.data_dir,
        was_removed=partial(_was_removed, store),
        shared=shared,
        alone=partial(store.alone, _FILES) if shared else None,
    )


def _open_dumps(
    settings: Settings, store: Store, shared: FileStorage | None
) -> DumpFolder:
    folder, base = settings.dumps_dir, settings.base_url
    return DumpFolder(store=store, folder=folder, base=base, shared=shared)


def _was_removed(store: Store, name: str) -> bool:
    with store.read() as work:
        return purges.was_removed(work, name)
