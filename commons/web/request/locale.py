"""Picks the language of a page: `?lang=`, then the cookie, then the browser.

Alone knows which languages the pages speak. What an answer says in words names
its language and varies by it; data (RDF, feeds, files) does not.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache, partial
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask, Response, request
from flask_babel import Babel, force_locale, get_locale, get_translations
from markupsafe import Markup
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from commons.settings import LANGUAGES
from commons.web.request.responses import within_site

LOCALES = {"fr": "fr", "en": "en_GB"}
"""Language -> how it writes days and numbers: the day before the month, 24 hours."""

PARAMETER = "lang"
COOKIE = "commons_lang"
COOKIE_SECONDS = 365 * 24 * 3600

_TAGS = "|".join(LANGUAGES)
_ASKED = re.compile(rf"(?:^|&){PARAMETER}=({_TAGS})(?=&|$)")
_KEPT = re.compile(rf"(?:^|;) *{COOKIE}=({_TAGS}) *(?=;|$)")
_SPOKEN = "commons.language"
_WORDED = frozenset({"text/html", "application/problem+json"})


def install_locale(app: Flask, default: str, timezone: str) -> None:
    """Make the application speak; `default` is for whom nothing else is known."""

    def locale() -> str:
        return LOCALES[choose_language(request.environ, default)]

    Babel(
        app,
        default_locale=LOCALES[default],
        default_timezone=timezone,
        locale_selector=locale,
    )
    # Flask-Babel's own looked the language up again for each word of a page
    app.jinja_env.globals.update(_=translate, ngettext=translate_number)
    app.after_request(partial(_after, default))


def page_language() -> str:
    """Return the language of the page: "fr" or "en"."""
    try:
        spoken: str = request.environ[_SPOKEN]
    except KeyError:
        spoken = request.environ[_SPOKEN] = _language_now()
    except RuntimeError:  # outside of any request
        spoken = _language_now()
    return spoken


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak another language than the request's within a block."""
    with force_locale(LOCALES[language]):
        before, request.environ[_SPOKEN] = page_language(), language
        try:
            yield
        finally:
            request.environ[_SPOKEN] = before


def translate(words: str, /, **values: object) -> Markup:
    """Return words of a template in the page's language, with the values put in."""
    found = _translated(page_language(), words)
    return found % values if values or "%" in found else found


def translate_number(one: str, many: str, num: int, /, **values: object) -> Markup:
    """Return words of a template that depend on a number, `num` among the values."""
    found: str = get_translations().ungettext(one, many, num)
    return Markup(found) % {"num": num, **values}  # noqa: S704  # from our catalogues


@lru_cache(maxsize=4096)
def _translated(_language: str, words: str) -> Markup:
    """Look words up in the catalogue of the language that is spoken, which is named."""
    return Markup(get_translations().ugettext(words))  # noqa: S704  # from our catalogues


def _language_now() -> str:
    locale = get_locale()
    return locale.language if locale else "fr"


def choose_language(environ: Mapping[str, Any], default: str) -> str:
    """Give the language that a request (WSGI) is to be answered in."""
    settled = _asked(environ) or _kept(environ)
    return settled or _preferred(environ.get("HTTP_ACCEPT_LANGUAGE", ""), default)


def language_variant(environ: Mapping[str, Any], default: str) -> tuple[str, ...]:
    """Give what keeps apart the answers that differ by language alone.

    Who asks for a language for the first time is answered with a cookie.
    """
    asked = _asked(environ)
    anew = "anew" if asked and asked != _kept(environ) else ""
    return choose_language(environ, default), anew


def language_links() -> list[tuple[str, str, str]]:
    """Give (language, name, address of this page in it) of each language."""
    rule = request.url_rule
    path = quote(request.script_root + request.path)
    answers_get = rule is None or "GET" in (rule.methods or ())
    here = within_site(path) if answers_get else "/"
    others = [pair for pair in request.args.items(multi=True) if pair[0] != PARAMETER]
    return [
        (tag, name, f"{here}?{urlencode([*others, (PARAMETER, tag)])}")
        for tag, name in LANGUAGES.items()
    ]


def mark_language(response: Response, language: str) -> None:
    """Name the language of an answer that says words, and what it varies by."""
    response.headers["Content-Language"] = language
    response.vary.update(("Accept-Language", "Cookie"))


def _after(default: str, response: Response) -> Response:
    leads_on = 300 <= response.status_code < 400 and response.status_code != 304
    if response.mimetype in _WORDED and not leads_on:
        mark_language(response, choose_language(request.environ, default))
    if response.mimetype == "text/html":
        _remember(response)
    return response


def _remember(response: Response) -> None:
    """Keep in a cookie what was asked for, unless it is there already."""
    asked = _asked(request.environ)
    if not asked or asked == _kept(request.environ):
        return
    response.set_cookie(
        COOKIE,
        asked,
        max_age=COOKIE_SECONDS,
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )
    if not response.cache_control.no_store:
        response.headers["Cache-Control"] = "private, no-cache"


def _asked(environ: Mapping[str, Any]) -> str:
    found = _ASKED.search(environ.get("QUERY_STRING", ""))
    return found[1] if found else ""


def _kept(environ: Mapping[str, Any]) -> str:
    found = _KEPT.search(environ.get("HTTP_COOKIE", ""))
    return found[1] if found else ""


@lru_cache(maxsize=256)
def _preferred(accepted: str, default: str) -> str:
    """Give the language that Accept-Language likes best (RFC 4647, lookup)."""
    for tag, quality in parse_accept_header(accepted, LanguageAccept):
        language = tag.partition("-")[0].lower()
        if quality > 0 and language in LANGUAGES:
            return language
    return default
