"""The contract of the database engines: what the store asks, each row answers.

`test_unit_of_work.py` beside this tries the store over each of them too.
"""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from random import sample

import pytest
from sqlalchemy import Connection, insert, text
from sqlalchemy.engine import URL, make_url

from commons.adapters.store.engine.engines import (
    ENGINES,
    StoreEngine,
    choose_engine,
    file_address,
)
from commons.adapters.store.engine.expressions import insert_missing
from commons.adapters.store.engine.tables.core_tables import TallyRow
from commons.adapters.store.engine.unit_of_work import Store, open_file, open_store
from commons.adapters.store.log import revisions
from commons.adapters.store.measures import quota_counters
from commons.app import create_app
from commons.core.domain.people.account import Role
from commons.errors import BusyError, SettingsError, StorageError
from commons.wiring.assembly import assemble_components
from tests.adapters.store.engine_rows import (
    FILED,
    SCHEME,
    SERVED,
    TRIED,
    CountingEngine,
    address_in,
    know_counting_engine,
)
from tests.adapters.store.makers import published
from tests.adapters.store.processes import at_once
from tests.conftest import settings_in
from tests.people.visitor import Visitor
from tests.servers import postgresql

BEAT = text("SELECT beat FROM pulse")
RAISE = text("UPDATE pulse SET beat = beat + 1")
PATIENCE_SECONDS = 5.0
FILES_OF_TABLES = (
    "SELECT pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class"
    " WHERE relkind IN ('r', 't', 'i')"
)
LETTERS = "abcdefghijklmnopqrstuvwxyz" * 50


@dataclass(frozen=True, kw_only=True)
class Tried:
    """An engine, and a database of it with an empty commons."""

    engine: StoreEngine
    url: URL
    store: Store


@pytest.fixture(params=TRIED)
def tried(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Tried]:
    """Give each engine with a database."""
    know_counting_engine(monkeypatch)
    address = address_in(tmp_path, request.param, begun=True)
    engine, url = choose_engine(address)
    store = open_store(address)
    store.migrate()
    yield Tried(engine=engine, url=url, store=store)
    store.close()


def beat_of(connection: Connection) -> int:
    return int(connection.execute(BEAT).scalar_one())


def test_a_write_is_seen_after_its_commit_and_not_before(tried: Tried) -> None:
    readers = tried.engine.open_engine(tried.url, PATIENCE_SECONDS, writes=False)
    writer = tried.engine.open_engine(tried.url, PATIENCE_SECONDS, writes=True)
    with readers.begin() as before:
        assert beat_of(before) == 0
        with writer.begin() as writing:
            writing.execute(RAISE)
            with readers.begin() as meanwhile:
                assert beat_of(meanwhile) == 0
        assert beat_of(before) == 0  # one state, to the end of its transaction
    with readers.begin() as after:
        assert beat_of(after) == 1
    readers.dispose()
    writer.dispose()


def test_an_insert_says_how_many_rows_it_added(tried: Tried) -> None:
    orders = (insert(TallyRow), insert_missing(TallyRow), insert_missing(TallyRow))
    with tried.store.write() as work:
        added = [
            work.connection.execute(order, {"key": key, "count": 1, "until": 1})
            for order, key in zip(orders, ("a", "b", "b"), strict=True)
        ]
    assert [one.rowcount for one in added] == [1, 1, 0]


def test_a_save_may_wake_and_its_commit_stands_whoever_listens(tried: Tried) -> None:
    woken, saves = threading.Event(), 0
    serves = tried.url.get_backend_name() == SERVED
    with tried.store.wake_on_saves(woken.set):
        for _ in range(50 if serves else 2):  # it connects meanwhile
            with tried.store.write():
                pass
            saves += 1
            assert tried.store.token() == saves
            if woken.wait(0.1):
                break
    assert woken.is_set() is serves


def test_a_reader_cannot_write(tried: Tried) -> None:
    readers = tried.engine.open_engine(tried.url, PATIENCE_SECONDS, writes=False)
    with pytest.raises(StorageError), readers.begin() as connection:
        connection.execute(RAISE)
    readers.dispose()


def test_one_writes_at_a_time_from_the_beginning_to_the_commit(tried: Tried) -> None:
    writer = tried.engine.open_engine(tried.url, PATIENCE_SECONDS, writes=True)
    hasty = tried.engine.open_engine(tried.url, 0.05, writes=True)
    with writer.begin():  # it has written nothing yet, and the lock all the same
        with pytest.raises(BusyError), hasty.begin():
            pass
        assert not tried.engine.wait_for_lock(tried.url, 0.05)
        with pytest.raises(BusyError):
            tried.engine.try_writing(tried.url, 0.05)
    with hasty.begin() as connection:
        connection.execute(RAISE)
    assert tried.engine.wait_for_lock(tried.url, 0.05)
    tried.engine.try_writing(tried.url, 0.05)
    writer.dispose()
    hasty.dispose()


def test_a_writer_waits_for_the_other_as_long_as_it_was_told(tried: Tried) -> None:
    begun, left = threading.Event(), threading.Event()

    def hold() -> None:
        with tried.store.write():
            begun.set()
            left.wait(PATIENCE_SECONDS)

    thread = threading.Thread(target=hold)
    thread.start()
    assert begun.wait(PATIENCE_SECONDS)
    threading.Timer(0.2, left.set).start()
    assert tried.engine.wait_for_lock(tried.url, PATIENCE_SECONDS)
    thread.join()


def test_durability_may_be_left_out_for_a_while(tried: Tried) -> None:
    writer = tried.engine.open_engine(tried.url, PATIENCE_SECONDS, writes=True)
    for wanted in (False, True):
        with writer.connect() as connection:
            tried.engine.set_durability(connection, wanted=wanted)
            with connection.begin():
                connection.execute(RAISE)
    writer.dispose()
    assert tried.store.token() == 2


def test_what_is_sent_together_is_done_in_order_or_refused(tried: Tried) -> None:
    twice = text("INSERT INTO pulse SELECT * FROM pulse")
    with tried.store.write(quiet=True) as work:
        with work.send_together():
            work.connection.execute(RAISE)
            work.connection.execute(text("UPDATE pulse SET beat = beat * 10"))
        assert beat_of(work.connection) == 10

    def refused() -> None:
        with tried.store.write() as work, work.send_together():
            work.connection.execute(RAISE)
            work.connection.execute(twice)

    with pytest.raises(StorageError):
        refused()
    assert tried.store.token() == 10
    with tried.store.write() as work:
        work.connection.execute(RAISE)
    assert tried.store.token() == 12


def test_the_pulse_tells_loud_commits_of_any_process_and_no_others(
    tried: Tried,
) -> None:
    pulse = tried.engine.open_pulse(tried.url)
    assert pulse.beat() == 0

    def save(_number: int) -> None:
        published(tried.store)

    at_once(save, count=2)
    assert pulse.beat() == 2
    with tried.store.write(quiet=True) as work:
        quota_counters.count_taken(work, "quiet", 60, 1)
    assert pulse.beat() == 2
    pulse.close()
    published(tried.store)
    assert pulse.beat() == 3
    pulse.refuse_replaced()
    pulse.close()


def test_one_process_at_a_time_changes_the_schema(tried: Tried, tmp_path: Path) -> None:
    notes = tmp_path / "notes"

    def note(number: int) -> None:
        with tried.engine.lock_alone(tried.url), notes.open("a", buffering=1) as file:
            for _ in range(50):
                file.write(f"{number}\n")

    at_once(note)
    told = notes.read_text().split()
    assert len([n for n, m in pairwise(told) if n != m]) == 3


def test_a_copy_made_while_others_write_is_one_sound_state(
    tried: Tried, tmp_path: Path
) -> None:
    published(tried.store)
    with tried.store.write():
        tried.engine.copy_database(tried.url, tmp_path / "copy", PATIENCE_SECONDS)
    with open_file(tmp_path / "copy").read() as work:
        assert revisions.head_sequence(work) == 1
    assert open_file(tmp_path / "copy").faults() == []


def test_what_a_file_holds_is_put_into_an_empty_place_once(
    tried: Tried, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    scheme = request.node.callspec.params["tried"]
    written = published(tried.store)
    empty = open_store(address_in(tmp_path / "empty", scheme))
    for number, place in enumerate((tried.store, empty, empty)):
        copy = tmp_path / f"copy{number}"
        tried.store.copy_to(copy)
        if lies := place.what_lies_there():
            with pytest.raises(StorageError, match=lies):
                place.take_file(copy)
            assert copy.is_file()
        else:
            place.take_file(copy)
    for store in (tried.store, empty):
        with store.read() as work:
            assert revisions.get_head(work, written.sheet) == written
    with empty.write() as work:
        assert revisions.head_sequence(work) == 1
    empty.close()


def stored_text(tried: Tried) -> str:
    """Give what lies in the files of a database, as far as it is plain ASCII."""
    path = tried.engine.database_file(tried.url)
    if path is not None:
        found = [file.read_bytes() for file in path.parent.glob(f"{path.name}*")]
    else:
        with postgresql.connected(tried.url) as connection:
            connection.execute("CHECKPOINT")
            found = [bytes(row[0]) for row in connection.execute(FILES_OF_TABLES)]
    return b"".join(found).decode("ascii", "replace")


def test_what_was_removed_leaves_no_byte_once_nobody_reads_a_state_of_before(
    tried: Tried,
) -> None:
    kept = published(tried.store)
    order = text("UPDATE revisions SET change_note = :said")
    for said in ("".join(sample(LETTERS, 999)) + "xylographe", ""):
        with tried.store.write() as work:
            work.connection.execute(order, {"said": said})
        assert "xylographe" in stored_text(tried)  # removed, and there all the same
    with tried.store.read() as work:
        assert revisions.head_sequence(work) == 1
        with tried.store.write() as other:
            other.connection.execute(RAISE)
        with pytest.raises(BusyError):
            tried.engine.scrub_database(tried.url, 0.05)
    tried.engine.scrub_database(tried.url, PATIENCE_SECONDS)
    assert "xylographe" not in stored_text(tried)
    with tried.store.read() as work:
        assert revisions.get_head(work, kept.sheet).number == 1


def test_a_sound_database_has_no_faults_and_a_damaged_file_has(tried: Tried) -> None:
    for _ in range(50):
        published(tried.store)
    tried.store.close()
    assert not tried.engine.has_damaged_pages(tried.url)
    assert tried.engine.integrity_faults(tried.url) == []
    path = tried.engine.database_file(tried.url)
    if path is None:
        return  # a server checks its own pages
    pages = bytearray(path.read_bytes())
    pages[8192:] = b"\x55" * len(pages[8192:])
    path.write_bytes(pages)
    assert tried.engine.has_damaged_pages(tried.url)
    try:
        assert tried.engine.integrity_faults(tried.url) != []
    except StorageError as error:
        assert "damaged" in str(error)  # noqa: PT017  # it may say so in either way


def test_it_knows_a_commons_from_nothing_and_makes_nothing(
    tried: Tried, tmp_path: Path
) -> None:
    assert tried.engine.holds_commons(tried.url)
    other = tried.url.set(database=str(tmp_path / "other" / "nothing.sqlite"))
    if tried.engine.database_file(tried.url) is None:
        other = make_url(address_in(tmp_path / "other", SERVED))
    assert not tried.engine.holds_commons(other)
    assert not (tmp_path / "other").exists()


def test_a_file_in_the_place_of_another_is_refused(
    tried: Tried, tmp_path: Path
) -> None:
    file = tried.engine.database_file(tried.url)
    if file is None:
        pytest.skip("what a server has, nobody puts another in the place of")
    known = tried.engine.database_identity(tried.url)
    tried.engine.refuse_others(tried.url, known)
    writer = tried.engine.open_engine(tried.url, PATIENCE_SECONDS, writes=True)
    with writer.connect() as connection:
        with connection.begin():
            tried.engine.refuse_replaced(tried.url, connection)
        tried.store.copy_to(tmp_path / "copy")
        (tmp_path / "copy").replace(file)
        with pytest.raises(StorageError, match="replaced"):
            tried.engine.refuse_replaced(tried.url, connection)
    with pytest.raises(StorageError, match="replaced"):
        tried.engine.refuse_others(tried.url, known)
    writer.dispose()


def test_an_address_without_a_database_is_refused(tried: Tried) -> None:
    scheme = next(
        one for one in TRIED if choose_engine(f"{one}:///a")[0] is tried.engine
    )
    memory = [f"{scheme}:///:memory:"] if scheme in FILED else []
    for address in (f"{scheme}://", *memory):
        with pytest.raises(SettingsError):
            choose_engine(address)


@pytest.mark.parametrize("address", ["oracle://camille:secret@host/base", "mysql://h"])
def test_an_unknown_scheme_is_refused_with_the_names_of_the_known(address: str) -> None:
    with pytest.raises(SettingsError) as refused:
        open_store(address)
    assert all(scheme in str(refused.value) for scheme in ENGINES)
    assert address.partition(":")[0] in str(refused.value)
    assert "secret" not in str(refused.value)


def test_the_database_of_a_file_is_reached_whatever_its_name(tmp_path: Path) -> None:
    path = tmp_path / "a ? #%20 name"
    store = open_file(path)
    store.migrate()
    store.close()
    assert path.is_file()
    assert file_address(path).database == str(path)


def asked_by_the_store() -> set[str]:
    """Give the functions of the port."""
    return {name for name in vars(StoreEngine) if not name.startswith("_")}


def test_an_engine_that_is_added_by_a_row_serves_a_whole_instance(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine: CountingEngine = know_counting_engine(monkeypatch)
    address = address_in(tmp_path, SCHEME)
    parts = assemble_components(settings_in(tmp_path / "home", database_url=address))
    visitor = Visitor(create_app(parts).test_client(), parts)
    page = visitor.signed_in(Role.CONTRIBUTOR).publishes("method", title="Le compteur")
    assert "Le compteur" in visitor.get(page).get_data(as_text=True)
    parts.catch_up()
    assert visitor.get("/healthz").status_code == 200
    assert "Le compteur" in visitor.get("/search?q=compteur").get_data(as_text=True)
    with parts.store.write(quiet=True, durable=False) as work:
        quota_counters.count_taken(work, "files", 60, 1)
    parts.store.copy_to(tmp_path / "copy")
    assert (parts.store.damaged(), parts.store.faults()) == (False, [])
    assert parts.store.settled() is not None
    assert parts.store.holds_commons()
    assert parts.store.size_bytes() > 0
    elsewhere = open_store(f"{SCHEME}:///{tmp_path / 'elsewhere'}")
    assert not elsewhere.what_lies_there()
    elsewhere.take_file(tmp_path / "copy")
    with elsewhere.refill():
        pass
    parts.store.scrub()
    with pytest.raises(SettingsError, match="replica"):
        open_store(address, replica=address)
    with (
        parts.store.alone("a turn"),
        pytest.raises(BlockingIOError),
        parts.store.alone("a turn", wait=False),
    ):
        pass
    assert set(engine.asked) == asked_by_the_store()
    parts.follower.stop()
    parts.store.close()
