"""The contract of the followers of the log: each row sits it, and two of the test's own.

A row is added here as a developer would add it, and nothing else is written for it.
"""

import shutil
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NoReturn, TypeAlias

import pytest
from flask import Flask

from commons.adapters.search.port import Query
from commons.adapters.store.engine.unit_of_work import Store, Work
from commons.adapters.store.log import revisions
from commons.adapters.store.measures import follower_checkpoints, quota_counters
from commons.core.domain.people.account import Role
from commons.core.domain.sheet import Revision
from commons.services.operations.following.log_follower import (
    Batch,
    FollowerRow,
    FollowerTurns,
    LogFollower,
    catch_up,
    handle_next,
    stored_follower,
)
from commons.wiring import assembly
from commons.wiring.components import Components, follow_index
from commons.wiring.followers import FOLLOWERS
from tests.adapters.store.makers import publish, published
from tests.adapters.store.processes import at_once, killed_when
from tests.conftest import instance
from tests.people.visitor import Visitor

PATIENCE_SECONDS = 20

Row: TypeAlias = FollowerRow[Components]


def count_changes(name: str, work: Work, changes: Sequence[Revision]) -> None:
    """Do what a follower of the database may do: write, in its own transaction."""
    for change in changes:
        quota_counters.count_taken(work, f"{name} {change.sequence}", 3600, 1)


def counted(store: Store, name: str) -> list[int]:
    """Give how often each change of the log was handled, in the order of the log."""
    with store.read() as work:
        last = revisions.head_sequence(work)
        keys = [f"{name} {sequence}" for sequence in range(1, last + 1)]
        return [quota_counters.peek_window(work, key).count for key in keys]


def sample_row(name: str, *, quiet: bool = True, from_start: bool = True) -> Row:
    """Give a row of somebody who counts the changes in the database."""

    def follow(components: Components) -> LogFollower:
        return stored_follower(
            components.store,
            name,
            partial(count_changes, name),
            quiet=quiet,
            from_start=from_start,
        )

    return FollowerRow(name=name, open=follow)


SAMPLE = sample_row("a sample")
ROWS = (*FOLLOWERS, SAMPLE, sample_row("a loud sample", quiet=False))
every_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)


class Stop(Exception):  # noqa: N818 - no error of ours, a test's own way out
    pass


def noting(follower: LogFollower, file: Path) -> LogFollower:
    """Give the same follower, which writes down what it handled once it has."""

    def handle(work: Work, batch: Batch) -> None:
        follower.handle(work, batch)
        with file.open("a") as lines:
            lines.writelines(f"{change.sequence}\n" for change in batch.changes)

    return replace(follower, handle=handle, batch_size=3)


def noted(file: Path) -> list[int]:
    return [int(line) for line in file.read_text().split()] if file.exists() else []


def due(parts: Components, follower: LogFollower) -> list[int]:
    """Give the changes of the log that a follower must have handled in the end."""
    with parts.store.read() as work:
        return [one.sequence for one in follower.changes(work, 0, 1000)]


def is_level(parts: Components, follower: LogFollower) -> bool:
    with parts.store.read() as work:
        return follower.checkpoint(work) == revisions.head_sequence(work)


class Cut(Sequence[Revision]):
    """Changes of which the first comes, then something happens before the second."""

    def __init__(
        self, changes: Sequence[Revision], happens: Callable[[], object]
    ) -> None:
        self._changes = changes
        self._happens = happens

    def __len__(self) -> int:
        return len(self._changes)

    def __getitem__(self, at: int) -> Revision:  # type: ignore[override]  # no slices
        return self._changes[at]

    def __iter__(self) -> Iterator[Revision]:
        yield self._changes[0]
        self._happens()
        yield from self._changes[1:]


def cut(follower: LogFollower, happens: Callable[[], object]) -> LogFollower:
    def changes(work: Work, after: int, limit: int) -> Sequence[Revision]:
        return Cut(follower.changes(work, after, limit), happens)

    return replace(follower, changes=changes)


def stop() -> NoReturn:
    raise Stop


@every_row
def test_it_sees_every_change_once_and_in_order(
    parts: Components, tmp_path: Path, row: Row
) -> None:
    follower = noting(row.open(parts), tmp_path / "seen")
    for _ in range(2):
        for number in range(4):
            published(parts.store, f"Fiche {number}")
        catch_up(parts.store, follower)
        assert handle_next(parts.store, follower) is None
    assert noted(tmp_path / "seen") == list(range(1, 9))
    assert is_level(parts, row.open(parts))


@every_row
def test_an_error_in_the_middle_of_a_batch_costs_nothing(
    parts: Components, tmp_path: Path, row: Row
) -> None:
    follower = row.open(parts)
    published(parts.store)
    catch_up(parts.store, follower)
    for _ in range(3):
        published(parts.store)
    for _ in range(2):
        with pytest.raises(Stop):
            handle_next(parts.store, cut(follower, stop))
        with parts.store.read() as work:
            assert follower.checkpoint(work) == 1
    catch_up(parts.store, noting(follower, tmp_path / "seen"))
    assert noted(tmp_path / "seen") == [2, 3, 4]


@every_row
def test_a_process_that_is_killed_in_the_middle_costs_nothing(
    parts: Components, tmp_path: Path, row: Row
) -> None:
    for _ in range(3):
        published(parts.store)
    begun = tmp_path / "begun"

    def begin() -> None:
        begun.touch()
        signal.pause()

    def run() -> None:
        catch_up(parts.store, cut(row.open(parts), begin))

    killed_when(run, begun.exists)
    catch_up(parts.store, noting(row.open(parts), tmp_path / "seen"))
    assert noted(tmp_path / "seen") == [1, 2, 3]


@every_row
def test_threads_at_once_handle_each_change_once(
    parts: Components, tmp_path: Path, row: Row
) -> None:
    for _ in range(20):
        published(parts.store)
    follower = noting(row.open(parts), tmp_path / "seen")
    ready = threading.Barrier(4)

    def run() -> None:
        ready.wait()
        catch_up(parts.store, follower)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert noted(tmp_path / "seen") == list(range(1, 21))


@every_row
def test_processes_at_once_handle_each_change_once_after_a_fork(
    parts: Components, tmp_path: Path, row: Row
) -> None:
    follower = noting(row.open(parts), tmp_path / "seen")
    published(parts.store)
    catch_up(parts.store, follower)  # what is open now is open in the parent alone

    def run(_number: int) -> None:
        for _ in range(5):
            published(parts.store)
            catch_up(parts.store, follower)

    at_once(run, count=3)
    published(parts.store)
    catch_up(parts.store, follower)
    assert noted(tmp_path / "seen") == list(range(1, 18))


@every_row
def test_versions_and_tombstones_are_seen_as_the_row_reads_the_log(
    parts: Components, tmp_path: Path, row: Row
) -> None:
    with parts.store.write() as work:
        sheet = publish(work).sheet
        publish(work, sheet, 1)
    follower = noting(row.open(parts), tmp_path / "seen")
    catch_up(parts.store, follower)
    assert noted(tmp_path / "seen") == due(parts, follower)
    assert noted(tmp_path / "seen")[-1] == 2


@pytest.mark.sqlite
@every_row
def test_a_log_that_is_shorter_than_it_was_is_followed_from_its_end(
    parts: Components, tmp_path: Path, row: Row
) -> None:
    store = parts.store
    published(store)
    catch_up(store, row.open(parts))
    store.copy_to(tmp_path / "older")
    for _ in range(2):
        published(store, "Perdue")
    catch_up(store, row.open(parts))
    parts.follower.stop()
    store.close()
    for path in store.file.parent.glob(f"{store.file.name}*"):
        path.unlink()
    shutil.copyfile(tmp_path / "older", store.file)
    with instance(parts.settings.data_dir) as again:
        follower = noting(row.open(again), tmp_path / "seen")
        catch_up(again.store, follower)
        other = published(again.store, "Une autre")
        assert other.sequence == 2
        catch_up(again.store, follower)
        assert noted(tmp_path / "seen")[-1] == 2
        assert is_level(again, follower)
        if row.open is follow_index:
            hits = again.index.search(Query(words="autre")).hits
            assert [hit.id for hit in hits] == [other.sheet]
            assert again.index.search(Query(words="perdue")).hits == ()


def test_a_checkpoint_beyond_the_log_is_brought_back_to_its_end(
    parts: Components,
) -> None:
    published(parts.store)
    with parts.store.write() as work:
        follower_checkpoints.move_checkpoint(work, SAMPLE.name, 9)
    catch_up(parts.store, SAMPLE.open(parts))
    published(parts.store)
    catch_up(parts.store, SAMPLE.open(parts))
    assert counted(parts.store, SAMPLE.name) == [0, 1]


def test_who_begins_today_passes_over_what_was_there(parts: Components) -> None:
    row = sample_row("a newcomer", from_start=False)
    published(parts.store)
    catch_up(parts.store, row.open(parts))
    published(parts.store)
    catch_up(parts.store, row.open(parts))
    assert counted(parts.store, row.name) == [0, 1]


def test_what_a_stored_follower_writes_stands_with_its_checkpoint_or_not_at_all(
    parts: Components,
) -> None:
    follower = SAMPLE.open(parts)
    for _ in range(4):
        published(parts.store)
    with pytest.raises(Stop):
        handle_next(parts.store, cut(follower, stop))
    assert counted(parts.store, SAMPLE.name) == [0, 0, 0, 0]
    catch_up(parts.store, follower)
    assert counted(parts.store, SAMPLE.name) == [1, 1, 1, 1]


def test_only_a_loud_follower_moves_the_token(parts: Components) -> None:
    published(parts.store)
    token = parts.store.token()
    catch_up(parts.store, SAMPLE.open(parts))
    assert parts.store.token() == token
    catch_up(parts.store, sample_row("loud", quiet=False).open(parts))
    assert parts.store.token() == token + 1


def test_progress_ends_at_the_end_of_the_log(parts: Components) -> None:
    for _ in range(4):
        published(parts.store)
    heard: list[tuple[int, int]] = []
    follower = replace(SAMPLE.open(parts), batch_size=3)
    assert catch_up(parts.store, follower, lambda *far: heard.append(far)) == 4
    assert heard == [(3, 4), (4, 4)]


def test_a_follower_is_prepared_at_first_and_after_each_change(
    parts: Components,
) -> None:
    prepared: list[int] = []

    def follow(components: Components) -> LogFollower:
        found = SAMPLE.open(components)
        return replace(found, prepare=lambda: prepared.append(1))

    turns = FollowerTurns(parts.store, FollowerRow(name="it", open=follow), parts)
    assert [turns.take_turn(), turns.take_turn(), len(prepared)] == [True, False, 1]
    assert [turns.take_turn(), len(prepared)] == [False, 1]
    published(parts.store)
    assert [turns.take_turn(), turns.take_turn(), len(prepared)] == [True, False, 2]


def failing_row(name: str) -> Row:
    def follow(components: Components) -> LogFollower:
        return replace(SAMPLE.open(components), handle=lambda *_: stop())

    return FollowerRow(name=name, open=follow)


@contextmanager
def followed(
    parts: Components, monkeypatch: pytest.MonkeyPatch, *rows: Row
) -> Iterator[None]:
    """Run the thread of this process with more rows in the table, until the end."""
    monkeypatch.setattr(assembly, "FOLLOWERS", (*rows, *FOLLOWERS))
    parts.follower.start()
    yield
    parts.follower.stop()


def comes(condition: Callable[[], bool]) -> bool:
    waited = threading.Event()
    for _ in range(PATIENCE_SECONDS * 20):
        if condition():
            return True
        waited.wait(0.05)
    return False


def test_one_that_fails_lags_by_its_name_and_disturbs_nobody(
    parts: Components,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    published(parts.store)
    with followed(parts, monkeypatch, failing_row("the post"), SAMPLE):
        assert comes(lambda: parts.index.mark() == 1)
        assert comes(lambda: counted(parts.store, SAMPLE.name) == [1])
    assert [one.getMessage() for one in caplog.records] == [
        "the post lags behind (unforeseen)"
    ]


def test_a_row_that_cannot_be_opened_disturbs_nobody(
    parts: Components,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    published(parts.store)

    def fail(_components: Components) -> LogFollower:
        stop()

    broken = FollowerRow(name="the post", open=fail)
    with followed(parts, monkeypatch, broken):
        assert comes(lambda: parts.index.mark() == 1)
    assert "the post lags behind" in caplog.text


def test_a_save_through_the_pages_is_seen_by_a_row_that_was_added(
    app: Flask, parts: Components, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assembly, "FOLLOWERS", (*FOLLOWERS, SAMPLE))
    author = Visitor(app.test_client(), parts).signed_in(Role.CONTRIBUTOR)
    author.publishes("method")
    assert comes(lambda: counted(parts.store, SAMPLE.name) == [1])
    assert comes(lambda: parts.index.mark() == 1)
