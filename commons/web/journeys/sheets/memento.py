"""A sheet as it was at a time: TimeGate and TimeMap (RFC 7089).

The original resource, the TimeGate and the mementos are apart (pattern 2.1): the
sheet's address never looks at Accept-Datetime, its TimeGate answers 302.
"""

from datetime import UTC, datetime, timedelta

from flask import Response, redirect, request
from flask_babel import gettext
from werkzeug.http import http_date
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.store.log import revisions, version_times
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Permission
from commons.errors import NotFoundError
from commons.web.guard.errors import explain_error
from commons.web.guard.journey import Journey
from commons.web.journeys.sheets.link_headers import (
    HeaderLink,
    add_links,
    memento_links,
    time_links,
)
from commons.web.journeys.sheets.representations import self_links
from commons.web.request.answers.negotiation import named_answer
from commons.web.request.context import components, page_number
from commons.web.request.limits.rate_limits import FEEDS

memento = Journey("memento", __name__, has_pages=False)

LINK_FORMAT = "application/link-format"
PAGE_SIZE, MOST_PAGES = 1_000, 1_000_000
RFC_1123 = "%a, %d %b %Y %H:%M:%S GMT"


@memento.get(
    "/sheets/<sheet_id:sheet>/timegate",
    needs=Permission.READ,
    reads=FEEDS,
    crawled=False,
)
def sheet_timegate(sheet: str) -> AnyResponse:
    """Lead to the version that stood at Accept-Datetime, without it to the last."""
    base = components().settings.base_url
    asked = request.headers.get("Accept-Datetime")
    beyond = _beyond(asked) if asked is not None else None
    response: AnyResponse
    if asked is not None and beyond is None:
        response = explain_error(
            400,
            gettext(
                "Accept-Datetime doit être une date comme « %(date)s ».",
                date="Thu, 31 May 2007 20:35:00 GMT",
            ),
        )
    else:
        with components().store.read() as work:
            head = revisions.get_head(work, sheet).number
            number = (
                version_times.version_before(work, sheet, beyond) if beyond else head
            )
            around = version_times.moments_around(work, sheet, number)
        response = redirect(iri.version_iri(sheet, number, base), 302)
        beside = memento_links(sheet, base, around, head=head, number=number)
        add_links(response, (*time_links(sheet, base), *beside))
        response.headers["Cache-Control"] = "no-cache"
    response.vary.add("Accept-Datetime")
    return response


@memento.get("/sheets/<sheet_id:sheet>/timemap", needs=Permission.READ, reads=FEEDS)
def sheet_timemap(sheet: str) -> Response:
    """List the versions, a page at a time."""
    base = components().settings.base_url
    page = page_number(MOST_PAGES)
    after = (page - 1) * PAGE_SIZE
    with components().store.read() as work:
        head = revisions.get_head(work, sheet)
        listed = version_times.moments_after(work, sheet, after=after, limit=PAGE_SIZE)
    if not listed:
        raise NotFoundError(sheet)
    here = f"{iri.sheet_iri(sheet, base)}/timemap"

    def body() -> bytes:
        original, gate, _ = time_links(sheet, base)
        dates = list(listed.values())
        span = {
            "type": LINK_FORMAT,
            "from": http_date(dates[0]),
            "until": http_date(dates[-1]),
        }
        address = here if page == 1 else f"{here}?page={page}"
        others = [
            HeaderLink(
                target=here if number == 1 else f"{here}?page={number}",
                relation="timemap",
                more={"type": LINK_FORMAT},
            )
            for number in (page - 1, page + 1)
            if 0 < number <= -(-head.number // PAGE_SIZE)
        ]
        links = (
            original,
            gate,
            HeaderLink(target=address, relation="self", more=span),
            *others,
            *memento_links(sheet, base, listed, head=head.number, number=None),
        )
        return ",\n".join(map(str, links)).encode() + b"\n"

    return named_answer(f"timemap {base} {self_links(head)} {page}", LINK_FORMAT, body)


def _beyond(text: str) -> datetime | None:
    """Give when the second of an RFC 1123 date is over, None for no such date."""
    try:
        second = datetime.strptime(text.strip(), RFC_1123).replace(tzinfo=UTC)
        return second + timedelta(seconds=1)
    except (ValueError, OverflowError):
        return None
