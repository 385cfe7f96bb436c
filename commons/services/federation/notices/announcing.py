"""Follows the log: an adaptation of a sheet of another commons is announced there.

What is said is put into the outbox, in the commit that moves the checkpoint: each
adaptation once, and what was said is taken back when the sheet is deleted or names
that source no more. What nobody tried to send yet is taken out instead.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from uuid import uuid4

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.federation import outgoing
from commons.core.domain import clock
from commons.core.domain.sheet import SOURCES, Revision
from commons.core.domain.site.notice import (
    UNDO_END,
    NoticeSort,
    OutgoingNotice,
    SendState,
)
from commons.services.federation.foreign_sheet import sheet_address

MOST_SOURCES = 10
"""Of how many sources of one sheet the sites are told."""


def announce_changes(base: str, work: Work, changes: Sequence[Revision]) -> None:
    """Put into the outbox what these changes have other commons know."""
    for revision in changes:
        found = () if revision.deleted else _foreign_sources(revision, base)
        named = [*dict.fromkeys(found)][:MOST_SOURCES]
        if named or revision.number > 1:
            _announce(work, revision, named)


def _announce(work: Work, revision: Revision, named: Sequence[str]) -> None:
    said: dict[str, OutgoingNotice] = {}
    for notice in outgoing.notices_of(work, revision.sheet):
        said[notice.source] = notice
    stands = {
        source for source, last in said.items() if last.sort is NoticeSort.ANNOUNCE
    }
    for source in named:
        if source not in stands:
            outgoing.add_outgoing(work, _announcement(revision, source))
    for source in sorted(stands.difference(named)):
        if said[source].state is SendState.WAITING and said[source].tries == 0:
            outgoing.drop_outgoing(work, said[source].id)
        else:
            outgoing.add_outgoing(work, _undo(said[source]))


def _announcement(revision: Revision, source: str) -> OutgoingNotice:
    now = clock.now()
    return OutgoingNotice(
        id=f"urn:uuid:{uuid4()}",
        sort=NoticeSort.ANNOUNCE,
        sheet=revision.sheet,
        number=revision.number,
        source=source,
        state=SendState.WAITING,
        tries=0,
        created=now,
        due=now,
    )


def _undo(said: OutgoingNotice) -> OutgoingNotice:
    """Return what takes back an announcement: of the same version, under its name."""
    now = clock.now()
    return replace(
        said,
        id=f"{said.id}{UNDO_END}",
        sort=NoticeSort.UNDO,
        state=SendState.WAITING,
        tries=0,
        created=now,
        due=now,
        fault="",
    )


def _foreign_sources(revision: Revision, base: str) -> Iterator[str]:
    """Yield the versions of other commons that a version names as its sources."""
    for row in revision.items(SOURCES):
        url = str(row.get("url", "")) if isinstance(row, Mapping) else ""
        named = sheet_address(url)
        foreign = named is not None and named.base != base and named.number > 0
        if named is not None and foreign and named.sheet != revision.sheet:
            yield named.iri
