"""The first page, and whether the service is well."""

from shutil import disk_usage

from flask import Response, jsonify, render_template
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from commons.adapters.rdf.schema_org import write_website
from commons.adapters.store.log import revisions
from commons.adapters.store.measures import counts as extent
from commons.adapters.store.site import featured_sheets
from commons.core.domain.people.account import Permission
from commons.errors import CommonsError
from commons.services.people.overview import give_overview
from commons.services.reuse.featuring import MOST_FEATURED
from commons.services.search.browsing.front_page import (
    busiest_territories,
    latest_mixed,
    list_needs,
)
from commons.services.search.indexing import is_far_behind
from commons.web.display.site_text import name_site, read_text, split_headline
from commons.web.guard.journey import Journey, NavigationEntry
from commons.web.request.answers.negotiation import tagged_answer
from commons.web.request.context import components, current_account, visitor_may
from commons.web.request.locale import page_language
from commons.web.request.route_rules import FROZEN

home_pages = Journey(
    "home",
    __name__,
    entries=(
        NavigationEntry(endpoint="home.home_page", label=_l("Accueil"), order=10),
    ),
)

NEWEST = 6
MOST_NEEDS = 6
MOST_TERRITORIES = 12
"""How many sheets, needs and territories the first page shows."""

WELCOME = "home"
"""The page of the site whose words stand at the top."""

LEAST_FREE_BYTES = 32_000_000
"""With less room than this a save may fail, and its text with it."""


@home_pages.get("/", needs=Permission.READ, frozen=FROZEN)
def home_page() -> Response:
    """Say what is here, what it is for, and where to start."""
    here = components()
    settings = here.settings
    base = settings.base_url
    website = write_website(settings.site_name, base, settings.language)
    me = current_account()
    with here.store.read() as work:
        newest = latest_mixed(work, here.schema, limit=NEWEST)
        chosen = featured_sheets.shown_sheets(work, limit=MOST_FEATURED)
        featured = revisions.get_heads(work, chosen).values() if chosen else ()
        counts = extent.count_all(work)
        territories = busiest_territories(work, limit=MOST_TERRITORIES)
        welcome = read_text(work, WELCOME, page_language())
        mine = give_overview(work, me) if me else None
    headline, lead = split_headline(name_site(welcome))
    page = render_template(
        "search/home.html",
        headline=headline,
        lead=lead,
        needs=list_needs(here.schema, limit=MOST_NEEDS),
        newest=newest,
        featured=list(featured),
        counts=counts,
        kinds=here.schema.kinds,
        places=[(code, here.places.label(code), n) for code, n in territories],
        mine=mine,
        schema_org=Markup(website),  # noqa: S704  # escaped for an element `script`
        base=base,
    )
    return tagged_answer(page)


@home_pages.get("/healthz", needs=Permission.READ)
def health_check() -> Response:
    """Say that the process lives, and whether it is ready: 503 when it is not.

    Ready means that texts can be saved and found again: the database takes what is
    written (unless the site is `read_only`), the disk has room, the search index was made. `changes_to_index` says how
    far the search is behind, `search_whole` is false while its index is being made.
    Who runs the site is also told `free_mb`, how much room the data folder has.
    """
    here = components()
    told: dict[str, object] = {"live": True, "ready": True}
    try:
        with here.store.read() as work:
            behind = revisions.head_sequence(work) - here.index.mark()
        whole, free = here.index.whole(), disk_usage(here.settings.data_dir).free
        told["changes_to_index"] = max(0, behind)
        told["search_whole"] = not is_far_behind(behind, whole=whole)
        if visitor_may(Permission.OPERATE):
            told["free_mb"] = free // 1_000_000
        made = whole or behind <= 0
        told["ready"] = made and free > LEAST_FREE_BYTES
        if here.settings.read_only:
            told["read_only"] = True
        else:
            here.store.refuse_unwritable()
    except (CommonsError, OSError) as error:
        told |= {"ready": False, "error": type(error).__name__}
    response = jsonify(status="ok" if told["ready"] else "unavailable", **told)
    response.status_code = 200 if told["ready"] else 503
    response.headers["Cache-Control"] = "no-store"
    return response


@home_pages.get("/healthz/live", needs=Permission.READ)
def liveness_check() -> Response:
    """Say that the process answers, without asking anything of the database."""
    response = jsonify(status="ok", live=True)
    response.headers["Cache-Control"] = "no-store"
    return response
