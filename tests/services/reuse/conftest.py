"""What the tests of reuse stand on."""

from tests.feeds.conftest import desk

__all__ = ["desk"]
