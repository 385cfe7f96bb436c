"""Signing in with a passkey, and the passkeys of one's account.

Browsers have them through scripts only: without them, these pages say so and the
password stays. A challenge is signed once, for what it was made.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

from flask import (
    Response,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.store.people.credentials import passkeys as store
from commons.core.domain import clock
from commons.core.domain.people.account import Permission
from commons.core.domain.people.sign_in import SignInWay, describe_device
from commons.errors import BusyError, SignInError, StorageError, UnfitFormError
from commons.services.people.sign_in.failed_sign_ins import count_failed_sign_in
from commons.services.people.sign_in.passkeys import (
    LONGEST_NAME,
    Ceremony,
    RelyingParty,
    SentCredential,
    ask_to_create,
    ask_to_use,
    check_passkey,
    create_passkey,
    relying_party,
    remove_passkey,
)
from commons.web.display.messages import translate_faults
from commons.web.guard.journey import Journey
from commons.web.journeys.people.sign_in.entering import enter
from commons.web.journeys.people.sign_in.identity_proof import (
    asks_password,
    prove_identity,
    unproved_words,
)
from commons.web.request.context import components, current_writer
from commons.web.request.limits.rate_limits import limit_accounts, limit_addresses
from commons.web.request.responses import uncached_page, within_site
from commons.wiring.deliveries import open_letterhead

passkeys = Journey("passkeys", __name__)

CEREMONY_SECONDS = 300
"""For how long a challenge may be signed."""

_ASKED = "passkey"
_DOOR = limit_addresses("passkeys", "120 per 5 minutes;1200 per day")
_OWN = limit_accounts("one's passkeys", "30 per 5 minutes;200 per day")


def own_party() -> RelyingParty:
    """Return what this site is to passkeys. Raises NotFound where it can have none."""
    settings = components().settings
    party = relying_party(settings.base_url, settings.site_name)
    if party is None:
        raise NotFound
    return party


@passkeys.post(
    "/login/passkey/options",
    needs=Permission.SIGN_IN,
    writes=_DOOR,
    crawled=False,
    for_scripts=True,
)
def login_options() -> AnyResponse:
    """Give a browser a challenge to sign in with."""
    return _asked("use", ask_to_use(own_party()))


@passkeys.post("/login/passkey", needs=Permission.SIGN_IN, writes=_DOOR, crawled=False)
def login_with_passkey() -> AnyResponse:
    """Open the session of whose passkey signed the challenge."""
    back = within_site(request.form.get("next", ""))
    try:
        sent = SentCredential(
            text=request.form.get("credential", ""), challenge=_challenge("use")
        )
        with components().store.write(quiet=True) as work:
            account = check_passkey(work, own_party(), sent)
    except SignInError:
        with components().store.write(quiet=True) as work:
            count_failed_sign_in(work)
        fault = gettext("Cette clé d’accès n’ouvre aucun compte ici.")
        flash(fault, "warn")
        return redirect(url_for("accounts.login_page", next=back), 303)
    return enter(account, SignInWay.PASSKEY, back, request.form.get("_kept", ""))


@passkeys.get("/account/passkeys", needs=Permission.OWN_ACCOUNT, crawled=False)
def passkeys_page() -> AnyResponse:
    """List the passkeys of one's account."""
    return _page({})


@passkeys.post(
    "/account/passkeys/options",
    needs=Permission.OWN_ACCOUNT,
    writes=_OWN,
    for_scripts=True,
)
def creation_options() -> AnyResponse:
    """Give a browser a challenge for a new passkey; the password is asked for."""
    try:
        prove_identity()
        with components().store.read() as work:
            ceremony = ask_to_create(work, own_party(), current_writer())
    except SignInError:
        return jsonify(fault=unproved_words()), 422  # type: ignore[return-value]  # Flask makes an answer of it
    except UnfitFormError as error:
        return jsonify(fault=translate_faults(error.faults)["name"]), 422  # type: ignore[return-value]  # Flask makes an answer of it
    return _asked("create", ceremony)


@passkeys.post("/account/passkeys", needs=Permission.OWN_ACCOUNT, writes=_OWN)
def change_passkeys() -> AnyResponse:
    """Add the passkey that a browser made, or remove one."""
    if request.form.get("_do") == "remove":
        with components().store.write(quiet=True) as work:
            remove_passkey(work, current_writer(), request.form.get("passkey", ""))
        flash(gettext("C’est fait : cette clé n’ouvre plus votre compte."), "good")
        return redirect(url_for("passkeys.passkeys_page"), 303)
    here = components()
    try:
        sent = SentCredential(
            text=request.form.get("credential", ""),
            challenge=_challenge("create"),
            name=request.form.get("name", "") or _usual_name(),
            head=open_letterhead(here) if here.settings.sends_mail else None,
        )
        with here.store.write(quiet=True) as work:
            create_passkey(work, own_party(), current_writer(), sent)
    except SignInError:
        fault = gettext("Cette clé n’a pas pu être ajoutée : recommencez.")
        return _page({"name": fault})
    except UnfitFormError as error:
        return _page(translate_faults(error.faults))
    flash(gettext("C’est fait : cette clé ouvre votre compte."), "good")
    return redirect(url_for("passkeys.passkeys_page"), 303)


def _usual_name() -> str:
    return describe_device(request.headers.get("User-Agent", "")) or str(
        gettext("Clé d’accès")
    )


def _asked(purpose: str, ceremony: Ceremony) -> Response:
    """Answer what a browser is asked, and remember the challenge in its session."""
    challenge = urlsafe_b64encode(ceremony.challenge).decode()
    session[_ASKED] = [purpose, challenge, int(clock.now().timestamp())]
    answer = Response(ceremony.options, mimetype="application/json")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _challenge(purpose: str) -> bytes:
    """Return the challenge that was given for a purpose, once. Raises SignInError."""
    held = session.pop(_ASKED, None)
    if not isinstance(held, list) or len(held) != 3:
        raise SignInError
    given_for, challenge, since = held
    if given_for != purpose or clock.now().timestamp() - since > CEREMONY_SECONDS:
        raise SignInError
    key = f"passkey/{sha256(challenge.encode()).hexdigest()[:32]}"
    try:
        uses = components().store.counters.count_hit(key, CEREMONY_SECONDS * 2).count
    except (BusyError, StorageError):
        uses = 1  # who cannot be counted is believed: the session forgot it already
    if uses > 1:
        raise SignInError
    return urlsafe_b64decode(challenge)


def _page(faults: dict[str, str]) -> AnyResponse:
    settings = components().settings
    with components().store.read() as work:
        mine = store.account_passkeys(work, current_writer().id)
    page = render_template(
        "people/sign_in/passkeys.html",
        mine=mine,
        possible=relying_party(settings.base_url, settings.site_name) is not None,
        longest=LONGEST_NAME,
        name=request.form.get("name", ""),
        asks_password=asks_password(),
        faults=faults,
    )
    return uncached_page(page, 422 if faults else 200)
