"""A picture is kept in smaller widths than its own."""

import pytest

from commons.core.domain.pictures.size import smaller_widths


@pytest.mark.parametrize(
    ("width", "smaller"),
    [(320, ()), (321, (320,)), (1280, (320, 640)), (9000, (320, 640, 1280))],
)
def test_smaller_widths_are_below_that_of_the_picture(
    width: int, smaller: tuple[int, ...]
) -> None:
    assert smaller_widths(width) == smaller
