"""Completion: what a form may propose while one types, as JSON."""

from flask import Response, jsonify, request
from flask_babel import gettext, lazy_gettext as _l
from werkzeug.exceptions import NotFound

from commons.core.domain.people.account import Permission
from commons.services.search.suggestions.field_suggestions import (
    WHAT,
    Sources,
    Suggestion,
    suggest_words as find,
)
from commons.web.guard.journey import Journey
from commons.web.request.context import components, localised
from commons.web.request.limits.rate_limits import PROPOSALS

suggestions = Journey("suggest", __name__)

SORTS = {
    "commune": _l("commune"),
    "intercommunality": _l("intercommunalité"),
    "department": _l("département"),
    "region": _l("région"),
}
"""Sorts of places -> what they are called."""


@suggestions.get("/suggest/<what>.json", needs=Permission.WRITE, reads=PROPOSALS)
def suggest_json(what: str) -> Response:
    """Answer {"items": [{"text", "label", "hint", "link"}]} for what is typed (q)."""
    if what not in WHAT:
        raise NotFound
    here = components()
    sources = Sources(schema=here.schema, places=here.places, index=here.index)
    with here.store.read() as work:
        found = find(sources, work, what, request.args.get("q", ""))
    response = jsonify(items=[_told(one) for one in found])
    response.headers["Cache-Control"] = "private, max-age=60"
    return response


def _told(one: Suggestion) -> dict[str, str]:
    return {
        "text": one.text,
        "label": one.label,
        "hint": _hint(one.hint),
        "link": one.link,
    }


def _hint(hint: str) -> str:
    """Put a kind, or a sort of place with its department, into words."""
    if (kind := components().schema.kinds.get(hint)) is not None:
        return localised(kind.label)
    sort, _, department = hint.partition(":")
    words = str(SORTS.get(sort, ""))
    if not department or not words:
        return words
    return str(
        gettext("%(sort)s, %(place)s", sort=words, place=_department(department))
    )


def _department(code: str) -> str:
    place = components().places.get(f"department:{code}")
    return f"{place.name} ({code})" if place else code
