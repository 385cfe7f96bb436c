"""What a late save meets: a version that another published since it was begun."""

from dataclasses import dataclass, field, replace

from commons.domain.kind import Kind, Values
from commons.domain.sheet import Revision
from commons.services.locate import names_of
from commons.store import archive
from commons.web.compare import Change, compared
from commons.web.form import RawForm, typed
from commons.web.here import parts
from commons.web.present import titles_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Stale:
    """The version that stands, where both texts differ, and what was taken over.

    `raw` is the form with one's own values, and the others' where one changed
    nothing.
    """

    head: Revision
    changes: list[Change]
    taken: list[str]
    raw: RawForm = field(hash=False)


def meet(kind: Kind, sheet: str, parent: int, mine: Values) -> Stale:
    """Put one's own values, written from version `parent`, on today's version.

    Fields that the writer did not touch take what the other published.
    """
    here = parts()
    with here.store.read() as work:
        head = archive.head(work, sheet)
        began = archive.revision(work, sheet, min(parent, head.number))
        values = _rebased(mine, began.values, head.values)
        taken = compared(here.schema, work, began, head)
        changes = compared(here.schema, work, head, replace(head, values=values))
        names = titles_of(work, kind, values) | names_of(here.places, kind, values)
    differing = {change.key for change in changes}
    return Stale(
        head=head,
        changes=changes,
        taken=[change.label for change in taken if change.key not in differing],
        raw=typed(kind, values, names),
    )


def _rebased(mine: Values, began: Values, theirs: Values) -> Values:
    """Give one's own values where one changed them, the others' elsewhere."""
    keys = dict.fromkeys((*theirs, *mine))
    chosen = {
        key: (theirs if mine.get(key) == began.get(key) else mine).get(key)
        for key in keys
    }
    return {key: value for key, value in chosen.items() if value is not None}
