"""Looks into a notice: asks the other site, and believes its own RDF alone.

What stands there now counts: the head of the sheet must be verified by its hash, be
derived from a version of ours, and be under a licence that ours allows. It is asked
again each day, and taken back when the page answers 410 or is derived no more.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from commons.adapters.rdf.version_reader import ReadVersion
from commons.adapters.remote import refusals
from commons.adapters.remote.port import Remote
from commons.adapters.store.engine.unit_of_work import Store, Work
from commons.adapters.store.federation import incoming, news
from commons.adapters.store.log.projections.link_targets import standing_number
from commons.adapters.store.log.source_history import versions_at
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.language.characters import clean_line
from commons.core.domain.schema.kind import Schema, Value
from commons.core.domain.schema.problem import Rule
from commons.core.domain.sheet import SOURCES, Revision
from commons.core.domain.site.notice import (
    AdaptationElsewhere,
    IncomingNotice,
    ReceivedState,
)
from commons.core.kinds.places.register import Places
from commons.core.kinds.rules.credits import authors_of
from commons.core.kinds.rules.licence_rules import MOST_SOURCES, source_problem
from commons.errors import RemoteError
from commons.services.federation.foreign_sheet import (
    read_foreign_version,
    sheet_address,
)
from commons.services.federation.notices.sending import PATIENCE, pause_after
from commons.services.federation.originals import DAMAGED
from commons.services.publishing.law.source_law import source_licences

AGAIN = timedelta(days=1)
"""How often what is shown is looked into."""

LONGEST = 300

UNTRUE = "Le site annoncé ne dit pas que sa fiche vient de celle-ci."
GONE = "La fiche annoncée a été supprimée."
UNREACHABLE = "Le site annoncé ne répond pas."
LICENCE = "La licence de la fiche annoncée n’est pas permise par celle de la nôtre."
NOTICE = (
    "La licence de la nôtre demande que sa mention soit gardée : la fiche annoncée ne"
    " dit pas qu’elle la garde."
)
OURS_DELETED = "La fiche d’ici a été supprimée."

AGAINST_LICENCE = (LICENCE, NOTICE)
"""What stands against a notice that is true."""

FAULTS = (UNTRUE, GONE, UNREACHABLE, *AGAINST_LICENCE, OURS_DELETED)
"""Why a notice is not shown, to translate."""

_AGAINST = {Rule.LICENCE: LICENCE, Rule.NOTICE: NOTICE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Checker:
    """What is needed to look into notices; `trusted_hosts` are shown at once."""

    schema: Callable[[], Schema]
    places: Places
    store: Store
    remote: Remote
    base: str
    trusted_hosts: frozenset[str]
    retry_seconds: int


def check_next(here: Checker, now: datetime | None = None) -> IncomingNotice | None:
    """Look into the notice that is due for longest; return what became of it."""
    present = now or clock.now()
    with here.store.read() as work:
        due = incoming.next_incoming(work)
    if due is None or due > present:
        return None
    with here.store.write(quiet=True) as work:
        claimed = incoming.claim_incoming(work, present)
    if claimed is None:
        return None
    found = _look(here, claimed)
    judged = _judged(here, claimed, found, present)
    shown = ReceivedState.ACCEPTED in {claimed.state, judged.state}
    quiet = not shown or (judged.state, judged.made) == (claimed.state, claimed.made)
    with here.store.write(quiet=quiet) as work:
        # an editor may have decided meanwhile, or another notice come: that stands
        stands = incoming.get_incoming(work, claimed.id)
        if (stands.state, stands.due) != (claimed.state, claimed.due):
            return stands
        settle_notice(work, judged, before=claimed.state, now=present)
    return judged


def settle_notice(
    work: Work, notice: IncomingNotice, *, before: ReceivedState, now: datetime
) -> None:
    """Write what became of a notice; the writers of the sheet hear of it, or no more."""
    incoming.change_incoming(work, notice)
    if notice.state is ReceivedState.ACCEPTED and before is not ReceivedState.ACCEPTED:
        news.tell_writers(work, notice.id, notice.sheet, now)
    elif before is ReceivedState.ACCEPTED and notice.state is not before:
        news.forget_news(work, notice.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """What was seen: `made` if all is true; else `fault`, for good or `for_now`."""

    made: AdaptationElsewhere | None = None
    version: int = 0
    fault: str = ""
    for_now: bool = False


def _look(here: Checker, notice: IncomingNotice) -> _Look:
    """Ask the other site what stands there now."""
    with here.store.read() as work:
        standing = standing_number(work, notice.sheet)
    named = sheet_address(notice.subject)
    if not standing or named is None:
        return _Look(fault=OURS_DELETED)
    schema = here.schema()
    try:
        found = read_foreign_version(here.remote, schema, named)
    except RemoteError as error:
        return _unread(error, notice.state)
    numbers = _derived_versions(found.read, here.base, notice.sheet, standing)
    moved = found.at.base != named.base or found.read.number < notice.announced
    if moved or not numbers:
        return _Look(fault=UNTRUE)
    made = _described(here, schema, found.read, named.base, notice.sheet)
    with here.store.read() as work:
        ours = versions_at(work, {(notice.sheet, number) for number in numbers})
    fault = _licence_fault(schema, found.read, here.base, ours.values())
    return _Look(made=made, version=max(numbers), fault=fault)


def _licence_fault(
    schema: Schema, read: ReadVersion, base: str, ours: Iterable[Revision]
) -> str:
    """Return what the licences of our versions, and of their sources, say against one.

    Judged as an adaptation published here is; "" when they allow it.
    """
    target = read.as_revision().licence
    kept = {
        named for named, row in _rows_about(read, base) if row.get("notice") is True
    }
    faults = {
        _AGAINST[problem.rule]
        for version in ours
        for licence in source_licences(version)
        for problem in source_problem(
            schema, (licence, target), 0, notice=(version.sheet, version.number) in kept
        )
    }
    return next((one for one in AGAINST_LICENCE if one in faults), "")


def _unread(error: RemoteError, state: ReceivedState) -> _Look:
    """Return what it says of a notice that the other site could not be read.

    Who has no such page was never true, but what is shown is taken back by 410 alone:
    a site that is being moved may answer 404 for a while.
    """
    if error.sentence == refusals.GONE:
        return _Look(fault=GONE)
    if error.sentence == DAMAGED:
        return _Look(fault=UNTRUE)
    status = str(error.details.get("status", ""))
    later = status in {"408", "429"} or status.startswith("5")
    passing = later or error.sentence in refusals.PASSING
    if not passing and state is ReceivedState.WAITING:
        return _Look(fault=UNTRUE)
    return _Look(fault=UNREACHABLE, for_now=True)


def _judged(
    here: Checker, notice: IncomingNotice, found: _Look, now: datetime
) -> IncomingNotice:
    """Return a notice as it stands after a look."""
    if found.for_now:
        return _unanswered(here, notice, now)
    looked = replace(notice, checked=now, due=now + AGAIN, tries=0, fault=found.fault)
    if found.made is None:
        waited = notice.state is ReceivedState.WAITING
        state = ReceivedState.REFUSED if waited else ReceivedState.WITHDRAWN
        return replace(looked, state=state)
    looked = replace(looked, made=found.made, version=found.version)
    if found.fault:  # true, but against the licence: an editor sees why it is not shown
        return replace(looked, state=ReceivedState.HELD)
    if notice.state is not ReceivedState.WAITING:
        return looked
    trusted = notice.host in here.trusted_hosts
    state = ReceivedState.ACCEPTED if trusted else ReceivedState.HELD
    return replace(looked, state=state)


def _unanswered(here: Checker, notice: IncomingNotice, now: datetime) -> IncomingNotice:
    """Return a notice whose site does not answer: asked again; what is shown stays."""
    pause = pause_after(here.retry_seconds, notice.tries)
    if notice.state is not ReceivedState.WAITING:
        return replace(notice, due=now + max(pause, timedelta(hours=1)))
    if now >= notice.received + PATIENCE:
        return replace(
            notice, state=ReceivedState.REFUSED, checked=now, fault=UNREACHABLE
        )
    return replace(notice, due=now + pause, fault=UNREACHABLE)


def _derived_versions(
    read: ReadVersion, base: str, sheet: str, standing: int
) -> frozenset[int]:
    """Return the numbers of the versions of our sheet that a version was made from.

    Of very many, the latest; `standing` is the number of the one that stands.
    """
    named = (sheet_address(address) for address in read.derived_from)
    numbers = {
        one.number
        for one in named
        if one is not None and (one.base, one.sheet) == (base, sheet)
    }
    known = sorted(number for number in numbers if 0 < number <= standing)
    return frozenset(known[-MOST_SOURCES:])


def _described(
    here: Checker, schema: Schema, read: ReadVersion, site: str, sheet: str
) -> AdaptationElsewhere:
    """Return what readers are shown, as short texts on one line."""
    revision = read.as_revision()
    place = read.values.get("territory")
    row = place if isinstance(place, Mapping) else {}
    code = str(row.get("code", ""))
    known = here.places.get(code) if code else None
    return AdaptationElsewhere(
        page=iri.sheet_iri(read.sheet, site),
        version=iri.version_iri(read.sheet, read.number, site),
        number=read.number,
        title=_line(revision.title),
        language=_line(revision.language)[:35],
        authors=_line(", ".join(who.name for who in authors_of(schema, revision))),
        licence=revision.licence if revision.licence in schema.licences else "",
        place=_line(known.name if known else str(row.get("name", ""))),
        place_code=code if known else "",
        changes=_line(_changes(read, here.base, sheet), 1000),
        instant=min(read.instant, clock.now()),
    )


def _changes(read: ReadVersion, base: str, sheet: str) -> str:
    """Return what its authors say that they changed of our sheet."""
    said = (
        str(row.get("changes", ""))
        for (about, _), row in _rows_about(read, base)
        if about == sheet
    )
    return next(said, "")


def _rows_about(
    read: ReadVersion, base: str
) -> Iterator[tuple[tuple[str, int], Mapping[str, Value]]]:
    """Yield the rows of sources that name versions of ours: sheet and number, row."""
    for row in read.as_revision().items(SOURCES):
        named = (
            sheet_address(str(row.get("url", ""))) if isinstance(row, Mapping) else None
        )
        if isinstance(row, Mapping) and named is not None and named.base == base:
            yield (named.sheet, named.number), row


def _line(text: str, most: int = LONGEST) -> str:
    return clean_line(text)[:most]
