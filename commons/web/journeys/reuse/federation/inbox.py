"""The inbox: where other commons say what they made of our sheets (W3C LDN).

Whatever is posted is read and put in line, nothing more: no other site is asked while
somebody waits, and nothing is shown before it was looked into.
"""

import json

from flask import Response, request
from werkzeug.exceptions import TooManyRequests, UnsupportedMediaType

from commons.adapters.remote.coar_notify import (
    MEDIA_TYPE,
    MOST_BYTES,
    NoticeMessage,
    write_notice,
)
from commons.adapters.store.federation import incoming
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Permission
from commons.core.domain.site.notice import IncomingNotice, NoticeSort, ReceivedState
from commons.errors import FullError, NotFoundError, TooLargeError
from commons.services.federation.foreign_sheet import sheet_address
from commons.services.federation.notices.receiving import take_in, weigh_notice
from commons.web.guard.journey import Journey
from commons.web.request.answers.negotiation import named_answer
from commons.web.request.context import components
from commons.web.request.limits.rate_limits import (
    LISTS,
    count_notice,
    count_write,
    limit_everyone,
)

inbox = Journey("inbox", __name__, has_pages=False)

_OFTEN = "120 per hour;1000 per day"
POSTED = limit_everyone("notices from other sites", _OFTEN, _OFTEN)
MOST_LISTED = 50
FULL_SECONDS = 3600

_CONTEXT = {
    "contains": {"@id": "http://www.w3.org/ns/ldp#contains", "@type": "@id"},
    "Container": "http://www.w3.org/ns/ldp#Container",
}


@inbox.route(
    "/inbox",
    methods=["GET", "POST"],
    needs=Permission.READ,
    reads=LISTS,
    writes=POSTED,
    token=False,
    for_scripts=True,
    crawled=False,
)
def answer_inbox() -> Response:
    """Take in a notice, or list those that were accepted."""
    if request.method == "POST":
        return _take()
    return _list()


def _take() -> Response:
    """Take in a notice; what becomes of it is not said."""
    count_write(POSTED)
    if request.mimetype != MEDIA_TYPE:
        raise UnsupportedMediaType
    if (request.content_length or 0) > MOST_BYTES:
        raise TooLargeError("notice")
    settings = components().settings
    received = weigh_notice(request.get_data(), settings.base_url, settings.fetch_hosts)
    count_notice(received.host)
    try:
        with components().store.write(quiet=True) as work:
            take_in(work, received)
    except FullError as error:
        raise TooManyRequests(retry_after=FULL_SECONDS) from error
    return Response(status=202)


def _list() -> Response:
    """List the notices that were accepted, newest first, as a container of LDP."""
    base = components().settings.base_url
    with components().store.read() as work:
        found = incoming.incoming_in(work, ReceivedState.ACCEPTED, limit=MOST_LISTED)
    told = {
        "@context": _CONTEXT,
        "@id": f"{base}/inbox",
        "@type": "Container",
        "contains": [f"{base}/inbox/{notice.id}" for notice in found],
    }
    return _answer(json.dumps(told).encode())


@inbox.get(
    "/inbox/<sheet_id:notice>", needs=Permission.READ, reads=LISTS, crawled=False
)
def show_notice(notice: str) -> Response:
    """Answer a notice that was accepted, as it says today."""
    with components().store.read() as work:
        found = incoming.get_incoming(work, notice)
    if found.state is not ReceivedState.ACCEPTED:
        raise NotFoundError(notice)
    return _answer(write_notice(_message(found)))


def _message(notice: IncomingNotice) -> NoticeMessage:
    base = components().settings.base_url
    subject = sheet_address(notice.subject)
    site = subject.base if subject else notice.subject
    sheet = subject.sheet if subject else ""
    return NoticeMessage(
        id=f"{base}/inbox/{notice.id}",
        sort=NoticeSort.ANNOUNCE,
        subject=iri.version_iri(sheet, notice.announced, site),
        source=iri.version_iri(notice.sheet, notice.version, base),
        origin=site,
        target=base,
        inbox=f"{site}/inbox",
        target_inbox=f"{base}/inbox",
    )


def _answer(body: bytes) -> Response:
    response = named_answer(repr(body), MEDIA_TYPE, lambda: body)
    response.headers["Accept-Post"] = MEDIA_TYPE
    return response
