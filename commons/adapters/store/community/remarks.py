"""Knows the questions and remarks under sheets, and the replies to them.

Lists give questions without answer and remarks first, then what is resolved; within
each the newest first. Who may see what is hidden is said by a `RemarkReader`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    and_,
    bindparam,
    delete,
    exists,
    false,
    func,
    insert,
    not_,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.orm import aliased

from commons.adapters.store.engine.tables.community.community_tables import RemarkRow
from commons.adapters.store.engine.tables.core_tables import PersonRow, SheetRow
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain import clock
from commons.core.domain.people.remark import Remark, RemarkCounts, RemarkState, Thread
from commons.core.domain.sheet import Person
from commons.errors import NotFoundError

_COLUMNS = (
    RemarkRow.id,
    RemarkRow.sheet,
    RemarkRow.parent,
    RemarkRow.step,
    RemarkRow.step_title,
    RemarkRow.account,
    RemarkRow.author,
    PersonRow.name,
    RemarkRow.instant,
    RemarkRow.edited,
    RemarkRow.text,
    RemarkRow.question,
    RemarkRow.resolved,
    RemarkRow.state,
    RemarkRow.reason,
)
_REMARKS = select(*_COLUMNS).join(PersonRow, PersonRow.id == RemarkRow.author)
_SHOWN = RemarkRow.state == RemarkState.SHOWN.value
_IS_HIDDEN = RemarkRow.state == RemarkState.HIDDEN.value
_IS_THREAD = RemarkRow.parent == ""
_PARENT = aliased(RemarkRow)
_REPLY = aliased(RemarkRow)
_IN_THE_OPEN = or_(
    _IS_THREAD,
    exists().where(
        _PARENT.id == RemarkRow.parent, _PARENT.state != RemarkState.HIDDEN.value
    ),
)
"""That a remark is no reply to what is hidden."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemarkReader:
    """Who reads: `account` sees its own that are hidden, who may moderate all."""

    account: str = ""
    moderates: bool = False


ANYBODY = RemarkReader()


@dataclass(frozen=True, slots=True, kw_only=True)
class RemarkTopic:
    """What threads are about: a sheet, or the step of it that has an anchor."""

    sheet: str
    step: str = ""


_OPEN = and_(RemarkRow.question == true(), RemarkRow.resolved == false())
_COUNTS = select(
    func.count(),
    func.count().filter(_IS_THREAD),
    func.count().filter(_IS_THREAD, _OPEN),
).where(RemarkRow.sheet == bindparam("of"), _SHOWN, _IN_THE_OPEN)
_BY_STEP = (
    select(RemarkRow.step, RemarkRow.step_title, func.count())
    .where(RemarkRow.sheet == bindparam("of"), _IS_THREAD, _SHOWN, RemarkRow.step != "")
    .group_by(RemarkRow.step, RemarkRow.step_title)
)


def add_remark(work: Work, remark: Remark) -> None:
    """Write a remark down."""
    work.connection.execute(insert(RemarkRow), {"id": remark.id, **_row(remark)})


def change_remark(work: Work, remark: Remark) -> None:
    """Replace all that a remark says."""
    which = update(RemarkRow).where(RemarkRow.id == remark.id)
    work.connection.execute(which, _row(remark))


def remove_remark(work: Work, identifier: str) -> None:
    """Remove a remark, if it is there."""
    work.connection.execute(delete(RemarkRow).where(RemarkRow.id == identifier))


def find_remark(work: Work, identifier: str) -> Remark | None:
    """Return a remark in whatever state, None for no such."""
    query = _REMARKS.where(RemarkRow.id == identifier)
    found = _remarks(work.connection.execute(query))
    return found[0] if found else None


def get_remark(work: Work, identifier: str) -> Remark:
    """Return a remark in whatever state. Raises NotFoundError."""
    found = find_remark(work, identifier)
    if found is None:
        raise NotFoundError(identifier)
    return found


def count_replies(work: Work, identifier: str) -> int:
    """Count the replies to a remark, in whatever state."""
    query = select(func.count()).where(RemarkRow.parent == identifier)
    return work.connection.execute(query).scalar_one()


def people_of_thread(work: Work, identifier: str, *, limit: int) -> set[str]:
    """Return the people who wrote a remark and the replies to it that are shown."""
    query = (
        select(RemarkRow.author)
        .where(or_(RemarkRow.id == identifier, RemarkRow.parent == identifier), _SHOWN)
        .distinct()
        .limit(limit)
    )
    return set(work.connection.execute(query).scalars())


def list_threads(
    work: Work, topic: RemarkTopic, reader: RemarkReader, *, limit: int, offset: int = 0
) -> list[Thread]:
    """Return the threads about a topic that a reader may see."""
    query = (
        _REMARKS.where(*_threads_of(topic, reader))
        .order_by(RemarkRow.resolved, RemarkRow.instant.desc(), RemarkRow.id)
        .limit(limit)
        .offset(offset)
    )
    return _with_replies(work, _remarks(work.connection.execute(query)), reader)


def count_threads(work: Work, topic: RemarkTopic, reader: RemarkReader) -> int:
    """Count the threads that `list_threads` lists."""
    query = select(func.count()).where(*_threads_of(topic, reader))
    return work.connection.execute(query).scalar_one()


def place_of_thread(work: Work, remark: Remark, reader: RemarkReader) -> int:
    """Return how many threads of its sheet are listed before a thread."""
    instant = clock.to_milliseconds(remark.instant)
    newer = or_(
        RemarkRow.instant > instant,
        and_(RemarkRow.instant == instant, RemarkRow.id < remark.id),
    )
    same = RemarkRow.resolved == (true() if remark.resolved else false())
    before = and_(same, newer)
    if remark.resolved:
        before = or_(before, RemarkRow.resolved == false())
    topic = RemarkTopic(sheet=remark.sheet)
    query = select(func.count()).where(*_threads_of(topic, reader), before)
    return work.connection.execute(query).scalar_one()


def count_remarks(work: Work, sheet: str) -> RemarkCounts:
    """Count what anybody may read under a sheet."""
    known = {"of": sheet}
    total, threads, unanswered = work.connection.execute(_COUNTS, known).one()
    return RemarkCounts(total=total, threads=threads, unanswered=unanswered)


def count_by_step(work: Work, sheet: str) -> Mapping[tuple[str, str], int]:
    """Count the threads that are shown by the anchor and the title of their step."""
    found = work.connection.execute(_BY_STEP, {"of": sheet})
    return {(row[0], row[1]): row[2] for row in found}


def shown_remarks(
    work: Work, sheet: str, *, limit: int, offset: int = 0
) -> list[Remark]:
    """Return what anybody may read under a sheet, replies too, the newest first."""
    query = (
        _REMARKS.where(RemarkRow.sheet == sheet, _SHOWN, _IN_THE_OPEN)
        .order_by(RemarkRow.instant.desc(), RemarkRow.id)
        .limit(limit)
        .offset(offset)
    )
    return _remarks(work.connection.execute(query))


def remarks_by(work: Work, person: str, *, limit: int) -> list[Remark]:
    """Return what a person wrote under sheets that anybody may read, the newest first."""
    query = (
        _REMARKS.where(RemarkRow.author == person, _SHOWN)
        .order_by(RemarkRow.instant.desc(), RemarkRow.id)
        .limit(limit)
    )
    return _remarks(work.connection.execute(query))


def latest_questions(
    work: Work, *, sheet: str = "", limit: int
) -> list[tuple[Remark, str]]:
    """Return questions that are shown, of a sheet or of all that stand, newest first.

    Beside each is the title of its sheet.
    """
    query = (
        select(*_COLUMNS, SheetRow.title)
        .join(PersonRow, PersonRow.id == RemarkRow.author)
        .join(SheetRow, SheetRow.id == RemarkRow.sheet)
        .where(
            _SHOWN,
            _IS_THREAD,
            RemarkRow.question == true(),
            SheetRow.deleted == false(),
        )
        .order_by(RemarkRow.instant.desc(), RemarkRow.id)
        .limit(limit)
    )
    if sheet:
        query = query.where(RemarkRow.sheet == sheet)
    rows = work.connection.execute(query).all()
    return [(_remark(row), row.title) for row in rows]


def _threads_of(
    topic: RemarkTopic, reader: RemarkReader
) -> Sequence[ColumnElement[bool]]:
    chosen = [RemarkRow.sheet == topic.sheet, _IS_THREAD, _visible_to(reader)]
    return [*chosen, RemarkRow.step == topic.step] if topic.step else chosen


def _visible_to(reader: RemarkReader) -> ColumnElement[bool]:
    """Say that a remark may be seen; one that is gone, while replies to it are shown."""
    replied = exists().where(
        _REPLY.parent == RemarkRow.id, _REPLY.state == RemarkState.SHOWN.value
    )
    gone = RemarkRow.state == RemarkState.DELETED.value
    seen = or_(_SHOWN, and_(gone, replied))
    if reader.moderates:
        return or_(seen, _IS_HIDDEN)
    if reader.account:
        return or_(seen, and_(_IS_HIDDEN, RemarkRow.account == reader.account))
    return seen


def _with_replies(
    work: Work, threads: Sequence[Remark], reader: RemarkReader
) -> list[Thread]:
    if not threads:
        return []
    query = _REMARKS.where(
        RemarkRow.parent.in_([one.id for one in threads]),
        _visible_to(reader),
        not_(_IS_THREAD),
    ).order_by(RemarkRow.instant, RemarkRow.id)
    replies: dict[str, list[Remark]] = {one.id: [] for one in threads}
    for reply in _remarks(work.connection.execute(query)):
        replies[reply.parent].append(reply)
    return [Thread(remark=one, replies=tuple(replies[one.id])) for one in threads]


def _remarks(rows: Iterable[Row[*tuple[Any, ...]]]) -> list[Remark]:
    return [_remark(row) for row in rows]


def _remark(row: Row[*tuple[Any, ...]]) -> Remark:
    return Remark(
        id=row.id,
        sheet=row.sheet,
        parent=row.parent,
        step=row.step,
        step_title=row.step_title,
        account=row.account or "",
        author=Person(id=row.author, name=row.name),
        instant=clock.from_milliseconds(row.instant),
        edited=None if row.edited is None else clock.from_milliseconds(row.edited),
        text=row.text,
        question=row.question,
        resolved=row.resolved,
        state=RemarkState(row.state),
        reason=row.reason,
    )


def _row(remark: Remark) -> dict[str, object]:
    edited = remark.edited
    return {
        "sheet": remark.sheet,
        "parent": remark.parent,
        "step": remark.step,
        "step_title": remark.step_title,
        "account": remark.account or None,
        "author": remark.author.id,
        "instant": clock.to_milliseconds(remark.instant),
        "edited": None if edited is None else clock.to_milliseconds(edited),
        "text": remark.text,
        "question": remark.question,
        "resolved": remark.resolved,
        "state": remark.state.value,
        "reason": remark.reason,
    }
