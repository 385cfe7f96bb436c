"""Pages of the site are written one upon the other, and nobody's words are lost."""

import pytest

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people.accounts import all_accounts
from commons.adapters.store.site.site_pages import page_versions
from commons.core.domain.sheet import Person
from commons.core.domain.site.site_page import LONGEST_TEXT, PageInLanguage
from commons.errors import ConflictError, NotFoundError, TooLargeError
from commons.services.stewardship.site_pages import current_version, save_page
from commons.wiring.components import Components
from tests.people.visitor import Visitor

ABOUT = PageInLanguage(key="about", language="fr")


@pytest.fixture
def writer(parts: Components, editor: Visitor) -> Person:
    with parts.store.read() as work:
        return next(one.person for one in all_accounts(work))


def saved(work: Work, writer: Person, text: str, parent: int) -> int:
    return save_page(work, writer, ABOUT, text, parent=parent).number


def test_each_save_is_a_version_and_the_same_text_is_none(
    parts: Components, writer: Person
) -> None:
    with parts.store.write() as work:
        assert current_version(work, ABOUT) is None
        assert saved(work, writer, "Un texte.\r\n", 0) == 1
        assert saved(work, writer, "Un texte.", 1) == 1
        assert saved(work, writer, "Un autre.", 1) == 2
        standing = current_version(work, ABOUT)
        assert standing is not None
        assert (standing.number, standing.text) == (2, "Un autre.")


def test_who_began_from_an_older_version_is_told(
    parts: Components, writer: Person
) -> None:
    with parts.store.write() as work:
        saved(work, writer, "Un", 0)
        with pytest.raises(ConflictError) as told:
            saved(work, writer, "Deux", 0)
        assert told.value.head == 1
        assert [one.text for one in page_versions(work, ABOUT, limit=9)] == ["Un"]


def test_what_is_no_page_or_too_long_is_refused(
    parts: Components, writer: Person
) -> None:
    with parts.store.write() as work:
        for page in (
            PageInLanguage(key="nowhere", language="fr"),
            PageInLanguage(key="about", language="de"),
        ):
            with pytest.raises(NotFoundError):
                save_page(work, writer, page, "Un texte", parent=0)
        with pytest.raises(TooLargeError):
            saved(work, writer, "a" * (LONGEST_TEXT + 1), 0)
