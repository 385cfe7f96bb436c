"""The addresses of our pages, each built once: most are the same on every page."""

from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from typing import Any, cast

from flask import Flask, current_app, request

_KEPT = "commons.addresses"
_MOST_KEPT = 4096


def install_addresses(app: Flask) -> None:
    """Let the application remember the addresses that it built."""
    app.extensions[_KEPT] = lru_cache(maxsize=_MOST_KEPT, typed=True)(app.url_for)
    app.jinja_env.globals["url_for"] = built_address


def built_address(endpoint: str, /, **values: Any) -> str:
    """Return the address of a view, as Flask's `url_for` does.

    Raises werkzeug.routing.BuildError when there is none.
    """
    if not request.script_root:
        kept = cast("Callable[..., str]", current_app.extensions[_KEPT])
        with suppress(TypeError):  # of a list of values, which has no hash
            return kept(endpoint, **values)
    return current_app.url_for(endpoint, **values)
