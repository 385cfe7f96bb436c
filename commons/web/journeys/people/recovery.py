"""Links that come by e-mail: a new password, a confirmed address, another address.

A link shows a page with one button, since mail programs follow links by themselves;
only the button does something.
"""

from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext
from flask_login import logout_user
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.store.people.account_tokens import TokenPurpose
from commons.adapters.store.people.credentials import second_factors
from commons.core.domain.language.characters import clean_line
from commons.core.domain.people.account import Permission
from commons.errors import (
    NotFoundError,
    SignInError,
    TakenError,
    UnfitFormError,
)
from commons.services.people.accounts import check_password, judge_password
from commons.services.people.recovery import (
    account_to_reset,
    agree_to_email,
    ask_confirmation,
    ask_email_change,
    ask_reset,
    check_link,
    confirm_email,
    reset_password,
)
from commons.web.display.messages import translate_faults
from commons.web.guard.journey import Journey
from commons.web.guard.known_devices import known_device, remember_device
from commons.web.request.context import components, current_writer
from commons.web.request.limits.rate_limits import (
    count_mail,
    count_sign_in,
    limit_accounts,
    limit_addresses,
)
from commons.web.request.responses import uncached_page, within_site
from commons.wiring.deliveries import open_letterhead

recovery = Journey("recovery", __name__)

_LINKS = limit_addresses("links from e-mails", "60 per hour;300 per day")
_SIDES = {"leave": TokenPurpose.LEAVE_EMAIL, "take": TokenPurpose.TAKE_EMAIL}


@recovery.route(
    "/password/forgotten",
    methods=["GET", "POST"],
    needs=Permission.SIGN_IN,
    writes=limit_addresses("lost passwords", "20 per hour;60 per day"),
    crawled=False,
)
def forgotten_page() -> AnyResponse:
    """Have a link sent; says the same whether the address has an account or not."""
    here = components()
    sent = False
    if request.method == "POST":
        if not here.settings.sends_mail:
            raise NotFound
        email = clean_line(request.form.get("email", ""))
        count_mail(email)
        with here.store.write(quiet=True) as work:
            ask_reset(work, open_letterhead(here), email)
        sent = True
    page = render_template(
        "people/recovery/forgotten.html",
        sent=sent,
        sends_mail=here.settings.sends_mail,
        email=request.form.get("email", "") or session.get("email", ""),
    )
    return uncached_page(page, 200)


@recovery.route(
    "/password/reset/<token>",
    methods=["GET", "POST"],
    needs=Permission.SIGN_IN,
    writes=_LINKS,
    crawled=False,
)
def reset_page(token: str) -> AnyResponse:
    """Choose a new password, once; every session ends."""
    here = components()
    faults: dict[str, str] = {}
    try:
        with here.store.read() as work:
            account = account_to_reset(work, token)
            with_code = second_factors.find_factor(work, account.id) is not None
    except NotFoundError:
        return _over()
    try:
        if request.method == "POST":
            with here.store.read() as work:  # hashing takes long, and no lock
                typed, site = request.form.get("password", ""), here.settings.site_name
                hashed = judge_password(work, account, typed, site)
            with here.store.write(quiet=True) as work:
                reset_password(work, token, hashed)
            logout_user()
            session.clear()
            session["email"] = account.email
            flash(gettext("Votre mot de passe est changé. Connectez-vous."), "good")
            to_sign_in = redirect(url_for("accounts.login_page"), 303)
            remember_device(to_sign_in, account.email)
            return to_sign_in
    except NotFoundError:
        return _over()
    except UnfitFormError as error:
        faults = translate_faults(error.faults)
    page = render_template(
        "people/recovery/reset.html",
        faults=faults,
        email=account.email,
        name=account.person.name,
        with_code=with_code,
    )
    return uncached_page(page, 422 if faults else 200)


@recovery.route(
    "/account/confirm/<token>",
    methods=["GET", "POST"],
    needs=Permission.SIGN_IN,
    writes=_LINKS,
    crawled=False,
)
def confirm_page(token: str) -> AnyResponse:
    """Confirm that an address is one's own."""
    if request.method == "GET":
        return _asking(
            (token, TokenPurpose.CONFIRM),
            gettext("Confirmer mon adresse"),
            gettext("Un clic, et c’est fait : cette adresse est bien la vôtre."),
            gettext("Oui, c’est mon adresse"),
        )
    try:
        with components().store.write(quiet=True) as work:
            confirm_email(work, token)
    except NotFoundError:
        return _over()
    flash(gettext("Merci, votre adresse est confirmée."), "good")
    return redirect(url_for("home.home_page"), 303)


@recovery.post(
    "/account/confirm",
    needs=Permission.OWN_ACCOUNT,
    writes=limit_accounts("letters to oneself", "5 per hour;20 per day"),
)
def confirm_again() -> AnyResponse:
    """Have the link to confirm one's address sent once more."""
    me, here = current_writer(), components()
    if not here.settings.sends_mail:
        raise NotFound
    with here.store.write(quiet=True) as work:
        ask_confirmation(work, open_letterhead(here), me)
    flash(gettext("Un courriel part vers %(email)s.", email=me.email), "good")
    back = within_site(request.form.get("back", ""))
    return redirect(url_for("accounts.profile_page") if back == "/" else back, 303)


@recovery.route(
    "/account/email",
    methods=["GET", "POST"],
    needs=Permission.OWN_ACCOUNT,
    writes=limit_accounts("one's address", "10 per hour;20 per day"),
    crawled=False,
)
def email_page() -> AnyResponse:
    """Ask for another address: a link goes there, and to the one of today."""
    me, here = current_writer(), components()
    if not here.settings.sends_mail:
        raise NotFound
    faults: dict[str, str] = {}
    if request.method == "POST":
        email = clean_line(request.form.get("email", ""))
        count_sign_in(me.email, known_device(me.email))
        count_mail(email)
        try:
            with here.store.read() as work:
                check_password(work, me.email, request.form.get("password", ""))
            with here.store.write(quiet=True) as work:
                ask_email_change(work, open_letterhead(here), me, email)
        except SignInError:
            faults = {"password": gettext("Ce n’est pas votre mot de passe actuel.")}
        except UnfitFormError as error:
            faults = translate_faults(error.faults)
        else:
            flash(_sent_words(confirmed=me.email_confirmed), "good")
            return redirect(url_for("accounts.profile_page"), 303)
    page = render_template(
        "people/recovery/email.html",
        me=me,
        faults=faults,
        email=request.form.get("email", ""),
    )
    return uncached_page(page, 422 if faults else 200)


def _sent_words(*, confirmed: bool) -> str:
    both = gettext(
        "Deux courriels partent, vers votre adresse d’aujourd’hui et vers la"
        " nouvelle : elle change quand vous avez cliqué dans les deux."
    )
    one = gettext(
        "Un courriel part vers la nouvelle adresse : elle change quand vous y avez"
        " cliqué."
    )
    return str(both if confirmed else one)


@recovery.route(
    "/account/email/<any(leave, take):side>/<token>",
    methods=["GET", "POST"],
    needs=Permission.SIGN_IN,
    writes=_LINKS,
    crawled=False,
)
def agree_page(side: str, token: str) -> AnyResponse:
    """Agree to another address, from the one of before or from the new one."""
    if request.method == "GET":
        return _asking(
            (token, _SIDES[side]),
            gettext("Changer d’adresse"),
            gettext("Votre compte changera d’adresse électronique."),
            gettext("Oui, changer d’adresse"),
        )
    here = components()
    try:
        with here.store.write(quiet=True) as work:
            done = agree_to_email(work, open_letterhead(here), token, _SIDES[side])
    except (NotFoundError, TakenError):
        return _over()
    flash(
        gettext("C’est fait : votre adresse est changée.")
        if done
        else gettext("C’est noté. Il reste à cliquer dans l’autre courriel."),
        "good",
    )
    return redirect(url_for("home.home_page"), 303)


def _asking(
    link: tuple[str, TokenPurpose], title: str, sentence: str, button: str
) -> AnyResponse:
    """Ask to press a button, unless the link is over."""
    try:
        with components().store.read() as work:
            check_link(work, *link)
    except NotFoundError:
        return _over()
    page = render_template(
        "people/recovery/link.html", title=title, sentence=sentence, button=button
    )
    return uncached_page(page, 200)


def _over() -> AnyResponse:
    """Say that a link has been used, is too old or was never given."""
    page = render_template("people/recovery/link_over.html")
    return uncached_page(page, 410)
