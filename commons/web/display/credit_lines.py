"""The sentences that credit a sheet: under its page, and in a bibliography."""

from collections.abc import Mapping

from flask_babel import gettext

from commons.core.domain import iri
from commons.core.domain.kind import Schema
from commons.core.domain.sheet import Revision
from commons.feeds.citation.references import Citation


def credit_line(schema: Schema, revision: Revision, base: str) -> str:
    """Give the credit line: title, authors, source, licence (TASL)."""
    licence = schema.licences.get(revision.licence)
    rows = [row for row in revision.items("authors") if isinstance(row, Mapping)]
    names = ", ".join(str(row.get("name", "")) for row in rows)
    address = iri.version_iri(revision.sheet, revision.number, base)
    label = licence.short if licence else revision.licence
    return str(
        gettext(
            "« %(title)s », %(authors)s, %(address)s, %(licence)s",
            title=revision.title,
            authors=names,
            address=address,
            licence=label,
        )
    )


def reference_line(cited: Citation) -> str:
    """Give the line to copy into a bibliography; without authors the site signs."""
    return str(
        gettext(
            "%(authors)s (%(year)s), « %(title)s », version %(number)s,"
            " %(site)s, %(address)s (%(licence)s)",
            authors=", ".join(cited.authors) or cited.site,
            year=cited.day.year,
            title=cited.title,
            number=cited.number,
            site=cited.site,
            address=cited.address,
            licence=cited.licence,
        )
    )
