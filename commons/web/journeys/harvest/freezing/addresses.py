"""Where a copy made of files has what an address of the site answers.

A page is a folder with an index.html, which every server of files answers at the
address without it; what has a suffix is a file of that name. A page further on in a
list is `/people/page-2` instead of `/people?page=2`; data at an address without suffix
gets one, and the bare address leads there.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from commons.services.exchange.freezing.port import FrozenAddress
from commons.web.request.route_rules import Frozen, rules_of

_FIRST_PAGE = ("page", "1")
_MOST_KNOWN = 20_000
_LONGEST = 1_000
_SAFE = ":@!$&'()*+,;=~"


class FrozenAddresses:
    """Finds the place of each address by the rule of its route."""

    def __init__(self, app: Flask, host: str) -> None:
        self._rules = rules_of(app)
        self._adapter: MapAdapter = app.url_map.bind(host)
        self._map = app.url_map
        self.locate = lru_cache(_MOST_KNOWN)(self._locate)

    def alone(self) -> Iterator[str]:
        """Return the addresses that are copied and name nothing."""
        for route in self._map.iter_rules():
            if not route.arguments and self._rules[route.endpoint].frozen:
                yield route.rule

    def _locate(self, address: str) -> FrozenAddress | None:
        """Return where a path, with its query, stands in the copy; None for nowhere."""
        path, _, query = address.partition("?")
        if len(address) > _LONGEST or urlsplit(address).netloc:
            return None
        path = quote(unquote(path), safe=f"/{_SAFE}")
        found = self._match_form(path) or self._match(path)
        if found is None:
            return None
        said, values, path = found
        asked = dict(parse_qsl(query, keep_blank_values=True))
        if not said.any_query and asked.keys() - set(said.pages):
            return None
        pages = {
            name: asked[name]
            for name in said.pages
            if asked.get(name) and (name, asked[name]) != _FIRST_PAGE
        }
        return self._place(said, path, values, pages, query)

    def _has_suffix(self, path: str) -> bool:
        """Say whether the site answers a path by its suffix."""
        found = self._match(path)
        return found is not None and "suffix" in found[1]

    def _match_form(self, path: str) -> tuple[Frozen, Mapping[str, Any], str] | None:
        """Return what is found at a path without the suffix that its copy has."""
        bare, _, suffix = path.rpartition(".")
        found = self._match(bare) if bare else None
        if found is None or "suffix" in found[1] or found[0].form != suffix:
            return None
        return found

    def _match(self, path: str) -> tuple[Frozen, Mapping[str, Any], str] | None:
        """Return the rule of a path that is copied, what it names, and itself."""
        try:
            endpoint, values = self._adapter.match(unquote(path), method="GET")
        except (HTTPException, ValueError):
            return None
        said = self._rules[endpoint].frozen
        suffix = values.get("suffix", "")
        if said is None or (suffix and said.suffixes and suffix not in said.suffixes):
            return None
        return said, values, path

    def _place(
        self,
        said: Frozen,
        path: str,
        values: Mapping[str, Any],
        pages: Mapping[str, str],
        query: str,
    ) -> FrozenAddress:
        bare = path if path == "/" else path.rstrip("/")
        place = said.path.format(**values) if said.path else bare
        for name, value in pages.items():
            place += f"/{name}-{quote(value.replace('/', '-'), safe=_SAFE)}"
        own_form = said.form and "suffix" not in values
        if own_form:
            place = f"{place}.{said.form}"
        ask = place if own_form and not pages and self._has_suffix(place) else path
        if pages:
            ask += "?" + "&".join(f"{n}={quote(v, safe='')}" for n, v in pages.items())
        shown = f"{_folder(place)}?{query}" if said.any_query and query else place
        door = bare if own_form and not pages else ""
        return FrozenAddress(
            path=place, ask=ask, shown=shown, door=door, any_query=said.any_query
        )


def _folder(path: str) -> str:
    """Return the address of a page's folder, from which no server leads on.

    One that does may forget what is asked behind it.
    """
    is_page = "." not in path.rpartition("/")[2]
    return f"{path}/" if is_page and path != "/" else path
