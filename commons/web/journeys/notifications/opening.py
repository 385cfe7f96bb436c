"""The address by which a notification is opened: it is read then, and one is led on.

Reading one's own notifications is the sole effect, twice is as once, and another site or
a browser that fetches ahead has none: such a GET is safe. It waits for no other writer.
"""

from contextlib import suppress
from dataclasses import dataclass

from flask import redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.store.community.notifications import events, inbox
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain.people.account import Account, Permission
from commons.core.domain.people.notification import EventKind, group_events
from commons.errors import CommonsError
from commons.services.notifications.lines import GroupLine, say_groups
from commons.web.guard.access import from_elsewhere
from commons.web.guard.journey import Journey
from commons.web.journeys.notifications.follow import speaker
from commons.web.request.context import components, current_writer, positive_int

_OPEN = "opened_notifications.open_line"

opened_notifications = Journey("opened_notifications", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedLine:
    """The line of the list that a request names: its kind, its topic, its events."""

    kind: EventKind
    group: str
    first: int
    last: int


def named_line(said: dict[str, str]) -> NamedLine | None:
    """Return the line that a form or an address names, None for none."""
    kind, first = said.get("kind", ""), positive_int(said.get("first", ""))
    if not first or kind not in set(EventKind):
        return None
    return NamedLine(
        kind=EventKind(kind),
        group=said.get("group", ""),
        first=first,
        last=positive_int(said.get("last", "")),
    )


def unread_of_line(work: Work, me: Account, line: NamedLine) -> list[int]:
    """Return the events of a line that one has not read."""
    last = min(line.last, events.last_event(work))
    wanted = inbox.Slice(
        kinds=[line.kind], after=line.first - 1, last=last, unread=True
    )
    keys = inbox.list_keys(work, me, wanted)
    return [key.id for key in keys if key.group == line.group]


@opened_notifications.app_template_global("opening")
def opening_address(line: GroupLine, event: int = 0) -> str:
    """Return the address that opens a line, or one event of it, and marks it as read."""
    group = line.group
    return url_for(
        _OPEN,
        kind=group.kind.value,
        group=group.group,
        first=group.ids[-1],
        last=group.ids[0],
        event=event or None,
    )


@opened_notifications.get(
    "/notifications/open",
    needs=Permission.OWN_ACCOUNT,
    reads="120 per minute",
    crawled=False,
)
def open_line() -> AnyResponse:
    """Lead to what a line is about, or one of its events, and mark that as read."""
    me, event = current_writer(), positive_int(request.args.get("event"))
    line = named_line(request.args.to_dict())
    if line is None:
        return redirect(url_for("notifications.list_page"))
    with components().store.read() as work:
        path = _path(work, me, line, event)
        unread = unread_of_line(work, me, line)
    read = [one for one in unread if event in {0, one}]
    if read and not _fetched_ahead():
        _mark_read(me, read)
    return redirect(path)


def _path(work: Work, me: Account, line: NamedLine, event: int) -> str:
    """Return where a line leads, or its event; to the list where it is gone."""
    here = components()
    wanted = inbox.Slice(kinds=[line.kind], after=line.first - 1, last=line.last)
    keys = [k for k in inbox.list_keys(work, me, wanted) if k.group == line.group]
    for said in say_groups(
        here.schema, here.places, work, speaker(), group_events(keys)[:1]
    ):
        of_event = {one.event.id: one.path for one in said.events}
        return of_event.get(event, said.path)
    return url_for("notifications.list_page")


def _fetched_ahead() -> bool:
    """Say whether nobody reads what is asked for here, or another site has it asked."""
    purpose = f"{request.headers.get('Sec-Purpose')} {request.headers.get('Purpose')}"
    return from_elsewhere() or "prefetch" in purpose or request.method == "HEAD"


def _mark_read(me: Account, read: list[int]) -> None:
    """Note what was read; not while another writes, nor where nothing is written."""
    with (
        suppress(CommonsError),
        components().store.write(quiet=True, durable=False, patient=False) as work,
    ):
        inbox.mark_read(work, me.id, read)
