"""Knows which links an answer about a sheet carries in its headers.

They are those of Signposting (signposting.org/FAIR, level 1), for machines
that land on a page, and those of Memento (RFC 7089), for those that want it
as it was: the sheet is the original resource, its versions are its mementos.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from werkzeug.http import http_date
from werkzeug.wrappers import Response

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import version_times
from commons.core.domain.addresses import iri
from commons.core.domain.schema.kind import Schema
from commons.core.domain.sheet import Revision
from commons.core.kinds.rdfio.namespaces import PREFIXES
from commons.core.kinds.rules.credits import authors_of
from commons.web.request.answers.negotiation import HTML
from commons.web.request.answers.sheet_formats import OUTLETS, OutletGroup, list_outlets
from commons.web.request.context import components

SCHEMA_ORG = "https://schema.org/"
"""The namespace as Signposting writes it."""

_DESCRIBING = frozenset({OutletGroup.GRAPH, OutletGroup.CITATION})
_PAGE_LINKS = (
    ("describedby", (OutletGroup.GRAPH,)),
    ("item", (OutletGroup.TEXT,)),
    ("item", (OutletGroup.DATA,)),
)
"""Relation -> the outlets that a page links to by it, in this order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderLink:
    """A link of RFC 8288; `more` are attributes beside `rel`."""

    target: str
    relation: str
    more: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        more = "".join(f'; {name}="{value}"' for name, value in self.more.items())
        return f'<{self.target}>; rel="{self.relation}"{more}'


def put_up(
    response: Response, work: Work, revision: Revision, suffix: str, *, fixed: bool
) -> None:
    """Put up the links of a sheet, or (`fixed`) of one version, in a format."""
    here = components()
    base = here.settings.base_url
    if fixed:
        itself = iri.version_iri(revision.sheet, revision.number, base)
        beside = version_times.moments_around(work, revision.sheet, revision.number)
        response.headers["Memento-Datetime"] = http_date(revision.instant)
    else:
        itself, beside = iri.sheet_iri(revision.sheet, base), {}
    add_links(
        response,
        (
            HeaderLink(target=itself, relation="cite-as"),
            *_posts(here.schema, revision, itself, suffix),
            *time_links(revision.sheet, base),
            *_around(revision, base, beside),
            inbox_link(base),
        ),
    )


def add_links(response: Response, links: Iterable[HeaderLink]) -> None:
    """Add links to the headers of an answer."""
    response.headers.add("Link", ", ".join(map(str, links)))


def time_links(sheet: str, base: str) -> Iterator[HeaderLink]:
    """Give the links to a sheet, and to what leads to its past (RFC 7089, 2.2)."""
    itself = iri.sheet_iri(sheet, base)
    yield HeaderLink(target=itself, relation="original")
    yield HeaderLink(target=f"{itself}/timegate", relation="timegate")
    yield HeaderLink(
        target=f"{itself}/timemap",
        relation="timemap",
        more={"type": "application/link-format"},
    )


def inbox_link(base: str) -> HeaderLink:
    """Return the link to where adaptations elsewhere are announced (W3C LDN, 3.1)."""
    relation = "http://www.w3.org/ns/ldp#inbox"
    return HeaderLink(target=f"{base}/inbox", relation=relation)


def memento_links(
    sheet: str, base: str, some: version_times.Moments, *, head: int, number: int | None
) -> Iterator[HeaderLink]:
    """Give the links to versions, and what each is to the sheet and to a version.

    `some` are versions with their moments; those beside `number` are its neighbours.
    """
    roles = {1: ["first"]}
    roles.setdefault(head, []).append("last")
    if number is not None:
        roles.setdefault(number - 1, []).append("prev")
        roles.setdefault(number + 1, []).append("next")
    for one, instant in some.items():
        yield HeaderLink(
            target=iri.version_iri(sheet, one, base),
            relation=" ".join([*roles.get(one, []), "memento"]),
            more={"datetime": http_date(instant)},
        )


def _around(
    revision: Revision, base: str, some: version_times.Moments
) -> Iterator[HeaderLink]:
    """Give the links from a version to those around it."""
    return memento_links(
        revision.sheet,
        base,
        some,
        head=max(some, default=0),
        number=revision.number,
    )


def _posts(
    schema: Schema, revision: Revision, itself: str, suffix: str
) -> Iterator[HeaderLink]:
    """Give the signposts of a page, of a description or of a content."""
    if revision.deleted:
        return
    if suffix == HTML:
        yield from _page(schema, revision, itself)
        if licence := schema.licences.get(revision.licence):
            yield HeaderLink(target=licence.iri, relation="license")
    elif OUTLETS[suffix].group in _DESCRIBING:
        yield HeaderLink(
            target=itself, relation="describes", more={"type": "text/html"}
        )
    else:
        yield HeaderLink(
            target=itself, relation="collection", more={"type": "text/html"}
        )
    base = components().settings.base_url
    for address in dict.fromkeys(
        who.iri(revision.sheet, base) for who in authors_of(schema, revision)
    ):
        yield HeaderLink(target=address, relation="author")


def _page(schema: Schema, revision: Revision, itself: str) -> Iterator[HeaderLink]:
    for relation, groups in _PAGE_LINKS:
        for row in list_outlets(*groups):
            yield HeaderLink(
                target=f"{itself}.{row.suffix}",
                relation=relation,
                more={"type": row.media_type},
            )
    yield HeaderLink(target=f"{SCHEMA_ORG}AboutPage", relation="type")
    for name in schema.kinds[revision.kind].classes:
        if name.startswith(PREFIXES["schema"]):
            known = name.removeprefix(PREFIXES["schema"])
            yield HeaderLink(target=SCHEMA_ORG + known, relation="type")
