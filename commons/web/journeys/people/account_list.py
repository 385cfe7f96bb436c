"""The list of accounts, for admins: who they are, their roles, a way in for who lost it."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext as _l
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people import accounts as store
from commons.adapters.store.people.account_search import (
    AccountQuery,
    count_accounts,
    search_accounts,
)
from commons.adapters.store.people.account_tokens import TokenPurpose
from commons.adapters.store.people.credentials import second_factors
from commons.adapters.store.site.audit_log import note_act
from commons.core.domain.language.characters import clean_line
from commons.core.domain.people.account import Permission, Role
from commons.core.domain.site.audit import AuditAct
from commons.errors import ForbiddenError
from commons.services.people.recovery import make_link
from commons.services.people.roles import grant_role
from commons.services.people.sign_in.second_factor import turn_off
from commons.web.display.profile_view import ROLE_NAMES
from commons.web.guard.journey import Journey, NavigationEntry
from commons.web.journeys.people.sign_in.second_step import open_factors
from commons.web.request.context import components, current_writer, page_number
from commons.web.request.limits.rate_limits import LISTS, limit_accounts
from commons.web.request.responses import uncached_page, within_site

PAGE_SIZE = 50
MOST_PAGES = 10_000
LONGEST_WORDS = 100
_LIST = "account_list.accounts_page"

account_list = Journey(
    "account_list",
    __name__,
    entries=(
        NavigationEntry(
            endpoint=_LIST,
            label=_l("Comptes"),
            order=62,
            place="team",
            needs=Permission.ACCOUNTS,
        ),
    ),
)


@account_list.route(
    "/admin/accounts",
    methods=["GET", "POST"],
    needs=Permission.ACCOUNTS,
    reads=LISTS,
    writes=limit_accounts("roles", "300 per hour"),
)
def accounts_page() -> AnyResponse:
    """List the accounts and change roles; the last admin stays one."""
    if request.method == "GET":
        return _page({})
    deed = request.form.get("_do", "")
    if deed == "link":
        return _page(_link())
    with components().store.write(quiet=True) as work:
        flash(_remove_code(work) if deed == "two_steps" else _grant(work), "good")
    return redirect(within_site(request.full_path), 303)


def _page(links: dict[str, str]) -> AnyResponse:
    query, page = _query(), page_number(MOST_PAGES)
    with components().store.read() as work:
        total = count_accounts(work, query)
        pages = max(1, -(-total // PAGE_SIZE))
        page = min(page, pages)
        found = search_accounts(
            work, query, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE
        )
        with_code = second_factors.holders(work, (one.account.id for one in found))

    def page_address(number: int) -> str:
        return url_for(_LIST, **_asked(query), page=number if number > 1 else None)

    said = render_template(
        "people/account_list.html",
        found=found,
        query=query,
        total=total,
        roles=ROLE_NAMES,
        with_code=with_code,
        links=links,
        page=page,
        pages=pages,
        page_address=page_address,
    )
    return uncached_page(said, 200)


def _query() -> AccountQuery:
    """Read which accounts are asked for; what makes no sense asks for all."""
    role = request.args.get("role", "")
    return AccountQuery(
        words=clean_line(request.args.get("q", ""))[:LONGEST_WORDS],
        role=Role[role] if role in Role.__members__ else None,
        blocked=request.args.get("blocked") == "1",
    )


def _asked(query: AccountQuery) -> dict[str, Any]:
    asked = {
        "q": query.words,
        "role": query.role.name if query.role is not None else "",
        "blocked": "1" if query.blocked else "",
    }
    return {name: value for name, value in asked.items() if value}


def _link() -> dict[str, str]:
    """Make a link to choose a password; give it by the account it is for."""
    here = components()
    with here.store.write(quiet=True) as work:
        chosen = store.get_account(work, request.form.get("account", ""))
        path = make_link(work, chosen, TokenPurpose.RESET)
        me, act = current_writer().person.id, AuditAct.PASSWORD_LINK
        note_act(work, me, act, chosen.person.id)
    return {chosen.id: here.settings.base_url + path}


def _remove_code(work: Work) -> str:
    """Ask an account for no one-time codes any more, as who lost theirs wishes."""
    chosen = store.get_account(work, request.form.get("account", ""))
    turn_off(work, open_factors(), chosen, current_writer())
    return str(
        gettext("Plus aucun code n’est demandé à %(name)s.", name=chosen.person.name)
    )


def _grant(work: Work) -> str:
    changed = store.get_account(work, request.form.get("account", ""))
    name = request.form.get("role", "")
    if name not in Role.__members__:
        raise Forbidden
    try:
        grant_role(work, current_writer(), changed, Role[name])
    except ForbiddenError as error:
        said = gettext("Il faut au moins un compte d’administration.")
        raise Forbidden(said) from error
    return str(gettext("%(name)s a changé de rôle.", name=changed.person.name))
