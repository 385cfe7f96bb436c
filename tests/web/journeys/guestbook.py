"""A sample journey, as somebody would add one: this file, and a row in JOURNEYS."""

from collections.abc import Mapping

from flask import Response
from flask_babel import lazy_gettext as _l

from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain.people.account import Permission
from commons.web.display.panels import AFTER, Panel, PanelContext
from commons.web.guard.journey import Journey, NavigationEntry
from commons.web.request.responses import private_page


def _words(_work: Work, context: PanelContext) -> Mapping[str, object] | None:
    title = context.revision.title
    return {"words": f"Livre d’or de « {title} »"} if title != "Sans livre" else None


guestbook = Journey(
    "guestbook",
    __name__,
    entries=(
        NavigationEntry(
            endpoint="guestbook.read_book", label=_l("Livre d’or"), order=35
        ),
        NavigationEntry(
            endpoint="guestbook.sign_page",
            label=_l("Tenir le livre"),
            order=36,
            needs=Permission.BATCH,
        ),
    ),
    panels=(
        Panel(
            key="guestbook",
            position=AFTER,
            order=20,
            template="guestbook/_panel.html",
            load=_words,
        ),
    ),
)


@guestbook.get("/guestbook", needs=Permission.READ, reads="3 per hour")
def read_book() -> Response:
    """Show the book."""
    return private_page("<main>Le livre</main>", 200)


@guestbook.get("/guestbook/sign", needs=Permission.BATCH, crawled=False)
def sign_page() -> Response:
    """Show the form."""
    return private_page("<main>Signez</main>", 200)


@guestbook.post(
    "/guestbook/<sheet_id:sheet>/sign", needs=Permission.BATCH, writes="2 per hour"
)
def sign_book(sheet: str) -> Response:
    """Sign the book of a sheet."""
    return private_page(f"<main>Signé : {sheet}</main>", 200)
