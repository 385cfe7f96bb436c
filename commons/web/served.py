"""Knows which of the protocols this application has an address for."""

from flask import current_app
from werkzeug.exceptions import HTTPException

from commons.feeds.protocols import PROTOCOLS, Protocol


def served() -> tuple[Protocol, ...]:
    """Give the rows of PROTOCOLS that answer, in their order."""
    return tuple(row for row in PROTOCOLS if _routed(row.path))


def _routed(path: str) -> bool:
    try:
        current_app.url_map.bind("").match(path, "GET")
    except HTTPException:
        return False
    return True
