"""Turning one-time codes on and off for one's account, and its recovery codes."""

from base64 import b64encode

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.store.people.credentials import second_factors
from commons.core.domain.people.account import Account, Permission
from commons.core.text.qr_code import draw_qr_code
from commons.errors import SignInError
from commons.services.people.accounts import password_is_weak
from commons.services.people.sign_in.second_factor import (
    NewSecret,
    offer_again,
    offer_secret,
    renew_codes,
    turn_off,
    turn_on,
)
from commons.web.guard.journey import Journey
from commons.web.journeys.people.sign_in.identity_proof import (
    asks_password,
    prove_identity,
    unproved_words,
)
from commons.web.journeys.people.sign_in.second_step import open_factors
from commons.web.request.context import components, current_writer
from commons.web.request.limits.rate_limits import limit_accounts
from commons.web.request.responses import uncached_page

two_steps = Journey("two_steps", __name__)

_GROUP = 4


@two_steps.get("/account/two-steps", needs=Permission.OWN_ACCOUNT, crawled=False)
def two_steps_page() -> AnyResponse:
    """Show whether one's sign-in asks for a code; offer a secret where it does not."""
    return _page({}, None)


@two_steps.post(
    "/account/two-steps",
    needs=Permission.OWN_ACCOUNT,
    writes=limit_accounts("one-time codes", "20 per 5 minutes;100 per day"),
)
def change_two_steps() -> AnyResponse:
    """Turn codes on or off, or make new recovery codes; the password is asked for."""
    me, order = current_writer(), request.form.get("_do", "")
    try:
        typed = prove_identity()
    except SignInError:
        return _page({"old": unproved_words()}, _offered_before(me))
    if order == "on":
        return _turn_on(me)
    if order == "codes":
        return _renew(me)
    return _turn_off(me, typed)


def _turn_on(me: Account) -> AnyResponse:
    sealed, code = request.form.get("sealed", ""), request.form.get("code", "")
    try:
        with components().store.write(quiet=True) as work:
            codes = turn_on(work, open_factors(), me, sealed, code.replace(" ", ""))
    except SignInError:
        fault = gettext(
            "Ce code n’est pas celui que montre votre application en ce moment."
        )
        return _page({"code": fault}, _offered_before(me))
    return _codes_page(codes, fresh=True)


def _renew(me: Account) -> AnyResponse:
    with components().store.write(quiet=True) as work:
        if second_factors.find_factor(work, me.id) is None:
            return redirect(url_for("two_steps.two_steps_page"), 303)
        codes = renew_codes(work, open_factors(), me)
    return _codes_page(codes, fresh=False)


def _turn_off(me: Account, typed: str) -> AnyResponse:
    site = components().settings.site_name
    if typed and password_is_weak(me, typed, site, with_code=False):
        fault = gettext(
            "Sans code, il faut un mot de passe de 15 caractères au moins et difficile à"
            " deviner : changez d’abord le vôtre dans « Mon compte »."
        )
        return _page({"old": fault}, None)
    with components().store.write(quiet=True) as work:
        turn_off(work, open_factors(), me, me)
    flash(gettext("C’est fait : votre compte ne demande plus de code."), "good")
    return redirect(url_for("two_steps.two_steps_page"), 303)


def _offered_before(me: Account) -> NewSecret | None:
    """Return the secret of the form that was sent, None where it held none of ours."""
    site, sealed = components().settings.site_name, request.form.get("sealed", "")
    try:
        return offer_again(open_factors(), me, site, sealed)
    except SignInError:
        return None


def _page(faults: dict[str, str], offered: NewSecret | None) -> AnyResponse:
    me, here = current_writer(), components()
    with here.store.read() as work:
        factor = second_factors.find_factor(work, me.id)
        left = second_factors.count_codes(work, me.id)
    if factor is None:
        site = here.settings.site_name
        offered = offered or offer_secret(open_factors(), me, site)
    page = render_template(
        "people/sign_in/two_steps.html",
        factor=factor,
        left=left,
        offered=offered,
        qr=_drawn(offered) if offered and not factor else "",
        secret=_grouped(offered.plain) if offered and not factor else "",
        asks_password=asks_password(),
        faults=faults,
    )
    return uncached_page(page, 422 if faults else 200)


def _codes_page(codes: list[str], *, fresh: bool) -> AnyResponse:
    page = render_template(
        "people/sign_in/recovery_codes.html", codes=codes, fresh=fresh
    )
    return uncached_page(page, 200)


def _drawn(offered: NewSecret) -> str:
    """Return the QR code of a secret as the address of an image."""
    drawn = draw_qr_code(offered.address, alone=True).encode()
    return f"data:image/svg+xml;base64,{b64encode(drawn).decode()}"


def _grouped(secret: str) -> str:
    """Return a secret as people type it."""
    return " ".join(secret[at : at + _GROUP] for at in range(0, len(secret), _GROUP))
