"""What a link needs to say of a sheet, read without the sheet itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from commons.adapters.store.engine.tables import LinkRow, SheetRow
from commons.adapters.store.engine.unit_of_work import Work

AT_ONCE = 500
"""How many identifiers go into one query."""

_COLUMNS = (SheetRow.id, SheetRow.title, SheetRow.slug, SheetRow.deleted)
_NAMED = select(*_COLUMNS).where(SheetRow.id.in_(bindparam("sheets", expanding=True)))
_CITING = (
    select(*_COLUMNS)
    .join(LinkRow, LinkRow.source == SheetRow.id)
    .where(LinkRow.target == bindparam("sheet"))
    .order_by(SheetRow.folded_title, SheetRow.id)
    .limit(bindparam("limit"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkTarget:
    """A sheet as it stands today."""

    sheet: str
    title: str
    slug: str
    deleted: bool


def named_heads(work: Work, sheets: Sequence[str]) -> dict[str, LinkTarget]:
    """Give those that exist, tombstones included, by their identifier."""
    found: dict[str, LinkTarget] = {}
    for start in range(0, len(sheets), AT_ONCE):
        some = {"sheets": sheets[start : start + AT_ONCE]}
        found |= {
            sheet: LinkTarget(sheet=sheet, title=title, slug=slug, deleted=deleted)
            for sheet, title, slug, deleted in work.connection.execute(_NAMED, some)
        }
    return found


def citing_sheets(work: Work, sheet: str, limit: int) -> list[LinkTarget]:
    """Give the live sheets that link to a sheet, in the order of titles."""
    rows = work.connection.execute(_CITING, {"sheet": sheet, "limit": limit})
    return [
        LinkTarget(sheet=source, title=title, slug=slug, deleted=deleted)
        for source, title, slug, deleted in rows
    ]
