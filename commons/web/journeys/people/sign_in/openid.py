"""Signing in by another site (OpenID Connect): there and back, linked or opened.

What a browser is sent with is kept in its signed session, for one return. No form leads
to the provider, since the policy of our pages lets forms go nowhere else: a link does.
"""

import hmac
from typing import Any

from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.remote.identity_provider import (
    Identity,
    IdentityProvider,
    open_identity_provider,
)
from commons.adapters.store.people import accounts
from commons.adapters.store.people.credentials import external_identities
from commons.core.domain import clock
from commons.core.domain.people.account import Account, Permission
from commons.core.domain.people.sign_in import SignInWay
from commons.errors import RemoteError, SignInError, TakenError, UnfitFormError
from commons.services.people.linked_identities import (
    KnownThere,
    find_account,
    judge_newcomer,
    link_account,
    open_account,
    unlink_account,
)
from commons.settings import OpenIdSettings
from commons.web.display.messages import translate_faults
from commons.web.guard.journey import Journey
from commons.web.journeys.people.sign_in.entering import enter
from commons.web.journeys.people.sign_in.identity_proof import (
    asks_password,
    prove_identity,
    unproved_words,
)
from commons.web.request.context import (
    components,
    current_account,
    current_writer,
)
from commons.web.request.limits.rate_limits import (
    limit_accounts,
    limit_addresses,
    limit_everyone,
)
from commons.web.request.locale import page_language
from commons.web.request.responses import uncached_page, within_site
from commons.wiring.deliveries import open_letterhead

openid = Journey("openid", __name__)

ERRAND_SECONDS = 900
"""For how long somebody may stay at the provider, or choose a name."""

ID_TOKEN = "id_token"  # noqa: S105  # the name of a member of the session
_ERRAND, _NEW, _LINK = "openid", "openid_new", "openid_link"
_LONGEST_ID_TOKEN = 2_000
"""A session travels in a cookie of 4 kB: a longer token is not kept."""

_READS = limit_everyone("another site", "60 per 5 minutes", "120 per 5 minutes")


def own_provider() -> tuple[IdentityProvider, OpenIdSettings]:
    """Return the site by which people sign in here. Raises NotFound without one."""
    here = components()
    provider = open_identity_provider(here.settings)
    chosen = here.settings.openid
    if provider is None or chosen is None:
        raise NotFound
    return provider, chosen


@openid.get("/login/openid", needs=Permission.SIGN_IN, reads=_READS, crawled=False)
def go_there() -> AnyResponse:
    """Send the browser to the provider; to link an account, from its holder only."""
    provider, chosen = own_provider()
    back = within_site(request.args.get("next", ""))
    linked = session.pop(_LINK, None)
    me = current_account()
    links = me is not None and _is_young(linked, me.id)
    if me is not None and not links:
        return redirect(back, 302)
    try:
        errand = provider.begin()
    except RemoteError:
        return _unreachable(chosen, back)
    session[_ERRAND] = {
        "state": errand.state,
        "nonce": errand.nonce,
        "verifier": errand.verifier,
        "back": back,
        "account": me.id if me and links else "",
        "since": _now(),
    }
    return redirect(errand.address, 302)


@openid.get(
    "/login/openid/callback", needs=Permission.SIGN_IN, reads=_READS, crawled=False
)
def come_back() -> AnyResponse:
    """Take who comes back from the provider: in, to their account, or to open one."""
    provider, chosen = own_provider()
    errand = session.pop(_ERRAND, None)
    if not _is_answer(errand, chosen):
        said = gettext("Cette connexion n’a pas été commencée ici : recommencez.")
        return _sent_back(said, "/")
    back = str(errand["back"])
    refused = gettext("%(name)s ne vous a pas connecté.", name=chosen.name)
    if "code" not in request.args:
        return _sent_back(refused, back)
    try:
        identity = provider.finish(
            request.args["code"], str(errand["nonce"]), str(errand["verifier"])
        )
        return _taken_in(identity, chosen, back, str(errand["account"]))
    except SignInError:
        return _sent_back(refused, back)
    except RemoteError:
        return _unreachable(chosen, back)


def _taken_in(
    identity: Identity, chosen: OpenIdSettings, back: str, account: str
) -> AnyResponse:
    """Link the account that asked for it, open that of this identity, or a new one."""
    known = KnownThere(
        issuer=chosen.issuer,
        subject=identity.subject,
        email=identity.email,
        name=identity.name,
    )
    if account:
        return _linked(known, chosen, account)
    with components().store.read() as work:
        found = find_account(work, known)
        taken = accounts.by_email(work, known.email) is not None
    if found is not None:
        answer = enter(found, SignInWay.OPENID, back)
        if len(identity.id_token) <= _LONGEST_ID_TOKEN:
            session[ID_TOKEN] = identity.id_token
        return answer
    verified = bool(known.email) and (identity.email_verified or chosen.trusts_emails)
    if why := _why_not(chosen, verified=verified, taken=taken):
        return _sent_back(why, back)
    session[_NEW] = {
        "subject": known.subject,
        "email": known.email,
        "name": known.name,
        "back": back,
        "since": _now(),
    }
    return redirect(url_for("openid.new_account_page"), 303)


def _why_not(chosen: OpenIdSettings, *, verified: bool, taken: bool) -> str:
    """Return why no account is opened for who came from the provider, "" if one is."""
    if not verified:
        return str(
            gettext(
                "%(name)s ne dit pas que votre adresse est vérifiée. Créez un compte ici,"
                " puis reliez-le dans « Mon compte ».",
                name=chosen.name,
            )
        )
    if taken:
        return str(
            gettext(
                "Votre adresse a déjà un compte ici : connectez-vous avec votre mot de"
                " passe, puis reliez-le à %(name)s dans « Mon compte ».",
                name=chosen.name,
            )
        )
    if components().settings.registration != "open":
        return str(gettext("Les comptes sont ouverts par l’équipe de ce wiki."))
    return ""


def _linked(known: KnownThere, chosen: OpenIdSettings, account: str) -> AnyResponse:
    me = current_account()
    if me is None or me.id != account:
        raise SignInError
    here = components()
    head = open_letterhead(here) if here.settings.sends_mail else None
    try:
        with here.store.write(quiet=True) as work:
            link_account(work, me, known, head)
    except TakenError:
        said = gettext(
            "Un autre compte d’ici est déjà relié à vous sur %(name)s.",
            name=chosen.name,
        )
        flash(said, "warn")
    else:
        flash(gettext("C’est fait : votre compte est relié."), "good")
    return redirect(url_for("openid.link_page"), 303)


@openid.route(
    "/login/openid/new",
    methods=["GET", "POST"],
    needs=Permission.SIGN_IN,
    writes=limit_addresses("new accounts by another site", "60 per hour;100 per day"),
    crawled=False,
)
def new_account_page() -> AnyResponse:
    """Have who came from the provider choose the name that signs what they write."""
    _, chosen = own_provider()
    new = session.get(_NEW)
    closed = components().settings.registration != "open"
    if closed or not isinstance(new, dict) or _now() - new["since"] > ERRAND_SECONDS:
        session.pop(_NEW, None)
        return redirect(url_for("accounts.login_page"), 303)
    faults: dict[str, str] = {}
    if request.method == "POST":
        known = KnownThere(
            issuer=chosen.issuer, subject=new["subject"], email=new["email"]
        )
        try:
            account = _opened(known)
        except UnfitFormError as error:
            faults = translate_faults(error.faults)
        except TakenError:
            session.pop(_NEW, None)
            return redirect(url_for("accounts.login_page"), 303)
        else:
            return enter(account, SignInWay.OPENID, str(new["back"]))
    page = render_template(
        "people/sign_in/openid_new.html",
        email=new["email"],
        name=request.form.get("name", new["name"]),
        provider=chosen.name,
        faults=faults,
    )
    return uncached_page(page, 422 if faults else 200)


def _opened(known: KnownThere) -> Account:
    here, name = components(), request.form.get("name", "")
    judged = judge_newcomer(known, name, page_language(), here.settings.site_name)
    with here.store.write(quiet=True) as work:
        return open_account(work, known, judged)


@openid.route(
    "/account/openid",
    methods=["GET", "POST"],
    needs=Permission.OWN_ACCOUNT,
    writes=limit_accounts("linking another site", "20 per 5 minutes;100 per day"),
    crawled=False,
)
def link_page() -> AnyResponse:
    """Link one's account to the provider or detach it; the password is asked for."""
    _, chosen = own_provider()
    me = current_writer()
    faults: dict[str, str] = {}
    if request.method == "POST":
        try:
            prove_identity()
        except SignInError:
            faults = {"old": unproved_words()}
        else:
            return _link_or_not(me, chosen)
    with components().store.read() as work:
        linked = external_identities.is_linked(work, chosen.issuer, me.id)
    page = render_template(
        "people/sign_in/openid.html",
        provider=chosen.name,
        linked=linked,
        ready=_is_young(session.get(_LINK), me.id),
        asks_password=asks_password(),
        faults=faults,
    )
    return uncached_page(page, 422 if faults else 200)


def _link_or_not(me: Account, chosen: OpenIdSettings) -> AnyResponse:
    if request.form.get("_do") == "unlink":
        with components().store.write(quiet=True) as work:
            unlink_account(work, me, chosen.issuer)
        flash(gettext("C’est fait : votre compte est détaché."), "good")
    else:
        session[_LINK] = [me.id, _now()]
    return redirect(url_for("openid.link_page"), 303)


@openid.get("/login/openid/out", needs=Permission.SIGN_IN, reads=_READS, crawled=False)
def gone_page() -> AnyResponse:
    """Say that one is signed out here, and lead to where one signs out there."""
    provider, chosen = own_provider()
    token, base = session.pop(ID_TOKEN, ""), components().settings.base_url
    try:
        address = provider.end_address(token, f"{base}/") if token else ""
    except RemoteError:
        address = ""
    page = render_template(
        "people/sign_in/openid_out.html", provider=chosen.name, address=address
    )
    return uncached_page(page, 200)


def _is_answer(errand: Any, chosen: OpenIdSettings) -> bool:
    """Say whether a browser comes back from where it was sent, in time (RFC 9207)."""
    if not isinstance(errand, dict) or _now() - errand["since"] > ERRAND_SECONDS:
        return False
    state = request.args.get("state", "")
    same = hmac.compare_digest(state.encode(), str(errand["state"]).encode())
    return same and request.args.get("iss", chosen.issuer) == chosen.issuer


def _is_young(linked: object, account: str) -> bool:
    """Say whether the holder of an account asked minutes ago to have it linked."""
    if not isinstance(linked, list) or len(linked) != 2:
        return False
    return bool(linked[0] == account and _now() - linked[1] <= ERRAND_SECONDS)


def _unreachable(chosen: OpenIdSettings, back: str) -> AnyResponse:
    said = gettext(
        "%(name)s ne répond pas : réessayez dans un moment, ou connectez-vous autrement.",
        name=chosen.name,
    )
    return _sent_back(said, back)


def _sent_back(said: str, back: str) -> AnyResponse:
    flash(said, "warn")
    return redirect(url_for("accounts.login_page", next=back), 303)


def _now() -> int:
    return int(clock.now().timestamp())
