"""Who may do what on which route, and what protects every answer.

RIGHTS is the only table of rights on the web: a route without a row does not
start, by test, and who lacks the right never reaches the view.
"""

from flask import Flask, Response, request
from flask_login import LoginManager
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import (
    Forbidden,
    RequestEntityTooLarge,
    UnsupportedMediaType,
)
from werkzeug.wrappers import Response as AnyResponse

from commons.domain.account import Act
from commons.store import accounts
from commons.web.here import SignedIn, account, can, parts
from commons.web.keep import ask_to_sign_in, resume_page
from commons.web.limits import count_this

RIGHTS: dict[str, Act] = {
    "static": Act.READ,
    "home.home": Act.READ,
    "home.healthz": Act.READ,
    "sheets.sheet": Act.READ,
    "sheets.sheet_in": Act.READ,
    "sheets.page": Act.READ,
    "sheets.version": Act.READ,
    "sheets.version_in": Act.READ,
    "history.history": Act.READ,
    "history.diff": Act.READ,
    "history.compare": Act.READ,
    "history.revert": Act.WRITE,
    "history.delete": Act.DELETE,
    "history.restore": Act.RESTORE,
    "search.search": Act.READ,
    "search.search_json": Act.READ,
    "data.namespace": Act.READ,
    "data.shape": Act.READ,
    "data.context": Act.READ,
    "catalog.catalogue": Act.READ,
    "catalog.void": Act.READ,
    "catalog.dumps": Act.READ,
    "catalog.publish": Act.OPERATE,
    "catalog.sums": Act.READ,
    "catalog.dump": Act.READ,
    "feeds.root": Act.READ,
    "feeds.page": Act.READ,
    "entities.themes": Act.READ,
    "entities.theme": Act.READ,
    "entities.territory": Act.READ,
    "entities.person": Act.READ,
    "developers.guide": Act.READ,
    "developers.patterns": Act.READ,
    "editing.choose": Act.WRITE,
    "editing.create": Act.WRITE,
    "editing.edit": Act.WRITE,
    "editing.drafts": Act.WRITE,
    "editing.drop": Act.WRITE,
    "accounts.login": Act.SIGN_IN,
    "accounts.register": Act.SIGN_IN,
    "accounts.logout": Act.SIGN_IN,
    "accounts.profile": Act.OWN_ACCOUNT,
    "accounts.roles": Act.ACCOUNTS,
}
"""Endpoint -> what one must be allowed to do to reach it."""

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

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

csrf = CSRFProtect()


def install(app: Flask) -> None:
    """Put the guards before every view and the headers on every answer."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    csrf.init_app(app)
    manager = LoginManager(app)
    manager.session_protection = None
    manager.user_loader(_signed_in)
    app.before_request(_guard)
    app.after_request(_protect)


def _signed_in(token: str) -> SignedIn | None:
    with parts().store.read() as work:
        found = accounts.session(work, token)
    return SignedIn(found, token) if found else None


def _guard() -> AnyResponse | None:
    """Refuse what is too large, not allowed or forged; keep what was typed."""
    endpoint = request.endpoint
    if endpoint is None:
        return None
    writes = request.method not in SAFE_METHODS
    if writes:
        _measure()
    if not can(RIGHTS[endpoint]):
        if account() is not None:
            raise Forbidden
        return ask_to_sign_in(typed=writes)
    return _check_form(endpoint) if writes else None


def _measure() -> None:
    """Refuse a body that is too large before it is read into controls."""
    limit = request.max_content_length
    if limit is not None and (request.content_length or 0) > limit:
        raise RequestEntityTooLarge
    most = request.max_form_parts
    sent = request.get_data(cache=True, parse_form_data=False)
    if most is not None and sent.count(b"&") > most:
        raise RequestEntityTooLarge


def _check_form(endpoint: str) -> AnyResponse | None:
    count_this(endpoint)
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
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if parts().settings.secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response
