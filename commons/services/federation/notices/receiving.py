"""Takes in what is sent to the inbox: read, doubted, and put in line. Nothing is asked.

The other site is asked later, by one process at a time, so that nobody has us ask a
third party in their place: what waits is bounded, in all and for each site.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta

from commons.adapters.remote.addresses import read_address
from commons.adapters.remote.coar_notify import NoticeMessage, read_notice
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.federation import incoming
from commons.adapters.store.log.projections.link_targets import standing_number
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.site.notice import IncomingNotice, NoticeSort, ReceivedState
from commons.errors import (
    FileFormatError,
    FullError,
    NotFoundError,
    RemoteError,
)
from commons.services.federation.foreign_sheet import (
    SheetAddress,
    host_of,
    sheet_address,
)
from commons.services.federation.notices.checking import AGAINST_LICENCE

MOST_WAITING = 500
MOST_WAITING_OF_HOST = 20
"""How many notices may wait to be looked into, in all and of one site."""

MOST_UNDECIDED = 2_000
MOST_UNDECIDED_OF_SHEET = 100
"""How many may wait to be looked into or decided upon, in all and about one sheet."""

AT_REST = timedelta(minutes=10)
"""How soon after a look the same notice has us look again, at the earliest."""

NOTICES = "notices"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedNotice:
    """A notice that may be true: of which sheet there, about which version here.

    `announced` is the number of the version there.
    """

    message: NoticeMessage
    subject: SheetAddress
    announced: int
    sheet: str
    version: int
    host: str


def weigh_notice(
    body: bytes, base: str, allowed_hosts: Collection[str]
) -> ReceivedNotice:
    """Return what a body says, if it could be true; asks neither store nor network.

    `allowed_hosts` are those of the operator's own network. Raises FileFormatError.
    """
    message = read_notice(body)
    subject = sheet_address(message.subject)
    source = sheet_address(message.source)
    if subject is None or not subject.number or subject.iri != message.subject:
        raise FileFormatError("the subject is no version of a sheet of a commons")
    if source is None or not source.number or source.iri != message.source:
        raise FileFormatError("the object is no version of a sheet of a commons")
    if source.base != base:
        raise FileFormatError("the object is not of this site")
    host = host_of(message.subject)
    if subject.base == base or host == host_of(base):
        raise FileFormatError("the subject is of this site")
    if host_of(message.origin) != host:
        raise FileFormatError("the origin is another site than that of the subject")
    if subject.sheet == source.sheet:
        raise FileFormatError("a sheet is not made from itself")
    try:
        read_address(message.subject, allowed_hosts)
    except RemoteError as error:
        raise FileFormatError(str(error)) from error
    return ReceivedNotice(
        message=message,
        subject=replace(subject, number=0),
        announced=subject.number,
        sheet=source.sheet,
        version=source.number,
        host=host,
    )


def take_in(work: Work, received: ReceivedNotice) -> None:
    """Put a notice in line, or have the one that is there be looked into again.

    Raises NotFoundError for a sheet or version that is not here or was deleted,
    FullError when too much waits.
    """
    subject = received.subject.iri
    known = incoming.find_incoming(work, subject, received.sheet)
    now = clock.now()
    undone = received.message.sort is NoticeSort.UNDO
    if known is not None:
        rested = now >= known.checked + AT_REST
        again = _again(known, received)
        if again.state is not known.state:
            _refuse_crowded(work, received)
        if undone or rested or received.announced > known.announced:
            incoming.change_incoming(work, again)
        return
    if undone:
        return  # of what was never heard, nothing is taken back
    if not received.version <= standing_number(work, received.sheet):
        raise NotFoundError(received.sheet)
    _refuse_crowded(work, received)
    notice = IncomingNotice(
        id=iri.new_id(),
        subject=subject,
        announced=received.announced,
        sheet=received.sheet,
        version=received.version,
        host=received.host,
        notice=received.message.id,
        state=ReceivedState.WAITING,
        received=now,
        checked=clock.EPOCH,
        due=now,
        tries=0,
    )
    incoming.add_incoming(work, notice)


def _refuse_crowded(work: Work, received: ReceivedNotice) -> None:
    """Refuse one more to look into, or to decide. Raises FullError."""
    every, own = incoming.count_waiting(work, received.host)
    if every >= MOST_WAITING or own >= MOST_WAITING_OF_HOST:
        raise FullError(NOTICES, MOST_WAITING_OF_HOST)
    undecided, of_sheet = incoming.count_undecided(work, received.sheet)
    if undecided >= MOST_UNDECIDED or of_sheet >= MOST_UNDECIDED_OF_SHEET:
        raise FullError(NOTICES, MOST_UNDECIDED_OF_SHEET)


def _again(known: IncomingNotice, received: ReceivedNotice) -> IncomingNotice:
    """Return a notice to look into once more; what an editor refused stays refused.

    What was not found true, or is true no more, may be true now.
    """
    untrue = (
        known.state is ReceivedState.REFUSED
        and known.fault != ""
        and known.fault not in AGAINST_LICENCE
    )
    back = untrue or known.state is ReceivedState.WITHDRAWN
    undone = received.message.sort is NoticeSort.UNDO
    state = ReceivedState.WAITING if back and not undone else known.state
    return replace(
        known,
        state=state,
        announced=max(known.announced, received.announced),
        version=max(known.version, received.version),
        notice=received.message.id,
        due=clock.now(),
        tries=0,
    )
