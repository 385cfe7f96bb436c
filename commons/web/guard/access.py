"""Lets in who may do what a route does, and protects every answer.

What a route needs stands beside its address (route_rules): who lacks the right never
reaches the view.
"""

from contextlib import suppress

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

from commons.adapters.store.people.credentials import sessions
from commons.core.domain import clock
from commons.core.domain.people.account import MINIMUM_ROLE, Role
from commons.core.domain.people.sign_in import start_of_day
from commons.errors import CommonsError, ReadOnlyError
from commons.web.guard.bearer_tokens import (
    admit_token,
    bears_token,
    install_bearer_tokens,
    token_user,
)
from commons.web.guard.resubmission import ask_to_sign_in, resume_page
from commons.web.middleware.request_body import refuse_crowded
from commons.web.request.answers.negotiation import FRESH
from commons.web.request.context import (
    SignedIn,
    asks_for_json,
    components,
    current_account,
    names_account,
    visitor_may,
)
from commons.web.request.limits.rate_limits import count_reading, count_write
from commons.web.request.route_rules import RouteRules, current_rules

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

WHO_MAY = {
    Role.READER: _l("Il faut un compte pour cela."),
    Role.CONTRIBUTOR: _l(
        "Votre compte permet de lire. L’administration de ce site peut vous permettre"
        " d’écrire."
    ),
    Role.EDITOR: _l("C’est réservé à l’équipe éditoriale."),
    Role.ADMIN: _l("C’est réservé à l’administration de ce site."),
}
"""The least role for what was refused -> what is said to who has less."""

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_SESSION = "commons.session"
"""The WSGI variable that holds the session of who asks, once it was looked for."""

csrf = CSRFProtect()


def install_guards(app: Flask) -> None:
    """Put the guards before every view and the headers on every answer."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    csrf.init_app(app)
    manager = LoginManager()
    manager.init_app(app, add_context_processor=False)  # else it reads for error pages
    manager.session_protection = None
    manager.user_loader(_signed_in)
    manager.request_loader(token_user)
    app.before_request(_guard)
    app.after_request(_protect)
    app.after_request(_note_seen)
    install_bearer_tokens(app)


def allow_images_from(response: Response, origin: str) -> None:
    """Let one page show images of another site, of which the operator chose one."""
    policy = HEADERS["Content-Security-Policy"]
    own = "img-src 'self' data:"
    response.headers["Content-Security-Policy"] = policy.replace(own, f"{own} {origin}")


def _signed_in(token: str) -> SignedIn | None:
    if bears_token():
        return None
    with components().store.read() as work:
        found = sessions.find_session(work, token)
    if found is None:
        return None
    account, opened = found
    request.environ[_SESSION] = opened
    return SignedIn(account, token, opened)


def _note_seen(response: Response) -> Response:
    """Write down, once a day, that a session is in use; no matter if it cannot be."""
    opened = request.environ.pop(_SESSION, None)
    today = start_of_day(clock.now())
    if opened is not None and opened.seen < today:
        store = components().store
        with (
            suppress(CommonsError),
            store.write(quiet=True, durable=False, patient=False) as work,
        ):
            sessions.note_seen(work, opened.digest, today)
    return response


def _guard() -> AnyResponse | None:
    """Refuse what is too large, not allowed or forged; keep what was typed."""
    if request.endpoint is None:
        return None
    rules = current_rules()
    refuse_crowded(request.environ)
    writes = request.method not in SAFE_METHODS
    if writes:
        _look_at_sending(rules)
    program = bears_token()
    if program:
        admit_token(rules, writes=writes)
    elif not visitor_may(rules.needs):
        return _turn_away(rules, writes=writes)
    if not (writes and rules.token):
        count_reading(rules.reads)
        return None
    if not program:
        return _check_form(rules)
    count_write(rules.writes)  # a program has no form, and no cookie to misuse
    return None


def _look_at_sending(rules: RouteRules) -> None:
    """Refuse what is sent, before anything of it is read, counted or kept.

    Raises ReadOnlyError, Forbidden (403), RequestEntityTooLarge (413).
    """
    closed = components().settings.read_only and not rules.when_read_only
    if rules.token and closed:
        raise ReadOnlyError
    if rules.token and from_elsewhere():
        raise Forbidden
    _measure(rules)


def _turn_away(rules: RouteRules, *, writes: bool) -> AnyResponse:
    """Refuse who may not do this, or ask them to sign in."""
    if current_account() is not None:
        raise Forbidden(str(WHO_MAY[MINIMUM_ROLE[rules.needs] or Role.READER]))
    if writes and (asks_for_json() or rules.for_scripts):
        raise Unauthorized
    return ask_to_sign_in(typed=writes)


def from_elsewhere() -> bool:
    """Say whether a browser tells that a page of another site sends this."""
    return request.headers.get("Sec-Fetch-Site") == "cross-site"


def _measure(rules: RouteRules) -> None:
    """Refuse a body that is too large before it is read into controls.

    That of a form with files is read as it comes, its parts are counted then.
    """
    files = request.mimetype == "multipart/form-data"
    if files and rules.upload_bytes:
        request.max_content_length = rules.upload_bytes
    limit = request.max_content_length
    if limit is not None and (request.content_length or 0) > limit:
        raise RequestEntityTooLarge
    if files:
        return
    most = request.max_form_parts
    sent = request.get_data(cache=True, parse_form_data=False)
    if most is not None and sent.count(b"&") > most:
        raise RequestEntityTooLarge


def _check_form(rules: RouteRules) -> AnyResponse | None:
    count_write(rules.writes)
    typed = sum(len(text) for _, text in request.form.items(multi=True))
    if typed > (request.max_form_memory_size or typed):
        raise RequestEntityTooLarge
    if asks_for_json() or rules.for_scripts:
        csrf.protect()
        return None
    if rules.resumes and not request.form:
        raise UnsupportedMediaType
    try:
        csrf.protect()
    except CSRFError:
        if not rules.resumes:
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
