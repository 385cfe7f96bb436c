"""A process that bounds itself is ended by the system, or refused memory."""

from pathlib import Path

import pytest

from commons.core.files import resource_limits
from commons.core.files.bounded_process import run_bounded


@pytest.mark.parametrize(
    ("bounds", "work"),
    [
        ("1, 1 << 30", "while True: pass"),
        ("5, 1 << 28", "bytes(1 << 29)"),
    ],
)
def test_it_is_bounded_by_the_system(bounds: str, work: str) -> None:
    start = "from commons.core.files.resource_limits import bound_resources"
    root = Path(resource_limits.__file__).parents[3]
    done = run_bounded(
        ["-c", f"{start}; bound_resources({bounds})\n{work}"], seconds=60, folder=root
    )
    assert done.returncode != 0
