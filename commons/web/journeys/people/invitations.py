"""Inviting people to open an account: made by editors, seen and taken back by them."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext as _l
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.store.people import accounts
from commons.adapters.store.people.credentials import invitations as store
from commons.core.domain.people.account import Permission
from commons.errors import UnfitFormError
from commons.services.people.invitations import invite, withdraw_invitation
from commons.web.display.messages import translate_faults
from commons.web.guard.journey import Journey, NavigationEntry
from commons.web.request.context import components, current_writer, list_page
from commons.web.request.limits.rate_limits import LISTS, count_mail, limit_accounts
from commons.web.request.responses import uncached_page
from commons.wiring.deliveries import open_letterhead

PAGE_SIZE = 50

invitations = Journey(
    "invitations",
    __name__,
    entries=(
        NavigationEntry(
            endpoint="invitations.invitations_page",
            label=_l("Invitations"),
            order=68,
            place="team",
            needs=Permission.INVITE,
        ),
    ),
)


@invitations.route(
    "/admin/invitations",
    methods=["GET", "POST"],
    needs=Permission.INVITE,
    reads=LISTS,
    writes=limit_accounts("invitations", "60 per hour;300 per day"),
)
def invitations_page() -> AnyResponse:
    """List the invitations that wait, make one, or take one back."""
    here = components()
    if request.method == "POST" and here.settings.registration == "closed":
        raise NotFound
    if request.form.get("_do") == "remove":
        with here.store.write(quiet=True) as work:
            which = request.form.get("invitation", "")
            withdraw_invitation(work, current_writer(), which)
        flash(gettext("C’est fait : ce lien n’ouvre plus rien."), "good")
        return redirect(url_for("invitations.invitations_page"), 303)
    if request.method == "GET":
        return _page({}, "")
    email = request.form.get("email", "").strip() if here.settings.sends_mail else ""
    if email:
        count_mail(email)
    head = open_letterhead(here) if here.settings.sends_mail else None
    try:
        with here.store.write(quiet=True) as work:
            path = invite(work, current_writer(), email, head)
    except UnfitFormError as error:
        return _page(translate_faults(error.faults), "")
    if email:
        flash(gettext("L’invitation part vers %(email)s.", email=email), "good")
        return redirect(url_for("invitations.invitations_page"), 303)
    return _page({}, here.settings.base_url + path)


def _page(faults: dict[str, str], link: str) -> AnyResponse:
    here = components()
    with here.store.read() as work:
        page, pages = list_page(store.count_all_open(work), PAGE_SIZE)
        waiting = store.open_invitations(
            work, limit=PAGE_SIZE, offset=PAGE_SIZE * (page - 1)
        )
        people = {invitation.inviter for invitation in waiting}
        inviters = accounts.holder_names(work, people)
    body = render_template(
        "people/invitations.html",
        waiting=waiting,
        inviters=inviters,
        link=link,
        closed=here.settings.registration == "closed",
        sends_mail=here.settings.sends_mail,
        email=request.form.get("email", "") if faults else "",
        faults=faults,
        page=page,
        pages=pages,
        page_address=lambda number: url_for(
            "invitations.invitations_page", page=number
        ),
    )
    return uncached_page(body, 422 if faults else 200)
