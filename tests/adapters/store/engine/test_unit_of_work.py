import threading
import time
from pathlib import Path

import pytest

from commons.adapters.store.engine.unit_of_work import Store, open_store
from commons.adapters.store.log import blocks, revisions
from commons.adapters.store.measures import counts, quota_counters
from commons.core.domain.addresses import iri
from commons.errors import BusyError, NotFoundError, StorageError
from tests.adapters.store.engine_rows import TRIED, address_in, know_counting_engine
from tests.adapters.store.makers import mentions, publish, published
from tests.adapters.store.processes import PATIENCE_SECONDS, at_once, killed_when

NOBODY = 65534


@pytest.fixture(params=TRIED)
def url(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> str:
    """Give the address of a new database of each engine."""
    know_counting_engine(monkeypatch)
    begun = "store" in request.fixturenames
    return address_in(tmp_path, request.param, begun=begun)


class Stop(Exception):  # noqa: N818 - no error of ours, a test's own way out
    pass


def test_what_is_read_is_one_state_whatever_is_written_meanwhile(
    store: Store,
) -> None:
    first = published(store)
    with store.read() as work:
        assert revisions.get_head(work, first.sheet).number == 1
        with store.write() as other:
            publish(other, first.sheet, 1)
        assert revisions.get_head(work, first.sheet).number == 1
        assert revisions.head_sequence(work) == 1
    with store.read() as work:
        assert revisions.get_head(work, first.sheet).number == 2


def test_a_rollback_leaves_nothing(store: Store) -> None:
    sheet, token = iri.new_id(), store.token()
    called: list[str] = []

    def give_up() -> None:
        with store.write() as work:
            publish(work, sheet, links=mentions("a" * 12))
            work.afterwards(lambda: called.append("never"))
            raise Stop

    with pytest.raises(Stop):
        give_up()
    with store.read() as work:
        assert revisions.head_sequence(work) == 0
        assert counts.count_all(work).people == 0
        with pytest.raises(NotFoundError):
            revisions.get_head(work, sheet)
    assert called == []
    assert store.token() == token
    assert published(store).sequence == 1


def test_afterwards_comes_once_the_commit_stands_and_in_order(store: Store) -> None:
    seen: list[tuple[str, int]] = []

    def look(name: str) -> None:
        with store.write() as other:
            seen.append((name, revisions.head_sequence(other)))

    with store.write() as work:
        work.afterwards(lambda: look("first"))
        work.afterwards(lambda: look("second"))
        publish(work)
        assert seen == []
    assert seen == [("first", 1), ("second", 1)]


def test_a_call_that_fails_stops_neither_the_commit_nor_the_others(
    store: Store,
) -> None:
    called: list[str] = []

    def fail() -> None:
        raise Stop

    def save() -> None:
        with store.write() as work:
            work.afterwards(fail)
            work.afterwards(lambda: called.append("second"))
            publish(work)

    with pytest.raises(Stop):
        save()
    assert called == ["second"]
    with store.read() as work:
        assert revisions.head_sequence(work) == 1


def test_a_reader_cannot_write(store: Store) -> None:
    with pytest.raises(StorageError, match="read-only"), store.read() as work:
        publish(work)


def test_a_lock_held_too_long_is_busy_and_only_that(store: Store, url: str) -> None:
    hasty = open_store(url, patience_seconds=0.05)
    with store.write() as work:
        publish(work)
        with pytest.raises(BusyError), hasty.write():
            pass
        with hasty.read() as reader:
            assert revisions.head_sequence(reader) == 0
    assert published(hasty).sequence == 2


def test_who_is_not_patient_gives_up_at_once_and_leaves_nothing(store: Store) -> None:
    began = time.monotonic()
    with store.write(), pytest.raises(BusyError), store.write(patient=False):
        pass
    assert time.monotonic() - began < PATIENCE_SECONDS / 2
    with store.write(patient=False, quiet=True, durable=False):
        pass
    with store.write():
        pass


def test_threads_of_a_process_queue_for_the_lock(url: str) -> None:
    hasty = open_store(url, patience_seconds=0.05)
    hasty.migrate()
    refused: list[BusyError] = []

    def wait() -> None:
        try:
            published(hasty)
        except BusyError as error:
            refused.append(error)

    with hasty.write():
        thread = threading.Thread(target=wait)
        thread.start()
        thread.join()
    assert len(refused) == 1
    assert published(hasty).sequence == 1


def test_the_token_changes_with_a_commit_of_any_process(store: Store) -> None:
    token = store.token()
    assert store.token() == token

    def save(_number: int) -> None:
        published(store)

    at_once(save, count=2)
    after = store.token()
    assert after == token + 2
    published(store)
    assert store.token() == token + 3


def test_a_quiet_commit_leaves_the_token(store: Store) -> None:
    token = store.token()
    with store.write(quiet=True, durable=False) as work:
        quota_counters.count_taken(work, "files", 60, 1)
    assert store.token() == token
    with store.read() as work:
        assert quota_counters.peek_window(work, "files").count == 1


def test_a_store_opened_before_a_fork_serves_both_sides(store: Store) -> None:
    published(store)
    store.token()

    def child(_number: int) -> None:
        store.token()
        published(store)
        with store.read() as work:
            revisions.latest_heads(work, limit=5)

    at_once(child)
    assert published(store).sequence == 6
    assert store.token() == 6


def test_a_killed_writer_loses_nothing_acknowledged(
    store: Store, tmp_path: Path
) -> None:
    acknowledged = tmp_path / "acknowledged"
    acknowledged.touch()

    def save_for_ever() -> None:
        with acknowledged.open("a", buffering=1) as file:
            while True:
                file.write(f"{published(store).sheet}\n")

    killed_when(save_for_ever, lambda: acknowledged.stat().st_size > 13 * 50)
    sheets = acknowledged.read_text().split()
    with store.read() as work:
        assert len(revisions.get_heads(work, sheets)) == len(sheets)
        last = revisions.head_sequence(work)
        assert last - len(sheets) in {0, 1}
        log = revisions.changes_after(work, 0, last + 1)
        assert [entry.sequence for entry in log] == list(range(1, last + 1))
        assert (
            len(blocks.blocks_after(work, current=True, after=0, limit=last + 1))
            == last
        )
    assert published(store).sequence == last + 1


def test_a_closed_store_opens_again_when_asked(store: Store) -> None:
    published(store)
    assert store.token() == 1
    store.close()
    with store.read() as work:
        assert revisions.head_sequence(work) == 1
    assert store.token() == 1
