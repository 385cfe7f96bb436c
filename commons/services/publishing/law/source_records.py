"""What the log has of the sources of a version, read once for all that asks."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.adapters.store.log.source_history import versions_at
from commons.core.domain.addresses import iri
from commons.core.domain.schema.kind import Values
from commons.core.domain.sheet import SOURCES, Revision
from commons.core.kinds.rules.licence_rules import MOST_SOURCES
from commons.core.kinds.rules.sources import source_rows, translated_version
from commons.core.kinds.rules.validation import as_list


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRecord:
    """What the log has of the version that a row names.

    The head of its sheet stands in for a version that is not here (`exact` is false),
    or that the row does not number (`numbered`).
    """

    revision: Revision
    exact: bool
    numbered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRecords:
    """What the log has of the sheets that a version names as its sources.

    `versions` are by sheet and number, `heads` those of sheets of which a row names no
    version that is here.
    """

    versions: Mapping[tuple[str, int], Revision] = field(hash=False)
    heads: Mapping[str, Revision] = field(hash=False)

    def of_rows(self, values: Values) -> dict[int, SourceRecord]:
        """Return what there is of the sources that are of ours, by the place of the row."""
        found = {}
        for place, row in source_rows(values):
            sheet, number = iri.sheet_named(str(row.get("url"))) or ("", None)
            exact = self.versions.get((sheet, number or 0))
            if known := exact or self.heads.get(sheet):
                found[place] = SourceRecord(
                    revision=known, exact=exact is not None, numbered=bool(number)
                )
        return found


def read_records(work: Work, values: Values) -> SourceRecords:
    """Read what the log has of the sources that values name, and of what they translate.

    The database is asked only when they name a sheet; of more rows than a sheet may
    have, none is looked up. What is completed by these records is told by them too.
    """
    few = len(as_list(values.get(SOURCES))) <= MOST_SOURCES
    rows = source_rows(values) if few else []
    named = [iri.sheet_named(str(row.get("url"))) for _, row in rows]
    translated = translated_version(values)
    places = {(sheet, number) for sheet, number in filter(None, named) if number}
    exact = versions_at(work, places | ({translated} if translated else set()))
    left = {one[0] for one in named if one and (one[0], one[1] or 0) not in exact}
    heads = revisions.get_heads(work, sorted(left)) if left else {}
    standing = {(one.sheet, one.number): one for one in heads.values()}
    return SourceRecords(versions={**standing, **exact}, heads=heads)
