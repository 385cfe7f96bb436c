"""Knows the pages of the site as their operator wrote them, every version."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row, bindparam, func, insert, select

from commons.adapters.store.engine.tables.site.site_tables import SitePageRow
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain import clock
from commons.core.domain.sheet import Person
from commons.core.domain.site.site_page import PageInLanguage, SitePageVersion

_COLUMNS = (
    SitePageRow.page,
    SitePageRow.language,
    SitePageRow.number,
    SitePageRow.text,
    SitePageRow.author,
    SitePageRow.author_name,
    SitePageRow.instant,
)
_OF_PAGE = (
    select(*_COLUMNS)
    .where(
        SitePageRow.page == bindparam("key"),
        SitePageRow.language == bindparam("tag"),
    )
    .order_by(SitePageRow.number.desc())
    .limit(bindparam("limit"))
)
_NEWEST = select(
    SitePageRow.page, SitePageRow.language, func.max(SitePageRow.number).label("number")
).group_by(SitePageRow.page, SitePageRow.language)
_NEW = _NEWEST.subquery()
_CURRENT = select(*_COLUMNS).join(
    _NEW,
    (SitePageRow.page == _NEW.c.page)
    & (SitePageRow.language == _NEW.c.language)
    & (SitePageRow.number == _NEW.c.number),
)


def page_versions(
    work: Work, page: PageInLanguage, *, limit: int
) -> list[SitePageVersion]:
    """Return the versions of a page in a language, newest first."""
    asked = {"key": page.key, "tag": page.language, "limit": limit}
    return _versions(work.connection.execute(_OF_PAGE, asked))


def current_pages(work: Work) -> dict[PageInLanguage, SitePageVersion]:
    """Return the newest version of each page that was written."""
    found = _versions(work.connection.execute(_CURRENT))
    return {one.page: one for one in found}


def add_version(work: Work, version: SitePageVersion) -> None:
    """Write a version down; its number is one more than the newest."""
    row = {
        "page": version.page.key,
        "language": version.page.language,
        "number": version.number,
        "text": version.text,
        "author": version.author.id,
        "author_name": version.author.name,
        "instant": clock.to_milliseconds(version.instant),
    }
    work.connection.execute(insert(SitePageRow), row)


def _versions(rows: Iterable[Row[*tuple[Any, ...]]]) -> list[SitePageVersion]:
    return [
        SitePageVersion(
            page=PageInLanguage(key=row.page, language=row.language),
            number=row.number,
            text=row.text,
            author=Person(id=row.author, name=row.author_name),
            instant=clock.from_milliseconds(row.instant),
        )
        for row in rows
    ]
