"""The schema in force follows its sources, and is the same object while they stay."""

import logging
import os
import shutil
import threading
from collections.abc import Mapping
from pathlib import Path

import pytest

from commons.core.domain.schema.kind import Schema
from commons.core.kinds.schema.live_schema import (
    LiveSchema,
    PinnedSchema,
    SchemaSource,
    folder_source,
    read_sources,
)
from commons.errors import SchemaError, StorageError
from commons.wiring.shipped import shipped_folder
from tests.adapters.store.processes import at_once


class Data:
    """What a store would hold: a version, and texts that lie over the files."""

    def __init__(self) -> None:
        self.version = 1
        self.texts: Mapping[str, str] = {}
        self.asked = 0
        self.lost = False

    def read_version(self) -> int:
        if self.lost:
            raise StorageError("the disk does not read")
        return self.version

    def source(self) -> SchemaSource:
        def stamp() -> int:
            self.asked += 1
            return hash(tuple(self.texts.items()))

        return SchemaSource(stamp=stamp, read=lambda: self.texts)

    def commit(self, **texts: str) -> None:
        self.version += 1
        self.texts = {f"{name}.ttl": text for name, text in texts.items()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder of schemas that may be changed."""
    for path in shipped_folder("schemas").glob("*.ttl"):
        shutil.copy(path, tmp_path)
    return tmp_path


@pytest.fixture
def data() -> Data:
    return Data()


@pytest.fixture
def live(folder: Path, data: Data) -> LiveSchema:
    return LiveSchema([folder_source(folder), data.source()], data.read_version)


def culture(schema: Schema) -> str:
    return schema.schemes["themes"].concepts["culture"].label["fr"]


def renamed(folder: Path, name: str = "Arts") -> str:
    """Give the text of the themes with another name for the first."""
    text = (folder / "themes.ttl").read_text()
    old = culture(read_sources([folder_source(folder)]))
    assert f'"{old}"@fr' in text
    return text.replace(f'"{old}"@fr', f'"{name}"@fr')


def test_while_nothing_changed_it_is_the_same_object(
    live: LiveSchema, data: Data
) -> None:
    first = live.current()
    asked = data.asked
    assert live.current() is first
    assert data.asked == asked  # a version that stands asks no source
    data.commit()
    assert live.current() is first
    assert data.asked == asked + 1


def test_a_file_that_changed_is_read_once_the_version_moves(
    live: LiveSchema, folder: Path, data: Data
) -> None:
    before = live.current()
    (folder / "themes.ttl").write_text(renamed(folder))
    assert live.current() is before
    data.commit()
    after = live.current()
    assert culture(after) == "Arts"
    assert culture(before) != "Arts"
    assert after.digest != before.digest
    assert b"Arts" in after.terms
    assert live.current() is after


def test_a_text_that_lies_over_a_file_replaces_it_until_it_is_taken_away(
    live: LiveSchema, folder: Path, data: Data
) -> None:
    before = live.current()
    data.commit(themes=renamed(folder))
    assert culture(live.current()) == "Arts"
    data.commit()
    assert live.current() is before  # the same texts, so the same object


def test_a_version_that_was_just_read_is_not_read_again(
    live: LiveSchema, folder: Path, data: Data
) -> None:
    live.current()
    data.commit(themes=renamed(folder))
    data.lost = True
    assert culture(live.current(data.version)) == "Arts"


def test_texts_that_make_no_schema_leave_it_as_it_is_and_are_said_once(
    live: LiveSchema, folder: Path, data: Data, caplog: pytest.LogCaptureFixture
) -> None:
    before = live.current()
    data.commit(themes="this is no Turtle")
    with caplog.at_level(logging.ERROR):
        assert live.current() is before
        assert live.current() is before
    (said,) = caplog.records
    assert "themes.ttl:1" in said.getMessage()
    data.commit(themes=renamed(folder))
    assert culture(live.current()) == "Arts"


def test_a_store_that_cannot_be_read_leaves_it_as_it_is(
    live: LiveSchema, data: Data
) -> None:
    before = live.current()
    data.commit()
    data.lost = True
    assert live.current() is before


def test_what_makes_no_schema_at_first_is_refused(tmp_path: Path, data: Data) -> None:
    with pytest.raises(SchemaError, match=r"no .ttl file"):
        LiveSchema([folder_source(tmp_path)], data.read_version)
    (tmp_path / "themes.ttl").write_bytes(b"\xff")
    with pytest.raises(SchemaError):
        LiveSchema([folder_source(tmp_path)], data.read_version)


def test_a_pinned_schema_stays_what_it_was_at_the_first_question(
    live: LiveSchema, folder: Path, data: Data
) -> None:
    pinned, later = PinnedSchema(live), PinnedSchema(live)
    first = pinned.current()
    data.commit(themes=renamed(folder))
    assert pinned.current() is first
    assert culture(later.current()) == "Arts"


def test_threads_that_meet_a_change_get_one_and_the_same_schema(
    live: LiveSchema, folder: Path, data: Data
) -> None:
    live.current()
    data.commit(themes=renamed(folder))
    found: list[Schema] = []
    ready = threading.Barrier(8)

    def ask() -> None:
        ready.wait()
        found.append(live.current())

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert all(one is found[0] for one in found)
    assert culture(found[0]) == "Arts"


def test_a_fork_in_the_middle_of_a_change_is_not_locked_out(
    live: LiveSchema, folder: Path, data: Data
) -> None:
    begun, left = threading.Event(), threading.Event()
    parent = os.getpid()
    read_version, stamp = data.read_version, data.source().stamp

    def slow_stamp() -> object:
        if os.getpid() == parent and begun.is_set() is False and data.version > 1:
            begun.set()
            left.wait(30)
        return stamp()

    source = SchemaSource(stamp=slow_stamp, read=lambda: data.texts)
    slow = LiveSchema([folder_source(folder), source], read_version)
    slow.current()
    data.commit(themes=renamed(folder))
    thread = threading.Thread(target=slow.current)
    thread.start()
    assert begun.wait(30)

    def child(_number: int) -> None:
        assert culture(slow.current()) == "Arts"

    at_once(child, count=1)
    left.set()
    thread.join()
    assert culture(slow.current()) == "Arts"


def test_what_lies_over_the_files_and_makes_no_sense_does_not_end_the_start(
    folder: Path, data: Data, caplog: pytest.LogCaptureFixture
) -> None:
    data.commit(themes="this is no Turtle")
    live = LiveSchema([folder_source(folder), data.source()], data.read_version)
    assert live.current() == read_sources([folder_source(folder)])
    assert "left out" in caplog.text
    data.commit(themes=renamed(folder))
    assert culture(live.current()) == "Arts"


def test_files_that_make_no_sense_end_the_start(folder: Path, data: Data) -> None:
    (folder / "themes.ttl").write_text("this is no Turtle")
    with pytest.raises(SchemaError):
        LiveSchema([folder_source(folder), data.source()], data.read_version)
