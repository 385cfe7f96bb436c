"""What programs read of a site before anything else: robots.txt, security.txt."""

import re
from datetime import timedelta

from flask import Flask, Response, current_app, url_for
from werkzeug.exceptions import NotFound

from commons.core.domain import clock
from commons.core.domain.people.account import Permission
from commons.feeds.protocols import FROZEN_PROTOCOLS
from commons.web.guard.journey import Journey
from commons.web.request.answers.negotiation import named_answer
from commons.web.request.context import components, is_frozen
from commons.web.request.route_rules import FROZEN, rules_of

robots = Journey("robots", __name__, has_pages=False)

_NAMED = re.compile(r"<[^>]*>")
GOOD_FOR = timedelta(days=365)


@robots.get("/robots.txt", needs=Permission.READ, frozen=FROZEN)
def robots_txt() -> Response:
    """Welcome crawlers to the sheets, and keep them off what is no text."""
    base = components().settings.base_url
    protocols = FROZEN_PROTOCOLS if is_frozen() else ()
    closed = [] if is_frozen() else closed_paths(current_app)
    lines = (
        "# All the sheets at once, rather than page by page:",
        *(f"# {base}{row.path}" for row in protocols),
        *(() if is_frozen() else (f"# {base}/oai?verb=Identify",)),
        f"# {base}/dumps/",
        "User-agent: *",
        *(f"Disallow: {path}" for path in closed),
        *(() if closed else ("Disallow:",)),
        "",
        f"Sitemap: {base}/sitemap.xml",
        "",
    )
    text = "\n".join(lines)
    return named_answer(text, "text/plain; charset=utf-8", text.encode)


@robots.get("/.well-known/security.txt", needs=Permission.READ)
def security_txt() -> Response:
    """Tell who finds a hole where to report it (RFC 9116); 404 without a contact.

    It is made anew each time, so that its end never comes: it is good for a year
    from the day on which it is read.
    """
    settings = components().settings
    contact = settings.contact
    if "@" in contact:
        contact = f"mailto:{contact}"
    if not contact.startswith(("mailto:", "https://")):
        raise NotFound  # an address without TLS is no contact
    ends = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {contact}",
        f"Expires: {(ends + GOOD_FOR).strftime('%Y-%m-%dT%H:%M:%SZ')}",
        "Preferred-Languages: fr, en",
    ]
    if settings.secure:
        address = url_for("robots.security_txt")
        lines.append(f"Canonical: {settings.base_url}{address}")
    response = Response("\n".join(lines) + "\n", mimetype="text/plain")
    response.headers["Cache-Control"] = f"public, max-age={86_400}"
    return response


def closed_paths(app: Flask) -> list[str]:
    """Return the patterns of the routes that crawlers gain nothing from.

    Each is the beginning of an address, with "*" for what it names (RFC 9309, 2.2.3).
    """
    rules = rules_of(app)
    closed = [
        _beginning(route.rule)
        for route in app.url_map.iter_rules()
        if not rules[route.endpoint].crawled
    ]
    return [
        one
        for one in dict.fromkeys(closed)
        if not any(one != other and one.startswith(other) for other in closed)
    ]


def _beginning(rule: str) -> str:
    """Return an address up to the names that end it: "/sheets/*/diff/"."""
    pattern = _NAMED.sub("*", rule)
    *before, last = pattern.split("/")
    return "/".join((*before, "" if "*" in last else last))
