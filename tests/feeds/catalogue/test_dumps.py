"""The whole commons as N-Quads: stored blocks, whole or not at all."""

import gzip
import zlib
from pathlib import Path

import pytest

from commons.adapters.store.log import blocks, revisions
from commons.core.domain.addresses import iri
from commons.errors import StorageError
from commons.feeds.catalogue import dumps
from commons.feeds.catalogue.dumps import WrittenDump, write_dump, write_dump_of
from commons.wiring.components import Components
from tests.conftest import BASE
from tests.feeds.conftest import Desk


def test_every_version_is_written_or_only_those_that_stand(
    parts: Components, desk: Desk, tmp_path: Path
) -> None:
    first = desk.put_one()
    second = desk.change(first, body="Deux")
    desk.delete(desk.put_one())
    every, current = tmp_path / "every.nq", tmp_path / "current.nq"
    whole = write_dump(parts.store, every, BASE)
    some = write_dump(parts.store, current, BASE, current=True)
    with parts.store.read() as work:
        block = blocks.get_block(work, second.sheet, 2)
    assert current.read_bytes() == iri.expand_base(block, BASE)
    assert (whole.versions, some.versions) == (4, 1)
    assert some.quads == len(current.read_bytes().splitlines())
    assert whole.quads == len(every.read_bytes().splitlines())
    assert block.count(b"\n") < whole.quads
    assert iri.BASE_PLACEHOLDER.encode() not in every.read_bytes()


def test_a_zipped_dump_says_the_same(
    parts: Components, desk: Desk, tmp_path: Path
) -> None:
    desk.publish(3)
    plain, zipped = tmp_path / "a.nq", tmp_path / "a.nq.gz"
    assert write_dump(parts.store, plain, BASE) == write_dump(parts.store, zipped, BASE)
    assert gzip.decompress(zipped.read_bytes()) == plain.read_bytes()
    one = zlib.decompressobj(wbits=31)
    assert one.decompress(zipped.read_bytes()) == plain.read_bytes()
    assert (one.eof, one.unused_data) == (True, b"")  # one member, and nothing after it


def test_the_same_state_gives_the_same_bytes_under_any_name_at_any_time(
    parts: Components, desk: Desk, tmp_path: Path
) -> None:
    desk.publish(3)
    told = set()
    for name in ("a.nq.gz", "b.nq.gz"):
        write_dump(parts.store, tmp_path / name, BASE)
        told.add((tmp_path / name).read_bytes())
    (same,) = told
    flags, instant = same[3], same[4:8]  # RFC 1952, 2.3
    assert (flags, instant) == (0, bytes(4))  # neither the name nor the second


def test_an_empty_commons_makes_an_empty_dump(
    parts: Components, tmp_path: Path
) -> None:
    for path in (tmp_path / "a.nq", tmp_path / "a.nq.gz"):
        assert write_dump(parts.store, path, BASE) == WrittenDump(versions=0, quads=0)
    assert (tmp_path / "a.nq").read_bytes() == b""
    assert gzip.decompress((tmp_path / "a.nq.gz").read_bytes()) == b""


def test_each_batch_is_told_and_no_version_is_lost_between_two(
    parts: Components, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = tmp_path / "whole.nq"
    desk.publish(5)
    write_dump(parts.store, whole, BASE)
    monkeypatch.setattr(dumps, "BATCH", 2)
    told: list[int] = []
    parted = tmp_path / "parted.nq"
    write_dump(parts.store, parted, BASE, on_count=told.append)
    assert told == [2, 4, 5]
    assert parted.read_bytes() == whole.read_bytes()


def test_a_dump_says_the_state_that_it_was_begun_in(
    parts: Components, desk: Desk, tmp_path: Path
) -> None:
    desk.put_one()
    with parts.store.read() as work:
        revisions.head_sequence(work)
        desk.publish(2)
        written = write_dump_of(work, tmp_path / "a.nq", BASE, current=False)
    assert written.versions == 1


def test_what_cannot_be_written_is_named_and_leaves_nothing(
    parts: Components, desk: Desk, tmp_path: Path
) -> None:
    desk.put_one()
    home = tmp_path / "dumps"
    (home / "taken").mkdir(parents=True)
    (home / "taken" / "file").touch()
    for path in (home / "taken", home / "taken" / "file" / "a.nq"):
        with pytest.raises(StorageError, match=f"{path} ne peut pas"):
            write_dump(parts.store, path, BASE)
    assert sorted(path.name for path in home.rglob("*")) == ["file", "taken"]


@pytest.mark.parametrize("name", ["a.nq", "a.nq.gz"])
def test_a_dump_that_fails_leaves_the_one_before(
    parts: Components, desk: Desk, tmp_path: Path, name: str
) -> None:
    desk.put_one()
    path = tmp_path / "dumps" / name
    path.parent.mkdir()
    write_dump(parts.store, path, BASE)
    before = path.read_bytes()
    desk.put_one()

    def full(_count: int) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(StorageError, match="No space left"):
        write_dump(parts.store, path, BASE, on_count=full)
    assert path.read_bytes() == before
    assert [one.name for one in path.parent.iterdir()] == [name]
