"""Knows what an account may see of what happened: what it follows, as it stands now.

Nothing is kept for each follower: an event and an account meet when somebody looks. So
what was deleted, hidden, muted or no longer followed is gone from there at once.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    Row,
    Select,
    String,
    Subquery,
    and_,
    bindparam,
    case,
    cast,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from commons.adapters.store.community.notifications.events import AT_ONCE
from commons.adapters.store.engine.expressions import LargerOf
from commons.adapters.store.engine.tables.community.community_tables import RemarkRow
from commons.adapters.store.engine.tables.community.notification_tables import (
    EventMarkRow,
    EventReadRow,
    EventRow,
    EventTopicRow,
    SubscriptionRow,
)
from commons.adapters.store.engine.tables.core_tables import (
    PersonRow,
    RevisionRow,
    SheetRow,
    ThankRow,
)
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain import clock
from commons.core.domain.people.account import Account
from commons.core.domain.people.notification import (
    OWN,
    SHEET,
    EventKey,
    EventKind,
    SeenEvent,
    topic_of,
)
from commons.core.domain.people.remark import RemarkState

WINDOW = 10_000
"""How many of the newest events of a topic are looked through: those before are old."""
MOST_SEEN = 20_000
"""How many events an account looks through at once."""
SPAN, MOST_ON_A_PAGE = 2_000, 500
"""How many events are looked through for a page first, and how many are enough for it."""
MOST_COUNTED = 100
"""Up to how many unread events are counted."""

_DAY = 86_400_000
_ABOUT, _PARENT, _MUTE, _OF_TOPIC = (
    aliased(SheetRow),
    aliased(RemarkRow),
    aliased(SubscriptionRow),
    aliased(EventTopicRow),
)
_MINE = union_all(
    select(SubscriptionRow.topic, SubscriptionRow.since).where(
        SubscriptionRow.account == bindparam("owner"), SubscriptionRow.muted.is_(False)
    ),
    select(bindparam("own").label("topic"), literal(0).label("since")).where(
        ~exists().where(
            _MUTE.account == bindparam("owner"),
            _MUTE.topic == bindparam("own"),
            _MUTE.muted.is_(True),
        )
    ),
).subquery("mine")
_OLD = (
    select(_OF_TOPIC.event)
    .where(_OF_TOPIC.topic == _MINE.c.topic)
    .order_by(_OF_TOPIC.event.desc())
    .limit(1)
    .offset(WINDOW)
    .scalar_subquery()
)
_NEWEST = select(
    _MINE.c.topic, LargerOf(_MINE.c.since, func.coalesce(_OLD, 0)).label("since")
).subquery("newest")
"""What an account follows, each topic from its newest WINDOW events on."""
_MUTED = exists().where(
    _MUTE.account == bindparam("owner"),
    _MUTE.muted.is_(True),
    or_(
        _MUTE.topic == SHEET + literal(":") + EventRow.sheet,
        _MUTE.topic == SHEET + literal(":") + EventRow.about,
    ),
)
_TALKS = EventRow.kind.in_((EventKind.QUESTION.value, EventKind.ANSWER.value))
_SAID = exists().where(
    RemarkRow.id == EventRow.ref,
    RemarkRow.state == RemarkState.SHOWN.value,
    or_(
        RemarkRow.parent == "",
        exists().where(
            _PARENT.id == RemarkRow.parent, _PARENT.state != RemarkState.HIDDEN.value
        ),
    ),
)
_THANKED = exists().where(
    ThankRow.sequence == RevisionRow.sequence,
    RevisionRow.sheet == EventRow.sheet,
    RevisionRow.number == EventRow.number,
    EventRow.ref == cast(RevisionRow.sequence, String) + ":" + ThankRow.account,
)
_READ = exists().where(
    EventReadRow.account == bindparam("owner"), EventReadRow.event == EventRow.id
)
_STANDS = and_(
    SheetRow.deleted.is_(False),
    or_(EventRow.about == "", _ABOUT.deleted.is_(False)),
    or_(~_TALKS, _SAID),
    or_(EventRow.kind != EventKind.THANKS.value, _THANKED),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """Which events are looked at: of some kinds, in ]after, last]."""

    kinds: Collection[EventKind]
    after: int = 0
    last: int = 2**62
    unread: bool = False


def _seen(mine: Subquery, *columns: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(*columns)
        .select_from(mine)
        .join(
            EventTopicRow,
            and_(
                EventTopicRow.topic == mine.c.topic,
                EventTopicRow.event > mine.c.since,
                EventTopicRow.event > bindparam("after"),
                EventTopicRow.event <= bindparam("last"),
            ),
        )
        .join(EventRow, EventRow.id == EventTopicRow.event)
        .join(SheetRow, SheetRow.id == EventRow.sheet)
        .outerjoin(_ABOUT, _ABOUT.id == EventRow.about)
        .where(
            EventRow.person != bindparam("me"),
            EventRow.kind.in_(bindparam("kinds", expanding=True)),
            _STANDS,
            ~_MUTED,
            or_(bindparam("all"), and_(EventRow.id > bindparam("mark"), ~_READ)),
        )
    )


_FOCUS = case(
    (
        EventRow.kind.in_((EventKind.TRIAL.value, EventKind.ADAPTATION.value)),
        EventRow.about,
    ),
    else_=EventRow.sheet,
)
_VIA = func.min(EventTopicRow.topic)
_KEYS, _NEWEST_KEYS = (
    _seen(
        mine,
        EventRow.id,
        EventRow.kind,
        EventRow.sheet,
        (EventRow.instant // _DAY).label("day"),
        _VIA.label("topic"),
        _FOCUS.label("focus"),
        and_(EventRow.id > bindparam("mark"), ~_READ).label("unread"),
    )
    .group_by(EventRow.id)
    .order_by(EventRow.id.desc())
    .limit(MOST_SEEN)
    for mine in (_MINE, _NEWEST)
)
_COUNT, _NEWEST_COUNT = (
    select(func.count()).select_from(
        _seen(mine, EventRow.id).distinct().limit(MOST_COUNTED).subquery()
    )
    for mine in (_MINE, _NEWEST)
)
_DETAILS = (
    select(
        EventRow.id,
        EventRow.kind,
        EventRow.ref,
        EventRow.sheet,
        SheetRow.title,
        EventRow.about,
        func.coalesce(_ABOUT.title, "").label("about_title"),
        EventRow.person,
        PersonRow.name,
        EventRow.number,
        EventRow.instant,
    )
    .join(SheetRow, SheetRow.id == EventRow.sheet)
    .join(PersonRow, PersonRow.id == EventRow.person)
    .outerjoin(_ABOUT, _ABOUT.id == EventRow.about)
    .where(EventRow.id.in_(bindparam("events", expanding=True)), _STANDS)
)
_NOTE_READS = insert(EventReadRow).from_select(
    ["account", "event"],
    select(bindparam("owner", type_=String), EventRow.id).where(
        EventRow.id.in_(bindparam("events", expanding=True)), ~_READ
    ),
)
_MARK = select(EventMarkRow.event).where(EventMarkRow.account == bindparam("owner"))
_BEARINGS = select(
    select(func.coalesce(func.max(EventRow.id), 0)).scalar_subquery().label("last"),
    func.coalesce(_MARK.scalar_subquery(), 0).label("mark"),
)
_FORGET_MARK = delete(EventMarkRow).where(EventMarkRow.account == bindparam("owner"))
_FORGET_READS = delete(EventReadRow).where(
    EventReadRow.account == bindparam("owner"), EventReadRow.event <= bindparam("last")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearings:
    """The newest event of all, 0 without any, and that up to which an account read all."""

    last: int
    mark: int

    @property
    def all_read(self) -> bool:
        """Whether nothing came since, for whomever."""
        return self.last <= self.mark

    @property
    def far_behind(self) -> bool:
        """Whether so much came since that looking through it is felt."""
        return self.last - self.mark > WINDOW // 10


def read_bearings(work: Work, account: str) -> Bearings:
    """Return where an account stands among all events."""
    row = work.connection.execute(_BEARINGS, {"owner": account}).one()
    return Bearings(last=row.last, mark=row.mark)


def count_unread(
    work: Work,
    account: Account,
    kinds: Collection[EventKind],
    bearings: Bearings | None = None,
) -> int:
    """Count what an account has not read yet, up to MOST_COUNTED.

    `bearings` are those of `read_bearings`, for who has just read them.
    """
    at = bearings or read_bearings(work, account.id)
    known = _known(at, account, Slice(kinds=kinds, unread=True))
    query = _NEWEST_COUNT if known.is_long else _COUNT
    return work.connection.execute(query, known.values).scalar_one()


def list_keys(work: Work, account: Account, wanted: Slice) -> list[EventKey]:
    """Return what an account may see of a slice, the newest first, MOST_SEEN at most."""
    known = _known(read_bearings(work, account.id), account, wanted)
    query = _NEWEST_KEYS if known.is_long else _KEYS
    rows = _each_sheet_once(work.connection.execute(query, known.values).all())
    return [
        EventKey(
            id=row.id,
            kind=EventKind(row.kind),
            day=int(row.day),
            group=_group(row.topic, row.focus),
            unread=bool(row.unread),
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPage:
    """What an account may see, the newest first; `older` is where the rest begins.

    That is the number of the newest event that was not looked at, 0 when there is none.
    """

    keys: tuple[EventKey, ...]
    older: int


def page_keys(work: Work, account: Account, wanted: Slice) -> KeyPage:
    """Return the newest of what an account may see of a slice, MOST_ON_A_PAGE or more.

    However much there is, SPAN events of all are looked through first, then more only
    where few of them are for this account.
    """
    newest = read_bearings(work, account.id).last
    last, span = min(wanted.last, newest), SPAN
    found: list[EventKey] = []
    while last > wanted.after and len(found) < MOST_ON_A_PAGE:
        first = max(wanted.after, last - span)
        found += list_keys(work, account, replace(wanted, after=first, last=last))
        last, span = first, span * 4
    older = last if last > wanted.after else 0
    return KeyPage(keys=tuple(found), older=older)


def _each_sheet_once(
    rows: Sequence[Row[*tuple[Any, ...]]],
) -> list[Row[*tuple[Any, ...]]]:
    """Leave out that a sheet is new, where it is known by what else is followed."""
    first = {
        row.sheet: row.id for row in rows if row.kind == EventKind.SHEET
    }  # the newest come first: the oldest holds
    return [
        row for row in rows if row.kind != EventKind.SHEET or first[row.sheet] == row.id
    ]


def _group(topic: str, focus: str) -> str:
    """Return the topic that events are put together by: their sheet, or what is followed."""
    sheet = topic_of(SHEET, focus)
    return sheet if topic == sheet or topic.startswith(topic_of(OWN, "")) else topic


def read_events(work: Work, events: Sequence[int]) -> list[SeenEvent]:
    """Return what events say that stand today, the newest first."""
    if not events:
        return []
    rows = work.connection.execute(_DETAILS, {"events": list(events)}).mappings()
    return [
        SeenEvent(
            **{
                **row,
                "kind": EventKind(row["kind"]),
                "instant": clock.from_milliseconds(row["instant"]),
            }
        )
        for row in sorted(rows, key=lambda row: -row["id"])
    ]


def mark_all_read(work: Work, account: str, last: int) -> None:
    """Note that an account has read all up to an event; an earlier one changes nothing."""
    if last <= read_bearings(work, account).mark:
        return
    work.connection.execute(_FORGET_MARK, {"owner": account})
    row = {"account": account, "event": last}
    work.connection.execute(insert(EventMarkRow), row)
    work.connection.execute(_FORGET_READS, {"owner": account, "last": last})


def mark_read(work: Work, account: str, events: Iterable[int]) -> None:
    """Note that an account has read some events; those that are gone are left out."""
    asked = list(events)
    for start in range(0, len(asked), AT_ONCE):
        some = {"owner": account, "events": asked[start : start + AT_ONCE]}
        work.connection.execute(_NOTE_READS, some)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What a query asks with; a slice `is_long` that may have more than WINDOW."""

    values: dict[str, object]
    is_long: bool


def _known(at: Bearings, account: Account, wanted: Slice) -> _Known:
    after = max(wanted.after, at.mark if wanted.unread else 0)
    last = min(wanted.last, at.last)
    values: dict[str, object] = {
        "owner": account.id,
        "own": topic_of(OWN, account.person.id),
        "me": account.person.id,
        "kinds": [kind.value for kind in wanted.kinds],
        "after": after,
        "last": last,
        "all": not wanted.unread,
        "mark": at.mark,
    }
    return _Known(values=values, is_long=last - after > WINDOW)
