"""Takes a load back: deletes what it created, reverts what it changed.

What somebody changed since, and what a later load changed, is left and named.
Each step is one version more: the log loses nothing, and says that it was undone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from commons.adapters.store.drafts import drafts
from commons.adapters.store.engine.unit_of_work import Store, Work
from commons.adapters.store.imports import loads, provenance
from commons.adapters.store.imports.loads import Load, Published
from commons.adapters.store.imports.provenance import Provenance
from commons.adapters.store.log import revisions
from commons.core.domain.schema.kind import Schema
from commons.core.domain.sheet import Action, Person, Revision
from commons.core.progress import OnProgress
from commons.errors import NotFoundError, UnfitSheetError
from commons.services.publishing.publish import NewRevision, publish_version

CHUNK = 100
"""How many sheets are taken back in one unit of work."""


MOST_VERSIONS = 100
"""How many versions back a load's words are looked for."""


class UndoOutcome(StrEnum):
    """What became of a sheet, or of a draft, that a load had made or changed."""

    DELETED = "deleted"
    REVERTED = "reverted"
    DROPPED = "dropped"
    KEPT = "kept"
    NOTHING = "nothing"


@dataclass(slots=True, kw_only=True)
class UndoReport:
    """What taking a load back did; `kept` are sentences about what was left."""

    counts: dict[UndoOutcome, int] = field(
        default_factory=lambda: dict.fromkeys(UndoOutcome, 0)
    )
    kept: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """What every step of taking a load back needs."""

    schema: Schema
    author: Person
    load: Load


def unload_batch(
    store: Store,
    schema: Schema,
    author: Person,
    identifier: str,
    on_progress: OnProgress | None = None,
) -> UndoReport:
    """Take back the load of this identifier; one that was cut short, too.

    Sheets taken back are credited to `author`. `on_progress` gets (done, total). What
    is done stays done: taking a load back again goes on where it stopped.
    Raises NotFoundError.
    """
    done = UndoReport()
    with store.read() as work:
        load = loads.get_load(work, identifier)
        made = _by_sheet(loads.published_by(work, identifier))
        waiting = [t for t in provenance.of_load(work, identifier) if t.drafted]
    job = _Job(schema=schema, author=author, load=load)
    for start in range(0, len(made), CHUNK):
        with store.write() as work:
            for published in made[start : start + CHUNK]:
                _count(done, *_take_back(work, job, published))
        if on_progress:
            on_progress(min(start + CHUNK, len(made)), len(made))
    with store.write() as work:
        for trace in waiting:
            _count(done, *_drop_draft(work, trace))
        loads.mark_undone(work, identifier)
    return done


def _by_sheet(found: Sequence[Published]) -> list[list[Published]]:
    """Put together what was published of each sheet, the last sheet first."""
    sheets: dict[str, list[Published]] = {}
    for published in reversed(found):
        sheets.setdefault(published.sheet, []).append(published)
    return list(sheets.values())


def _count(done: UndoReport, became: UndoOutcome, sentence: str) -> None:
    done.counts[became] += 1
    if became is UndoOutcome.KEPT:
        done.kept.append(sentence)


def _take_back(
    work: Work, job: _Job, published: Sequence[Published]
) -> tuple[UndoOutcome, str]:
    """Publish the version that takes a sheet back; give what became of it, and why."""
    head = revisions.get_head(work, published[0].sheet)
    ours = {version.number for version in published if not version.undoing}
    if any(version.undoing for version in published):
        return UndoOutcome.NOTHING, ""
    first = min(ours)
    if head.number not in ours or len(ours) != head.number - first + 1:
        return UndoOutcome.KEPT, f"« {head.title} » ({head.sheet}) a changé depuis"
    before = revisions.get_revision(work, head.sheet, first - 1) if first > 1 else None
    new_revision = _intent(job, head, before)
    if new_revision is None:
        return UndoOutcome.NOTHING, ""
    try:
        revision = publish_version(job.schema, work, new_revision, head)
    except UnfitSheetError as error:
        return UndoOutcome.KEPT, f"« {head.title} » ({head.sheet}) : {error}"
    loads.note_versions(work, job.load.id, [revision.sequence], undoing=True)
    _leave_trace(work, job, before, revision)
    return (UndoOutcome.DELETED if revision.deleted else UndoOutcome.REVERTED), ""


def _intent(job: _Job, head: Revision, before: Revision | None) -> NewRevision | None:
    """Give the version that says again what stood before the load, None if it does."""
    deleting = before is None or before.deleted or before.purged
    if deleting and head.deleted:
        return None
    back = Action.RESTORE if head.deleted else Action.REVERT
    return NewRevision(
        sheet=head.sheet,
        kind=head.kind,
        parent=head.number,
        action=Action.DELETE if deleting else back,
        author=job.author,
        change_note=f"Retrait du chargement {job.load.id}",
        values=head.values if before is None else before.values,
    )


def _leave_trace(
    work: Work, job: _Job, before: Revision | None, revision: Revision
) -> None:
    """Let the next load know whether what stands now is somebody's own words."""
    trace = provenance.provenance_of(work, [revision.sheet]).get(revision.sheet)
    source = trace.source if trace else job.load.source
    a_load = before is None or _is_a_loads(work, job, before)
    number = revision.number if a_load else 0
    left = Provenance(sheet=revision.sheet, number=number, digest="", source=source)
    provenance.save_provenance(work, left)


def _is_a_loads(work: Work, job: _Job, before: Revision) -> bool:
    """Say whether a load once brought in what a version says."""
    past = revisions.list_history(work, before.sheet, limit=MOST_VERSIONS)
    return any(
        version.author.id == job.author.id or loads.is_loaded(work, version.sequence)
        for version in past
        if version.number <= before.number and version.values == before.values
    )


def _drop_draft(work: Work, trace: Provenance) -> tuple[UndoOutcome, str]:
    """Drop a draft that the load kept, unless somebody wrote in it since."""
    owner = drafts.owner_of(work, trace.sheet)
    if not owner:
        return UndoOutcome.NOTHING, ""
    try:
        draft = drafts.get_draft(work, owner, trace.sheet)
    except NotFoundError:
        return UndoOutcome.NOTHING, ""
    if draft.instant != trace.drafted:
        title = draft.values.get("title", draft.id)
        return UndoOutcome.KEPT, f"le brouillon « {title} » a changé depuis"
    drafts.drop_draft(work, owner, draft.id)
    provenance.forget_provenance(work, trace.sheet)
    return UndoOutcome.DROPPED, ""
