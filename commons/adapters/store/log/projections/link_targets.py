"""The links between sheets by relation, and what a link needs to say of a sheet.

Which relations there are follows from the shapes in `schemas/`: the key of each field
of sheets is one, and REFERENCES is that of the links within texts.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from sqlalchemy import (
    BindParameter,
    Select,
    bindparam,
    delete,
    exists,
    false,
    func,
    insert,
    not_,
    select,
    union,
)

from commons.adapters.store.engine.tables.core_tables import (
    LinkRow,
    RevisionRow,
    SheetRow,
)
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain.sheet import (
    ITEMS,
    SOURCES,
    TRANSLATION,
    TRIED,
    Action,
    Revision,
    SheetLink,
)

AT_ONCE = 500
"""How many identifiers go into one query."""

TOLD_APART = (ITEMS,)
"""The relations that a sheet's page tells of apart from the sheets that cite it."""

CITED = ""
"""What `relations_to` says of a sheet that others name, whichever version stands."""

_CITES = (LinkRow.target_version.is_(None), LinkRow.relation.not_in(TOLD_APART))
_COLUMNS = (
    SheetRow.id,
    SheetRow.kind,
    SheetRow.title,
    SheetRow.slug,
    SheetRow.deleted,
    SheetRow.head_number,
)
_NAMED = select(*_COLUMNS).where(SheetRow.id.in_(bindparam("sheets", expanding=True)))
_OF_RELATION = LinkRow.relation == bindparam("relation")
_SOURCES = select(LinkRow.source).where(LinkRow.target == bindparam("target"))
_LINKING, _LINKING_BY, _LINKING_BUT = (
    select(*_COLUMNS)
    .where(SheetRow.id.in_(sources))
    .order_by(SheetRow.folded_title, SheetRow.id)
    .limit(bindparam("limit"))
    for sources in (
        _SOURCES,
        _SOURCES.where(_OF_RELATION),
        _SOURCES.where(*_CITES),
    )
)
_WRITTEN = (
    select(*_COLUMNS)
    .where(
        SheetRow.id.in_(
            select(RevisionRow.sheet).where(RevisionRow.author == bindparam("person"))
        ),
        SheetRow.kind.in_(bindparam("kinds", expanding=True)),
        not_(SheetRow.deleted),
    )
    .order_by(SheetRow.folded_title, SheetRow.id)
    .limit(bindparam("limit"))
)
_TRANSLATING = (
    select(LinkRow.source)
    .where(
        LinkRow.target.in_(bindparam("targets", expanding=True)),
        LinkRow.relation == TRANSLATION,
    )
    .order_by(LinkRow.source)
    .limit(bindparam("limit"))
)
_IN_SLICE = select(SheetRow.id).where(
    SheetRow.head_sequence > bindparam("after"),
    SheetRow.head_sequence <= bindparam("last"),
)
_TRANSLATED = union(
    *(
        select(LinkRow.target).where(
            LinkRow.relation == TRANSLATION, end.in_(_IN_SLICE)
        )
        for end in (LinkRow.source, LinkRow.target)
    )
)
_TRANSLATIONS = (
    select(LinkRow.source, LinkRow.target)
    .where(LinkRow.relation == TRANSLATION, LinkRow.target.in_(_TRANSLATED))
    .order_by(LinkRow.target, LinkRow.source)
)
_ADAPTING = (
    select(LinkRow.source)
    .where(
        LinkRow.target.in_(bindparam("targets", expanding=True)),
        LinkRow.relation == SOURCES,
    )
    .order_by(LinkRow.source)
    .limit(bindparam("limit"))
)
_SHOWN = (ITEMS, SOURCES, TRANSLATION, TRIED)
_RELATIONS = select(
    *(
        exists()
        .where(LinkRow.target == bindparam("target"), LinkRow.relation == relation)
        .label(relation)
        for relation in _SHOWN
    ),
    exists().where(LinkRow.target == bindparam("target"), *_CITES).label("cited"),
)
_DELETE_LINKS = delete(LinkRow).where(LinkRow.source == bindparam("of"))
_INSERT_LINKS = insert(LinkRow)
_COUNT_RELATIONS = select(LinkRow.relation, func.count()).group_by(LinkRow.relation)
_LINKS = (
    select(LinkRow.relation, LinkRow.target, LinkRow.target_version)
    .where(LinkRow.source == bindparam("source"))
    .order_by(LinkRow.relation, LinkRow.target)
)
_LINKS_BY = _LINKS.where(_OF_RELATION)
MOST_AMONG = 16
_OTHERS: list[BindParameter[str]] = [
    bindparam(f"other{number}") for number in range(MOST_AMONG)
]
_LINKED = union(
    select(LinkRow.target).where(
        LinkRow.source == bindparam("sheet"), LinkRow.target.in_(_OTHERS)
    ),
    select(LinkRow.source).where(
        LinkRow.target == bindparam("sheet"), LinkRow.source.in_(_OTHERS)
    ),
)
_STANDING = select(SheetRow.head_number).where(
    SheetRow.id == bindparam("sheet"), SheetRow.deleted == false()
)
_VERSION = (
    select(RevisionRow.number)
    .join(SheetRow, RevisionRow.sheet == SheetRow.id)
    .where(
        RevisionRow.sheet == bindparam("sheet"),
        RevisionRow.number == bindparam("number"),
        RevisionRow.action != Action.DELETE,
        SheetRow.deleted == false(),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkTarget:
    """A sheet as it stands today; `number` is that of its head, `kind` a key."""

    sheet: str
    kind: str
    title: str
    slug: str
    deleted: bool
    number: int


def named_heads(work: Work, sheets: Sequence[str]) -> dict[str, LinkTarget]:
    """Give those that exist, tombstones included, by their identifier."""
    found: dict[str, LinkTarget] = {}
    for start in range(0, len(sheets), AT_ONCE):
        some = {"sheets": sheets[start : start + AT_ONCE]}
        found |= {one.sheet: one for one in _targets(work, _NAMED, some)}
    return found


def standing_number(work: Work, sheet: str) -> int:
    """Return the number of the version of a sheet that stands, 0 without one."""
    return work.connection.execute(_STANDING, {"sheet": sheet}).scalar() or 0


def version_stands(work: Work, sheet: str, number: int) -> bool:
    """Return whether there is such a version, no tombstone, of a sheet that stands."""
    known = {"sheet": sheet, "number": number}
    return work.connection.execute(_VERSION, known).first() is not None


def links_to(
    work: Work, target: str, relation: str = "", *, limit: int
) -> list[LinkTarget]:
    """Return the live sheets that link to a sheet, each once, in the order of titles.

    `relation` "" is every relation.
    """
    query = _LINKING_BY if relation else _LINKING
    known = {"target": target, "limit": limit, **_bound(relation)}
    return list(_targets(work, query, known))


def relations_to(work: Work, target: str) -> frozenset[str]:
    """Return by which of ITEMS, SOURCES, TRANSLATION and TRIED sheets link to a sheet.

    CITED is among them where `citing_sheets` gives some. One question, as long at any
    number of links, in place of one for each.
    """
    row = work.connection.execute(_RELATIONS, {"target": target}).one()
    return frozenset(
        one for one, there in zip((*_SHOWN, CITED), row, strict=True) if there
    )


def count_relations(work: Work) -> Mapping[str, int]:
    """Count the links of each relation, from the versions that stand."""
    return dict(work.connection.execute(_COUNT_RELATIONS).all())


def citing_sheets(work: Work, target: str, *, limit: int) -> list[LinkTarget]:
    """Return the live sheets that name a sheet, whichever version stands.

    Each once, in the order of titles. What is made of a version, or says something of
    one, names that version; what TOLD_APART says is left out too.
    """
    known = {"target": target, "limit": limit}
    return list(_targets(work, _LINKING_BUT, known))


def sheets_written_by(
    work: Work, person: str, kinds: Sequence[str], *, limit: int
) -> list[LinkTarget]:
    """Return the live sheets of some kinds of which a person published a version.

    In the order of titles.
    """
    known = {"person": person, "kinds": kinds, "limit": limit}
    return list(_targets(work, _WRITTEN, known))


def sheets_translating(work: Work, targets: Sequence[str], *, limit: int) -> list[str]:
    """Return the live sheets that translate a version of some sheets."""
    known = {"targets": targets, "limit": limit}
    return list(work.connection.execute(_TRANSLATING, known).scalars())


def translations_between(work: Work, *, after: int, last: int) -> list[tuple[str, str]]:
    """Return pairs of a live sheet and one that it translates.

    Of all sheets that say the same as one whose head is in ]after, last].
    """
    known = {"after": after, "last": last}
    return [(made, of) for made, of in work.connection.execute(_TRANSLATIONS, known)]


def adapting_sheets(work: Work, targets: Sequence[str], *, limit: int) -> list[str]:
    """Return the live sheets that are made from one of some sheets, each once."""
    known = {"targets": list(targets), "limit": limit}
    return list(dict.fromkeys(work.connection.execute(_ADAPTING, known).scalars()))


def links_from(work: Work, source: str, relation: str = "") -> list[SheetLink]:
    """Return the links of a live sheet's head, in the order of relations and targets.

    `relation` "" is every relation.
    """
    query = _LINKS_BY if relation else _LINKS
    known = {"source": source, **_bound(relation)}
    return [
        SheetLink(relation=said, target=target, target_version=version)
        for said, target, version in work.connection.execute(query, known)
    ]


def linked_among(work: Work, sheet: str, others: Sequence[str]) -> set[str]:
    """Return those of MOST_AMONG others at most that a sheet links to, or that link to it."""
    named = zip_longest(range(MOST_AMONG), others, fillvalue="")
    known = {"sheet": sheet, **{f"other{number}": one for number, one in named}}
    return set(work.connection.execute(_LINKED, known).scalars())


def _targets(
    work: Work,
    query: Select[str, str, str, str, bool, int],
    known: Mapping[str, object],
) -> Iterator[LinkTarget]:
    for row in work.connection.execute(query, known):
        sheet, kind, title, slug, deleted, number = row
        yield LinkTarget(
            sheet=sheet,
            kind=kind,
            title=title,
            slug=slug,
            deleted=deleted,
            number=number,
        )


def _bound(relation: str) -> dict[str, str]:
    return {"relation": relation} if relation else {}


@dataclass(frozen=True, slots=True)
class LinkChange:
    """The links of a version, `now`, and of the head `before` it, None if unread."""

    now: Collection[SheetLink] = ()
    before: Collection[SheetLink] | None = None


def note_links(work: Work, head: Revision, links: LinkChange) -> None:
    """Make the links of a sheet those of its new head; ask nothing where none changed."""
    now = () if head.deleted else links.now
    if links.before is not None and _latest(links.before) == _latest(now):
        return
    if head.number > 1:
        work.connection.execute(_DELETE_LINKS, {"of": head.sheet})
    if rows := link_rows(head, now):
        work.connection.execute(_INSERT_LINKS, rows)


def link_rows(
    head: Revision, links: Iterable[SheetLink]
) -> list[Mapping[str, str | int | None]]:
    """Return the rows of `links` for a head: none for a tombstone.

    Of several versions of one target under one relation, the latest is kept.
    """
    return [
        {
            "source": head.sheet,
            "relation": relation,
            "target": target,
            "target_version": version or None,
        }
        for (relation, target), version in _latest(
            () if head.deleted else links
        ).items()
    ]


def _latest(links: Iterable[SheetLink]) -> dict[tuple[str, str], int]:
    """Return the latest version of each target under each relation, 0 for none."""
    versions: dict[tuple[str, str], int] = {}
    for link in links:
        key = (link.relation, link.target)
        versions[key] = max(versions.get(key, 0), link.target_version or 0)
    return versions
