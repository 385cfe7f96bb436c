"""What the tests of following stand on."""

import pytest

from commons.wiring.components import Components
from tests.feeds.conftest import Desk
from tests.services.notifications.followers import Readers


@pytest.fixture
def desk(parts: Components) -> Desk:
    """Give the desk of an empty instance."""
    return Desk(parts)


@pytest.fixture
def readers(parts: Components) -> Readers:
    """Give who follows, from before anything happened."""
    made = Readers(parts=parts)
    made.note()
    return made
