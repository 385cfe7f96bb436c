"""The button that follows a search: what is new in it is told like the rest."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.search.port import Query
from commons.core.domain import clock
from commons.core.domain.people.account import Permission
from commons.core.domain.people.followed_search import FollowedSearch
from commons.errors import FullError
from commons.services.notifications.following import (
    FollowState,
    follow_state,
    unfollow,
)
from commons.services.notifications.searches import follow_search, search_topic
from commons.web.display.messages import follow_refusal
from commons.web.guard.journey import Journey
from commons.web.journeys.search.results.applied_filters import EXACT, FITS_FIRST
from commons.web.journeys.search.results.search_request import read_query
from commons.web.request.context import components, current_account, current_writer
from commons.web.request.limits.rate_limits import FORMS, limit_accounts
from commons.web.request.responses import uncached_page

followed_searches = Journey("followed_searches", __name__)


@followed_searches.app_template_global("follow_search_state")
def follow_search_state(query: Query) -> FollowState | None:
    """Return whether who asks follows a search, None for who did not sign in."""
    me = current_account()
    if me is None:
        return None
    with components().store.read() as work:
        return follow_state(work, me, search_topic(_followed(query)))


@followed_searches.app_template_global("follow_search_address")
def follow_search_address(query: Query) -> str:
    """Return the address of the page that follows a search."""
    return url_for("followed_searches.follow_search_page", **_arguments(query))


def _arguments(query: Query) -> dict[str, Any]:
    return {
        "q": query.words or None,
        EXACT: "1" if query.verbatim else None,
        FITS_FIRST: "1" if query.fits_first else None,
        **query.fits,
        **{name: list(held) for name, held in query.filters.items()},
    }


def _followed(query: Query) -> FollowedSearch:
    return FollowedSearch(
        words=query.words,
        filters=query.filters,
        fits=query.fits,
        verbatim=query.verbatim,
        fits_first=query.fits_first,
        address=url_for("search.search_page", **_arguments(query)),
    )


@followed_searches.route(
    "/search/follow",
    methods=["GET", "POST"],
    needs=Permission.OWN_ACCOUNT,
    reads=FORMS,
    writes=limit_accounts("following searches", "120 per hour;300 per day"),
    crawled=False,
)
def follow_search_page() -> AnyResponse:
    """Follow the search of the address, or no more; a page for who comes by a link."""
    me, here, query = current_writer(), components(), read_query()
    search = _followed(query)
    if request.method == "GET":
        page = render_template(
            "notifications/follow_search.html", query=query, path=search.address
        )
        return uncached_page(page, 200)
    try:
        with here.store.write(quiet=True) as work:
            if request.form.get("_do") == "unfollow":
                unfollow(work, me, search_topic(search), clock.now())
                said = gettext("Vous ne suivez plus cette recherche.")
            else:
                follow_search(work, me, search, clock.now())
                said = gettext("Vous suivez cette recherche.")
    except FullError as error:
        flash(follow_refusal(error), "bad")
    else:
        flash(said, "good")
    return redirect(search.address, 303)
