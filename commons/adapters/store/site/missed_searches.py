"""Knows what was looked for in vain, and what sheets readers wish for."""

from datetime import datetime

from sqlalchemy import bindparam, delete, func, insert, select, update

from commons.adapters.store.engine.tables.site.search_tables import (
    MissedSearchRow,
    WantedSheetRow,
)
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain import clock
from commons.core.domain.language.folding import fold
from commons.core.domain.site.missed_search import MissedSearch, Outcome, WantedSheet

_AGAIN = (
    update(MissedSearchRow)
    .where(MissedSearchRow.folded == bindparam("key"))
    .values(
        count=MissedSearchRow.count + 1,
        last=bindparam("now"),
        outcome=bindparam("how"),
    )
)
_MOST_ASKED = (
    MissedSearchRow.count.desc(),
    MissedSearchRow.last.desc(),
    MissedSearchRow.folded,
)
_LISTED = (
    select(
        MissedSearchRow.words,
        MissedSearchRow.outcome,
        MissedSearchRow.count,
        MissedSearchRow.first,
        MissedSearchRow.last,
    )
    .order_by(*_MOST_ASKED)
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
_LEAST = (
    select(MissedSearchRow.folded)
    .order_by(MissedSearchRow.count, MissedSearchRow.last)
    .limit(1)
)
_FORGET = delete(MissedSearchRow).where(MissedSearchRow.folded == bindparam("key"))
_SWEEP = delete(MissedSearchRow).where(MissedSearchRow.last < bindparam("before"))
_SWEEP_WANTED = delete(WantedSheetRow).where(
    WantedSheetRow.instant < bindparam("before")
)
_WANTED = (
    select(
        WantedSheetRow.id,
        WantedSheetRow.text,
        WantedSheetRow.words,
        WantedSheetRow.instant,
    )
    .order_by(WantedSheetRow.instant.desc(), WantedSheetRow.id)
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)


def note_missed(work: Work, words: str, outcome: Outcome, *, most: int) -> None:
    """Count a search that found little; of `most` others the one least asked goes."""
    key, now = fold(words), clock.to_milliseconds(clock.now())
    known = {"key": key, "now": now, "how": outcome.value}
    if work.connection.execute(_AGAIN, known).rowcount:
        return
    count = select(func.count()).select_from(MissedSearchRow)
    if work.connection.execute(count).scalar_one() >= most:
        least = work.connection.execute(_LEAST).scalar_one()
        work.connection.execute(_FORGET, {"key": least})
    row = {"folded": key, "words": words, "outcome": outcome.value, "count": 1}
    work.connection.execute(insert(MissedSearchRow), {**row, "first": now, "last": now})


def count_missed(work: Work) -> int:
    """Count the searches that found little."""
    count = select(func.count()).select_from(MissedSearchRow)
    return work.connection.execute(count).scalar_one()


def list_missed(work: Work, *, limit: int, offset: int = 0) -> list[MissedSearch]:
    """Return the searches that found little, those asked most often first."""
    return [
        MissedSearch(
            words=words,
            outcome=Outcome(outcome),
            count=count,
            first=clock.from_milliseconds(first),
            last=clock.from_milliseconds(last),
        )
        for words, outcome, count, first, last in work.connection.execute(
            _LISTED, {"limit": limit, "offset": offset}
        )
    ]


def forget_missed(work: Work, words: str) -> None:
    """Count a search no more, until it is missed again."""
    work.connection.execute(_FORGET, {"key": fold(words)})


def sweep_missed(work: Work, before: datetime) -> None:
    """Remove what nobody looked for since."""
    work.connection.execute(_SWEEP, {"before": clock.to_milliseconds(before)})


def add_wanted(work: Work, wanted: WantedSheet) -> None:
    """Write down what somebody wishes for."""
    row = {"id": wanted.id, "text": wanted.text, "words": wanted.words}
    instant = clock.to_milliseconds(wanted.instant)
    work.connection.execute(insert(WantedSheetRow), {**row, "instant": instant})


def count_wanted(work: Work) -> int:
    """Return how many wishes wait."""
    count = select(func.count()).select_from(WantedSheetRow)
    return work.connection.execute(count).scalar_one()


def list_wanted(work: Work, *, limit: int, offset: int = 0) -> list[WantedSheet]:
    """Return what readers wish for, the latest first."""
    return [
        WantedSheet(
            id=row.id,
            text=row.text,
            words=row.words,
            instant=clock.from_milliseconds(row.instant),
        )
        for row in work.connection.execute(_WANTED, {"limit": limit, "offset": offset})
    ]


def sweep_wanted(work: Work, before: datetime) -> None:
    """Remove the wishes that were written before."""
    work.connection.execute(_SWEEP_WANTED, {"before": clock.to_milliseconds(before)})


def drop_wanted(work: Work, identifier: str) -> None:
    """Remove a wish, if it is there."""
    work.connection.execute(
        delete(WantedSheetRow).where(WantedSheetRow.id == identifier)
    )
