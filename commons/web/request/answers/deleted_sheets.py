"""A deleted sheet says that it was deleted, and no more, but to who may restore it.

Each view that shows a sheet or its past reads the head here, and each list that names
sheets shows those that are deleted without their words.
"""

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.core.domain.people.account import Permission
from commons.core.domain.sheet import Revision
from commons.errors import DeletedError
from commons.web.request.context import visitor_may

FOR_EDITORS = "private, no-store"
"""Cache-Control of what an editor is told of a deleted sheet."""


def may_read(head: Revision) -> bool:
    """Say whether who asks may read a sheet, of which `head` is the head."""
    return not head.deleted or visitor_may(Permission.RESTORE)


def readable_head(work: Work, sheet: str) -> Revision:
    """Return the head of a sheet that who asks may read.

    Raises NotFoundError, DeletedError.
    """
    head = revisions.get_head(work, sheet)
    if not may_read(head):
        raise DeletedError(sheet)
    return head


def shown_head(head: Revision) -> Revision:
    """Return a head as a list names it: without its words where they may not be read."""
    return head if may_read(head) else head.without_text()
