"""A replica is read by who may, as long as it gives what the database itself would."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import make_url, text

from commons.adapters.store.engine.shared_reading import ReplicaState, allow_replica
from commons.adapters.store.engine.unit_of_work import Store, Work, open_store
from commons.adapters.store.log import revisions
from commons.errors import SettingsError, StorageError
from tests.adapters.store.makers import published
from tests.servers.standby import Pair, Standby


@pytest.fixture
def chosen(pair: Pair) -> dict[str, str]:
    """Give the addresses of an empty commons and of its replica."""
    return pair.new_database()


@pytest.fixture
def store(chosen: dict[str, str]) -> Iterator[Store]:
    """Give the store of an empty commons that has a replica."""
    made = open_store(chosen["database_url"], replica=chosen["read_database_url"])
    yield made
    made.close()


def is_replica(work: Work) -> bool:
    return bool(work.connection.execute(text("SELECT pg_is_in_recovery()")).scalar())


def seen(store: Store) -> tuple[int, bool]:
    """Give how many versions a reader sees, and whether on the replica."""
    with allow_replica() as reading, store.read() as work:
        found = revisions.head_sequence(work), is_replica(work)
    assert not reading.failed
    return found


def state_of(store: Store, patience_seconds: float = 0.0) -> ReplicaState:
    assert store.replica
    return store.replica.report(patience_seconds).state


@contextmanager
def on_replica(store: Store) -> Iterator[Work]:
    """Read where the replica answers, once it does."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with store.read() as work:
            if is_replica(work):
                yield work
                return
        time.sleep(0.02)
    raise TimeoutError


def wait_for_replica(store: Store, versions: int) -> None:
    """Read until the replica answers; never older than it should be."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        sequence, replica = seen(store)
        assert sequence == versions
        if replica:
            return
        time.sleep(0.02)
    raise TimeoutError


def test_only_who_may_reads_the_replica(store: Store) -> None:
    published(store)
    with store.read() as work:
        assert not is_replica(work)
    wait_for_replica(store, 1)
    with allow_replica(), store.write() as work:
        assert not is_replica(work)
    with store.read() as work:
        assert not is_replica(work)


def test_each_save_is_seen_at_once_however_the_replica_is(
    store: Store, pair: Pair
) -> None:
    for count in range(1, 31):
        published(store)
        assert seen(store)[0] == count
    wait_for_replica(store, 30)
    pair.standby.pause()
    published(store)
    assert seen(store) == (31, False)
    assert state_of(store) is ReplicaState.BEHIND
    pair.standby.resume()
    wait_for_replica(store, 31)
    pair.standby.kill()
    published(store)
    assert seen(store) == (32, False)
    assert state_of(store) is ReplicaState.AWAY
    pair.standby.start()
    wait_for_replica(store, 32)
    assert state_of(store, patience_seconds=5) is ReplicaState.LEVEL


def test_a_quiet_commit_is_seen_as_well(store: Store, pair: Pair) -> None:
    wait_for_replica(store, 0)
    pair.standby.pause()
    with store.write(quiet=True) as work:
        work.connection.execute(text("UPDATE pulse SET beat = 7"))
    with allow_replica(), store.read() as work:
        assert work.connection.execute(text("SELECT beat FROM pulse")).scalar() == 7


def test_who_reads_while_the_replica_dies_is_told_that_it_was_in_vain(
    store: Store, pair: Pair
) -> None:
    def read() -> None:
        with on_replica(store) as work:
            pair.standby.kill()
            revisions.head_sequence(work)

    with allow_replica() as reading:
        with pytest.raises(StorageError):
            read()
        assert reading.failed
    assert seen(store) == (0, False)


def test_nothing_is_written_on_the_replica(store: Store) -> None:
    with (
        allow_replica(),
        pytest.raises(StorageError, match="read-only"),
        on_replica(store) as work,
    ):
        work.connection.execute(text("UPDATE pulse SET beat = 7"))


def test_another_database_and_the_server_itself_are_no_replica(
    pair: Pair, chosen: dict[str, str]
) -> None:
    other = pair.new_database()["read_database_url"]
    for wrong in (other, chosen["database_url"]):
        store = open_store(chosen["database_url"], replica=wrong)
        assert seen(store) == (0, False)
        assert state_of(store) is ReplicaState.FOREIGN
        store.close()


def test_a_standby_that_was_promoted_is_read_no_more(
    pair: Pair, chosen: dict[str, str]
) -> None:
    with Standby(pair.primary) as standby:
        name = make_url(chosen["database_url"]).database
        replica = standby.url("reader").replace("/commons?", f"/{name}?")
        store = open_store(chosen["database_url"], replica=replica)
        wait_for_replica(store, 0)
        standby.ask("SELECT pg_promote()")
        standby.ask("UPDATE pulse SET beat = 9", database=str(name))
        assert seen(store) == (0, False)
        assert state_of(store) is ReplicaState.FOREIGN
        turned = open_store(replica, replica=chosen["database_url"])
        assert state_of(turned) is ReplicaState.FOREIGN
        store.close()
        turned.close()


def test_an_address_that_leads_nowhere_costs_little_and_is_said(
    chosen: dict[str, str],
) -> None:
    nowhere = "postgresql+psycopg://camille:hush@127.0.0.1:1/x"
    store = open_store(chosen["database_url"], replica=nowhere)
    begun = time.monotonic()
    for _ in range(50):
        assert seen(store) == (0, False)
    assert time.monotonic() - begun < 5
    assert state_of(store) is ReplicaState.AWAY
    assert store.replica
    assert "hush" not in store.replica.address
    store.close()


def test_a_file_has_no_replica(chosen: dict[str, str], tmp_path: object) -> None:
    file = f"sqlite:///{tmp_path}/commons.sqlite"
    for url, replica in ((file, file), (chosen["database_url"], file)):
        with pytest.raises(SettingsError, match="READ_DATABASE_URL"):
            open_store(url, replica=replica)
