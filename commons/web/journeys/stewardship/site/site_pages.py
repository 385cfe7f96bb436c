"""The pages that every public site has: read by all, written by its admins."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext as _l
from markupsafe import Markup
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.store.site import site_pages as store
from commons.core.domain.people.account import Permission
from commons.core.domain.site.site_page import (
    LONGEST_TEXT,
    SITE_PAGES,
    PageInLanguage,
    SitePage,
)
from commons.core.text.markdown.rendering import render_markdown
from commons.core.text.markdown.sections import split_sections
from commons.core.text.markdown.typography import typeset_html
from commons.errors import ConflictError, TooLargeError
from commons.services.stewardship.site_pages import current_version, save_page
from commons.settings import LANGUAGES
from commons.web.display.site_text import (
    name_site,
    shipped_text,
    split_headline,
    text_of,
)
from commons.web.guard.journey import Journey, NavigationEntry
from commons.web.request.answers.negotiation import tagged_answer
from commons.web.request.context import components, current_writer, positive_int
from commons.web.request.limits.rate_limits import FORMS, limit_accounts
from commons.web.request.locale import page_language
from commons.web.request.responses import private_page
from commons.web.request.route_rules import FROZEN

MOST_VERSIONS = 50
"""How many earlier versions of a page its editor lists."""

_PAGE = "site_pages.site_page"

_SHORT = {
    **{page.key: page.key for page in SITE_PAGES.values() if page.in_footer},
    "help": "writing",
}
"""What people type after the address of a site -> the page that they mean."""


def _entries() -> list[NavigationEntry]:
    of_site = [
        NavigationEntry(
            endpoint=_PAGE,
            arguments={"page": page.key},
            label=page.title,
            order=order,
            place="site",
        )
        for order, page in enumerate(SITE_PAGES.values(), start=1)
        if page.in_footer
    ]
    of_team = NavigationEntry(
        endpoint="site_pages.site_pages_page",
        label=_l("Pages du site"),
        order=72,
        place="team",
        needs=Permission.SITE,
    )
    return [*of_site, of_team]


site_pages = Journey("site_pages", __name__, entries=_entries())


@site_pages.get("/pages/<page>", needs=Permission.READ, frozen=FROZEN)
def site_page(page: str) -> AnyResponse:
    """Show a page of the site, in the other language where it has no other words."""
    known = _known(page)
    spoken = page_language()
    with components().store.read() as work:
        written = store.current_pages(work)
    tags = [spoken, *(tag for tag in LANGUAGES if tag != spoken)]
    versions = [written.get(PageInLanguage(key=page, language=tag)) for tag in tags]
    texts = [text_of(known, tag, one) for tag, one in zip(tags, versions, strict=True)]
    at = next((place for place, text in enumerate(texts) if text), 0)
    return tagged_answer(
        render_template(
            "stewardship/site/site_page.html",
            page=known,
            html=_rendered(texts[at]),
            text_language=tags[at],
            version=versions[at],
        )
    )


@site_pages.get(f"/<any({','.join(_SHORT)}):page>", needs=Permission.READ)
def short_address(page: str) -> AnyResponse:
    """Lead from where people look for a page first, as /about, to where it is."""
    return redirect(url_for(_PAGE, page=_SHORT[page]), 301)


@site_pages.get("/admin/pages", needs=Permission.SITE)
def site_pages_page() -> AnyResponse:
    """List the pages of the site, and in which languages each was written."""
    with components().store.read() as work:
        written = store.current_pages(work)
    page = render_template(
        "stewardship/site/site_pages.html",
        rows=[
            (
                page,
                [
                    (tag, written.get(PageInLanguage(key=page.key, language=tag)))
                    for tag in LANGUAGES
                ],
            )
            for page in SITE_PAGES.values()
        ],
        tags=LANGUAGES,
    )
    return private_page(page, 200)


@site_pages.route(
    "/admin/pages/<page>/<language>",
    methods=["GET", "POST"],
    needs=Permission.SITE,
    reads=FORMS,
    writes=limit_accounts("pages of the site", "120 per hour"),
    resumes=True,
)
def edit_site_page(page: str, language: str) -> AnyResponse:
    """Write a page of the site in one language."""
    _known(page)
    if language not in LANGUAGES:
        raise NotFound
    asked = PageInLanguage(key=page, language=language)
    if request.method == "GET":
        return _form(asked, _FormState(), 200)
    text = request.form.get("text", "")
    order = request.form.get("_do", "resume")
    if order != "save":  # a preview, or what comes back after signing in
        return _form(asked, _FormState(typed=text, preview=order == "look"), 200)
    parent = positive_int(request.form.get("parent"))
    try:
        with components().store.write() as work:
            save_page(work, current_writer().person, asked, text, parent=parent)
    except ConflictError:
        fault = gettext(
            "Quelqu’un a enregistré cette page pendant que vous écriviez. Votre texte est"
            " gardé ci-dessous ; le sien se lit plus bas. Reprenez-en ce qu’il faut,"
            " puis enregistrez."
        )
        return _form(asked, _FormState(typed=text, fault=fault), 409)
    except TooLargeError:
        fault = gettext("%(most)s caractères au plus.", most=LONGEST_TEXT)
        return _form(asked, _FormState(typed=text, fault=fault), 422)
    flash(gettext("La page est enregistrée."), "good")
    return redirect(url_for(_PAGE, page=page, lang=language), 303)


@dataclass(frozen=True, slots=True, kw_only=True)
class _FormState:
    """What was typed (None: nothing yet), what is wrong, whether a preview is wanted."""

    typed: str | None = None
    fault: str = ""
    preview: bool = False


def _form(page: PageInLanguage, state: _FormState, status: int) -> AnyResponse:
    """Show the form: with what was typed, else an older version, else what stands."""
    with components().store.read() as work:
        standing = current_version(work, page)
        versions = store.page_versions(work, page, limit=MOST_VERSIONS)
    asked = positive_int(request.args.get("version"))
    older = next((one for one in versions if one.number == asked), None)
    begun = older or standing
    text = begun.text if begun and begun.text else shipped_text(page)
    typed = state.typed
    return private_page(
        render_template(
            "stewardship/site/edit_site_page.html",
            page=SITE_PAGES[page.key],
            text_language=page.language,
            text=text if typed is None else typed,
            most=LONGEST_TEXT,
            parent=standing.number if standing else 0,
            fault=state.fault,
            preview=_preview(SITE_PAGES[page.key], typed or "")
            if state.preview
            else None,
            versions=versions,
            older=older,
            theirs=standing if status == 409 else None,
        ),
        status,
    )


def _known(key: str) -> SitePage:
    if key not in SITE_PAGES:
        raise NotFound
    return SITE_PAGES[key]


def _preview(page: SitePage, text: str) -> Markup:
    """Return the HTML of a text as its page will show it."""
    if not page.is_headline:
        return _rendered(text)
    headline, lead = split_headline(name_site(text))
    return Markup("<h3>{}</h3>\n<p>{}</p>").format(headline, lead)


def _rendered(text: str) -> Markup:
    """Return the HTML of a page's text; {site} is the name of the site.

    Its headings stand under that of the page.
    """
    named = name_site(text)
    whole = any(part.level == 1 for part in split_sections(named))
    html = render_markdown(
        named, link=lambda _target: None, heading_shift=1 if whole else 0
    )
    return Markup(typeset_html(html))  # noqa: S704 - it is clean HTML
