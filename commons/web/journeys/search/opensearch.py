"""The search as browsers and boxes know it: its description, and what completes it."""

import json
from hashlib import sha256

from flask import Response, render_template, request, url_for
from flask_babel import gettext, lazy_gettext as _l

from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Permission
from commons.services.search.suggestions.search_completion import (
    Completion,
    Sort,
    complete_search,
)
from commons.web.guard.journey import Journey
from commons.web.request.answers.negotiation import named_answer
from commons.web.request.context import components, localised
from commons.web.request.limits.rate_limits import PROPOSALS

opensearch = Journey("opensearch", __name__, has_pages=False)

DESCRIPTION_TYPE = "application/opensearchdescription+xml"
SUGGESTIONS_TYPE = "application/x-suggestions+json"
_SORTS = {Sort.THEME: _l("Thème"), Sort.TERRITORY: _l("Territoire")}


@opensearch.get("/opensearch.xml", needs=Permission.READ)
def description() -> Response:
    """Answer how browsers and other programs search here (OpenSearch 1.1)."""
    settings = components().settings
    body = render_template(
        "search/opensearch.xml",
        base=settings.base_url,
        site=settings.site_name,
        about=gettext("Chercher une méthode, un outil, un récit à refaire chez soi."),
    ).encode()
    name = f"opensearch {sha256(body).hexdigest()}"
    return named_answer(name, f"{DESCRIPTION_TYPE}; charset=utf-8", lambda: body)


@opensearch.get(
    "/search/suggestions.json",
    needs=Permission.READ,
    reads=PROPOSALS,
    crawled=False,
)
def suggestions() -> Response:
    """Answer what may be meant as OpenSearch has it: typed, names, hints, addresses."""
    here, typed = components(), request.args.get("q", "")
    with here.store.read() as work:
        found = complete_search(here.schema, here.places, here.index, work, typed)
    told = [
        typed,
        [localised(one.label) for one in found],
        [_hint(one) for one in found],
        [_address(one) for one in found],
    ]
    body = json.dumps(told, ensure_ascii=False).encode()
    name = f"suggestions {sha256(body).hexdigest()}"
    return named_answer(name, f"{SUGGESTIONS_TYPE}; charset=utf-8", lambda: body)


def _hint(one: Completion) -> str:
    """Return what a proposal is, and the name it was found by."""
    if one.sort is not Sort.SHEET:
        return str(_SORTS[one.sort])
    kind = components().schema.kinds.get(one.kind)
    label = localised(kind.label) if kind else ""
    if not one.name:
        return label
    return str(gettext("%(kind)s, aussi : %(name)s", kind=label, name=one.name))


def _address(one: Completion) -> str:
    base = components().settings.base_url
    if one.sort is Sort.SHEET:
        return iri.sheet_iri(one.key, base)
    if one.sort is Sort.THEME:
        return base + url_for("entities.theme_page", key=one.key)
    return base + url_for("search.search_page", territory=one.key)
