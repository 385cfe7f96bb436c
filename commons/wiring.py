"""The one place where the parts of a running commons meet."""

from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from pathlib import Path

from commons.adapters.media.blob_store import BlobStore
from commons.adapters.search.backends import BACKENDS
from commons.adapters.search.port import Index
from commons.adapters.store.engine.unit_of_work import Store, open_store
from commons.core.domain.kind import Schema
from commons.core.kinds.places.register import Places, read_places
from commons.core.kinds.schema.loader import read_schema
from commons.core.progress import OnProgress
from commons.services.following.follower_thread import FollowerThread
from commons.services.following.log_follower import (
    FollowerRow,
    FollowerTurns,
    LogFollower,
    catch_up,
)
from commons.services.operations.data_folder import refuse_interrupted
from commons.services.search.indexing import RECIPE, index_document, index_follower
from commons.settings import Settings, settle_secrets

_read_once = cache(read_schema)
"""A process reads its schemas once, however many instances it opens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Components:
    """All that a door (a view or a command) needs."""

    settings: Settings
    schema: Schema
    places: Places
    store: Store
    index: Index
    blobs: BlobStore
    follower: FollowerThread

    def catch_up(self, on_progress: OnProgress | None = None) -> int:
        """Bring the index level with the log now; give how many sheets changed.

        `on_progress` is called with (done, total) as in `commons.services.search.indexing`.
        """
        return catch_up(self.store, follow_index(self), on_progress)


def follow_index(components: Components) -> LogFollower:
    """Return the follower that keeps the search index level with the log."""
    entry = partial(index_document, components.schema, components.places)
    return index_follower(components.store, components.index, entry)


FOLLOWERS: tuple[FollowerRow[Components], ...] = (
    FollowerRow(name="the search index", open=follow_index),
)
"""Who follows the log, in the order of their turns; all share one thread a process.

Each sits the contract of tests/services/following/test_log_follower.py.
"""


def shipped_folder(name: str) -> Path:
    """Give the folder `content` or `schemas`: in the wheel, else the checkout."""
    package = Path(str(files("commons")))
    within = package / name
    return within if within.is_dir() else package.parent / name


def load_schema() -> tuple[Schema, Places]:
    """Give what is known without any instance. Raises SchemaError."""
    return _read_once(shipped_folder("schemas")), read_places(shipped_folder("schemas"))


def assemble_components(settings: Settings) -> Components:
    """Open everything; the database is brought to the present schema.

    Raises SchemaError, StorageError, BusyError; NotEmptyError where a restore is
    not over.
    """
    store = open_store(settings.database_url)
    refuse_interrupted(settings.data_dir, store)
    settings = settle_secrets(settings)
    schema, places = load_schema()
    store.migrate()
    index = BACKENDS[settings.search](settings.index_dir, RECIPE)

    def open_turns() -> list[FollowerTurns[Components]]:
        return [FollowerTurns(store, row, components) for row in FOLLOWERS]

    components = Components(
        settings=settings,
        schema=schema,
        places=places,
        store=store,
        index=index,
        blobs=BlobStore(data_dir=settings.data_dir),
        follower=FollowerThread(open_turns),
    )
    return components
