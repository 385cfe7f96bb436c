"""The sentences that credit a sheet: under its page, and in a bibliography."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext

from commons.core.domain.addresses import iri
from commons.core.domain.schema.kind import Schema
from commons.core.domain.sheet import SOURCES, Revision
from commons.core.kinds.rules.licence_rules import short_name
from commons.core.kinds.values.type_checks import is_url
from commons.feeds.citation.references import Citation
from commons.web.request.context import localised


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCredit:
    """What is said of a source: title, authors, address, licence (TASL), and changes.

    What was not said is "". `version` is the number that the address names, 0 for none;
    `notice` says that the source's notice is kept.
    """

    title: str
    author: str
    url: str
    licence: str
    licence_url: str
    version: int
    changes: str
    notice: bool


def credit_line(schema: Schema, revision: Revision, base: str) -> str:
    """Give the credit line: title, authors, source, licence (TASL)."""
    rows = [row for row in revision.items("authors") if isinstance(row, Mapping)]
    names = ", ".join(str(row.get("name", "")) for row in rows)
    address = iri.version_iri(revision.sheet, revision.number, base)
    return str(
        gettext(
            "« %(title)s », %(authors)s, %(address)s, %(licence)s",
            title=revision.title,
            authors=names,
            address=address,
            licence=short_name(schema, revision.licence),
        )
    )


def describe_licence(schema: Schema, revision: Revision) -> dict[str, str]:
    """Return what a view says of the licence, by its keys there."""
    licence = schema.licences.get(revision.licence)
    return {
        "licence_short": short_name(schema, revision.licence),
        "licence_label": localised(licence.label) if licence else revision.licence,
        "licence_url": licence.iri if licence else "",
    }


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


def source_credits(schema: Schema, revision: Revision) -> tuple[SourceCredit, ...]:
    """Return what a version says of each of its sources, in the order of the form."""
    rows = (row for row in revision.items(SOURCES) if isinstance(row, Mapping))
    found: list[SourceCredit] = []
    for row in rows:
        told = {key: str(row.get(key, "")) for key in ("title", "author", "changes")}
        licence = schema.licences.get(str(row.get("licence")))
        url = str(row["url"]) if is_url(row.get("url")) else ""
        named = iri.version_of(url)
        found.append(
            SourceCredit(
                **told,
                url=url,
                licence=short_name(schema, str(row.get("licence", ""))),
                licence_url=licence.iri if licence else "",
                version=named[1] if named else 0,
                notice=row.get("notice") is True,
            )
        )
    return tuple(found)
