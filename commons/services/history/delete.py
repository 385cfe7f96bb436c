"""Deletes a sheet to a tombstone, and brings it back."""

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.adapters.store.site.audit_log import note_act
from commons.adapters.store.stewardship.review.reports import (
    settle_reports_of_deleted,
)
from commons.core.domain.schema.kind import Schema
from commons.core.domain.sheet import Action, Person, Revision
from commons.core.domain.site.audit import AuditAct
from commons.errors import DeletedError, InvalidError, UnfitSheetError
from commons.services.publishing.publish import NewRevision, publish_version
from commons.services.publishing.save import note_problems


def delete_sheet(
    schema: Schema, work: Work, author: Person, sheet: str, reason: str
) -> Revision:
    """Publish a tombstone; the versions before it stay.

    Raises DeletedError, UnfitSheetError for a reason that cannot be published.
    """
    head = revisions.get_head(work, sheet)
    if head.deleted:
        raise DeletedError(sheet)
    wanted = _next(head, Action.DELETE, author, reason)
    note_act(work, author.id, AuditAct.DELETE, sheet)
    gone = publish_version(schema, work, wanted, head)
    settle_reports_of_deleted(work, gone, AuditAct.DELETE)
    return gone


def restore_sheet(
    schema: Schema, work: Work, author: Person, sheet: str, reason: str
) -> Revision:
    """Publish again what stood before the tombstone.

    Raises InvalidError when the sheet is not deleted, DeletedError when its text was
    removed for good, UnfitSheetError for a reason that cannot be published.
    """
    head = revisions.get_head(work, sheet)
    if not head.deleted:
        raise InvalidError(f"{sheet} is not deleted")
    if head.purged:
        raise DeletedError(sheet)
    wanted = _next(head, Action.RESTORE, author, reason)
    note_act(work, author.id, AuditAct.RESTORE, sheet)
    return publish_version(schema, work, wanted, head)


def _next(head: Revision, action: Action, author: Person, reason: str) -> NewRevision:
    problems = note_problems(reason, wanted=True)
    if problems:
        raise UnfitSheetError(problems)
    return NewRevision(
        sheet=head.sheet,
        kind=head.kind,
        parent=head.number,
        action=action,
        author=author,
        change_note=reason,
        values=head.values,
    )
