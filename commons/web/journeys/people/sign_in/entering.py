"""Opens the session of who proved who they are, by whichever way, and lets them go on."""

from datetime import datetime, timedelta

from flask import flash, redirect, request, session
from flask_babel import gettext
from flask_login import login_user
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.store.drafts import drafts
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people.credentials import sessions
from commons.core.domain import clock
from commons.core.domain.people.account import Account
from commons.core.domain.people.sign_in import SignInWay, describe_device
from commons.services.operations.housekeeping.expiry import NOTICE
from commons.web.display.messages import format_day
from commons.web.guard.known_devices import remember_device
from commons.web.guard.resubmission import may_resume, resume_page, unpack_form
from commons.web.request.context import SignedIn, components, end_here

SESSION = timedelta(days=30)


def enter(account: Account, way: SignInWay, back: str, kept: str = "") -> AnyResponse:
    """Open a session in this browser, and answer where it goes on.

    `back` is a path of this site; `kept` a form that was sent before, which then comes
    back. The browser is a device that the account knows from now on.
    """
    here = components()
    with here.store.write(quiet=True) as work:
        sessions.sweep_sessions(work)
        opened = _open(work, account, way)
        waiting = drafts.oldest_instant(work, account.id)
    session.clear()
    _sign_in(opened)
    _warn(waiting)
    if kept and may_resume(back):
        answer: AnyResponse = resume_page(unpack_form(kept), back)
    else:
        answer = redirect(back, 303)
    remember_device(answer, account.email)
    return answer


def stay_signed_in(account: Account, way: SignInWay) -> None:
    """Give this browser a session anew, when all of an account were ended."""
    with components().store.write(quiet=True) as work:
        opened = _open(work, account, way)
    session.clear()
    _sign_in(opened)


def _open(work: Work, account: Account, way: SignInWay) -> SignedIn:
    token = sessions.open_session(
        work,
        account.id,
        until=clock.now() + SESSION,
        device=describe_device(request.headers.get("User-Agent", "")),
        way=way,
    )
    found = sessions.find_session(work, token)
    if found is None:
        raise LookupError(account.id)
    return SignedIn(found[0], token, found[1])


def _sign_in(opened: SignedIn) -> None:
    session.permanent = True
    login_user(opened)


def _warn(waiting: datetime | None) -> None:
    """Tell whose oldest draft will be removed soon."""
    end = end_here(waiting) if waiting else None
    if end is not None and end - clock.now() < NOTICE:
        said = gettext(
            "Un de vos brouillons sera supprimé le %(day)s si personne n’y touche :"
            " reprenez-le depuis « Mes brouillons » pour le garder.",
            day=format_day(end),
        )
        flash(said, "warn")
