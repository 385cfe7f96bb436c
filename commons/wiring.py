"""The one place where the parts of a running commons meet."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, partial
from gettext import NullTranslations, translation
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

from commons.adapters.mail.message import read_sender, write_message
from commons.adapters.mail.transports import open_session
from commons.adapters.media.blob_store import BlobStore
from commons.adapters.remote.port import LazyRemote, Remote
from commons.adapters.search.backends import BACKENDS
from commons.adapters.search.port import Deletion, Document, Index
from commons.adapters.store.engine.unit_of_work import Store, Work, open_store
from commons.adapters.store.purge.purges import mark_cleaned, unfinished_purges
from commons.core.domain.schema.kind import Schema
from commons.core.domain.sheet import Revision
from commons.core.files.locks import lock_file
from commons.core.kinds.places.register import Places, read_places
from commons.core.kinds.schema.live_schema import (
    LiveSchema,
    PinnedSchema,
    SchemaReader,
    SchemaSource,
    folder_source,
    read_sources,
)
from commons.core.progress import OnProgress
from commons.core.text.french.thesaurus import thesaurus_of
from commons.errors import BusyError
from commons.feeds.catalogue.dump_releases import publish_release, withdraw_releases
from commons.services.federation.adapting import Adapting
from commons.services.federation.notices.announcing import announce_changes
from commons.services.federation.notices.checking import Checker
from commons.services.federation.notices.courier import PAUSE_SECONDS, Courier
from commons.services.federation.notices.sending import Sender
from commons.services.notifications.digest_letters import DigestWriter
from commons.services.notifications.digests import DigestCourier
from commons.services.notifications.recording import note_changes
from commons.services.notifications.searches import SearchWatcher
from commons.services.operations.data_folder import refuse_interrupted
from commons.services.operations.following.follower_thread import FollowerThread, Turns
from commons.services.operations.following.log_follower import (
    FollowerRow,
    FollowerTurns,
    LogFollower,
    catch_up,
    stored_follower,
)
from commons.services.operations.readings import ReadingCounter, ReadingTurns
from commons.services.people.letters import Letterhead
from commons.services.people.mail_courier import MailCourier
from commons.services.search.indexing import (
    RECIPE,
    UNKNOWN,
    Describe,
    index_changes,
    index_follower,
)
from commons.services.search.theme_refresh import ThemeRefresher, ThemeTurns
from commons.services.stewardship.chosen_settings import ChosenSettings
from commons.services.stewardship.purge.cleaning import LOCK, remove_copies, write_list
from commons.services.stewardship.themes import themes_source
from commons.services.stewardship.thesaurus import thesaurus_source
from commons.settings import Settings, settle_secrets


def _open_thesaurus(store: Store) -> SchemaSource:
    return thesaurus_source(store, shipped_folder("schemas"))


def _open_themes(store: Store) -> SchemaSource:
    return themes_source(store, shipped_folder("schemas"))


SCHEMA_SOURCES: tuple[Callable[[Store], SchemaSource], ...] = (
    _open_thesaurus,
    _open_themes,
)
"""What lies over the files of schemas/, such as files that are kept in the store."""


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
    remote: Remote
    follower: FollowerThread
    courier: FollowerThread
    readings: ReadingCounter

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


def follow_adaptations(components: Components) -> LogFollower:
    """Return the follower that has other commons know what was made of their sheets."""
    announce = partial(announce_changes, components.settings.base_url)
    return stored_follower(components.store, ANNOUNCER, announce, quiet=True)


def follow_events(components: Components) -> LogFollower:
    """Return the follower that writes down what happens for who follows something."""

    def note(work: Work, changes: Sequence[Revision]) -> None:
        note_changes(components.schema, components.places, work, changes)

    return stored_follower(components.store, EVENT_WRITER, note, quiet=True)


def open_followers(components: Components) -> list[tuple[str, LogFollower]]:
    """Return who follows the log, each with its name."""
    return [(row.name, row.open(components)) for row in FOLLOWERS]


def open_courier(components: Components) -> tuple[Sender, Checker]:
    """Return what sends and looks into notices."""
    settings = components.chosen.apply(components.settings)
    sender = Sender(
        store=components.store,
        remote=components.remote,
        base=settings.base_url,
        name=settings.site_name,
        retry_seconds=settings.notice_retry_seconds,
    )
    checker = Checker(
        schema=components.live_schema.current,
        places=components.places,
        store=components.store,
        remote=components.remote,
        base=settings.base_url,
        trusted_hosts=settings.trusted_hosts,
        retry_seconds=settings.notice_retry_seconds,
    )
    return sender, checker


def open_adapting(components: Components) -> Adapting:
    """Return what adapts sheets and pages of other sites."""
    return Adapting(
        schema=components.schema,
        store=components.store,
        blobs=components.blobs,
        remote=components.remote,
        base=components.settings.base_url,
        quotas=components.settings.quotas,
    )


def open_letterhead(components: Components) -> Letterhead:
    """Return how the site writes to people."""
    settings = components.settings
    return Letterhead(
        site=settings.site_name, base=settings.base_url, translate=translate_sentence
    )


def open_mail_courier(components: Components) -> MailCourier:
    """Return what sends e-mails; only for an instance that sends any."""
    settings = components.settings
    sender = read_sender(settings.mail_from)
    return MailCourier(
        store=components.store,
        data_dir=settings.data_dir,
        write=lambda mail: write_message(mail, sender),
        open=lambda: open_session(settings.mail_url),
        compose=_digest_writer(components).compose,
    )


def _digest_writer(components: Components) -> DigestWriter:
    return DigestWriter(
        store=components.store,
        schema=components.live_schema.current,
        places=components.places,
        head=open_letterhead(components),
        key=components.settings.secret_key,
    )


def open_search_watcher(components: Components) -> SearchWatcher:
    """Return what looks at the searches that are followed."""
    return SearchWatcher(
        store=components.store,
        index=components.index,
        schema=components.live_schema.current,
        places=components.places,
    )


def open_digest_courier(components: Components) -> DigestCourier:
    """Return what queues e-mails of what happened; only where any are sent."""
    zone = ZoneInfo(components.settings.timezone)
    return DigestCourier(store=components.store, zone=zone)


@cache
def _catalogue(language: str) -> NullTranslations:
    """Give what the build made of the sentences in a language, or the sentences."""
    folder = Path(str(files("commons"))) / "web" / "translations"
    return translation("messages", folder, [language], fallback=True)


def translate_sentence(language: str, sentence: str) -> str:
    """Say a sentence of the sources in a language, where no page is made."""
    return _catalogue(language).gettext(sentence)


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


ANNOUNCER = "the announcer of adaptations"
EVENT_WRITER = "the writer of events"

FOLLOWERS: tuple[FollowerRow[Components], ...] = (
    FollowerRow(name="the search index", open=follow_index),
    FollowerRow(name=ANNOUNCER, open=follow_adaptations),
    FollowerRow(name=EVENT_WRITER, open=follow_events),
)
"""Who follows the log, in the order of their turns; all share one thread a process.

Each sits the contract of tests/services/operations/following/test_log_follower.py.
"""


def shipped_folder(name: str) -> Path:
    """Give the folder `content` or `schemas`: in the wheel, else the checkout."""
    package = Path(str(files("commons")))
    within = package / name
    return within if within.is_dir() else package.parent / name


def load_schema() -> tuple[Schema, Places]:
    """Give what is known without any instance. Raises SchemaError."""
    folder = shipped_folder("schemas")
    return read_sources([folder_source(folder)]), read_places(folder)


def assemble_components(settings: Settings) -> Components:
    """Open everything; the database is brought to the present schema.

    Raises SchemaError, StorageError, BusyError; NotEmptyError where a restore is
    not over.
    """
    store = open_store(settings.database_url)
    refuse_interrupted(settings.data_dir, store)
    settings = settle_secrets(settings)
    places = read_places(shipped_folder("schemas"))
    store.migrate()
    sources = (
        folder_source(shipped_folder("schemas")),
        *(open_source(store) for open_source in SCHEMA_SOURCES),
    )
    index = BACKENDS[settings.search](settings.index_dir, RECIPE)

    def open_turns() -> list[Turns]:
        followers = [FollowerTurns(store, row, components) for row in FOLLOWERS]
        return [*followers, ThemeTurns(refresh_themes(components))]

    def open_deliveries() -> list[Turns]:
        notices = Courier(settings.data_dir, lambda: open_courier(components))
        always: list[Turns] = [
            notices,
            ReadingTurns(store, components.readings),
            open_search_watcher(components),
            PurgeCleaner(components=components),
        ]
        if not settings.sends_mail:
            return always
        digests = open_digest_courier(components)
        return [*always, digests, open_mail_courier(components)]

    components = Components(
        settings=settings,
        chosen=ChosenSettings(store),
        live_schema=LiveSchema(sources, store.token),
        places=places,
        store=store,
        index=index,
        blobs=BlobStore(data_dir=settings.data_dir),
        remote=LazyRemote(settings.fetch_hosts),
        follower=FollowerThread(open_turns),
        courier=FollowerThread(open_deliveries, PAUSE_SECONDS, name="courier"),
        readings=ReadingCounter(),
    )
    return components
