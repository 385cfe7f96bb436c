"""Signs the links of e-mails that do one thing for who has them, without signing in."""

import hmac
from hashlib import sha256

from flask import current_app

_SIGNS = 32


def sign_link(purpose: str, what: str) -> str:
    """Return what proves that a link to do this to that was given here."""
    key = str(current_app.secret_key).encode()
    told = f"link {purpose} {what}".encode()
    return hmac.new(key, told, sha256).hexdigest()[:_SIGNS]


def is_signed(purpose: str, what: str, signature: str) -> bool:
    """Return whether a link was given here for this."""
    return hmac.compare_digest(sign_link(purpose, what).encode(), signature.encode())
