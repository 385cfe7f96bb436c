"""Makes the Flask application from the parts."""

import re
import sys
from collections.abc import Iterable, MutableMapping
from datetime import timedelta
from importlib import import_module
from wsgiref.types import WSGIEnvironment

from click import ClickException
from flask import Flask, current_app, get_flashed_messages, request
from flask.templating import Environment
from flask_babel import format_decimal, format_percent
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import BaseConverter, IntegerConverter, Map

from commons.cli import refusals_in_one_line
from commons.cli.operations.starting import prepare_serving
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Permission
from commons.core.kinds.values.type_checks import is_url
from commons.core.text.french.lexicon.words import frequent_words
from commons.core.text.french.meaning.thesaurus import thesaurus_of
from commons.errors import CommonsError
from commons.services.exchange.freezing.port import FROZEN_DAY
from commons.services.people.sign_in.passkeys import relying_party
from commons.settings import METRICS, counting_folder, from_env
from commons.web.display.messages import format_day, format_moment, in_order
from commons.web.display.sheet.covers import cover_of, cover_of_concept
from commons.web.display.sheet.glance import glance_facts
from commons.web.display.sheet.pictograms import pictogram_path
from commons.web.display.sheet.value_labels import typeset_markup
from commons.web.display.site_look import site_look
from commons.web.guard import access, cross_origin, errors
from commons.web.guard.journey import (
    Journey,
    list_entries,
    register_journeys,
)
from commons.web.guard.resubmission import kept_pairs
from commons.web.journeys.harvest.freezing.pages import frozen_pages
from commons.web.journeys.harvest.freezing.site import InnerSite
from commons.web.journeys.registry import JOURNEYS
from commons.web.journeys.sheets.files import FileName, QuietSessions, UploadRequest
from commons.web.middleware import built_files, content_encoding
from commons.web.middleware.page_cache import PageCache
from commons.web.middleware.reading_count import ReadingCount
from commons.web.middleware.replica_reading import ReplicaReading
from commons.web.middleware.request_body import LARGE_BYTES
from commons.web.middleware.request_watch import RequestWatch, Watcher
from commons.web.request import addresses, locale, logging
from commons.web.request.answers.sheet_formats import OUTLETS
from commons.web.request.build_manifest import DIST, read_manifest
from commons.web.request.context import (
    components,
    current_account,
    in_language,
    is_frozen,
    lang_attribute,
    localised,
    own_lang_attribute,
    visitor_may,
)
from commons.web.request.limits import rate_limits
from commons.web.request.locale import page_language
from commons.web.request.route_rules import describe_routes, rules_of
from commons.wiring.assembly import assemble_components
from commons.wiring.components import Components

SESSION_COOKIE = "commons_session"
MOST_CONTROLS = 5_000


class _SheetId(BaseConverter):
    regex = iri.ID_PATTERN


class _Number(IntegerConverter):
    regex = "[1-9][0-9]{0,8}"


class _Suffix(BaseConverter):
    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map)
        self.regex = "|".join(map(re.escape, OUTLETS))


class _Templates(Environment):
    """Templates whose names for all are in one dictionary: a chain of two was slow."""

    def make_globals(
        self, d: MutableMapping[str, object] | None
    ) -> MutableMapping[str, object]:
        return {**self.globals, **(d or {})}


class _Application(Flask):
    jinja_environment = _Templates


def create_app(
    parts: Components | None = None, journeys: Iterable[Journey] = JOURNEYS
) -> Flask:
    """Make the application; without parts, those of the environment."""
    parts = parts or assemble_components(from_env())
    app = _Application("commons.web", static_url_path="/static")
    app.config.update(_config(parts))
    app.extensions["commons"] = parts
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # the default provider
    app.request_class = UploadRequest
    app.session_interface = QuietSessions()
    logging.install_logging(app)
    locale.install_locale(app, parts.settings.language, parts.settings.timezone)
    rate_limits.install_rate_limits(app, parts.store)
    access.install_guards(app)
    cross_origin.install_cross_origin(app)
    errors.install_error_pages(app)
    built_files.install_static_files(app)
    _add_journeys(app, journeys)
    _equip_templates(app, parts)
    addresses.install_addresses(app)
    app.context_processor(_context)
    hops = parts.settings.trusted_proxies
    counted = ReadingCount(_cached(app, parts), parts.readings.count)
    inner = RequestWatch(counted, _watchers(app, parts), believe=hops > 0)
    behind = ProxyFix(inner, x_for=hops, x_proto=hops) if hops else inner
    app.wsgi_app = behind  # type: ignore[method-assign]  # Flask's own way
    app.before_request(parts.follower.start)
    return app


def open_frozen_site(parts: Components) -> InnerSite:
    """Return the site that a copy made of files is written from.

    It follows nothing, counts nothing, and has pages that only a copy has.
    """
    app = create_app(parts, (*JOURNEYS, frozen_pages))
    app.before_request_funcs[None].remove(parts.follower.start)
    return InnerSite(app, parts)


def _equip_templates(app: Flask, parts: Components) -> None:
    """Let every template call what several of them need."""
    app.jinja_env.globals.update(
        asset=_asset,
        site_name=parts.settings.site_name,
        takes_passkeys=relying_party(parts.settings.base_url, "") is not None,
        kept_pairs=kept_pairs,
        openid_name=parts.settings.openid.name if parts.settings.openid else "",
        can=visitor_may,
        Permission=Permission,
        said=localised,
        lang=lang_attribute,
        lang_back=own_lang_attribute,
        languages=locale.language_links,
        entries=list_entries,
        day=format_day,
        moment=format_moment,
        cover_of=cover_of,
        cover_of_concept=cover_of_concept,
        pictogram_path=pictogram_path,
        glance=glance_facts,
        site_look=site_look,
    )
    app.jinja_env.filters.update(
        typeset=typeset_markup,
        in_order=in_order,
        is_address=is_url,
        in_language=in_language,
        percent=format_percent,
        decimal=format_decimal,
    )


def _add_journeys(app: Flask, journeys: Iterable[Journey]) -> None:
    app.url_map.converters.update(
        sheet_id=_SheetId, suffix=_Suffix, number=_Number, file_name=FileName
    )
    register_journeys(app, journeys)
    app.url_map.merge_slashes = False


def print_routes() -> None:
    """Print each address with its rules, for review; opens no instance."""
    app = Flask("commons.web", static_url_path="/static")
    _add_journeys(app, JOURNEYS)
    sys.stdout.writelines(f"{line}\n" for line in describe_routes(app))


def make_forked(address: str = "") -> Flask:
    """Make the application for a server that forks its workers.

    Each follows the log from its first moment, so that an index which is missing
    or outdated is made whether or not somebody asks for a page; and each has a courier
    for what goes to other commons and comes from them. What all share is made before,
    and what is refused ends the process with one line. With the server's address, an
    empty instance opens with the starter sheets.
    """
    try:
        with refusals_in_one_line():
            parts = assemble_components(from_env())
            if address:
                prepare_serving(parts, address)
            thesaurus_of(parts.schema)
            frequent_words()
            next(parts.places.codes(), None)
    except ClickException as refused:
        refused.show()
        sys.exit(refused.exit_code)
    parts.store.close()
    parts.follower.start_in_children()
    parts.courier.start_in_children()
    return create_app(parts)


def _cached(app: Flask, parts: Components) -> PageCache:
    default = parts.settings.language

    def variant(environ: WSGIEnvironment) -> tuple[str, ...]:
        return *locale.language_variant(
            environ, default
        ), content_encoding.choose_coding(environ)

    rules = rules_of(app)
    count = rate_limits.kept_reading(
        app.extensions["tallies"], lambda endpoint: rules[endpoint].reads
    )
    read = ReplicaReading(app.wsgi_app) if parts.store.replica else app.wsgi_app
    return PageCache(read, parts.store.token, SESSION_COOKIE, variant, count)


def _watchers(app: Flask, parts: Components) -> list[Watcher]:
    """Return who is told of each answer; what counts them is read only where it is used."""
    chosen, metrics = parts.settings.monitoring, None
    if chosen.metrics != METRICS[0]:
        counting = import_module("commons.web.middleware.request_metrics")
        metrics = counting.RequestMetrics(counting_folder())
    app.extensions["metrics"] = metrics
    watchers = [metrics.watch] if metrics else []
    return [*watchers, logging.log_answer] if chosen.access_log else watchers


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
        "registration_open": components().settings.registration == "open",
        "read_only": components().settings.read_only,
        "frozen_day": FROZEN_DAY if is_frozen() else "",
        "notices": get_flashed_messages(with_categories=True),
    }


def _asset(name: str) -> str:
    """Return the address of a built file, by its plain name; "" when not built."""
    file = read_manifest(str(current_app.static_folder)).get(name)
    if not file:
        return ""
    return f"{request.script_root}{current_app.static_url_path}/{DIST}/{file}"
