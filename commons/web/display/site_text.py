"""The words of the pages of the site: what was written, else what it began with."""

from functools import cache
from importlib.resources import files

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.site.site_pages import current_pages
from commons.core.domain.site.site_page import (
    SITE_PAGES,
    PageInLanguage,
    SitePage,
    SitePageVersion,
)
from commons.web.request.context import components

_MARK = "# "
_SITE = "{site}"


def read_text(work: Work, key: str, language: str) -> str:
    """Return the Markdown of a page that its readers see, by its key."""
    version = current_pages(work).get(PageInLanguage(key=key, language=language))
    return text_of(SITE_PAGES[key], language, version)


def text_of(page: SitePage, language: str, version: SitePageVersion | None) -> str:
    """Return what readers see of a page in a language, "" for nothing."""
    if version is not None and version.text:
        return version.text
    if page.starts_empty:
        return ""
    return shipped_text(PageInLanguage(key=page.key, language=language))


@cache
def shipped_text(page: PageInLanguage) -> str:
    """Return the Markdown that a page begins with, in a language."""
    folder = files("commons.web").joinpath("templates", "stewardship", "pages")
    name = f"{page.key}.{page.language}.md"
    return folder.joinpath(name).read_text(encoding="utf-8").strip()


def name_site(text: str) -> str:
    """Return a text with the name of the site where it says {site}."""
    return text.replace(_SITE, components().settings.site_name)


def split_headline(text: str) -> tuple[str, str]:
    """Return the headline of a text, its first line, and the rest as one line."""
    first, _, rest = text.strip().partition("\n")
    return first.removeprefix(_MARK).strip(), " ".join(rest.split())
