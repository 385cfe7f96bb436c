"""The one place where the parts of a running commons meet."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from pathlib import Path

from commons.adapters.media.blob_store import BlobStore
from commons.adapters.search.backends import BACKENDS
from commons.adapters.search.port import Document, Index, Query
from commons.adapters.store.engine.unit_of_work import Store, open_store
from commons.core.domain.kind import Schema
from commons.core.domain.sheet import Revision
from commons.core.kinds.places.register import Places, read_places
from commons.core.kinds.schema.loader import read_schema
from commons.core.progress import OnProgress
from commons.services.operations.data_folder import refuse_interrupted
from commons.services.search.follower import Follower
from commons.services.search.indexing import RECIPE, catch_up, index_document
from commons.settings import Settings, settle_secrets

UNKNOWN = Query(words="xyzzyx plugh")
"""Words that no sheet has, so that answering them looks everything up: what the
first searches of a process would wait for is then at hand."""

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
    follower: Follower

    def catch_up(self, on_progress: OnProgress | None = None) -> int:
        """Bring the index level with the log now; give how many sheets changed.

        `on_progress` is called with (done, total) as in `commons.services.search.indexing`.
        """
        entry = partial(index_document, self.schema, self.places)
        return catch_up(self.store, self.index, entry, on_progress)


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
    follower = Follower(
        _following(store, index, partial(index_document, schema, places))
    )
    return Components(
        settings=settings,
        schema=schema,
        places=places,
        store=store,
        index=index,
        blobs=BlobStore(data_dir=settings.data_dir),
        follower=follower,
    )


def _following(
    store: Store, index: Index, entry: Callable[[Revision], Document]
) -> Callable[[], None]:
    """Give what the follower of a process does: catch up, and have it at hand."""
    begun = False

    def follow() -> None:
        nonlocal begun
        if catch_up(store, index, entry) or not begun:
            index.search(UNKNOWN)
        begun = True

    return follow
