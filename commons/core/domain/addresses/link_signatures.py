"""Signs the links of e-mails that do one thing for who has them, without signing in."""

import hmac
from hashlib import sha256

_SIGNS = 32


def link_signature(key: str, purpose: str, what: str) -> str:
    """Return what proves that a link to do this to that was given by who has the key."""
    told = f"link {purpose} {what}".encode()
    return hmac.new(key.encode(), told, sha256).hexdigest()[:_SIGNS]
