"""Signs the links of e-mails that do one thing for who has them, without signing in."""

import hmac

from flask import current_app

from commons.core.domain.addresses.link_signatures import link_signature


def sign_link(purpose: str, what: str) -> str:
    """Return what proves that a link to do this to that was given here."""
    return link_signature(str(current_app.secret_key), purpose, what)


def is_signed(purpose: str, what: str, signature: str) -> bool:
    """Return whether a link was given here for this."""
    return hmac.compare_digest(sign_link(purpose, what).encode(), signature.encode())
