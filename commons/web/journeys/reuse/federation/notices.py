"""What other commons announced: decided by editors, shown on sheets, told to writers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext, lazy_gettext as _l
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.federation import incoming, news, outgoing
from commons.adapters.store.log.projections.link_targets import named_heads
from commons.core.domain.people.account import Account, Permission
from commons.core.domain.site.notice import (
    IncomingNotice,
    OutgoingNotice,
    ReceivedState,
    SendState,
)
from commons.errors import ForbiddenError
from commons.services.federation.notices.deciding import accept_notice, refuse_notice
from commons.web.display.panels import AFTER, Panel, PanelContext, PanelValues
from commons.web.guard.journey import Journey, NavigationEntry
from commons.web.request.context import components, current_writer, list_page
from commons.web.request.limits.rate_limits import LISTS, MODERATION
from commons.web.request.responses import private_page

MOST_SHOWN = 50

STATES = (
    (ReceivedState.HELD, _l("À décider")),
    (ReceivedState.ACCEPTED, _l("Montrées sur leurs fiches")),
    (ReceivedState.WAITING, _l("Pas encore vérifiées")),
    (ReceivedState.REFUSED, _l("Refusées")),
    (ReceivedState.WITHDRAWN, _l("Retirées")),
)
"""The parts of the page, in their order."""


def _elsewhere(work: Work, context: PanelContext) -> PanelValues | None:
    """Return what was made of a sheet at other sites."""
    sheet = context.head.sheet
    found = incoming.adapted_elsewhere(work, sheet, limit=MOST_SHOWN + 1)
    if not found:
        return None
    licences = components().schema.licences
    return {
        "notices": found[:MOST_SHOWN],
        "more": len(found) > MOST_SHOWN,
        "licences": {key: one.short for key, one in licences.items()},
    }


notices = Journey(
    "notices",
    __name__,
    entries=(
        NavigationEntry(
            endpoint="notices.notices_page",
            label=_l("Annonces reçues"),
            order=66,
            place="team",
            needs=Permission.NOTICES,
        ),
    ),
    panels=(
        Panel(
            key="elsewhere",
            position=AFTER,
            order=6,
            template="reuse/federation/_panel_elsewhere.html",
            load=_elsewhere,
        ),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _ListedPart:
    """A part of the page: the notices on the page of it that is asked for, of `count`."""

    key: str
    label: str
    count: int
    notices: Sequence[IncomingNotice | OutgoingNotice]
    page: int
    pages: int

    def address(self, number: int) -> str:
        """Return the address of another page of this part."""
        page: dict[str, Any] = {self.key: number}
        return url_for("notices.notices_page", **page)


def _listed(
    key: str,
    label: str,
    count: int,
    read: Callable[..., Sequence[IncomingNotice | OutgoingNotice]],
) -> _ListedPart:
    page, pages = list_page(count, MOST_SHOWN, key)
    found = read(limit=MOST_SHOWN, offset=MOST_SHOWN * (page - 1))
    return _ListedPart(
        key=key, label=label, count=count, notices=found, page=page, pages=pages
    )


@notices.get("/notices", needs=Permission.NOTICES, reads=LISTS, crawled=False)
def notices_page() -> AnyResponse:
    """List what was announced to us, and what of ours does not arrive."""
    with components().store.read() as work:
        counts = incoming.count_states(work)
        listed = [
            _listed(
                state.value,
                label,
                counts.get(state.value, 0),
                partial(incoming.incoming_in, work, state),
            )
            for state, label in STATES
        ]
        dead = _listed(
            "dead",
            _l("Nos annonces qui ne sont pas arrivées"),
            outgoing.count_states(work).get(SendState.DEAD.value, 0),
            partial(outgoing.outgoing_in, work, SendState.DEAD),
        )
        named = {one.sheet for part in (*listed, dead) for one in part.notices}
        heads = named_heads(work, sorted(named))
    licences = components().schema.licences
    page = render_template(
        "reuse/federation/notices.html",
        parts=[
            part
            for part in listed
            if part.notices or part.key == ReceivedState.HELD.value
        ],
        heads=heads,
        dead=dead,
        licences={key: one.short for key, one in licences.items()},
    )
    return private_page(page, 200)


@notices.post(
    "/notices/<sheet_id:notice>/accept", needs=Permission.NOTICES, writes=MODERATION
)
def accept(notice: str) -> AnyResponse:
    """Have an adaptation elsewhere be shown on its sheet."""
    told = gettext(
        "L’adaptation est montrée sur la fiche, et ses autrices et auteurs le sauront."
    )
    return _decide(notice, accept_notice, told)


@notices.post(
    "/notices/<sheet_id:notice>/refuse", needs=Permission.NOTICES, writes=MODERATION
)
def refuse(notice: str) -> AnyResponse:
    """Have an adaptation elsewhere not be shown, or no more."""
    told = gettext("L’adaptation n’est pas montrée.")
    return _decide(notice, refuse_notice, told)


@notices.get("/news", needs=Permission.OWN_ACCOUNT, reads=LISTS, crawled=False)
def news_page() -> AnyResponse:
    """Tell somebody what was made elsewhere of the sheets that they wrote."""
    me = current_writer()
    with components().store.read() as work:
        told = news.list_news(work, me.id, limit=MOST_SHOWN)
    licences = components().schema.licences
    page = render_template(
        "reuse/federation/news.html",
        told=told,
        licences={key: one.short for key, one in licences.items()},
    )
    return private_page(page, 200)


@notices.post("/news/seen", needs=Permission.OWN_ACCOUNT, writes=LISTS)
def mark_seen() -> AnyResponse:
    """Write down that somebody has read all."""
    with components().store.write(quiet=True) as work:
        news.mark_seen(work, current_writer().id)
    return redirect(url_for("notices.news_page"), 303)


def _decide(
    notice: str, decide: Callable[[Work, Account, str], IncomingNotice], told: str
) -> AnyResponse:
    try:
        with components().store.write() as work:
            decide(work, current_writer(), notice)
        flash(told, "good")
    except ForbiddenError:
        flash(gettext("Cette annonce a changé entre-temps : rien n’est fait."), "warn")
    return redirect(url_for("notices.notices_page"), 303)
