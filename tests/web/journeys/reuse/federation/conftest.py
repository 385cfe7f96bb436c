"""Two instances that can ask one another."""

from tests.services.federation.conftest import here, sites, there

__all__ = ["here", "sites", "there"]
