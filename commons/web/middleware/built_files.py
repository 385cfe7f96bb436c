"""Serves the files that the build made, as they were compressed by it."""

import json
from collections.abc import Mapping
from functools import cache
from mimetypes import guess_type
from pathlib import Path
from typing import cast

from flask import Flask, Response, current_app, request, send_from_directory

from commons.web.middleware.content_encoding import GZIP, choose_coding

DIST = "dist"
"""The folder of built files, among the static ones."""

_ENDING = "gz"


def install_static_files(app: Flask) -> None:
    """Let the application's static files travel compressed."""
    app.view_functions["static"] = _file


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


def _file(filename: str) -> Response:
    """Answer a file, or what the build compressed of it (RFC 9110, 12.5.3)."""
    folder = str(current_app.static_folder)
    zipped = f"{filename}.{_ENDING}"
    there = (Path(folder) / zipped).is_file()
    if (
        there
        and choose_coding(request.environ) == GZIP
        and "Range" not in request.headers
    ):
        sort, _ = guess_type(filename)
        response = send_from_directory(folder, zipped, mimetype=sort)
        response.headers["Content-Encoding"] = GZIP
    else:
        response = current_app.send_static_file(filename)
    if there:
        response.vary.add("Accept-Encoding")
    return response
