"""Knows when the disk really has what was written."""

import os
from pathlib import Path


def keep(path: Path) -> None:
    """Wait until the disk has a file, or the names in a folder. Raises OSError."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
