"""Tells the devices on which somebody signed in before from those of guessers.

A device cookie, as OWASP describes them, is given to who signed in or came by a link of
an e-mail. Wrong tries are counted for each such device by itself, and together for all
that have none: whoever guesses slows themselves down, never the holder of the account on
a device of theirs. The cookie lets nobody in, and says nothing of whose it is.
"""

import secrets
from datetime import timedelta
from hashlib import sha256

from flask import request
from werkzeug.wrappers import Response as AnyResponse

from commons.core.domain.language.folding import fold_email
from commons.web.guard.signed_links import is_signed, sign_link
from commons.web.request.context import components

COOKIE = "commons_device"
LIFETIME = timedelta(days=400)
"""How long browsers keep a cookie at most."""
MOST_ACCOUNTS = 4
"""How many accounts one browser is known for; the oldest gives way."""

_NONCE_BYTES = 12
_LONGEST = 512


def known_device(email: str) -> str:
    """Return what names this device for an account, "" when it signed in nowhere here."""
    who = _digest(email)
    for mark in _marks():
        nonce, _, signature = mark.partition(".")
        if is_signed("device", f"{who} {nonce}", signature):
            return nonce
    return ""


def is_known_device() -> bool:
    """Say whether the form at hand is sent from a device that its account knows."""
    return bool(known_device(request.form.get("email", "")))


def remember_device(response: AnyResponse, email: str) -> None:
    """Have this browser known for an account, for as long as browsers allow."""
    marks = _marks()
    if not known_device(email):
        nonce = secrets.token_urlsafe(_NONCE_BYTES)
        signature = sign_link("device", f"{_digest(email)} {nonce}")
        marks = [f"{nonce}.{signature}", *marks][:MOST_ACCOUNTS]
    response.set_cookie(
        COOKIE,
        "~".join(marks),
        max_age=LIFETIME,
        path="/",
        secure=components().settings.secure,
        httponly=True,
        samesite="Lax",
    )


def _marks() -> list[str]:
    held = request.cookies.get(COOKIE, "")[:_LONGEST]
    return [mark for mark in held.split("~") if mark][:MOST_ACCOUNTS]


def _digest(email: str) -> str:
    return sha256(fold_email(email).encode()).hexdigest()[:32]
