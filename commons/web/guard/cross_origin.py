"""Lets programs on pages of other sites read what anybody may (Fetch standard, CORS).

Whatever needs no account is open: data, and each way to say no to who asks for it.
A page is not, since it shows who is signed in. Never with credentials: with "*" a
browser sends no cookie along, so that what is read is what a stranger sees.
"""

from flask import Flask, Response, request

from commons.core.domain.people.account import Permission
from commons.web.guard.access import SAFE_METHODS
from commons.web.request.context import names_account
from commons.web.request.route_rules import current_rules

EXPOSED = (
    *("Accept-Ranges", "Content-Disposition", "Content-Encoding", "Content-Location"),
    *("Content-Range", "Date", "ETag", "Link", "Memento-Datetime", "Retry-After"),
    "Vary",
)
"""What a script may read of an answer, beside what the standard always lets it."""

ASKED_WITH = (
    *("Accept", "Accept-Datetime", "Accept-Language", "Cache-Control"),
    *("Content-Type", "If-Modified-Since", "If-None-Match", "If-Range", "Range"),
)
"""What a script may send with its question."""

DAY_SECONDS = 86_400


def install_cross_origin(app: Flask) -> None:
    """Answer preflights of what is open, and open the answers themselves."""
    app.before_request(_preflight)
    app.after_request(_open)


def _preflight() -> Response | None:
    """Answer a browser that asks what a page of another site may ask (Fetch, 4.8)."""
    if request.method != "OPTIONS" or not _is_open():
        return None
    rule = request.url_rule
    methods = ", ".join(sorted((rule.methods if rule else None) or SAFE_METHODS))
    response = Response(status=204, mimetype="text/plain")
    response.headers["Allow"] = methods
    response.headers["Access-Control-Allow-Methods"] = methods
    response.headers["Access-Control-Allow-Headers"] = ", ".join(ASKED_WITH)
    response.headers["Access-Control-Max-Age"] = str(DAY_SECONDS)
    return response


def _open(response: Response) -> Response:
    if _is_open() and not _shows_who_asks(response):
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = ", ".join(EXPOSED)
    return response


def _is_open() -> bool:
    """Say whether anybody may read this address, also where nothing is."""
    return current_rules().needs is Permission.READ


def _shows_who_asks(response: Response) -> bool:
    """Say whether an answer is a page, or says no in one to who is signed in."""
    if response.mimetype != "text/html":
        return False
    return response.status_code in {200, 304} or names_account()
