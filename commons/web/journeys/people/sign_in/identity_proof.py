"""Asks who is signed in to prove again that they are who they are, before what matters.

The password is asked for. Who signs in without one (a passkey, another site) proves it
by having done so minutes ago.
"""

from datetime import timedelta

from flask import request
from flask_babel import gettext

from commons.core.domain import clock
from commons.core.domain.people.sign_in import SignInWay
from commons.errors import SignInError
from commons.services.people.accounts import check_password
from commons.web.guard.known_devices import known_device
from commons.web.request.context import (
    components,
    current_session,
    current_writer,
)
from commons.web.request.limits.rate_limits import count_sign_in

FRESH = timedelta(minutes=10)
"""For how long having signed in without a password is proof enough."""


def asks_password() -> bool:
    """Say whether only the password proves it."""
    mine = current_session()
    return mine.way is SignInWay.PASSWORD or clock.now() - mine.opened > FRESH


def prove_identity(name: str = "old") -> str:
    """Return the password as it was typed, "" where none was needed.

    Raises SignInError, and TooManyRequests (429) for too many wrong tries.
    """
    typed, me = request.form.get(name, ""), current_writer()
    if not typed and not asks_password():
        return ""
    count_sign_in(me.email, known_device(me.email))
    with components().store.read() as work:
        found = check_password(work, me.email, typed)
    if found.id != me.id:
        raise SignInError
    return typed


def unproved_words() -> str:
    """Say that the password is wrong, and what else proves who one is."""
    said = gettext("Ce n’est pas votre mot de passe actuel.")
    if current_session().way is not SignInWay.PASSWORD:
        said += " " + gettext(
            "Si vous n’en avez pas, déconnectez-vous, puis reconnectez-vous."
        )
    return str(said)
