"""Knows how much there is: sheets of each kind, versions, people, accounts."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import false, func, select

from commons.adapters.store.engine.tables.core_tables import (
    AccountRow,
    PersonRow,
    SheetRow,
)
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log.revisions import head_sequence

_BY_KIND = (
    select(SheetRow.kind, func.count())
    .where(SheetRow.deleted == false())
    .group_by(SheetRow.kind)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much there is; `sheets` and `by_kind` are without tombstones."""

    sheets: int
    versions: int
    people: int
    accounts: int
    by_kind: Mapping[str, int]


def count_all(work: Work) -> Counts:
    """Count what there is."""
    by_kind = dict(work.connection.execute(_BY_KIND).all())
    return Counts(
        sheets=sum(by_kind.values()),
        versions=head_sequence(work),
        people=_count(work, PersonRow),
        accounts=_count(work, AccountRow),
        by_kind=by_kind,
    )


def _count(work: Work, row: type[PersonRow | AccountRow]) -> int:
    return work.connection.execute(select(func.count(row.id))).scalar_one()
