"""The second step of signing in: a one-time code, after the right password."""

from hashlib import sha256

from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people import accounts
from commons.adapters.store.people.credentials import second_factors
from commons.core.domain import clock
from commons.core.domain.people.account import Account, Permission
from commons.core.domain.people.sign_in import SignInWay
from commons.errors import NotFoundError, SignInError
from commons.services.people.sign_in.failed_sign_ins import count_failed_sign_in
from commons.services.people.sign_in.second_factor import Factors, check_code
from commons.web.guard.journey import Journey
from commons.web.guard.known_devices import known_device
from commons.web.journeys.people.sign_in.entering import enter
from commons.web.request.context import components
from commons.web.request.limits.rate_limits import (
    count_code,
    forgive_codes,
    limit_addresses,
)
from commons.web.request.responses import uncached_page, within_site
from commons.wiring.deliveries import open_letterhead

second_step = Journey("second_step", __name__)

HALF_SECONDS = 600
"""For how long the right password waits for a code."""

_HALF = "half"


def open_factors() -> Factors:
    """Return what second factors of this site are judged with."""
    here = components()
    head = open_letterhead(here) if here.settings.sends_mail else None
    return Factors(secret_key=here.settings.secret_key, head=head)


def ask_code(account: Account, back: str, kept: str) -> AnyResponse:
    """Note that the password was right, and ask for a code; nobody is signed in yet."""
    with components().store.read() as work:
        proof = _proof(work, account)
    session.clear()
    session[_HALF] = [account.id, proof, int(clock.now().timestamp())]
    return uncached_page(_code_page(account, back, kept), 200)


def _is_own_device() -> bool:
    """Say whether the account that a code is asked of knows this device.

    Not the one that the form names: who guesses would name their own.
    """
    account = _half_signed()
    return account is not None and bool(known_device(account.email))


@second_step.route(
    "/login/code",
    methods=["GET", "POST"],
    needs=Permission.SIGN_IN,
    writes=limit_addresses(
        "codes", "60 per 5 minutes;600 per day", exempts=_is_own_device
    ),
    crawled=False,
)
def code_page() -> AnyResponse:
    """Take a one-time code or a recovery code, and open the session."""
    back = within_site(request.values.get("next", ""))
    kept, account = request.form.get("_kept", ""), _half_signed()
    if account is None:
        session.pop(_HALF, None)
        flash(
            gettext(
                "Recommencez : votre mot de passe a été demandé il y a trop longtemps."
            ),
            "warn",
        )
        return redirect(url_for("accounts.login_page", next=back), 303)
    if request.method == "GET":
        return uncached_page(_code_page(account, back, kept), 200)
    device = known_device(account.email)
    count_code(account.email, device)
    try:
        with components().store.write(quiet=True) as work:
            used = check_code(
                work, open_factors(), account, request.form.get("code", "")
            )
            left = second_factors.count_codes(work, account.id)
    except SignInError:
        with components().store.write(quiet=True) as work:
            count_failed_sign_in(work)
        fault = gettext(
            "Ce code n’est pas le bon, ou il a déjà servi. Attendez le suivant."
        )
        return uncached_page(_code_page(account, back, kept, {"code": fault}), 401)
    forgive_codes(account.email, device)
    answer = enter(account, SignInWay.PASSWORD, back, kept)
    if used:
        flash(_left_words(left), "warn")
    return answer


def _half_signed() -> Account | None:
    """Return whose password was right a moment ago and is still the same."""
    held = session.get(_HALF)
    if not isinstance(held, list) or len(held) != 3:
        return None
    identifier, proof, since = held
    if clock.now().timestamp() - since > HALF_SECONDS:
        return None
    with components().store.read() as work:
        try:
            account = accounts.get_account(work, identifier)
        except NotFoundError:
            return None
        same = account.active and _proof(work, account) == proof
    return account if same else None


def _proof(work: Work, account: Account) -> str:
    """Return what changes with the password."""
    found = accounts.by_email(work, account.email)
    return sha256((found[1] if found else "").encode()).hexdigest()[:32]


def _code_page(
    account: Account, back: str, kept: str, faults: dict[str, str] | None = None
) -> str:
    return render_template(
        "people/sign_in/code.html",
        email=account.email,
        next=back,
        kept=kept,
        faults=faults or {},
    )


def _left_words(left: int) -> str:
    if not left:
        return str(
            gettext(
                "C’était votre dernier code de secours : faites-en d’autres dans"
                " « Mon compte »."
            )
        )
    return str(
        ngettext(
            "Ce code de secours ne marchera plus. Il vous en reste %(num)s.",
            "Ce code de secours ne marchera plus. Il vous en reste %(num)s.",
            left,
        )
    )
