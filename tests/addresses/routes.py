"""An address for every route, so that tests can walk them all."""

import re
from collections.abc import Mapping

from werkzeug.routing import Rule

SAMPLE = {
    "sheet": "0123456789ab",
    "source": "0123456789ab",
    "number": "1",
    "older": "1",
    "newer": "2",
    "kind": "method",
    "concept": "talking_circle",
    "slug": "une-fiche",
    "suffix": "ttl",
    "draft": "0123456789ab",
    "held": "0123456789ab",
    "batch": "0123456789ab",
    "filename": "site.css",
    "key": "culture",
    "code": "commune:88304",
    "notice": "0123456789ab",
    "remark": "0123456789ab",
    "message": "0123456789ab",
    "account": "0123456789ab",
    "signature": "0" * 32,
    "person": "0123456789ab",
    "organisation": "0123456789ab",
    "what": "keywords",
    "edition": "1",
    "name": f"{0:064x}.jpg",
    "width": "640",
    "page": "about",
    "language": "fr",
    "token": "x" * 43,
    "side": "leave",
    "digits": "8a2346",
}
"""A value for each variable of our routes."""


def address_of(rule: Rule, values: Mapping[str, str] = SAMPLE) -> str:
    """Give an address that leads to a route."""
    return re.sub(r"<(?:[^:>]*:)?([a-z_]+)>", lambda found: values[found[1]], rule.rule)
