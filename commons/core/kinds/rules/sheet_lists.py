"""Kinds that list other sheets in an order, as a collection does, and what may stand there.

Both follow from the fields, never from the key of a kind: a kind lists sheets when the
rows of one of its fields each need a sheet.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from commons.core.domain.addresses import iri
from commons.core.domain.schema.kind import Field, Kind, Values
from commons.core.kinds.rules.validation import as_list


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetList:
    """The field whose rows name sheets, and the column of a row that does."""

    field: Field
    column: Field


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedSheet:
    """A row of a list: the identifier of a sheet, and a note on it, "" for none."""

    sheet: str
    note: str


def sheet_list(kind: Kind) -> SheetList | None:
    """Return where a kind lists sheets; None for a kind that lists none."""
    for field in kind.fields:
        if (column := listing_column(field)) is not None:
            return SheetList(field=field, column=column)
    return None


def listing_column(field: Field) -> Field | None:
    """Return the column by which the rows of a field each need a sheet, None without."""
    if field.many:
        for column in field.columns:
            if column.required and column.type.names_sheet:
                return column
    return None


def may_be_listed(kind: Kind) -> bool:
    """Say whether sheets of a kind may stand in a list.

    Those that say something by themselves: no list, so that none contains another or
    itself, and nothing that needs another sheet to be about.
    """
    return sheet_list(kind) is None and kind.subject is None


def listed_sheets(kind: Kind, values: Values) -> Iterator[ListedSheet]:
    """Give the sheets that values list, in their order; names that are none are left."""
    found = sheet_list(kind)
    if found is None:
        return
    texts = [c.key for c in found.field.columns if c.type.is_text]
    for row in as_list(values.get(found.field.key)):
        sheet = row.get(found.column.key) if isinstance(row, Mapping) else None
        if isinstance(row, Mapping) and isinstance(sheet, str) and iri.is_id(sheet):
            note = next((str(row[key]) for key in texts if key in row), "")
            yield ListedSheet(sheet=sheet, note=note)
