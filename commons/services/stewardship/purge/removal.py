"""Removes texts and files for good, in one unit of work: whole, or not at all.

A version keeps its place in the log, its identifier, number, instant, author, licence
and language. Its values and the note of its change go, and its block says that it is a
tombstone. What is left in files (free pages of the database, the index, dumps, copies) is
cleaned afterwards (`cleaning`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from commons.adapters.rdf.canonical import render_block
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import feed_edition, revisions
from commons.adapters.store.site.audit_log import note_act
from commons.adapters.store.stewardship.purge import purges, rewriting, surroundings
from commons.adapters.store.stewardship.review.reports import settle_reports_of
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.pictures.media import named_in
from commons.core.domain.schema.kind import Schema
from commons.core.domain.sheet import KEPT_OF_PURGED, Action, Revision
from commons.core.domain.site.audit import AuditAct
from commons.core.domain.site.purge import Purge, PurgedVersion, PurgeSort
from commons.errors import ConflictError, InvalidError, UnfitSheetError
from commons.services.operations.checks.repair import replace_rows
from commons.services.publishing.publish import NewRevision, publish_version
from commons.services.stewardship.purge.erasure import TRACES, erase_person
from commons.services.stewardship.purge.file_removal import remove_file
from commons.services.stewardship.purge.plan import (
    DERIVED,
    DRAFTS,
    REMARKS,
    TABLES,
    PurgeOrder,
    chosen_versions,
    derived_sheets,
)

NOTE = "Texte retiré pour de bon, pour une raison légale"
"""What the version says that a purge publishes; French, as all notes of ours."""

_PATHS = {PurgeSort.FILE: "/media", PurgeSort.PERSON: "/people"}
"""Where what goes at once stood, whose reports it answers."""


def purge(schema: Schema, work: Work, order: PurgeOrder) -> Purge:
    """Remove what was ordered; return what is written down of it.

    Raises NotFoundError for what is not here, InvalidError for what is gone already,
    ConflictError when somebody published since it was looked at.
    """
    done = begin(work, order)
    if order.sort in TRACES:
        traces = order.traces or TRACES[order.sort](work, order.target)
        versions = erase_person(schema, work, order.actor, order.target, traces)
        purges.note_versions(work, done.id, versions)
        if not versions:  # no feed says the name
            return done
    elif order.sort is PurgeSort.FILE:
        remove_file(schema, work, order.actor, order.target)
        purges.note_files(work, done.id, [order.target])
    else:
        _remove_texts(work, PurgeJob(schema=schema, order=order, done=done))
    feed_edition.begin_next(work)
    return done


def begin(work: Work, order: PurgeOrder) -> Purge:
    """Write down who removes what, and why; never a word of it."""
    done = Purge(
        id=iri.new_id(),
        instant=clock.now(),
        actor=order.actor.id,
        basis=order.basis,
        sort=order.sort,
        target=order.target,
        also=order.also,
    )
    purges.add_purge(work, done)
    told = {"versions": " ".join(map(str, order.numbers))} if order.numbers else {}
    note_act(
        work,
        order.actor.id,
        AuditAct.PURGE,
        order.target,
        sort=order.sort.value,
        basis=order.basis.value,
        purge=done.id,
        **told,
    )
    if path := _PATHS.get(order.sort):
        _settle_reports(work, order, [f"{path}/{order.target}"])
    return done


def _settle_reports(work: Work, order: PurgeOrder, paths: Sequence[str]) -> None:
    settle_reports_of(work, paths, order.actor.id, AuditAct.PURGE)


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgeJob:
    """What is removed, and what is written down of it."""

    schema: Schema
    order: PurgeOrder
    done: Purge


def _remove_texts(work: Work, job: PurgeJob) -> None:
    order = job.order
    numbers = None if order.sort is PurgeSort.SHEET else order.numbers
    made = derived_sheets(work, order.target) if DERIVED in order.also else ()
    remove_versions(work, job, order.target, numbers)
    others = replace(job, order=replace(order, seen=0))
    copies = order.also - {REMARKS, DRAFTS, TABLES, DERIVED}
    for sheet in sorted(copies.union(made)):
        remove_versions(work, others, sheet, None)
    remove_drafted(work, order)


def remove_drafted(work: Work, order: PurgeOrder) -> None:
    """Remove the drafts elsewhere and the spreadsheets that were chosen to go."""
    if DRAFTS in order.also:
        while found := surroundings.drafts_elsewhere(work, order.target):
            surroundings.drop_drafts(work, [one.id for one in found])
    if TABLES in order.also:
        surroundings.forget_tables(work)


def remove_versions(
    work: Work, job: PurgeJob, sheet: str, numbers: Sequence[int] | None
) -> None:
    """Remove versions of a sheet, None: all of them, with what stands around them."""
    head = revisions.get_head(work, sheet)
    if job.order.seen and head.number != job.order.seen:
        raise ConflictError(head.number)
    every = revisions.list_history(work, sheet, limit=revisions.ALL)
    chosen = chosen_versions(every, numbers)
    if not chosen:
        raise InvalidError(f"nothing is left to remove of {sheet}")
    going = {one.number for one in chosen}
    if not head.deleted and head.number in going:
        left = [one for one in every if one.number not in going]
        _step_down(work, job, head, left)
        every = revisions.list_history(work, sheet, limit=revisions.ALL)
        chosen = chosen_versions(every, numbers)
        going = {one.number for one in chosen}
    _rewrite(work, job, chosen)
    surroundings.forget_drafts(work, sheet, None if numbers is None else going)
    _forget_files(work, job, sheet, chosen)
    surroundings.forget_quotes(work, sheet)
    if numbers is None:
        _settle_reports(work, job.order, [f"/sheets/{sheet}"])
    if REMARKS in job.order.also:
        gone = surroundings.forget_remarks(work, sheet)
        _settle_reports(work, job.order, [f"/remarks/{one}" for one in gone])


def _step_down(
    work: Work, job: PurgeJob, head: Revision, left: Sequence[Revision]
) -> None:
    """Publish the last of what is left, as the head loses its text; else a tombstone."""
    stands = next((one for one in left if not (one.deleted or one.purged)), None)
    wanted = NewRevision(
        sheet=head.sheet,
        kind=head.kind,
        parent=head.number,
        action=Action.DELETE,
        author=job.order.actor,
        change_note=NOTE,
        values=head.values,
    )
    if stands is not None:
        back = replace(wanted, action=Action.REVERT, values=stands.values)
        try:
            publish_version(job.schema, work, back, head)
        except UnfitSheetError:  # its sources allow it no more
            stands = None
    if stands is None:
        publish_version(job.schema, work, wanted, head)


def _rewrite(work: Work, job: PurgeJob, chosen: Iterable[Revision]) -> None:
    known = list(chosen)
    for one in known:
        kept = {k: v for k, v in one.values.items() if k in KEPT_OF_PURGED}
        note = one.change_note if one.change_note == NOTE else ""
        bare = replace(one, values=kept, change_note=note, hash="")
        rendered = render_block(job.schema, bare)
        rewritten = replace(bare, hash=rendered.hash)
        rewriting.rewrite_version(work, rewritten, rendered.block)
    purges.note_versions(
        work,
        job.done.id,
        [PurgedVersion(sheet=o.sheet, number=o.number, hash=o.hash) for o in known],
    )
    if known:
        head = revisions.get_head(work, known[0].sheet)
        replace_rows(job.schema, work, head)


def _forget_files(
    work: Work, job: PurgeJob, sheet: str, chosen: Iterable[Revision]
) -> None:
    """Hide the files that no version of a sheet names any more; note those of nobody."""
    left = revisions.list_history(work, sheet, limit=revisions.ALL)
    kept = {name for one in left for name in named_in(dict(one.values))}
    gone = {name for one in chosen for name in named_in(dict(one.values))} - kept
    surroundings.forget_files(work, sheet, kept)
    nobodys = [name for name in sorted(gone) if surroundings.names_nowhere(work, name)]
    purges.note_files(work, job.done.id, nobodys)
    _settle_reports(work, job.order, [f"/media/{name}" for name in nobodys])
