"""What an image is, is read from its header, without decoding it."""

from io import BytesIO
from typing import Any

import pytest

from commons.adapters.media.image_headers import (
    MOST_PASSES,
    ImageHeader,
    hides_nothing,
    read_image_header,
)
from commons.core.domain.pictures.size import Size
from tests.adapters.media import pictures
from tests.adapters.media.bombs import with_scans
from tests.adapters.media.pictures import drawing, written

FORMATS = ["JPEG", "PNG", "WEBP"]


def header(content: bytes) -> ImageHeader:
    found = read_image_header(BytesIO(content))
    assert found is not None
    return found


@pytest.mark.parametrize("kind", FORMATS)
def test_the_size_and_the_format_are_in_the_skeleton(kind: str) -> None:
    found = header(written(drawing(321, 123), kind))
    assert (found.format, found.size) == (kind, Size(width=321, height=123))
    assert found.bare
    assert not found.moving


def test_a_lossless_webp_has_its_size_elsewhere() -> None:
    found = header(written(drawing(321, 123), "WEBP", lossless=True))
    assert found.size == Size(width=321, height=123)


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("JPEG", {"exif": pictures.exif()}),
        ("JPEG", {"comment": b"x"}),
        ("PNG", {"pnginfo": pictures.comment()}),
        ("PNG", {"icc_profile": pictures.profile()}),
        ("WEBP", {"exif": pictures.exif()}),
    ],
)
def test_what_stands_beside_the_picture_is_noticed(
    kind: str, more: dict[str, Any]
) -> None:
    assert not header(written(drawing(), kind, **more)).bare


@pytest.mark.parametrize("kind", FORMATS)
def test_what_follows_the_picture_is_noticed(kind: str) -> None:
    found = header(written(drawing(), kind) + b"x")
    assert not found.bare
    assert found.size == Size(width=400, height=300)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_picture_that_moves_says_so(kind: str) -> None:
    assert header(pictures.moving(kind)).moving


def test_the_passes_of_a_jpeg_are_counted_up_to_the_most() -> None:
    assert header(written(drawing(), "JPEG")).passes == 1
    found = header(with_scans(MOST_PASSES + 9, 40, 30))
    assert found.passes == MOST_PASSES + 1
    assert not found.bare


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"un texte", b"RIFF\0\0\0\0WAVE"])
def test_what_is_no_image_that_we_know_has_no_header(content: bytes) -> None:
    assert read_image_header(BytesIO(content)) is None


@pytest.mark.parametrize("kind", FORMATS)
def test_an_image_that_is_cut_is_an_error(kind: str) -> None:
    content = written(drawing(), kind)
    for cut in (13, 40, len(content) // 2, len(content) - 1):
        with pytest.raises((ValueError, EOFError)):
            read_image_header(BytesIO(content[:cut]))


@pytest.mark.parametrize(
    ("content", "nothing"),
    [
        (written(drawing(), "PNG"), True),
        (pictures.with_lines(b"x"), False),
        (pictures.with_chunk(b"IDAT", b"x"), False),
        (pictures.png(9, 9), False),
        (pictures.png(9, 9, data=b"x"), True),
        (written(drawing(), "JPEG") + b"x", True),
    ],
)
def test_what_a_png_hides_behind_its_lines_is_found(
    content: bytes, *, nothing: bool
) -> None:
    assert hides_nothing(BytesIO(content), header(content)) is nothing
