"""What several threads compress is one plain gzip file."""

import gzip
import zlib
from pathlib import Path
from random import Random

import pytest

from commons.feeds.encoding.parallel_gzip import GzipStream


def chunks(count: int) -> list[bytes]:
    rng = Random(count)  # noqa: S311  # no secret
    return [f"ligne {n} {rng.random()}\n".encode() * 500 for n in range(count)]


@pytest.mark.parametrize("count", [0, 1, 2, 3, 40])
def test_it_is_one_member_that_gives_back_the_chunks(
    tmp_path: Path, count: int
) -> None:
    told = []
    for name in ("a", "b"):
        with (tmp_path / name).open("wb") as file, GzipStream(file) as zipped:
            for chunk in chunks(count):
                zipped.write(chunk)
        told.append((tmp_path / name).read_bytes())
    assert gzip.decompress(told[0]) == b"".join(chunks(count))
    one = zlib.decompressobj(wbits=31)
    assert one.decompress(told[0]) == b"".join(chunks(count))
    assert one.eof
    assert one.unused_data == b""
    assert told[0] == told[1]


def test_what_goes_wrong_meanwhile_is_not_hidden(tmp_path: Path) -> None:
    def half() -> None:
        with (tmp_path / "a").open("wb") as file, GzipStream(file) as zipped:
            zipped.write(b"un")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    with pytest.raises(EOFError):
        gzip.decompress((tmp_path / "a").read_bytes())
