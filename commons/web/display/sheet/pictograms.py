"""The lines of pictograms as the build wrote them, for what draws without the sprite."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import cast

from flask import current_app

from commons.adapters.media.cover_image import Line
from commons.web.request.build_manifest import built_path

_BUILT = "pictograms.json"


def pictograms_path() -> Path | None:
    """Return where the lines of all pictograms are, None when nothing was built."""
    return built_path(str(current_app.static_folder), _BUILT)


def pictogram_lines(path: Path | None, name: str) -> Sequence[Line]:
    """Return the lines of a pictogram in a square of 24 units; [] for none."""
    return _lines(path).get(name, []) if path else []


def pictogram_path(name: str) -> str:
    """Return a pictogram as the data of one path, in a square of 24 units, "" for none."""
    lines = pictogram_lines(pictograms_path(), name)
    return "".join(
        "M" + "L".join(f"{x:g} {y:g}" for x, y in line) for line in lines if line
    )


@cache
def _lines(path: Path) -> Mapping[str, list[Line]]:
    return cast("dict[str, list[Line]]", json.loads(path.read_text(encoding="utf-8")))
