"""Lets programs in that bear a token of an account (RFC 6750).

A token opens the routes that name its scope, and no other: who bears one is never taken
for the session that a browser may send along. Where anybody may read, it is not looked
at, unless the route shows more to some.
"""

from contextlib import suppress

from flask import Flask, Request, Response, request
from flask_babel import gettext
from werkzeug.exceptions import Forbidden, Unauthorized

from commons.adapters.store.people.credentials import api_tokens
from commons.core.domain import clock
from commons.core.domain.people.account import Account, has_permission
from commons.core.domain.people.api_token import ApiToken
from commons.core.domain.people.sign_in import start_of_day
from commons.errors import CommonsError
from commons.web.request.context import SignedIn, components
from commons.web.request.limits.rate_limits import count_token
from commons.web.request.route_rules import RouteRules

_BORNE = "commons.api_token"
_CHALLENGE = "commons.bearer_challenge"


def install_bearer_tokens(app: Flask) -> None:
    """Tell programs why a token opened nothing, and note the day of use."""
    app.after_request(_note_used)
    app.after_request(_tell_why)


def bears_token() -> bool:
    """Say whether a program asks, which bears a token."""
    return _sent() is not None


def token_user(_: Request) -> SignedIn | None:
    """Give whose token was admitted, for flask-login."""
    found = request.environ.get(_BORNE)
    return SignedIn(found[0], "") if found else None


def admit_token(rules: RouteRules, *, writes: bool) -> None:
    """Have the token's account be who asks, where the route takes its scope.

    Raises Unauthorized (401), Forbidden (403), TooManyRequests (429).
    """
    is_open = has_permission(None, rules.needs) and not (writes and rules.token)
    if rules.scope is None:
        if is_open:
            return
        raise _refused("insufficient_scope")
    account, token = _found()
    if rules.scope not in token.scopes:
        if is_open:
            return
        raise _refused(f'insufficient_scope", scope="{rules.scope.value}')
    if not has_permission(account.role, rules.needs):
        raise Forbidden
    request.environ[_BORNE] = (account, token)
    count_token(token.id)


def _sent() -> str | None:
    """Return the token that a request bears, None without one."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if scheme.casefold() == "bearer" else None


def _found() -> tuple[Account, ApiToken]:
    with components().store.read() as work:
        found = api_tokens.find_api_token(work, _sent() or "")
    if found is None:
        request.environ[_CHALLENGE] = "invalid_token"
        raise Unauthorized(gettext("Ce jeton n’existe pas, a été arrêté ou a expiré."))
    return found


def _refused(why: str) -> Forbidden:
    request.environ[_CHALLENGE] = why
    return Forbidden(gettext("Ce jeton ne permet pas cela."))


def _tell_why(response: Response) -> Response:
    why = request.environ.get(_CHALLENGE)
    if why:
        response.headers["WWW-Authenticate"] = f'Bearer error="{why}"'
    return response


def _note_used(response: Response) -> Response:
    """Write down, once a day, that a token is in use; no matter if it cannot be."""
    found = request.environ.pop(_BORNE, None)
    today = start_of_day(clock.now())
    if found is not None and (found[1].used is None or found[1].used < today):
        store = components().store
        with (
            suppress(CommonsError),
            store.write(quiet=True, durable=False, patient=False) as work,
        ):
            api_tokens.note_used(work, found[1].id)
    return response
