"""The devices on which one is signed in: seen, and signed out one by one or together."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext as _l
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.store.people.credentials import sessions
from commons.core.domain.people.account import Permission
from commons.core.domain.people.sign_in import SignInWay
from commons.web.guard.journey import Journey
from commons.web.request.context import (
    components,
    current_session,
    current_writer,
)
from commons.web.request.limits.rate_limits import limit_accounts
from commons.web.request.responses import uncached_page

own_sessions = Journey("own_sessions", __name__)

WAYS = {
    SignInWay.PASSWORD: _l("par mot de passe"),
    SignInWay.PASSKEY: _l("par clé d’accès"),
    SignInWay.OPENID: _l("par un autre site"),
}


@own_sessions.get("/account/sessions", needs=Permission.OWN_ACCOUNT, crawled=False)
def sessions_page() -> AnyResponse:
    """List the sessions of one's account, that of this browser first."""
    mine = current_session()
    with components().store.read() as work:
        found = sessions.account_sessions(work, current_writer().id)
    others = [one for one in found if one.digest != mine.digest]
    page = render_template(
        "people/sign_in/sessions.html", mine=mine, others=others, ways=WAYS
    )
    return uncached_page(page, 200)


@own_sessions.post(
    "/account/sessions",
    needs=Permission.OWN_ACCOUNT,
    writes=limit_accounts("closing sessions", "300 per hour"),
)
def close_sessions() -> AnyResponse:
    """Close one session of one's account, or all but that of this browser."""
    me, mine = current_writer(), current_session()
    chosen = request.form.get("session", "")
    with components().store.write(quiet=True) as work:
        if chosen:
            sessions.close_own_session(work, me.id, chosen)
        else:
            sessions.close_other_sessions(work, me.id, mine.digest)
    flash(
        gettext("C’est fait : cet appareil n’est plus connecté.")
        if chosen
        else gettext("C’est fait : votre compte n’est plus ouvert qu’ici."),
        "good",
    )
    return redirect(url_for("own_sessions.sessions_page"), 303)
