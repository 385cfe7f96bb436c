"""Who may do what on which route, and what protects every answer.

ROUTE_PERMISSIONS is the only table of rights on the web: a route without a row does not
start, by test, and who lacks the right never reaches the view.
"""

from flask import Flask, Response, request, session
from flask_babel import lazy_gettext as _l
from flask_login import LoginManager
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import (
    Forbidden,
    RequestEntityTooLarge,
    Unauthorized,
    UnsupportedMediaType,
)
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.store.people import accounts
from commons.core.domain.account import MINIMUM_ROLE, Permission, Role
from commons.web.guard.errors import UPLOAD
from commons.web.guard.resubmission import ask_to_sign_in, resume_page
from commons.web.middleware.request_body import MOST_BYTES, refuse_crowded
from commons.web.request.context import (
    SignedIn,
    asks_for_json,
    components,
    current_account,
    names_account,
    visitor_may,
)
from commons.web.request.negotiation import FRESH
from commons.web.request.rate_limits import count_reading, count_this

ROUTE_PERMISSIONS: dict[str, Permission] = {
    "static": Permission.READ,
    "home.home_page": Permission.READ,
    "home.health_check": Permission.READ,
    "home.liveness_check": Permission.READ,
    "sheets.negotiate_sheet": Permission.READ,
    "sheets.sheet_in": Permission.READ,
    "sheets.sheet_page": Permission.READ,
    "sheets.version_page": Permission.READ,
    "sheets.version_in": Permission.READ,
    "history.changes_page": Permission.READ,
    "history.history_page": Permission.READ,
    "history.contributions_page": Permission.READ,
    "history.diff_page": Permission.READ,
    "history.rendered_diff_page": Permission.READ,
    "history.compare_versions": Permission.READ,
    "history.revert": Permission.WRITE,
    "history.revert_one": Permission.WRITE,
    "history.toggle_thanks": Permission.THANK,
    "history.delete": Permission.DELETE,
    "history.restore": Permission.RESTORE,
    "search.search_page": Permission.READ,
    "search.search_json": Permission.READ,
    "data.namespace_terms": Permission.READ,
    "data.kind_shape": Permission.READ,
    "data.jsonld_context": Permission.READ,
    "catalog.catalogue_page": Permission.READ,
    "catalog.void_description": Permission.READ,
    "catalog.dumps_page": Permission.READ,
    "catalog.publish_dumps": Permission.OPERATE,
    "catalog.dump_checksums": Permission.READ,
    "catalog.download_dump": Permission.READ,
    "feeds.feed_root": Permission.READ,
    "feeds.feed_page": Permission.READ,
    "entities.themes_page": Permission.READ,
    "entities.theme_page": Permission.READ,
    "entities.territory_page": Permission.READ,
    "entities.person_page": Permission.READ,
    "developers.guide_page": Permission.READ,
    "developers.patterns_page": Permission.READ,
    "oai.oai_repository": Permission.READ,
    "syndication.atom_feed": Permission.READ,
    "syndication.sitemap_index": Permission.READ,
    "syndication.sitemap_page": Permission.READ,
    "syndication.robots_txt": Permission.READ,
    "syndication.security_txt": Permission.READ,
    "memento.sheet_timegate": Permission.READ,
    "memento.sheet_timemap": Permission.READ,
    "editing.kind_page": Permission.WRITE,
    "editing.create_sheet": Permission.WRITE,
    "editing.edit_sheet": Permission.WRITE,
    "batch.upload_page": Permission.BATCH,
    "batch.columns_page": Permission.BATCH,
    "batch.check_page": Permission.BATCH,
    "batch.report_csv": Permission.BATCH,
    "batch.forget_upload": Permission.BATCH,
    "batch.guide_page": Permission.BATCH,
    "batch.template_csv": Permission.BATCH,
    "drafting.drafts_page": Permission.WRITE,
    "drafting.drop_draft": Permission.WRITE,
    "drafting.share_draft": Permission.WRITE,
    "drafting.end_sharing": Permission.WRITE,
    "drafting.keep_new": Permission.WRITE,
    "drafting.keep_edit": Permission.WRITE,
    "suggest.suggest_json": Permission.WRITE,
    "media.upload_file": Permission.WRITE,
    "media.serve_file": Permission.READ,
    "media.serve_smaller": Permission.READ,
    "accounts.login_page": Permission.SIGN_IN,
    "accounts.register_page": Permission.SIGN_IN,
    "accounts.log_out": Permission.SIGN_IN,
    "accounts.profile_page": Permission.OWN_ACCOUNT,
    "accounts.roles_page": Permission.ACCOUNTS,
}
"""Endpoint -> what one must be allowed to do to reach it."""

UPLOADS: dict[str, int] = {
    "batch.upload_page": 11 * 1024 * 1024,
    "media.upload_file": 21 * 1024 * 1024,
    "editing.create_sheet": MOST_BYTES,
    "editing.edit_sheet": MOST_BYTES,
}
"""Endpoint -> how many bytes it takes when there are files among them."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'"
        " data:; connect-src 'self'; form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'; manifest-src 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}

HARMLESS = frozenset({"oai.oai_repository"})
"""Endpoints whose POST writes nothing, so that it needs no token."""

WHO_MAY = {
    Role.READER: _l("C’est réservé à qui a un compte."),
    Role.CONTRIBUTOR: _l(
        "Votre compte permet de lire. L’administration de ce wiki peut lui permettre"
        " d’écrire."
    ),
    Role.EDITOR: _l("C’est réservé à l’équipe éditoriale."),
    Role.ADMIN: _l("C’est réservé à l’administration de ce wiki."),
}
"""The least role for what was refused -> what is said to who has less."""

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

csrf = CSRFProtect()


def install_guards(app: Flask) -> None:
    """Put the guards before every view and the headers on every answer."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    csrf.init_app(app)
    manager = LoginManager()
    manager.init_app(app, add_context_processor=False)  # else it reads for error pages
    manager.session_protection = None
    manager.user_loader(_signed_in)
    app.before_request(_guard)
    app.after_request(_protect)


def _signed_in(token: str) -> SignedIn | None:
    with components().store.read() as work:
        found = accounts.session_account(work, token)
    return SignedIn(found, token) if found else None


def _guard() -> AnyResponse | None:
    """Refuse what is too large, not allowed or forged; keep what was typed."""
    endpoint = request.endpoint
    if endpoint is None:
        return None
    refuse_crowded(request.environ)
    writes = request.method not in SAFE_METHODS
    if writes and endpoint not in HARMLESS and _from_elsewhere():
        raise Forbidden
    if writes:
        _measure(endpoint)
    if not visitor_may(ROUTE_PERMISSIONS[endpoint]):
        if current_account() is not None:
            raise Forbidden(
                str(WHO_MAY[MINIMUM_ROLE[ROUTE_PERMISSIONS[endpoint]] or Role.READER])
            )
        if writes and (asks_for_json() or endpoint == UPLOAD):
            raise Unauthorized
        return ask_to_sign_in(typed=writes)
    if writes and endpoint not in HARMLESS:
        return _check_form(endpoint)
    count_reading(endpoint)
    return None


def _from_elsewhere() -> bool:
    """Say whether a browser tells that a page of another site sends this."""
    return request.headers.get("Sec-Fetch-Site") == "cross-site"


def _measure(endpoint: str) -> None:
    """Refuse a body that is too large before it is read into controls.

    That of a form with files is read as it comes, its parts are counted then.
    """
    files = request.mimetype == "multipart/form-data"
    if files and endpoint in UPLOADS:
        request.max_content_length = UPLOADS[endpoint]
    limit = request.max_content_length
    if limit is not None and (request.content_length or 0) > limit:
        raise RequestEntityTooLarge
    if files:
        return
    most = request.max_form_parts
    sent = request.get_data(cache=True, parse_form_data=False)
    if most is not None and sent.count(b"&") > most:
        raise RequestEntityTooLarge


def _check_form(endpoint: str) -> AnyResponse | None:
    count_this(endpoint)
    typed = sum(len(text) for _, text in request.form.items(multi=True))
    if typed > (request.max_form_memory_size or typed):
        raise RequestEntityTooLarge
    if asks_for_json() or endpoint == UPLOAD:
        csrf.protect()
        return None
    editing = endpoint.startswith("editing.")
    if editing and not request.form:
        raise UnsupportedMediaType
    try:
        csrf.protect()
    except CSRFError:
        if not editing:
            raise
        return resume_page(request.form, request.full_path)
    return None


def _protect(response: Response) -> Response:
    said = response.headers.get("Cache-Control")
    page = response.mimetype == "text/html"  # data shows nobody
    if said is None or (said == FRESH and page):
        own = session.modified or names_account()
        response.headers["Cache-Control"] = f"private, {FRESH}" if own else FRESH
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if components().settings.secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response
