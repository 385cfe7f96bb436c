"""Writes the pages of the site; nothing that was written is lost."""

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.site import site_pages
from commons.adapters.store.site.audit_log import note_act
from commons.core.domain import clock
from commons.core.domain.language.characters import clean_text
from commons.core.domain.sheet import Person
from commons.core.domain.site.audit import AuditAct
from commons.core.domain.site.site_page import (
    LONGEST_TEXT,
    SITE_PAGES,
    PageInLanguage,
    SitePageVersion,
)
from commons.errors import ConflictError, NotFoundError, TooLargeError
from commons.settings import LANGUAGES


def current_version(work: Work, page: PageInLanguage) -> SitePageVersion | None:
    """Return what stands for a page in a language, None for what it began with.

    Raises NotFoundError for no such page or language.
    """
    if page.key not in SITE_PAGES or page.language not in LANGUAGES:
        raise NotFoundError(page.key)
    found = site_pages.page_versions(work, page, limit=1)
    return found[0] if found else None


def save_page(
    work: Work, author: Person, page: PageInLanguage, text: str, *, parent: int
) -> SitePageVersion:
    """Write the next version of a page; an empty text takes back what it began with.

    `parent` is the number of the version that the text was begun from, 0 for none.
    Raises NotFoundError, TooLargeError; ConflictError when another was saved meanwhile.
    """
    standing = current_version(work, page)
    number = standing.number if standing else 0
    clean = clean_text(text)
    if len(clean) > LONGEST_TEXT:
        raise TooLargeError(f"more than {LONGEST_TEXT} characters")
    if standing is not None and clean == standing.text:
        return standing
    if parent != number:
        raise ConflictError(number)
    version = SitePageVersion(
        page=page,
        number=number + 1,
        text=clean,
        author=author,
        instant=clock.now(),
    )
    site_pages.add_version(work, version)
    act, target = AuditAct.SITE_PAGE, f"{page.key}/{page.language}"
    note_act(work, author.id, act, target, version=str(version.number))
    return version
