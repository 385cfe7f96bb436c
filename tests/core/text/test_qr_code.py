"""A QR code says the address that it was made of."""

import re

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from commons.core.text.qr_code import draw_qr_code

ADDRESS = "https://commons.example/sheets/0123456789ab"


def drawn(svg: str, scale: int = 6) -> Image.Image:
    """Draw the one path of a QR code of ours: horizontal lines, a module thick."""
    found = re.search(r'viewBox="0 0 (\d+) (\d+)"', svg)
    assert found, svg
    size = int(found[1])
    image = Image.new("L", (size * scale, size * scale), 255)
    pen = ImageDraw.Draw(image)
    lines = re.search(r'stroke="#000"[^>]* d="([^"]+)"', svg)
    assert lines, svg
    x = y = 0.0
    for op, first, second in re.findall(r"([Mmh])(-?[\d.]+)(?: (-?[\d.]+))?", lines[1]):
        if op == "M":
            x, y = float(first), float(second)
        elif op == "m":
            x, y = x + float(first), y + float(second or 0)
        else:
            length = float(first)
            corner = (x * scale, (y - 0.5) * scale)
            end = ((x + length) * scale - 1, (y + 0.5) * scale - 1)
            pen.rectangle((*corner, *end), fill=0)
            x += length
    return image


@pytest.mark.parametrize("alone", [True, False])
def test_a_code_is_read_back(*, alone: bool) -> None:
    (found,) = zxingcpp.read_barcodes(drawn(draw_qr_code(ADDRESS, alone=alone)))
    assert found.text == ADDRESS


def test_a_code_alone_is_a_file_and_within_a_page_is_a_part() -> None:
    assert 'xmlns="http://www.w3.org/2000/svg"' in draw_qr_code(ADDRESS, alone=True)
    within = draw_qr_code(ADDRESS)
    assert within.startswith("<svg")
    assert "xmlns" not in within
    assert "style=" not in within
