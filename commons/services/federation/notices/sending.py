"""Sends what is in the outbox: one notice at a time, again for a day, then no more.

The inbox is the one that the source advertises (W3C LDN, section 3.1), and of its own
site: nobody else is written to. No lock of the database is held meanwhile.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urljoin

from commons.adapters.remote import refusals
from commons.adapters.remote.coar_notify import (
    MEDIA_TYPE,
    NoticeMessage,
    write_notice,
)
from commons.adapters.remote.port import MEGABYTE, Fetched, Remote
from commons.adapters.store.engine.unit_of_work import Store
from commons.adapters.store.federation import outgoing
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.site.notice import UNDO_END, OutgoingNotice, SendState
from commons.errors import FileFormatError, RemoteError
from commons.services.federation.foreign_sheet import host_of, sheet_address
from commons.services.federation.link_headers import linked_in_header
from commons.services.federation.page_metadata import linked_addresses

INBOX = "http://www.w3.org/ns/ldp#inbox"
ACCEPT = "application/n-quads, text/turtle;q=0.9, text/html;q=0.8, */*;q=0.1"
PATIENCE = timedelta(days=1)
LONGEST_PAUSE = timedelta(hours=6)
MOST_BYTES = 2 * MEGABYTE
LOOKED_AT = 100_000
"""In how many bytes of a source its inbox is looked for."""

_IN_RDF = re.compile(r"<http://www\.w3\.org/ns/ldp#inbox>\s{1,5}<([^<>\s]{1,2000})>")
_LATER = frozenset({408, 425, 429, 500, 502, 503, 504})
"""What is answered by who may take the notice another time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who sends: the site's name and base; `retry_seconds` is the first pause."""

    store: Store
    remote: Remote
    base: str
    name: str
    retry_seconds: int


def send_next(here: Sender, now: datetime | None = None) -> OutgoingNotice | None:
    """Send the notice that is due for longest, and return what became of it.

    None when none is due. What it raises leaves the notice to be sent again.
    """
    present = now or clock.now()
    with here.store.read() as work:
        due = outgoing.next_outgoing(work)
    if due is None or due > present:
        return None
    with here.store.write(quiet=True) as work:
        claimed = outgoing.claim_outgoing(work, present)
    if claimed is None:
        return None
    settled = _settled(here, claimed, _send(here, claimed), present)
    with here.store.write(quiet=True) as work:
        outgoing.settle_outgoing(work, settled)
    return settled


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    """What came of a try: `fault` "" for arrived, `final` when no other would do."""

    fault: str
    final: bool = False


def _send(here: Sender, notice: OutgoingNotice) -> _Outcome:
    """Find the inbox and send to it."""
    try:
        found = here.remote.fetch(notice.source, accept=ACCEPT, most_bytes=MOST_BYTES)
        inbox = advertised_inbox(found)
        if not inbox:
            final = found.status not in _LATER
            return _Outcome(fault=f"no inbox there ({found.status})", final=final)
        if host_of(inbox) != host_of(found.url):
            return _Outcome(fault=f"the inbox is of another site: {inbox}", final=True)
        body = write_notice(_message(here, notice, inbox))
        status = here.remote.send(inbox, body, MEDIA_TYPE).status
    except RemoteError as error:
        return _Outcome(fault=str(error), final=error.sentence not in refusals.PASSING)
    except FileFormatError as error:
        return _Outcome(fault=str(error), final=True)
    fault = "" if 200 <= status < 300 else f"the inbox answers {status}"
    return _Outcome(fault=fault, final=status not in _LATER)


def _settled(
    here: Sender, notice: OutgoingNotice, outcome: _Outcome, now: datetime
) -> OutgoingNotice:
    if not outcome.fault:
        return replace(notice, state=SendState.SENT, fault="")
    if outcome.final or now >= notice.created + PATIENCE:
        return replace(notice, state=SendState.DEAD, fault=outcome.fault)
    pause = pause_after(here.retry_seconds, notice.tries)
    due = min(now + pause, notice.created + PATIENCE)
    return replace(notice, due=due, fault=outcome.fault)


def pause_after(first_seconds: int, tries: int) -> timedelta:
    """Return how long to wait after so many tries: twice as long each time."""
    doubled = first_seconds * 2 ** min(max(tries - 1, 0), 20)
    return min(timedelta(seconds=doubled), LONGEST_PAUSE)


def advertised_inbox(found: Fetched) -> str:
    """Return the inbox that an answer advertises, in its headers or its body, or ""."""
    if told := linked_in_header(found.headers.get("link", ""), INBOX):
        return urljoin(found.url, told[0])
    text = found.body[:LOOKED_AT].decode("utf-8", "replace")
    if "html" in found.media_type:
        named = next(iter(linked_addresses(text, INBOX)), "")
    else:
        in_rdf = _IN_RDF.search(text)
        named = str(in_rdf[1]) if in_rdf else ""
    return urljoin(found.url, named) if named else ""


def _message(here: Sender, notice: OutgoingNotice, inbox: str) -> NoticeMessage:
    source = sheet_address(notice.source)
    return NoticeMessage(
        id=notice.id.removesuffix(UNDO_END),
        sort=notice.sort,
        subject=iri.version_iri(notice.sheet, notice.number, here.base),
        source=notice.source,
        origin=here.base,
        target=source.base if source else notice.source,
        name=here.name,
        inbox=f"{here.base}/inbox",
        target_inbox=inbox,
    )
