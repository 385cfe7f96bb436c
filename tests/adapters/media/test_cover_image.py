"""The cover of a sheet as a PNG: its size, its colours, the same each time."""

from io import BytesIO

import pytest
from PIL import Image

from commons.adapters.media.cover_image import draw_cover_image
from commons.core.domain.pictures.cover import HUES, draw_cover

MIDDLE = (600, 300)
CROSS = [[(4.0, 12.0), (20.0, 12.0)], [(12.0, 4.0), (12.0, 20.0)]]


def opened(content: bytes) -> Image.Image:
    with Image.open(BytesIO(content)) as image:
        return image.convert("RGB")


@pytest.mark.parametrize("hue", HUES)
def test_a_cover_is_in_its_hue_with_the_pictogram_in_white(hue: str) -> None:
    drawing = draw_cover("0123456789ab", hue=hue, pictogram="cross")
    content = draw_cover_image(drawing, CROSS)
    image = opened(content)
    assert image.size == (1200, 600)
    assert len(content) < 30_000
    assert image.getpixel(MIDDLE) == (255, 255, 255)
    beside = image.getpixel((MIDDLE[0] + 60, MIDDLE[1] + 60))
    assert beside == tuple(bytes.fromhex(HUES[hue][1:]))


def test_without_a_pictogram_there_is_no_disc() -> None:
    drawing = draw_cover("0123456789ab", hue="teal")
    assert opened(draw_cover_image(drawing, [])).getpixel(MIDDLE) != (255, 255, 255)


def test_the_same_cover_has_the_same_bytes() -> None:
    drawing = draw_cover("0123456789ab", hue="rust", pictogram="cross")
    assert draw_cover_image(drawing, CROSS) == draw_cover_image(drawing, CROSS)
