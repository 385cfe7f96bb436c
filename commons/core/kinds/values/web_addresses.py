"""Cleans a typed web address as a browser's address bar does (WHATWG URL, 4.4).

What a browser would send is what is kept: in ASCII, percent-encoded, so that it is
an address for every program too (RFC 3986). What is no web address stays as typed.
For what is not yet one: an address that RDF can hold (RFC 3987) needs no cleaning.
"""

import re
from urllib.parse import quote

import idna

LONGEST = 2_000

_CALLED = re.compile(r"url:", re.IGNORECASE)
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff\t\n]+ *")
_BARE = re.compile(r"www\.", re.IGNORECASE)
_WEB = re.compile(r"(https?):[/\\]+", re.IGNORECASE)
_PARTS = re.compile(r"([^/\\?#]*)([^?#]*)((?:\?[^#]*)?)((?:#.*)?)", re.DOTALL)
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_IN_PATH = "/%:@!$&'()*+,;=~"
_IN_QUERY = _IN_PATH + "?"
_NO_HOST = re.compile(r"[\s<>^|\"{}`]")
_FULL_STOPS = re.compile("[\u3002\uff0e\uff61]")


def clean_address(typed: str) -> str:
    """Return the address that a browser would open for what was typed."""
    text = _UNSEEN.sub("", typed)
    if text.startswith("<") and text.endswith(">"):
        text = text[1:-1].strip()
        called = _CALLED.match(text)
        text = text[called.end() :].strip() if called else text
    if _BARE.match(text):
        text = f"https://{text}"
    scheme = _WEB.match(text)
    parts = _PARTS.fullmatch(text, scheme.end()) if scheme else None
    if scheme is None or parts is None:
        return text
    authority, path, query, fragment = parts.groups()
    try:
        cleaned = (
            f"{scheme[1].lower()}://{_authority(authority)}"
            f"{_encoded(path.replace(chr(92), '/'), _IN_PATH)}"
            f"{_encoded(query, _IN_QUERY)}"
            f"{fragment[:1]}{_encoded(fragment[1:], _IN_QUERY)}"
        )
    except ValueError:  # half a character, or a host that cannot be
        return text
    return cleaned if len(cleaned) <= LONGEST else text


def _encoded(text: str, kept: str) -> str:
    """Return a part of an address with what no address may hold percent-encoded."""
    return quote(_LONE_PERCENT.sub("%25", text), safe=kept)


def _authority(text: str) -> str:
    """Return host and port in ASCII. Raises ValueError for a host that cannot be."""
    if _NO_HOST.search(text):
        raise ValueError(text)
    if text.isascii():
        return text
    before, at, place = text.rpartition("@")
    host, colon, port = place.partition(":")
    labels = _FULL_STOPS.sub(".", host).split(".")
    ascii_host = ".".join(_label(label) for label in labels)
    return f"{_encoded(before, _IN_PATH)}{at}{ascii_host}{colon}{port}"


def _label(label: str) -> str:
    """Return a label of a host in ASCII (UTS 46, IDNA 2008)."""
    if label.isascii():
        return label.lower()
    return idna.encode(label, uts46=True).decode()
