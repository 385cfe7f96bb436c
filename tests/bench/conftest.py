"""What `make bench ARGS="--sizes 200,1000"` understands."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a shorter bench be asked for."""
    parser.addoption("--sizes", default="", help="how many sheets, as in 200,1000")
