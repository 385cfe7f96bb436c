"""The sources of a sheet: its rows, what each is of, and the version that it translates."""

from collections.abc import Mapping
from typing import TypeAlias

from commons.core.domain.addresses import iri
from commons.core.domain.schema.kind import Value, Values
from commons.core.domain.sheet import SOURCES, TRANSLATION
from commons.core.kinds.rules.validation import as_list

SourceRow: TypeAlias = Mapping[str, Value]


def source_rows(values: Values) -> list[tuple[int, SourceRow]]:
    """Return the rows of sources, each with its place."""
    rows = enumerate(as_list(values.get(SOURCES)))
    return [(place, row) for place, row in rows if isinstance(row, Mapping)]


def source_key(row: SourceRow) -> str:
    """Return what a source is: the sheet that its address names, or else the address."""
    address = str(row.get("url", ""))
    named = iri.sheet_named(address)
    return named[0] if named else address


def translated_version(values: Values) -> tuple[str, int] | None:
    """Return the sheet and the number of the version that values translate."""
    value = values.get(TRANSLATION)
    return iri.version_of(value) if isinstance(value, str) else None
