"""A pictogram drawn without the sprite has the lines that the build flattened."""

import re

from flask import Flask

from commons.web.display.sheet.pictograms import (
    pictogram_lines,
    pictogram_path,
    pictograms_path,
)


def test_a_pictogram_is_one_path_within_its_square(app: Flask) -> None:
    with app.test_request_context("/"):
        lines = pictogram_lines(pictograms_path(), "users")
        data = pictogram_path("users")
    assert lines
    assert data.count("M") == len(lines)
    numbers = [float(one) for one in re.findall(r"[\d.]+", data)]
    assert len(numbers) == 2 * sum(map(len, lines))
    assert all(0 <= one <= 24 for one in numbers)


def test_no_pictogram_has_no_lines(app: Flask) -> None:
    with app.test_request_context("/"):
        assert pictogram_path("") == ""
        assert pictogram_path("no-such-thing") == ""
        assert pictogram_lines(None, "users") == []
