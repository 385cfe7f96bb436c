"""Leads from an address that was copied or typed wrongly to the page it means.

A full stop or a bracket of the sentence around it, a slash at its end, capitals, or
an o for a 0: what reaches nothing is mended, and leads there only if there is
something. Addresses that reach a page never come here.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import quote

from flask import current_app, redirect, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from commons.adapters.store.log import revisions
from commons.core.domain.addresses import iri
from commons.core.domain.language.characters import clean_line
from commons.errors import CommonsError
from commons.web.request.context import components
from commons.web.request.route_rules import rules_of

_SAFE_METHODS = frozenset({"GET", "HEAD"})
_LONGEST = 500
_AFTER = "/\\.,;:!?…·)]}>»”“\"'\u2018\u2019*_|~ \u00a0\u202f"
"""What a sentence, a mail or a Markdown text leaves behind an address."""

_SLASHES = re.compile(r"/+")
_IDENTITY = re.compile(
    rf"([0-9a-z]{{{iri.ID_LENGTH}}})(?:(\.[a-z]{{1,6}})|[^0-9a-z].*)?", re.IGNORECASE
)
_LETTERS = str.maketrans("oil", "011")
"""Letters that identifiers have not, and the digits that they are read for
(Crockford's base 32)."""


def led_on() -> Response | None:
    """Redirect to the page that the address means, None when it means none."""
    if request.method not in _SAFE_METHODS or len(request.path) > _LONGEST:
        return None
    for path in dict.fromkeys(_mended(request.path)):
        if path != request.path and _reaches(path):
            query = request.query_string.decode("latin-1")
            address = quote(path, safe="/:@!$&'()*+,;=~")
            return redirect(f"{address}?{query}" if query else address, 302)
    return None


def _mended(path: str) -> Iterator[str]:
    """Give what an address may have been meant to be, the nearest first."""
    plain = _SLASHES.sub("/", f"/{clean_line(path)}").rstrip(_AFTER)
    yield plain
    first, *rest = plain.removeprefix("/").split("/")
    begin = first.casefold()
    if rest and begin in _NAMES:
        named = f"/{begin}/{_NAMES[begin](rest[0])}"
        yield "/".join((named, *rest[1:]))
        yield "/".join((named, *rest[1:])).rstrip(_AFTER)
        yield "/".join((named, *(part.casefold() for part in rest[1:])))
    yield plain.casefold()


def _identity(text: str) -> str:
    """Give an identifier of ours, with its suffix, from how somebody wrote it."""
    found = _IDENTITY.fullmatch(text)
    if found is None:
        return text
    return found[1].casefold().translate(_LETTERS) + (found[2] or "").casefold()


def _code(text: str) -> str:
    sort, colon, code = text.partition(":")
    number, dot, suffix = code.partition(".")
    return f"{sort.casefold()}{colon}{number.upper()}{dot}{suffix.casefold()}"


def _theme(text: str) -> str:
    return re.sub(r"[\s-]+", "_", text.casefold())


_NAMES: Mapping[str, Callable[[str], str]] = {
    "sheets": _identity,
    "people": _identity,
    "territories": _code,
    "themes": _theme,
}
"""The first part of an address -> what mends the name that follows."""


def _reaches(path: str) -> bool:
    """Say whether there is a page, of something that is there."""
    adapter = current_app.create_url_adapter(request)
    if adapter is None:
        return False
    try:
        endpoint, named = adapter.match(path, "GET")
        if "sheet" in named:
            return _sheet(str(named["sheet"]))
        there = rules_of(current_app)[endpoint].exists
        name = str(next(iter(named.values()), ""))
        return there(name) if there else not named
    except (HTTPException, CommonsError):  # no such page, or no such thing
        return False


def _sheet(sheet: str) -> bool:
    with components().store.read() as work:
        return bool(revisions.get_heads(work, [sheet]))
