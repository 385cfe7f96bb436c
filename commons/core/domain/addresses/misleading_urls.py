"""Which web addresses mislead: they look like one place and lead to another."""

import re
from urllib.parse import unquote

_SIGNED_IN = re.compile(
    r"\s*(?:(?:https?|ftp|wss?):(?:[/\\]|%5c)*|[/\\]{2,})[^/?#\\]*@", re.IGNORECASE
)
"""A name, and perhaps a password, before the host: https://bank.example@other.example
(RFC 3986, 7.6); a password would be published with it."""

_TURNED = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks that turn the direction of what follows (Unicode Standard Annex 9)."""


def is_misleading(address: str) -> bool:
    """Say whether an address hides where it leads, or holds a name to sign in with."""
    return bool(_SIGNED_IN.match(address) or _TURNED.search(unquote(address)))
