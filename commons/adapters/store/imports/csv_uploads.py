"""Knows the spreadsheets being brought in, each of one account and for some days.

Open the units of work that write here with store.write(quiet=True): no other
reader's page shows them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from commons.adapters.store.engine.expressions import attempted
from commons.adapters.store.engine.tables.core_tables import BatchRow
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain import clock
from commons.errors import NotFoundError

KEPT = timedelta(days=7)
MOST = 10
"""How many an account has at once; the oldest make room."""

_LIGHT = (
    BatchRow.id,
    BatchRow.account,
    BatchRow.kind,
    BatchRow.name,
    BatchRow.until,
    BatchRow.state,
)
_OWN = select(*_LIGHT).where(
    BatchRow.account == bindparam("owner"), BatchRow.until > bindparam("now")
)
_NEWEST_FIRST = _OWN.order_by(BatchRow.until.desc(), BatchRow.id)
_GET = _OWN.where(BatchRow.id == bindparam("batch"))
_CONTENT = select(BatchRow.content).where(BatchRow.id == bindparam("batch"))
_MINE = (BatchRow.account == bindparam("owner"), BatchRow.id == bindparam("batch"))
_INSERT = insert(BatchRow)
_NOTE = update(BatchRow).where(*_MINE)
_DROP = delete(BatchRow).where(*_MINE)
_SWEEP = delete(BatchRow).where(BatchRow.until <= bindparam("now"))


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvUpload:
    """A spreadsheet that an account is bringing in; its bytes stand apart.

    `name` is that of the file, `state` the text that whoever brings it in wrote
    down last.
    """

    id: str
    account: str
    kind: str
    name: str
    until: datetime
    state: str = ""


def save_upload(work: Work, batch: CsvUpload, content: bytes) -> None:
    """Write down a spreadsheet; what has expired, and the oldest, make room.

    Raises NotFoundError for an unknown account.
    """
    sweep_uploads(work)
    for old in uploads_of(work, batch.account)[MOST - 1 :]:
        drop_upload(work, batch.account, old.id)
    row = {
        "id": batch.id,
        "account": batch.account,
        "kind": batch.kind,
        "name": batch.name,
        "until": clock.to_milliseconds(batch.until),
        "state": batch.state,
        "content": content,
    }
    try:
        with attempted(work.connection):
            work.connection.execute(_INSERT, row)
    except IntegrityError as error:
        raise NotFoundError(batch.account) from error


def get_upload(work: Work, account: str, identifier: str) -> CsvUpload:
    """Give a spreadsheet of this account. Raises NotFoundError."""
    found = _batches(work, _GET, owner=account, batch=identifier)
    if not found:
        raise NotFoundError(identifier)
    return found[0]


def upload_content(work: Work, identifier: str) -> bytes:
    """Give the bytes of a spreadsheet. Raises NotFoundError."""
    found = work.connection.execute(_CONTENT, {"batch": identifier}).scalar()
    if found is None:
        raise NotFoundError(identifier)
    return found


def uploads_of(work: Work, account: str) -> list[CsvUpload]:
    """Give an account's spreadsheets, newest first."""
    return _batches(work, _NEWEST_FIRST, owner=account)


def save_state(work: Work, account: str, identifier: str, state: str) -> None:
    """Write down the state of a spreadsheet of this account."""
    known = {"owner": account, "batch": identifier, "state": state}
    work.connection.execute(_NOTE, known)


def drop_upload(work: Work, account: str, identifier: str) -> None:
    """Remove a spreadsheet of this account, if it is there."""
    work.connection.execute(_DROP, {"owner": account, "batch": identifier})


def sweep_uploads(work: Work) -> None:
    """Remove what has expired."""
    work.connection.execute(_SWEEP, {"now": clock.to_milliseconds(clock.now())})


def _batches(
    work: Work, query: Select[*tuple[Any, ...]], **known: str
) -> list[CsvUpload]:
    now = clock.to_milliseconds(clock.now())
    return [
        CsvUpload(
            id=row.id,
            account=row.account,
            kind=row.kind,
            name=row.name,
            until=clock.from_milliseconds(row.until),
            state=row.state,
        )
        for row in work.connection.execute(query, {**known, "now": now})
    ]
