"""What was looked for in vain: readers say what is missing, editors see both."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext as _l
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.store.site import missed_searches as store
from commons.core.domain.people.account import Permission
from commons.core.domain.site.missed_search import LONGEST_WISH
from commons.errors import FullError, UnfitFormError
from commons.services.search.question.understanding import LONGEST_QUERY
from commons.services.stewardship.missed_searches import wish_for_sheet
from commons.web.guard.journey import Journey, NavigationEntry
from commons.web.request.context import components, list_page
from commons.web.request.limits.rate_limits import (
    FORMS,
    LISTS,
    MODERATION,
    limit_everyone,
)
from commons.web.request.responses import private_page, uncached_page

PAGE_SIZE = 50
_LIST = "missing.missed_page"

missing_sheets = Journey(
    "missing",
    __name__,
    entries=(
        NavigationEntry(
            endpoint=_LIST,
            label=_l("Recherches sans réponse"),
            order=67,
            place="team",
            needs=Permission.VOCABULARY,
        ),
    ),
)


@missing_sheets.route(
    "/search/missing",
    methods=["GET", "POST"],
    needs=Permission.READ,
    reads=FORMS,
    writes=limit_everyone("wishes", "20 per hour", "5 per hour;20 per day"),
    crawled=False,
    resumes=True,
)
def wish_page() -> AnyResponse:
    """Take in what somebody says is missing; no account is needed."""
    words = request.values.get("q", "")[:LONGEST_QUERY]
    text = request.form.get("text", "")
    if request.method == "GET" or request.form.get("_do") != "send":
        return _form(words, text, "")
    try:
        with components().store.write(quiet=True) as work:
            wish_for_sheet(work, text, words)
    except UnfitFormError as error:
        fault = error.faults["text"]
        return _form(words, text, gettext(fault))
    except FullError:
        full = gettext("Trop de demandes attendent déjà : revenez dans quelques jours.")
        return _form(words, text, full)
    flash(gettext("Merci : l’équipe du site lira ce qui manque."), "good")
    return redirect(url_for("search.search_page"), 303)


@missing_sheets.get("/admin/searches", needs=Permission.VOCABULARY, reads=LISTS)
def missed_page() -> AnyResponse:
    """List what was looked for in vain, and what readers say is missing."""
    with components().store.read() as work:
        page, pages = list_page(store.count_missed(work), PAGE_SIZE)
        wish_page, wish_pages = list_page(store.count_wanted(work), PAGE_SIZE, "wishes")
        missed = store.list_missed(work, limit=PAGE_SIZE, offset=PAGE_SIZE * (page - 1))
        wanted = store.list_wanted(
            work, limit=PAGE_SIZE, offset=PAGE_SIZE * (wish_page - 1)
        )
    body = render_template(
        "stewardship/words/missed_searches.html",
        missed=missed,
        wanted=wanted,
        page=page,
        pages=pages,
        page_address=lambda number: url_for(_LIST, page=number, wishes=wish_page),
        wish_page=wish_page,
        wish_pages=wish_pages,
        wish_address=lambda number: url_for(_LIST, page=page, wishes=number),
    )
    return private_page(body, 200)


@missing_sheets.post("/admin/searches", needs=Permission.VOCABULARY, writes=MODERATION)
def settle_search() -> AnyResponse:
    """Take a search or a wish off the list."""
    with components().store.write(quiet=True) as work:
        if words := request.form.get("words"):
            store.forget_missed(work, words)
        if identifier := request.form.get("wanted"):
            store.drop_wanted(work, identifier)
    return redirect(url_for(_LIST), 303)


def _form(words: str, text: str, fault: str) -> AnyResponse:
    page = render_template(
        "search/missing.html", words=words, text=text, fault=fault, most=LONGEST_WISH
    )
    return uncached_page(page, 422 if fault else 200)
