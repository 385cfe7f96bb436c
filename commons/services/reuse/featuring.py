"""Features collections on the home page, puts them in order, and takes them back."""

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.adapters.store.site import featured_sheets
from commons.adapters.store.site.audit_log import note_act
from commons.core.domain.people.account import Account
from commons.core.domain.schema.kind import Schema
from commons.core.domain.site.audit import AuditAct
from commons.core.kinds.rules.sheet_lists import sheet_list
from commons.errors import DeletedError, FullError, InvalidError

MOST_FEATURED = 6
"""How many collections stand on the home page."""

FEATURED = "featured"
"""The sort of a FullError of theirs."""


def feature_collection(
    schema: Schema, work: Work, account: Account, sheet: str
) -> None:
    """Feature a collection behind the others; a second time changes nothing.

    Raises NotFoundError, DeletedError, InvalidError for what is no collection,
    FullError when as many are featured as may be.
    """
    head = revisions.get_head(work, sheet)
    if head.deleted:
        raise DeletedError(sheet)
    if sheet_list(schema.kinds[head.kind]) is None:
        raise InvalidError(f"{sheet} lists no sheets")
    standing = featured_sheets.list_featured(work)
    if any(one.sheet == sheet for one in standing):
        return
    if sum(not one.deleted for one in standing) >= MOST_FEATURED:
        raise FullError(FEATURED, MOST_FEATURED)
    _note(work, account, sheet, "feature")
    featured_sheets.add_featured(work, sheet, len(standing), account.person.id)
    featured_sheets.place_featured(work, [*(one.sheet for one in standing), sheet])


def withdraw_collection(work: Work, account: Account, sheet: str) -> None:
    """Feature a collection no more, if it was."""
    _note(work, account, sheet, "withdraw")
    featured_sheets.drop_featured(work, sheet)


def move_collection(work: Work, account: Account, sheet: str, steps: int) -> None:
    """Move a featured collection so many places down, up for a negative number."""
    order = [one.sheet for one in featured_sheets.list_featured(work)]
    if sheet not in order:
        return
    _note(work, account, sheet, "up" if steps < 0 else "down")
    place = max(0, order.index(sheet) + steps)
    order.remove(sheet)
    order.insert(place, sheet)
    featured_sheets.place_featured(work, order)


def _note(work: Work, account: Account, sheet: str, order: str) -> None:
    note_act(work, account.person.id, AuditAct.FEATURE, sheet, order=order)
