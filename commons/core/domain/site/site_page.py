"""The pages that every public site has, whose words are its operator's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from commons.core.domain.sheet import Person

LONGEST_TEXT = 60_000
"""Characters of one page in one language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SitePage:
    """One such page, at /pages/`key`; `title` maps a language to words.

    `starts_empty`: nothing is shown before its operator wrote it, because what it
    says binds whoever runs the site; the text that it begins with is a template.
    `in_footer`: every page leads to it. `is_headline`: its first line is a headline and
    the rest a sentence below it, both without formatting.
    """

    key: str
    title: Mapping[str, str]
    starts_empty: bool = False
    in_footer: bool = True
    is_headline: bool = False


SITE_PAGES: dict[str, SitePage] = {
    page.key: page
    for page in (
        SitePage(
            key="home",
            title={"fr": "Mots d’accueil", "en": "Words of welcome"},
            in_footer=False,
            is_headline=True,
        ),
        SitePage(key="about", title={"fr": "À propos", "en": "About"}),
        SitePage(
            key="writing",
            title={"fr": "Aide pour écrire", "en": "Help for writers"},
        ),
        SitePage(
            key="contact", title={"fr": "Contact", "en": "Contact"}, starts_empty=True
        ),
        SitePage(
            key="legal",
            title={"fr": "Mentions légales", "en": "Legal notice"},
            starts_empty=True,
        ),
        SitePage(
            key="privacy",
            title={"fr": "Données personnelles", "en": "Privacy"},
        ),
        SitePage(
            key="accessibility",
            title={"fr": "Accessibilité", "en": "Accessibility"},
            starts_empty=True,
        ),
    )
}
"""The pages by key, in the order of the footer: a new one is a row here and a text in
commons/web/templates/stewardship/pages for each language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageInLanguage:
    """A page of the site, by its key, in one language."""

    key: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SitePageVersion:
    """What an operator wrote for a page in one language; `number` counts from 1.

    `text` is Markdown; an empty one takes the page back to what it began with.
    """

    page: PageInLanguage
    number: int
    text: str
    author: Person
    instant: datetime
