"""Makes the Flask application from the parts."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from wsgiref.types import WSGIEnvironment

from flask import Flask, get_flashed_messages, url_for
from flask_babel import format_percent
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import BaseConverter, IntegerConverter

from commons.core.domain import iri
from commons.core.domain.account import Permission
from commons.core.kinds.values.type_checks import is_url
from commons.errors import CommonsError
from commons.settings import from_env
from commons.web.display.facts import brief_facts
from commons.web.display.messages import format_day, format_moment
from commons.web.display.value_labels import typeset_markup
from commons.web.guard import access, cross_origin, errors
from commons.web.journeys.editing.drafts import drafting
from commons.web.journeys.editing.views import editing
from commons.web.journeys.harvest.atom_sitemap import syndication
from commons.web.journeys.harvest.catalogue import catalog
from commons.web.journeys.harvest.guide import developers
from commons.web.journeys.harvest.ldes import feeds
from commons.web.journeys.harvest.oai import oai
from commons.web.journeys.history.views import history_pages
from commons.web.journeys.imports.views import batch
from commons.web.journeys.people.accounts import accounts
from commons.web.journeys.search.autocomplete import suggestions
from commons.web.journeys.search.entities import entities
from commons.web.journeys.search.home import home_pages
from commons.web.journeys.search.views import search_pages
from commons.web.journeys.sheets.files import (
    FileName,
    QuietSessions,
    UploadRequest,
    media,
)
from commons.web.journeys.sheets.memento import memento
from commons.web.journeys.sheets.pages import sheets
from commons.web.journeys.sheets.vocabulary import data
from commons.web.middleware import built_files, content_encoding
from commons.web.middleware.page_cache import PageCache
from commons.web.middleware.request_body import LARGE_BYTES
from commons.web.request import (
    locale,
    logging,
    rate_limits,
)
from commons.web.request.context import (
    current_account,
    lang_attribute,
    localised,
    page_language,
    visitor_may,
)
from commons.web.request.negotiation import SHEET_TYPES
from commons.wiring import Components, assemble_components

SESSION_COOKIE = "commons_session"
MOST_CONTROLS = 5_000

BLUEPRINTS = (
    home_pages,
    search_pages,
    editing,
    drafting,
    suggestions,
    history_pages,
    data,
    feeds,
    catalog,
    accounts,
    entities,
    developers,
    batch,
    oai,
    syndication,
    memento,
    media,
    sheets,
)


class _SheetId(BaseConverter):
    regex = iri.ID_PATTERN


class _Number(IntegerConverter):
    regex = "[1-9][0-9]{0,8}"


class _Suffix(BaseConverter):
    regex = "|".join(re.escape(one) for one in SHEET_TYPES if one != "html")


def create_app(parts: Components | None = None) -> Flask:
    """Make the application; without parts, those of the environment."""
    parts = parts or assemble_components(from_env())
    app = Flask("commons.web", static_url_path="/static")
    app.config.update(_config(parts))
    app.extensions["commons"] = parts
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # the default provider
    app.request_class = UploadRequest
    app.session_interface = QuietSessions()
    app.url_map.converters.update(
        sheet_id=_SheetId, suffix=_Suffix, number=_Number, file_name=FileName
    )
    logging.install_logging(app)
    locale.install_locale(app, parts.settings.language, parts.settings.timezone)
    rate_limits.install_rate_limits(app, parts.store)
    access.install_guards(app)
    cross_origin.install_cross_origin(app)
    errors.install_error_pages(app)
    built_files.install_static_files(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.jinja_env.globals.update(
        asset=_assets(Path(app.static_folder or "") / "dist"),
        site_name=parts.settings.site_name,
        registration_open=parts.settings.registration == "open",
        can=visitor_may,
        Permission=Permission,
        said=localised,
        lang=lang_attribute,
        languages=locale.language_links,
        day=format_day,
        moment=format_moment,
        brief=brief_facts,
    )
    app.jinja_env.filters.update(
        typeset=typeset_markup, is_address=is_url, percent=format_percent
    )
    app.context_processor(_context)
    app.url_map.merge_slashes = False
    hops = parts.settings.trusted_proxies
    inner = _cached(app, parts)
    behind = ProxyFix(inner, x_for=hops, x_proto=hops) if hops else inner
    app.wsgi_app = behind  # type: ignore[method-assign]  # Flask's own way
    app.before_request(parts.follower.start)
    return app


def serve_forked() -> Flask:
    """Make the application for a server that forks its workers.

    Each follows the log from its first moment, so that an index which is missing
    or outdated is made whether or not somebody asks for a page.
    """
    parts = assemble_components(from_env())
    parts.follower.start_in_children()
    return create_app(parts)


def _cached(app: Flask, parts: Components) -> PageCache:
    default = parts.settings.language

    def variant(environ: WSGIEnvironment) -> tuple[str, ...]:
        return *locale.language_variant(
            environ, default
        ), content_encoding.choose_coding(environ)

    count = rate_limits.kept_reading(app.extensions["tallies"])
    return PageCache(app.wsgi_app, parts.store.token, SESSION_COOKIE, variant, count)


def _config(parts: Components) -> dict[str, object]:
    settings = parts.settings
    return {
        "SECRET_KEY": settings.secret_key,
        "SESSION_COOKIE_NAME": SESSION_COOKIE,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.secure,
        "PERMANENT_SESSION_LIFETIME": timedelta(days=30),
        "SESSION_REFRESH_EACH_REQUEST": False,
        "MAX_CONTENT_LENGTH": LARGE_BYTES,
        "MAX_FORM_MEMORY_SIZE": LARGE_BYTES,
        "MAX_FORM_PARTS": MOST_CONTROLS,
        "SEND_FILE_MAX_AGE_DEFAULT": timedelta(days=365),
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,
        "TRAP_BAD_REQUEST_ERRORS": False,
    }


def _context() -> dict[str, object]:
    try:
        signed_in = current_account()
    except CommonsError:
        signed_in = None  # this is the page that says so
    return {
        "account": signed_in,
        "language": page_language(),
        "notices": get_flashed_messages(with_categories=True),
    }


def _assets(folder: Path) -> Callable[[str], str]:
    """Give the function from an asset's name to its address, "" when not built."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        manifest = {}

    def asset(name: str) -> str:
        file = manifest.get(name)
        return url_for("static", filename=f"dist/{file}") if file else ""

    return asset
