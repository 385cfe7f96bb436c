"""Serves the files that the build made, as they were compressed by it."""

from mimetypes import guess_type
from pathlib import Path

from flask import Flask, Response, current_app, request, send_from_directory

from commons.web.middleware.content_encoding import GZIP, choose_coding

_ENDING = "gz"


def install_static_files(app: Flask) -> None:
    """Let the application's static files travel compressed."""
    app.view_functions["static"] = _file


def _file(filename: str) -> Response:
    """Answer a file, or what the build compressed of it (RFC 9110, 12.5.3)."""
    folder = str(current_app.static_folder)
    zipped = f"{filename}.{_ENDING}"
    there = _is_there(Path(folder) / zipped)
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


def _is_there(file: Path) -> bool:
    """Say whether there is a file; of a name that no disk takes, there is none."""
    try:
        return file.is_file()
    except OSError:
        return False
