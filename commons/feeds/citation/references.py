"""What a bibliography says of a sheet, or of one of its versions."""

from dataclasses import dataclass
from datetime import date

from commons.core.domain.addresses import iri
from commons.core.domain.sheet import Revision
from commons.core.kinds.rules.credits import authors_of, contributors_of
from commons.core.kinds.rules.licence_rules import short_name
from commons.feeds.instance import Instance


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """What is cited; texts are one line, "" for what the sheet does not say.

    `key` names it in a bibliography, in ASCII. `day` is when the version `number`
    was published (UTC), `address` an IRI that stays. Names stand as their bearers
    want to be credited: nothing tells a surname, a particle or an organisation.
    """

    key: str
    title: str
    authors: tuple[str, ...]
    contributors: tuple[str, ...]
    day: date
    number: int
    site: str
    address: str
    language: str
    summary: str
    keywords: tuple[str, ...]
    licence: str
    licence_iri: str


def cite_version(teller: Instance, revision: Revision, *, fixed: bool) -> Citation:
    """Cite a sheet by its head, or (`fixed`) one version for ever."""
    schema, sheet = teller.schema, revision.sheet
    wrote = [one_line(who.name) for who in authors_of(schema, revision)]
    helped = [one_line(who.name) for who in contributors_of(schema, revision)]
    licence = schema.licences.get(revision.licence)
    version = iri.version_iri(sheet, revision.number, teller.base)
    first = iri.slugify(wrote[0] if wrote else teller.name)
    end = f"-v{revision.number}" if fixed else ""
    return Citation(
        key=f"{first}-{revision.instant.year}-{sheet}{end}",
        title=one_line(revision.title),
        authors=tuple(wrote),
        contributors=tuple(helped),
        day=revision.instant.date(),
        number=revision.number,
        site=one_line(teller.name),
        address=version if fixed else iri.sheet_iri(sheet, teller.base),
        language=revision.language,
        summary=one_line(revision.text("summary")),
        keywords=tuple(one_line(str(word)) for word in revision.items("keywords")),
        licence=short_name(schema, revision.licence),
        licence_iri=licence.iri if licence else "",
    )


def one_line(text: str) -> str:
    """Give a text without ends of lines, and without spaces around."""
    return " ".join(text.split())
