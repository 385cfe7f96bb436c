"""An instance that an operator keeps."""

from io import BytesIO
from pathlib import Path

import pytest

from commons.adapters.media.ingest import take_file
from commons.wiring.components import Components
from tests.adapters.media.pictures import drawing, written
from tests.feeds.conftest import Desk


@pytest.fixture
def folder(parts: Components) -> Path:
    """Give the folder of an instance with two sheets and a file that none names."""
    Desk(parts).publish(2)
    take_file(parts.blobs, BytesIO(written(drawing(), "PNG")), "a.png")
    parts.catch_up()
    return parts.settings.data_dir
