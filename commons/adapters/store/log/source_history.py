"""What the log knows of the sources of a sheet: the versions named, those of the past."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from sqlalchemy import bindparam, case, literal, select, tuple_

from commons.adapters.store.engine.serialisation import COLUMNS, revisions_of
from commons.adapters.store.engine.tables.core_tables import RevisionRow
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain.schema.kind import Value
from commons.core.domain.sheet import SOURCES, Revision

MOST_WALKED = 10_000
"""How many versions of a sheet are walked through, the oldest first."""

_KEY = f'"{SOURCES}":['
"""How the sources of a version begin in its content, as `write_values` writes it.

Within a text its quotes would be escaped.
"""

_THESE = select(*COLUMNS).where(
    tuple_(RevisionRow.sheet, RevisionRow.number).in_(
        bindparam("places", expanding=True)
    )
)
_PAST = (
    select(
        RevisionRow.hash,
        case(
            (RevisionRow.content.contains(_KEY, autoescape=True), RevisionRow.content),
            else_=literal(""),
        ),
    )
    .where(RevisionRow.sheet == bindparam("sheet"))
    .order_by(RevisionRow.number)
    .limit(MOST_WALKED)
)
_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True, kw_only=True)
class PastSources:
    """The rows of sources of a version, and the hash of its payload."""

    hash: str
    rows: list[Value] = field(hash=False)


def versions_at(
    work: Work, places: Collection[tuple[str, int]]
) -> dict[tuple[str, int], Revision]:
    """Return the versions of these sheets and numbers that there are."""
    if not places:
        return {}
    rows = work.connection.execute(_THESE, {"places": sorted(places)})
    return {(one.sheet, one.number): one for one in revisions_of(rows)}


def past_sources(work: Work, sheet: str) -> Iterator[PastSources]:
    """Yield the sources of each version of a sheet, the oldest first.

    Only they are read of a version, which may be long.
    """
    for digest, content in work.connection.execute(_PAST, {"sheet": sheet}):
        begins = content.find(_KEY)
        rows: list[Value] = []
        if begins >= 0:
            rows, _ = _DECODER.raw_decode(content, begins + len(_KEY) - 1)
        yield PastSources(hash=digest, rows=rows)
