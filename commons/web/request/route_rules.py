"""What each route says of itself, beside its address: who, how often, how much.

Guards, limits, robots.txt and `commons routes` read these rules of the routes that an
application has registered; no table elsewhere repeats them.
"""

from collections.abc import Callable, Iterator, MutableMapping
from dataclasses import dataclass
from typing import TypeAlias, cast

from flask import Flask, current_app, request

from commons.core.domain.people.account import Permission
from commons.core.domain.people.api_token import Scope
from commons.web.request.limits.rate_limits import RateLimit


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """How the answers of a route stand in a copy that is made of files alone.

    `pages`: the parameters of the query by which it has other pages, each a file of its
    own; a link with any other leads nowhere, unless `any_query`: then the file is the
    same whatever is asked. `form` is the suffix of its file where an address without
    suffix answers data. `suffixes` are those that are copied, () for all. `path` names
    the file by the values of the address, where the address itself can be none: what
    stands under a file.
    """

    pages: tuple[str, ...] = ()
    any_query: bool = False
    form: str = ""
    suffixes: tuple[str, ...] = ()
    path: str = ""


FROZEN = Frozen()
"""What has one page."""

FROZEN_PAGES = Frozen(pages=("page",))
"""What has pages one after another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteRules:
    """The rules of one endpoint.

    `needs`: what one must be allowed to do to reach it. `scope`: what a program's token
    must be good for; None where no token opens anything. `reads` and `writes`: how
    often it may be read, and sent to; None for a reading that costs little or is
    kept, and where nothing can be sent. `upload_bytes`: how much a form with files
    may weigh here, 0 for as much as any form; `too_large` is the sentence that
    follows a larger one. `crawled`: whether robots may come (RFC 9309). `token`:
    whether what is sent needs a token against forgery; not where nothing is written.
    `resumes`: its form shows again what was typed, and does nothing yet, so that a
    text may travel through the sign-in page. `for_scripts`: it answers in JSON,
    whatever is accepted. `has_pages`: whether there is a page among its answers.
    `when_read_only`: what is sent is taken though the site is read-only.
    `exists`: whether what the address names is there; None where nothing is named.
    `frozen`: how it stands in a copy made of files; None for what is not copied.
    """

    needs: Permission
    scope: Scope | None = None
    reads: RateLimit | None = None
    writes: RateLimit | None = None
    upload_bytes: int = 0
    too_large: str = ""
    crawled: bool = True
    token: bool = True
    resumes: bool = False
    for_scripts: bool = False
    when_read_only: bool = False
    has_pages: bool = True
    exists: Callable[[str], bool] | None = None
    frozen: Frozen | None = None


RulesByEndpoint: TypeAlias = MutableMapping[str, RouteRules]

STATIC_FILES = RouteRules(needs=Permission.READ, frozen=FROZEN)
"""The rules of Flask's own route, for the files of pages."""

_NO_ROUTE = RouteRules(needs=Permission.READ)


def rules_of(app: Flask) -> RulesByEndpoint:
    """Return the rules of every endpoint that an application has registered."""
    return cast(
        "RulesByEndpoint",
        app.extensions.setdefault("route_rules", {"static": STATIC_FILES}),
    )


def current_rules() -> RouteRules:
    """Return the rules of the route that is asked; anybody may read that there is none."""
    endpoint = request.endpoint
    return _NO_ROUTE if endpoint is None else rules_of(current_app)[endpoint]


def describe_routes(app: Flask) -> Iterator[str]:
    """Give a line for each address: methods, who, how often, how much, robots."""
    rules = rules_of(app)
    for route in sorted(app.url_map.iter_rules(), key=lambda one: one.rule):
        said = rules[route.endpoint]
        methods = ",".join(sorted((route.methods or set()) - {"HEAD", "OPTIONS"}))
        limits = (("reads", said.reads), ("writes", said.writes))
        told = [
            methods.ljust(9),
            route.rule.ljust(56),
            said.needs.value.ljust(12),
            *(f"{way} {_in_words(bound)}" for way, bound in limits if bound),
        ]
        if said.upload_bytes:
            told.append(f"files {said.upload_bytes // 1024 // 1024} MB")
        if said.scope:
            told.append(f"token {said.scope.value}")
        if not said.crawled:
            told.append("not crawled")
        if said.writes and not said.token:
            told.append("no token")
        if said.frozen:
            told.append("frozen")
        yield " ".join(told).rstrip()


def _in_words(bound: RateLimit) -> str:
    """Return a limit as "writing (account: 600 per 1 hour)"."""
    same = bound.account == bound.stranger
    ways = {
        "each": bound.account if same else (),
        "account": () if same else bound.account,
        "stranger": () if same else bound.stranger,
        "address": bound.address,
    }
    told = (
        f"{way}: {', '.join(map(str, items))}" for way, items in ways.items() if items
    )
    return f"{bound.of} ({'; '.join(told)})"
