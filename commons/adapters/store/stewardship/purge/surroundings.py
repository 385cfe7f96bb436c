"""Finds and removes what stands around a sheet beside the log: texts that quote it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, func, or_, select, update

from commons.adapters.store.engine.serialisation import read_values, write_values
from commons.adapters.store.engine.tables.community.community_tables import RemarkRow
from commons.adapters.store.engine.tables.core_tables import (
    AccountRow,
    BatchRow,
    DraftRow,
    NameRow,
    PublicFileRow,
)
from commons.adapters.store.engine.tables.people.mail_tables import MailRow
from commons.adapters.store.engine.tables.site.review_tables import (
    HeldEditRow,
    ReportRow,
)
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.stewardship.purge.name_traces import (
    forget_letters,
    says_name,
)
from commons.core.domain.schema.kind import Values

MOST_NAMED = 200
"""How many drafts of others are named before a purge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftElsewhere:
    """A draft of another sheet that names a sheet: it may hold what that says."""

    id: str
    owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """How many texts stand around a sheet: drafts of it, held edits, remarks.

    `tables` are the spreadsheets that somebody is bringing in, of any sheet.
    """

    drafts: int
    held: int
    remarks: int
    tables: int
    elsewhere: tuple[DraftElsewhere, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftedText:
    """What a draft or a held edit says; `sheet` is "" for a draft of a new one."""

    id: str
    sheet: str
    values: Values


def texts_around(work: Work, sheet: str, parents: Collection[int] | None) -> Around:
    """Count the texts around a sheet; `parents` as in `forget_drafts`."""
    count = func.count()
    ask = work.connection.execute
    drafts = select(count).select_from(DraftRow).where(_begun(DraftRow, sheet, parents))
    held = select(count).where(_begun(HeldEditRow, sheet, parents))
    remarks = select(count).where(RemarkRow.sheet == sheet)
    return Around(
        drafts=ask(drafts).scalar_one(),
        held=ask(held).scalar_one(),
        remarks=ask(remarks).scalar_one(),
        tables=ask(select(count).select_from(BatchRow)).scalar_one(),
        elsewhere=tuple(drafts_elsewhere(work, sheet)),
    )


def drafts_elsewhere(work: Work, sheet: str) -> list[DraftElsewhere]:
    """Return the drafts of other sheets that name a sheet, MOST_NAMED at a time."""
    query = (
        select(DraftRow.id, AccountRow.name)
        .join(AccountRow, AccountRow.id == DraftRow.account)
        .where(DraftRow.sheet != sheet, DraftRow.content.contains(sheet))
        .order_by(DraftRow.id)
        .limit(MOST_NAMED)
    )
    return [
        DraftElsewhere(id=identifier, owner=owner)
        for identifier, owner in work.connection.execute(query)
    ]


def forget_drafts(work: Work, sheet: str, parents: Collection[int] | None) -> None:
    """Remove the drafts and held edits of a sheet that were begun from some versions.

    `parents` are their numbers, None for all.
    """
    execute = work.connection.execute
    execute(delete(HeldEditRow).where(_begun(HeldEditRow, sheet, parents)))
    execute(delete(DraftRow).where(_begun(DraftRow, sheet, parents)))


def drop_drafts(work: Work, identifiers: Collection[str]) -> None:
    """Remove some drafts, and what waits of them for review."""
    some = list(identifiers)
    work.connection.execute(delete(HeldEditRow).where(HeldEditRow.draft.in_(some)))
    work.connection.execute(delete(DraftRow).where(DraftRow.id.in_(some)))


def forget_quotes(work: Work, sheet: str) -> None:
    """Remove what quotes a sheet by itself: titles of steps, letters, reports on it."""
    execute = work.connection.execute
    execute(update(RemarkRow).where(RemarkRow.sheet == sheet).values(step_title=""))
    execute(
        delete(MailRow).where(
            or_(MailRow.text.contains(sheet), MailRow.html.contains(sheet))
        )
    )
    execute(update(ReportRow).where(ReportRow.target.contains(sheet)).values(words=""))


def forget_remarks(work: Work, sheet: str) -> list[str]:
    """Remove what was asked and said under a sheet; return which remarks these were."""
    of_sheet, execute = RemarkRow.sheet == sheet, work.connection.execute
    gone = list(execute(select(RemarkRow.id).where(of_sheet)).scalars())
    execute(delete(RemarkRow).where(of_sheet))
    return gone


def forget_tables(work: Work) -> None:
    """Remove the spreadsheets that somebody is bringing in."""
    work.connection.execute(delete(BatchRow))


def forget_files(work: Work, sheet: str, kept: Collection[str]) -> None:
    """Write down that a sheet names these files alone."""
    work.connection.execute(
        delete(PublicFileRow).where(
            PublicFileRow.sheet == sheet, PublicFileRow.name.not_in(list(kept))
        )
    )


def names_nowhere(work: Work, name: str) -> bool:
    """Say whether no version, draft or held edit names a file."""
    ask = work.connection.execute
    return not any(
        ask(query.limit(1)).first()
        for query in (
            select(PublicFileRow.name).where(PublicFileRow.name == name),
            select(DraftRow.id).where(DraftRow.content.contains(name)),
            select(HeldEditRow.id).where(HeldEditRow.content.contains(name)),
        )
    )


def drafted_texts(
    work: Work, *words: str, name: str = ""
) -> Iterator[tuple[type[DraftRow | HeldEditRow], DraftedText]]:
    """Yield the drafts and held edits that hold a word, each with its table.

    Or that may say a name, in whichever spelling.
    """
    for row in (DraftRow, HeldEditRow):
        holds = or_(*(row.content.contains(word) for word in words))
        if name:
            holds = or_(holds, says_name(row.content, name))
        query = select(row.id, row.sheet, row.content).where(holds)
        for identifier, sheet, content in work.connection.execute(query).all():
            values = read_values(content)
            yield row, DraftedText(id=identifier, sheet=sheet, values=values)


def rewrite_drafted(
    work: Work, row: type[DraftRow | HeldEditRow], identifier: str, values: Values
) -> None:
    """Put values in the place of those of a draft or of a held edit."""
    order = update(row).where(row.id == identifier)
    work.connection.execute(order.values(content=write_values(values)))


def erase_account(work: Work, person: str) -> None:
    """Remove the account of a person, with all that goes with it, and free their name."""
    execute = work.connection.execute
    forget_letters(work, person)
    execute(delete(AccountRow).where(AccountRow.person == person))
    execute(delete(NameRow).where(NameRow.person == person))


def _begun(
    row: type[DraftRow | HeldEditRow], sheet: str, parents: Collection[int] | None
) -> ColumnElement[bool]:
    of_sheet = row.sheet == sheet
    return of_sheet if parents is None else of_sheet & row.parent.in_(list(parents))
