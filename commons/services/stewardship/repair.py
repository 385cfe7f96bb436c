"""Takes back at once what one person wrote, and takes that back again.

Sheets that the person made are deleted, those of others return to what stood before.
What somebody else changed since is left and named; what is taken back waits for nobody
to look at it any more. Each step is one version more: the
log loses nothing, so that a repair can be undone as it was done.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from commons.adapters.store.engine.unit_of_work import Store, Work
from commons.adapters.store.log import revisions
from commons.adapters.store.people import accounts
from commons.adapters.store.site import repairs
from commons.adapters.store.site.audit_log import note_act
from commons.adapters.store.stewardship.review import review_marks
from commons.adapters.store.stewardship.review.reports import (
    settle_reports_of_deleted,
)
from commons.core.domain.schema.kind import Schema
from commons.core.domain.sheet import Action, Person, Revision
from commons.core.domain.site.audit import AuditAct
from commons.core.progress import OnProgress
from commons.errors import UnfitSheetError
from commons.services.publishing.publish import NewRevision, publish_version

CHUNK = 20
"""How many sheets are taken back in one unit of work: others write in between."""


class RepairScope(StrEnum):
    """What is taken back of a person's writing."""

    ALL = "all"
    MADE = "made"
    CHANGED = "changed"


@dataclass(slots=True, kw_only=True)
class RepairReport:
    """What a repair did; `kept` are the titles and ids of what was left as it is."""

    repair: str = ""
    deleted: int = 0
    reverted: int = 0
    kept: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """How much there is to take back of a person."""

    made: int
    changed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedRepair:
    """Whose writing is to be taken back, how much of it, and who answers for that."""

    person: Person
    author: Person
    scope: RepairScope = RepairScope.ALL


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """What each step needs; `marks` say which versions repairs published before.

    `reviewer` is the account of who takes back, None for the operator.
    """

    schema: Schema
    author: Person
    person: str
    repair: str
    note: str
    marks: Mapping[int, bool]
    undoing: bool = False
    reviewer: str | None = None

    def is_persons(self, version: Revision) -> bool:
        """Say whether a version is the person's, or says again what they wrote."""
        mark = self.marks.get(version.sequence)
        return mark is True or (mark is None and version.author.id == self.person)


def count_written(work: Work, person: Person) -> Written:
    """Count the sheets whose head is a person's: made by them, or by others."""
    every, made = repairs.count_standing(work, person.id)
    return Written(made=made, changed=every - made)


def take_back_person(
    store: Store,
    schema: Schema,
    wanted: WantedRepair,
    on_progress: OnProgress | None = None,
) -> RepairReport:
    """Take back what a person wrote, credited to who answers for it.

    What is done stays done when it is cut short. `on_progress` gets (done, total).
    """
    person, author = wanted.person, wanted.author
    with store.write() as work:
        sheets = repairs.sheets_written_by(work, person.id)
        begun = repairs.begin_repair(work, person, author)
        scope = wanted.scope.value
        note_act(work, author.id, AuditAct.REPAIR, person.id, repair=begun.id, of=scope)
        job = _job(work, schema, wanted, begun.id)
    report = RepairReport(repair=begun.id)
    for start in range(0, len(sheets), CHUNK):
        some = sheets[start : start + CHUNK]
        with store.write() as work:
            for head in revisions.get_heads(work, some).values():
                _take_back(work, job, report, head, wanted.scope)
        if on_progress:
            on_progress(min(start + CHUNK, len(sheets)), len(sheets))
    return report


def undo_repair(
    store: Store, schema: Schema, author: Person, identifier: str
) -> RepairReport:
    """Publish again what a repair took back, where nobody wrote since.

    Undoing it twice does nothing more. Raises NotFoundError.
    """
    with store.write() as work:
        known = repairs.get_repair(work, identifier)
        versions = repairs.repaired_versions(work, identifier)
        note_act(work, author.id, AuditAct.UNDO_REPAIR, known.person, repair=identifier)
    undone = {one.sheet for one in versions if one.undoing}
    left = [one for one in versions if not one.undoing and one.sheet not in undone]
    job = _Job(
        schema=schema,
        author=author,
        person=known.person,
        repair=identifier,
        note="Annulation d’un retour",
        marks={},
        undoing=True,
    )
    report = RepairReport(repair=identifier)
    for start in range(0, len(left), CHUNK):
        with store.write() as work:
            for version in left[start : start + CHUNK]:
                _bring_back(work, job, report, version)
    with store.write() as work:
        repairs.mark_repair_undone(work, identifier)
    return report


def note_about(name: str) -> str:
    """Return what a version says by which writing of this person is taken back."""
    return f"Retour sur ce que « {name} » a écrit"


def _job(work: Work, schema: Schema, wanted: WantedRepair, repair: str) -> _Job:
    account = accounts.person_account(work, wanted.author.id)
    return _Job(
        schema=schema,
        author=wanted.author,
        person=wanted.person.id,
        repair=repair,
        note=note_about(wanted.person.name),
        marks=repairs.repair_marks(work, wanted.person.id),
        reviewer=account.id if account else None,
    )


def _take_back(
    work: Work, job: _Job, report: RepairReport, head: Revision, scope: RepairScope
) -> None:
    """Publish what stood before a person, if the head is theirs."""
    if not job.is_persons(head):
        if not head.deleted and head.sequence not in job.marks:
            report.kept.append((head.title, head.sheet))
        return
    before = _standing_before(work, job, head)
    if scope is RepairScope.ALL or (before is None) is (scope is RepairScope.MADE):
        _publish(work, job, report, head, before)
        review_marks.mark_written_reviewed(work, head.sheet, job.person, job.reviewer)


def _bring_back(
    work: Work, job: _Job, report: RepairReport, done: repairs.RepairedVersion
) -> None:
    """Publish what stood before a repair, unless somebody wrote since."""
    head = revisions.get_head(work, done.sheet)
    if head.number != done.number:
        report.kept.append((head.title, head.sheet))
        return
    before = revisions.get_revision(work, done.sheet, done.number - 1)
    _publish(work, job, report, head, before)


def _publish(
    work: Work,
    job: _Job,
    report: RepairReport,
    head: Revision,
    before: Revision | None,
) -> None:
    """Say again what stood before, a tombstone where there was nothing."""
    deleting = before is None or before.deleted or before.purged
    if deleting and head.deleted:
        return
    back = Action.RESTORE if head.deleted else Action.REVERT
    wanted = NewRevision(
        sheet=head.sheet,
        kind=head.kind,
        parent=head.number,
        action=Action.DELETE if deleting else back,
        author=job.author,
        change_note=job.note,
        values=head.values if before is None else before.values,
    )
    try:
        revision = publish_version(job.schema, work, wanted, head)
    except UnfitSheetError:
        report.kept.append((head.title, head.sheet))
        return
    repairs.note_repaired(work, job.repair, [revision.sequence], undoing=job.undoing)
    if deleting:
        settle_reports_of_deleted(work, revision, AuditAct.REPAIR)
        report.deleted += 1
    else:
        report.reverted += 1


def _standing_before(work: Work, job: _Job, head: Revision) -> Revision | None:
    """Return the last version that somebody else wrote, None when all are theirs."""
    number = repairs.number_before(work, head.sheet, job.person)
    return None if number is None else revisions.get_revision(work, head.sheet, number)
