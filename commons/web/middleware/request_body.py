"""What the server lets in and takes off our hands, and what it tells us of it.

A request that found no place still reaches the application, without its body, so
that whoever sent it is answered in a page of ours and in their own language.
"""

from pathlib import Path
from wsgiref.types import WSGIEnvironment

from flask import Response, request
from werkzeug.exceptions import ServiceUnavailable

LARGE_BYTES = 2 * 1024 * 1024
"""A body longer than this carries files; only so many may be on their way at once."""
MOST_BYTES = 64 * 1024 * 1024
"""No route takes a longer body."""
CROWDED = "commons.crowded"
"""The WSGI variable that says that a request found no place."""
AGAIN_SECONDS = 20
"""When to come back."""


def refuse_crowded(environ: WSGIEnvironment) -> None:
    """Refuse what found no place. Raises ServiceUnavailable (503)."""
    if environ.get(CROWDED):
        raise ServiceUnavailable(retry_after=AGAIN_SECONDS)


def let_server_send(response: Response, path: Path) -> Response:
    """Have the part of a file that was asked for go out as a whole file does.

    Cut into pieces by us, a large part would hold a thread until all of it is read.
    """
    wrap = request.environ.get("wsgi.file_wrapper")
    start = response.content_range.start
    if wrap and response.status_code == 206 and request.method == "GET":
        response.response.close()  # type: ignore[union-attr]  # what send_file opened
        file = path.open("rb")
        file.seek(start or 0)
        response.response = wrap(file)
    return response
