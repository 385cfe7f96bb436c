"""Every version of a page of the site stays, in each language."""

from dataclasses import replace

from commons.adapters.store.engine.unit_of_work import Store
from commons.adapters.store.site import site_pages
from commons.core.domain.site.site_page import PageInLanguage, SitePageVersion
from tests.adapters.store.makers import NOON, added

LEGAL = PageInLanguage(key="legal", language="fr")


def test_versions_are_listed_newest_first_and_the_newest_stands(store: Store) -> None:
    author = added(store, "a@exemple.fr", "Ana").person
    first = SitePageVersion(
        page=LEGAL, number=1, text="Un", author=author, instant=NOON
    )
    second = replace(first, number=2, text="Deux")
    english = replace(first, page=replace(LEGAL, language="en"), text="One")
    with store.write() as work:
        for version in (first, second, english):
            site_pages.add_version(work, version)
    with store.read() as work:
        assert site_pages.page_versions(work, LEGAL, limit=9) == [second, first]
        assert site_pages.page_versions(work, LEGAL, limit=1) == [second]
        assert site_pages.current_pages(work) == {LEGAL: second, english.page: english}
