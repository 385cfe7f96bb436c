"""Collections: where a sheet stands in some, who is credited in one, and which are featured."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext as _l
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.store.drafts import drafts
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.adapters.store.log.projections.link_targets import (
    links_to,
    sheets_written_by,
)
from commons.adapters.store.site import featured_sheets
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Permission
from commons.core.domain.sheet import ITEMS
from commons.core.kinds.rules.sheet_lists import may_be_listed, sheet_list
from commons.errors import DeletedError, FullError, NotFoundError
from commons.services.reuse.featuring import (
    feature_collection,
    move_collection,
    withdraw_collection,
)
from commons.web.display.panels import (
    AFTER,
    ASIDE,
    BEFORE,
    Panel,
    PanelContext,
    PanelValues,
)
from commons.web.display.sheet.listed_sheets import credit_all
from commons.web.guard.journey import Journey, NavigationEntry
from commons.web.request.context import components, current_writer, visitor_may
from commons.web.request.limits.rate_limits import WRITING
from commons.web.request.responses import private_page

MOST_SHOWN = 20
"""How many collections the page of a sheet names."""

MOST_OWN = 50
"""How many collections of their own, and drafts of such, somebody may choose from."""


def _standing(work: Work, context: PanelContext) -> PanelValues | None:
    """Return the collections that a sheet is in, and where to add it to one."""
    head = context.head
    if not may_be_listed(components().schema.kinds[head.kind]):
        return None
    listed = ITEMS in context.linked
    found = links_to(work, head.sheet, ITEMS, limit=MOST_SHOWN + 1) if listed else []
    adds = visitor_may(Permission.WRITE)
    if not found and not adds:
        return None
    return {
        "sheets": [
            (one.title, url_for("sheets.sheet_page", sheet=one.sheet, slug=one.slug))
            for one in found[:MOST_SHOWN]
        ],
        "more": len(found) > MOST_SHOWN,
        "address": url_for("collections.choose_collection", sheet=head.sheet)
        if adds
        else "",
    }


def _credits(_work: Work, context: PanelContext) -> PanelValues | None:
    """Return who wrote the sheets of a collection, and under which licences."""
    cards = [card for block in context.view.blocks for card, _ in block.cards]
    if not cards:
        return None
    return {"credits": credit_all(components().schema, cards)}


def _featuring(work: Work, context: PanelContext) -> PanelValues | None:
    """Return what an editor may do with a collection on the home page."""
    here, head = components(), context.head
    lists = sheet_list(here.schema.kinds[head.kind]) is not None
    if not lists or not visitor_may(Permission.FEATURE):
        return None
    found = featured_sheets.list_featured(work)
    return {"featured": any(one.sheet == head.sheet for one in found)}


collections = Journey(
    "collections",
    __name__,
    entries=(
        NavigationEntry(
            endpoint="collections.featured_page",
            label=_l("À la une"),
            order=65,
            place="team",
            needs=Permission.FEATURE,
        ),
    ),
    panels=(
        Panel(
            key="featuring",
            position=BEFORE,
            order=30,
            template="reuse/collections/_panel_featuring.html",
            load=_featuring,
        ),
        Panel(
            key="collections",
            position=ASIDE,
            order=25,
            template="reuse/collections/_panel_collections.html",
            load=_standing,
        ),
        Panel(
            key="credits",
            position=AFTER,
            order=4,
            template="reuse/collections/_panel_credits.html",
            load=_credits,
        ),
    ),
)


@collections.get("/collect/<sheet_id:sheet>", needs=Permission.WRITE, crawled=False)
def choose_collection(sheet: str) -> AnyResponse:
    """Let a writer choose which collection a sheet is added to: its form opens."""
    here, me = components(), current_writer()
    listing = [kind for kind in here.schema.kinds.values() if sheet_list(kind)]
    keys = [kind.key for kind in listing]
    with here.store.read() as work:
        head = revisions.get_head(work, sheet)
        if head.deleted:
            raise DeletedError(sheet)
        if not may_be_listed(here.schema.kinds[head.kind]):
            raise NotFoundError(sheet)
        own = sheets_written_by(work, me.person.id, keys, limit=MOST_OWN)
        texts = drafts.drafts_of(work, me.id, limit=MOST_OWN)
    begun = [draft for draft in texts if draft.kind in keys and not draft.sheet]
    page = render_template(
        "reuse/collections/collect.html", head=head, own=own, begun=begun, kinds=listing
    )
    return private_page(page, 200)


@collections.route(
    "/featured",
    methods=["GET", "POST"],
    needs=Permission.FEATURE,
    writes=WRITING,
    crawled=False,
)
def featured_page() -> AnyResponse:
    """Put the featured collections in order, add one, or take one back."""
    here = components()
    if request.method == "POST":
        return _featured(request.form.get("sheet", ""), request.form.get("_do", ""))
    with here.store.read() as work:
        found = featured_sheets.list_featured(work)
    return private_page(
        render_template("reuse/collections/featured.html", featured=found), 200
    )


def _featured(sheet: str, order: str) -> AnyResponse:
    if not iri.is_id(sheet):
        raise NotFoundError(sheet)
    here = components()
    try:
        with here.store.write() as work:
            me = current_writer()
            if order == "feature":
                feature_collection(here.schema, work, me, sheet)
            elif order == "withdraw":
                withdraw_collection(work, me, sheet)
            else:
                steps = {"up": -1, "down": 1}.get(order, 0)
                move_collection(work, me, sheet, steps)
    except FullError as error:
        words = gettext(
            "%(most)s collections sont déjà à la une : retirez-en une d’abord.",
            most=error.most,
        )
        flash(words, "warn")
    return redirect(url_for("collections.featured_page"), 303)
