"""Knows the edits that are held for review: what waits, and what was refused.

Nothing of it is in the log, so that no page, feed or index can tell it.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    Row,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    select,
    true,
    update,
)

from commons.adapters.store.engine.serialisation import read_values, write_values
from commons.adapters.store.engine.tables.core_tables import (
    AccountRow,
    DraftRow,
    RevisionRow,
)
from commons.adapters.store.engine.tables.site.review_tables import HeldEditRow
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain import clock
from commons.core.domain.sheet import Action
from commons.core.domain.site.review import HeldEdit, HeldState
from commons.errors import NotFoundError

_WAITS = HeldEditRow.state == HeldState.WAITING.value
_QUEUED = and_(
    _WAITS,
    exists().where(AccountRow.id == HeldEditRow.account, AccountRow.active == true()),
)
"""That an edit waits for a reviewer: those of an account that is blocked are set aside."""
_BY_AGE = (HeldEditRow.instant, HeldEditRow.id)
_EVERY = select(HeldEditRow.__table__)
_GET = _EVERY.where(HeldEditRow.id == bindparam("held"))
_OF_DRAFT = _EVERY.where(HeldEditRow.draft == bindparam("of"))
_OF_DRAFTS = _EVERY.where(HeldEditRow.draft.in_(bindparam("of", expanding=True)))
_OF_SHEET = (
    _EVERY.where(HeldEditRow.sheet == bindparam("of"), _QUEUED)
    .order_by(*_BY_AGE)
    .limit(bindparam("limit"))
)
_OF_ACCOUNT = (
    _EVERY.where(HeldEditRow.account == bindparam("who"), _WAITS)
    .order_by(*_BY_AGE)
    .limit(bindparam("limit"))
)
_WAITING = (
    _EVERY.where(_QUEUED)
    .order_by(*_BY_AGE)
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
_COUNT = select(func.count()).select_from(HeldEditRow).where(_QUEUED)
_COUNT_OF = (
    select(func.count())
    .select_from(HeldEditRow)
    .where(
        _WAITS,
        HeldEditRow.account == bindparam("who"),
        HeldEditRow.draft != bindparam("but"),
    )
)
_COUNT_REFUSED_OF = (
    select(func.count())
    .select_from(HeldEditRow)
    .where(
        HeldEditRow.state == HeldState.REFUSED.value,
        HeldEditRow.account == bindparam("who"),
        HeldEditRow.draft.in_(select(DraftRow.id)),
    )
)
_INSERT = insert(HeldEditRow)
_REMOVE = delete(HeldEditRow).where(HeldEditRow.id == bindparam("held"))
_REMOVE_DRAFT = delete(HeldEditRow).where(HeldEditRow.draft == bindparam("of"))
_REFUSE = update(HeldEditRow).where(HeldEditRow.id == bindparam("held"), _WAITS)
_SWEEP = delete(HeldEditRow).where(
    HeldEditRow.state == HeldState.REFUSED.value,
    HeldEditRow.draft.not_in(select(DraftRow.id)),
)
_NAMES_FILE = (
    select(HeldEditRow.id)
    .where(_WAITS, HeldEditRow.content.contains(bindparam("name")))
    .limit(1)
)
_ACCEPTED = (
    select(RevisionRow.sequence)
    .where(RevisionRow.author == bindparam("author"))
    .limit(bindparam("limit"))
)
_ACCEPTED_SHEETS = _ACCEPTED.where(RevisionRow.action == Action.CREATE.value)

MOST_OF_ONE = 50
"""How many edits of one sheet or account are given at most."""


def hold_edit(work: Work, held: HeldEdit) -> None:
    """Write down an edit that waits, in the place of what its draft gave before."""
    work.connection.execute(_REMOVE_DRAFT, {"of": held.draft})
    row = {
        "id": held.id,
        "account": held.account,
        "draft": held.draft,
        "known": held.known,
        "sheet": held.sheet,
        "kind": held.kind,
        "parent": held.parent,
        "action": held.action.value,
        "instant": clock.to_milliseconds(held.instant),
        "content": write_values(held.values),
        "note": held.note,
        "beside": " ".join(sorted(held.beside)),
        "state": held.state.value,
        "reason": held.reason,
        "signals": write_values(dict(held.signals)),
    }
    work.connection.execute(_INSERT, row)


def get_held(work: Work, identifier: str) -> HeldEdit:
    """Return an edit that waits or was refused. Raises NotFoundError."""
    found = _held(work.connection.execute(_GET, {"held": identifier}))
    if not found:
        raise NotFoundError(identifier)
    return found[0]


def get_waiting(work: Work, identifier: str) -> HeldEdit:
    """Return an edit that waits. Raises NotFoundError for what does not any more."""
    held = get_held(work, identifier)
    if held.state is not HeldState.WAITING:
        raise NotFoundError(identifier)
    return held


def held_of_draft(work: Work, draft: str) -> HeldEdit | None:
    """Return what became of a draft that was handed in, None for any other."""
    found = _held(work.connection.execute(_OF_DRAFT, {"of": draft}))
    return found[0] if found else None


def held_of_drafts(work: Work, drafts: Sequence[str]) -> dict[str, HeldEdit]:
    """Return those of some drafts that were handed in, by draft."""
    if not drafts:
        return {}
    rows = work.connection.execute(_OF_DRAFTS, {"of": list(drafts)})
    return {held.draft: held for held in _held(rows)}


def waiting_of_sheet(work: Work, sheet: str) -> list[HeldEdit]:
    """Return the edits of a sheet that wait, oldest first; of nobody who is blocked."""
    asked = {"of": sheet, "limit": MOST_OF_ONE}
    return _held(work.connection.execute(_OF_SHEET, asked))


def waiting_of_account(work: Work, account: str) -> list[HeldEdit]:
    """Return the edits of an account that wait, oldest first."""
    asked = {"who": account, "limit": MOST_OF_ONE}
    return _held(work.connection.execute(_OF_ACCOUNT, asked))


def waiting_edits(work: Work, *, limit: int, offset: int = 0) -> list[HeldEdit]:
    """Return what waits, oldest first; of nobody who is blocked."""
    asked = {"limit": limit, "offset": offset}
    return _held(work.connection.execute(_WAITING, asked))


def count_waiting(work: Work) -> int:
    """Count what `waiting_edits` gives in all."""
    return work.connection.execute(_COUNT).scalar_one()


def count_waiting_of(work: Work, account: str, *, but: str = "") -> int:
    """Count what waits of an account, without what the draft `but` gave."""
    asked = {"who": account, "but": but}
    return work.connection.execute(_COUNT_OF, asked).scalar_one()


def count_refused_of(work: Work, account: str) -> int:
    """Count what was refused of an account and is still in a draft, to be taken up."""
    return work.connection.execute(_COUNT_REFUSED_OF, {"who": account}).scalar_one()


def refuse_held(work: Work, identifier: str, reason: str) -> None:
    """Say why an edit is refused; its text goes. Raises NotFoundError."""
    row = {"state": HeldState.REFUSED.value, "reason": reason, "content": "{}"}
    if not work.connection.execute(_REFUSE.values(row), {"held": identifier}).rowcount:
        raise NotFoundError(identifier)


def remove_held(work: Work, identifier: str) -> None:
    """Remove an edit: it was accepted, or its author takes it back."""
    work.connection.execute(_REMOVE, {"held": identifier})


def remove_held_of(work: Work, draft: str) -> None:
    """Remove what a draft gave, if anything."""
    work.connection.execute(_REMOVE_DRAFT, {"of": draft})


def sweep_refused(work: Work) -> int:
    """Forget what was refused and whose draft is gone; return how many."""
    return work.connection.execute(_SWEEP).rowcount


def names_file(work: Work, name: str) -> bool:
    """Return whether what waits names a file."""
    return work.connection.execute(_NAMES_FILE, {"name": name}).first() is not None


def count_accepted(
    work: Work, person: str, *, most: int, sheets_only: bool = False
) -> int:
    """Count the versions in the log that a person wrote, to `most`.

    With `sheets_only` those that began a sheet.
    """
    query = _ACCEPTED_SHEETS if sheets_only else _ACCEPTED
    asked = {"author": person, "limit": most}
    return len(work.connection.execute(query, asked).all())


def _held(rows: Iterable[Row[*tuple[Any, ...]]]) -> list[HeldEdit]:
    return [
        HeldEdit(
            id=row.id,
            account=row.account,
            draft=row.draft,
            known=row.known,
            sheet=row.sheet,
            kind=row.kind,
            parent=row.parent,
            action=Action(row.action),
            instant=clock.from_milliseconds(row.instant),
            values=read_values(row.content),
            note=row.note,
            beside=frozenset(row.beside.split()),
            state=HeldState(row.state),
            reason=row.reason,
            signals={name: int(str(much)) for name, much in _signals(row.signals)},
        )
        for row in rows
    ]


def _signals(content: str) -> Iterable[tuple[str, object]]:
    return read_values(content).items()
