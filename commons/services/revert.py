"""Takes a sheet back to what one of its versions said, as a new version."""

from commons.domain.kind import Schema
from commons.domain.sheet import Action, Person, Revision
from commons.errors import ConflictError, DeletedError, InvalidError
from commons.services.publish import Intent, publish
from commons.store import archive
from commons.store.work import Work


def revert(
    schema: Schema, work: Work, author: Person, source: Revision, parent: int
) -> Revision:
    """Publish what `source`, a version, says again on top of version `parent`.

    Raises NotFoundError, DeletedError, InvalidError for a tombstone,
    ConflictError when `parent` is no longer the head.
    """
    sheet, number = source.sheet, source.number
    if source.deleted:
        raise InvalidError(f"{sheet}/v/{number} is a tombstone")
    head = archive.head(work, sheet)
    if head.deleted:
        raise DeletedError(sheet)
    if head.number != parent:
        raise ConflictError(head.number)
    return publish(
        schema,
        work,
        Intent(
            sheet=sheet,
            kind=source.kind,
            parent=parent,
            action=Action.REVERT,
            author=author,
            change_note=f"Retour à la version {number}",
            values=source.values,
        ),
    )
