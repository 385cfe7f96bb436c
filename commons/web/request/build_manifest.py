"""Finds the files that the build made by their plain names."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import cast

DIST = "dist"
"""The folder of built files, among the static ones."""


@cache
def read_manifest(static_folder: str) -> Mapping[str, str]:
    """Return the names that the build gave to files, by their plain names; {} without.

    Read once a process: a build begins to hold when the server is started.
    """
    try:
        text = (Path(static_folder) / DIST / "manifest.json").read_text("utf-8")
    except FileNotFoundError:
        return {}
    return cast("dict[str, str]", json.loads(text))


def built_path(static_folder: str, name: str) -> Path | None:
    """Return where the build put a file, by its plain name; None when it did not."""
    built = read_manifest(static_folder).get(name)
    return Path(static_folder) / DIST / built if built else None
