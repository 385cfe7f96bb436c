"""Copying an instance into another database: the same to the last byte, or nothing."""

import os
import signal
from pathlib import Path

import pytest
from sqlalchemy import text

from commons.adapters.store.engine.unit_of_work import Store, open_file, open_store
from commons.adapters.store.log import revisions
from commons.adapters.store.measures import backup_counts
from commons.adapters.store.people.credentials import sessions
from commons.errors import DamagedError, NotEmptyError, StorageError
from commons.feeds.catalogue.dumps import write_dump
from commons.services.operations.backups.instance_copy import Copied, copy_instance
from commons.services.operations.checks.integrity_check import verify_rows
from commons.wiring.components import Components
from tests.adapters.store.engine_rows import SERVED, address_in
from tests.adapters.store.makers import published
from tests.adapters.store.processes import FORK
from tests.adapters.store.releases import knows_a_later_schema
from tests.adapters.store.stored_blocks import replace_in_blocks
from tests.feeds.conftest import Desk
from tests.servers import postgresql
from tests.services.archives import Lived, live

ENGINES = ("sqlite", SERVED)
ASKED = "SELECT count(*) FROM pg_class WHERE relkind = 'S'"


def target_in(folder: Path, scheme: str) -> Store:
    """Give the store of a database in which nothing is."""
    folder.mkdir()
    return open_store(address_in(folder, scheme))


def copied(
    parts: Components, source: Store, target: Store, *, replace: bool = False
) -> Copied:
    return copy_instance(parts.schema, source, target, replace=replace)


def dump_of(store: Store, path: Path) -> bytes:
    write_dump(store, path, "https://commons.exemple")
    return path.read_bytes()


@pytest.fixture
def lived(parts: Components) -> Lived:
    """Give an instance in which things happened."""
    return live(parts)


def test_there_and_back_everything_is_the_same_and_goes_on(
    lived: Lived, tmp_path: Path
) -> None:
    parts, told = lived.parts, list[tuple[int, int]]()
    server, back = (
        target_in(tmp_path / "a", SERVED),
        target_in(tmp_path / "b", "sqlite"),
    )
    there = copy_instance(
        parts.schema,
        parts.store,
        server,
        on_progress=lambda done, total: told.append((done, total)),
    )
    assert told[-1][0] == told[-1][1] > there.counts["versions"] > 30
    assert copied(parts, server, back).counts == there.counts
    dumps = {dump_of(one, tmp_path / "d") for one in (parts.store, server, back)}
    assert len(dumps) == 1
    for store in (server, back):
        assert list(verify_rows(parts.schema, store, {})) == []
        with store.read() as work:
            found = sessions.find_session(work, lived.session)
            last = revisions.head_sequence(work)
            assert found  # it is the same commons: nobody is signed out
        assert published(store).sequence == last + 1
        store.close()
    with postgresql.connected(server._url) as connection:  # noqa: SLF001  # where it is
        assert connection.execute(ASKED).fetchone() == (0,)  # none to set right


@pytest.mark.parametrize("scheme", ENGINES)
def test_one_killed_in_the_middle_leaves_what_nobody_serves_and_begins_again(
    parts: Components, tmp_path: Path, scheme: str
) -> None:
    Desk(parts).publish(2)
    target = target_in(tmp_path / "new", scheme)

    def die(done: int, total: int) -> None:
        if done > total // 3:
            os.kill(os.getpid(), signal.SIGKILL)

    def run() -> None:
        copy_instance(parts.schema, parts.store, target, replace=True, on_progress=die)

    def killed() -> None:
        process = FORK.Process(target=run)
        process.start()
        process.join()
        assert process.exitcode == -signal.SIGKILL

    killed()
    assert not target.holds_commons()
    with pytest.raises(StorageError, match="cut short"):
        target.migrate()
    copied(parts, parts.store, target)
    target.migrate()
    token = target.token()
    Desk(parts).publish(1)
    killed()  # what is replaced stands until the other is there
    target.migrate()
    with target.read() as work:
        assert revisions.head_sequence(work) == 2
    copied(parts, parts.store, target, replace=True)
    with target.read() as work:
        assert revisions.head_sequence(work) == 3
    assert target.token() > token
    target.close()


@pytest.mark.sqlite
def test_a_target_that_holds_a_commons_is_refused_and_left(
    parts: Components, tmp_path: Path
) -> None:
    target = target_in(tmp_path / "new", "sqlite")
    target.migrate()
    published(target)
    with pytest.raises(NotEmptyError, match="contient déjà un commun"):
        copied(parts, parts.store, target)
    for itself in (
        parts.store,
        open_file(parts.store.file.parent / "." / "x/../commons.sqlite"),
    ):
        with pytest.raises(NotEmptyError, match="que l’on copie"):
            copied(parts, parts.store, itself, replace=True)
    with target.read() as work:
        assert revisions.head_sequence(work) == 1


def test_a_newer_schema_is_refused_and_left(
    parts: Components, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = target_in(tmp_path / "new", "sqlite")
    with monkeypatch.context() as later:
        knows_a_later_schema(tmp_path / "migrations", later)
        target.migrate()
    target.close()
    before = target.file.read_bytes()
    with pytest.raises(StorageError, match="newer"):
        copied(parts, parts.store, target, replace=True)
    target.close()
    assert target.file.read_bytes() == before


@pytest.mark.sqlite
def test_too_little_room_is_said_before_anything_is_written(
    parts: Components, tmp_path: Path
) -> None:
    target = target_in(tmp_path / "new", "sqlite")
    parts.store.close()
    os.truncate(parts.store.file, 1 << 42)  # sparse: what is read of it is as before
    with pytest.raises(StorageError, match="pas assez de place"):
        copied(parts, parts.store, target)
    assert list((tmp_path / "new").iterdir()) == []
    nowhere = open_file(tmp_path / "nowhere" / "commons.sqlite")
    with pytest.raises(StorageError, match="n’existe pas"):
        copied(parts, parts.store, nowhere)


@pytest.mark.sqlite
def test_what_is_damaged_is_not_copied(parts: Components, tmp_path: Path) -> None:
    Desk(parts).publish(1)
    replace_in_blocks(parts.store, "caf", "gaf")
    target = target_in(tmp_path / "new", "sqlite")
    with pytest.raises(DamagedError, match="empreinte"):
        copied(parts, parts.store, target)
    assert not target.holds_commons()


@pytest.mark.sqlite
def test_what_a_server_cannot_keep_is_named(parts: Components, tmp_path: Path) -> None:
    one = Desk(parts).put_one(title="Une")
    with parts.store.write() as work:
        order = "UPDATE people SET name = name || char(0)"
        work.connection.execute(text(order))
    target = target_in(tmp_path / "new", SERVED)
    with pytest.raises(StorageError, match=f"table people: .*{one.author.id}"):
        copied(parts, parts.store, target)
    target.close()


def test_a_save_meanwhile_is_told(parts: Components, tmp_path: Path) -> None:
    Desk(parts).publish(1)
    target = target_in(tmp_path / "new", "sqlite")
    saved = list[int]()

    def save(_done: int, _total: int) -> None:
        if not saved:
            saved.append(Desk(parts).put_one(title="Pendant").sequence)

    how = copy_instance(parts.schema, parts.store, target, on_progress=save)
    assert (how.is_behind, how.counts["versions"]) == (True, 1)
    with target.read() as work:
        assert backup_counts.count_rows(work) == how.counts
    assert not copied(parts, parts.store, target, replace=True).is_behind
