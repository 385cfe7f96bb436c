"""Harvesting by OAI-PMH, by GET and POST alike: neither writes anything."""

from flask import Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from commons.core.domain.people.account import Permission
from commons.feeds.oai.repository import answer_request
from commons.web.guard.journey import Journey
from commons.web.request.context import components, feed_instance
from commons.web.request.limits.rate_limits import FEEDS

oai = Journey("oai", __name__, has_pages=False)

LARGEST_REQUEST_BYTES = 64 * 1024


@oai.route(
    "/oai",
    methods=["GET", "POST"],
    needs=Permission.READ,
    reads=FEEDS,
    writes=FEEDS,
    crawled=False,
    token=False,
)
def oai_repository() -> Response:
    """Answer a verb; what is wrong is said in the protocol, with status 200."""
    if (request.content_length or 0) > LARGEST_REQUEST_BYTES:
        raise RequestEntityTooLarge
    given = request.form if request.method == "POST" else request.args
    told = answer_request(
        components().store, feed_instance(), list(given.items(multi=True))
    )
    response = Response(told, content_type="text/xml; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response
