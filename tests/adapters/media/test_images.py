"""A clean picture is upright and has nothing beside it."""

from io import BytesIO

import pytest
from PIL import Image

from commons.adapters.media import images
from commons.adapters.media.image_headers import ImageHeader, read_image_header
from commons.core.domain.pictures.size import Size
from tests.adapters.media import pictures
from tests.adapters.media.pictures import drawing, written


def opened(content: bytes) -> tuple[images.Picture, ImageHeader]:
    found = read_image_header(BytesIO(content))
    assert found is not None
    return images.open_image(BytesIO(content), found), found


def cleaned(content: bytes) -> tuple[images.Picture, bytes]:
    into = BytesIO()
    image = images.clean_image(*opened(content), into)
    return image, into.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_plain_picture_is_clean(kind: str) -> None:
    image, found = opened(written(drawing(), kind))
    assert images.is_clean(image, found)
    assert images.size_of(image) == Size(width=400, height=300)


def test_colours_for_printers_and_camera_data_are_not_clean() -> None:
    for content in (
        written(drawing(mode="CMYK"), "JPEG"),
        written(drawing(), "JPEG", exif=pictures.exif()),
    ):
        assert not images.is_clean(*opened(content))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_turned_upright_and_loses_what_a_camera_wrote(kind: str) -> None:
    image, made = cleaned(written(drawing(), kind, exif=pictures.exif(orientation=6)))
    assert images.size_of(image) == Size(width=300, height=400)
    assert pictures.SECRET.encode() not in made
    again = Image.open(BytesIO(made))
    assert (again.format, again.size) == (kind, (300, 400))
    assert images.is_clean(*opened(made))


def test_colours_for_printers_become_colours_for_screens() -> None:
    image, made = cleaned(written(drawing(mode="CMYK"), "JPEG"))
    assert image.mode == "RGB"
    assert images.is_clean(*opened(made))


def test_what_is_transparent_stays_so() -> None:
    flat = drawing(40, 30).convert("P")
    flat.info["transparency"] = 0
    image, made = cleaned(
        written(flat, "PNG", transparency=0, pnginfo=pictures.comment())
    )
    assert image.has_transparency_data
    assert pictures.SECRET.encode() not in made


def test_smaller_sizes_keep_the_form_of_the_picture() -> None:
    made = images.smaller_sizes(drawing(1400, 7))
    assert [width for width, _ in made] == [1280, 640, 320]
    sizes = [Image.open(BytesIO(content)).size for _, content in made]
    assert sizes == [(1280, 6), (640, 3), (320, 2)]
    assert images.smaller_sizes(drawing(320, 200)) == []


def test_what_breaks_while_it_is_decoded_is_said() -> None:
    broken = pictures.png(90, 90, data=b"x")
    with pytest.raises(images.BrokenPictureError):
        opened(broken)


def test_a_size_that_the_skeleton_did_not_say_is_refused() -> None:
    content = written(drawing(), "PNG")
    other = ImageHeader(format="PNG", size=Size(width=1, height=1), bare=True)
    with pytest.raises(images.BrokenPictureError):
        images.open_image(BytesIO(content), other)
