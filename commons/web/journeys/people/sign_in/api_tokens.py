"""The tokens that one's programs bear: made with a name, shown once, ended at once."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.store.people.credentials import api_tokens as store
from commons.core.domain.people.account import Permission
from commons.core.domain.people.api_token import SCOPES, Scope
from commons.errors import SignInError, UnfitFormError
from commons.services.people.api_tokens import (
    LIFETIME_DAYS,
    end_api_token,
    make_api_token,
)
from commons.web.display.messages import translate_faults
from commons.web.guard.journey import Journey
from commons.web.journeys.people.sign_in.identity_proof import (
    asks_password,
    prove_identity,
    unproved_words,
)
from commons.web.request.context import components, current_writer, positive_int
from commons.web.request.limits.rate_limits import limit_accounts
from commons.web.request.responses import uncached_page
from commons.web.request.route_rules import rules_of

api_tokens = Journey("api_tokens", __name__)


@api_tokens.get("/account/tokens", needs=Permission.OWN_ACCOUNT, crawled=False)
def tokens_page() -> AnyResponse:
    """List the tokens of one's account that still work."""
    return _page({})


@api_tokens.post(
    "/account/tokens",
    needs=Permission.OWN_ACCOUNT,
    writes=limit_accounts("one's tokens", "30 per 5 minutes;200 per day"),
)
def change_tokens() -> AnyResponse:
    """Make a token and show it once, or end one."""
    me = current_writer()
    if request.form.get("_do") == "end":
        with components().store.write(quiet=True) as work:
            end_api_token(work, me, request.form.get("token", ""))
        flash(gettext("C’est fait : ce jeton n’ouvre plus rien."), "good")
        return redirect(url_for("api_tokens.tokens_page"), 303)
    try:
        prove_identity()
        with components().store.write(quiet=True) as work:
            secret = make_api_token(
                work,
                me,
                request.form.get("name", ""),
                _chosen(),
                positive_int(request.form.get("days")),
            )
    except SignInError:
        return _page({"old": unproved_words()})
    except UnfitFormError as error:
        return _page(translate_faults(error.faults))
    return _page({}, secret)


def offered_scopes() -> list[Scope]:
    """Return the scopes that a route takes, in the order of the table."""
    taken = {rules.scope for rules in rules_of(current_app).values()}
    return [scope for scope in Scope if scope in taken]


def _chosen() -> frozenset[Scope]:
    sent = set(request.form.getlist("scopes"))
    return frozenset(scope for scope in offered_scopes() if scope.value in sent)


def _page(faults: dict[str, str], secret: str = "") -> AnyResponse:
    with components().store.read() as work:
        mine = store.account_tokens(work, current_writer().id)
    page = render_template(
        "people/sign_in/tokens.html",
        mine=mine,
        secret=secret,
        offered=offered_scopes(),
        scopes={scope: gettext(words) for scope, words in SCOPES.items()},
        chosen=[scope.value for scope in _chosen()] if faults else [],
        lifetimes=LIFETIME_DAYS,
        days=positive_int(request.form.get("days")) or LIFETIME_DAYS[1],
        name=request.form.get("name", "") if faults else "",
        asks_password=asks_password(),
        faults=faults,
    )
    return uncached_page(page, 422 if faults else 200)
