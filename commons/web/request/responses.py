"""Builds what every journey answers with: paths within the site, pages not cached."""

from typing import Any
from urllib.parse import urlsplit

from flask import Response, flash, make_response

FOR_EVER = "public, max-age=31536000, s-maxage=300, immutable"
"""Cache-Control of what never changes under its address, but may be deleted there.

A cache that many share asks again within minutes.
"""

SANDBOX = "default-src 'none'; sandbox"
"""Content-Security-Policy of a file that is no page of ours."""


def within_site(target: str) -> str:
    """Give a path of this site, "/" for anything that could lead elsewhere."""
    cleaned = target.rstrip("?")
    try:
        parts = urlsplit(cleaned)
    except ValueError:
        return "/"
    astray = (
        parts.scheme
        or parts.netloc
        or not cleaned.startswith("/")
        or cleaned.startswith(("//", "/\\\\"))
        or not cleaned.isprintable()
        or "\\" in cleaned
    )
    return "/" if astray else cleaned


def uncached_page(page: str, status: int) -> Response:
    """Answer a page that no cache may keep."""
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def private_page(page: str, status: int) -> Response:
    """Answer a page for one person, which "back" gives again as it was left.

    With no-store the browser would forget what was typed.
    """
    response = make_response(page, status)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def flash_undo(text: str, label: str, action: str, **fields: Any) -> None:
    """Say that something is done, beside a button that undoes it.

    The button sends `fields` to the address `action`.
    """
    told = {"text": text, "label": label, "action": action, "fields": fields}
    flash(told, "good")  # type: ignore[arg-type]  # what the session can hold goes
