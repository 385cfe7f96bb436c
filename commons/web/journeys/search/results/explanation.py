"""Why a sheet was found, for who asks: which of its texts hold which of the words."""

from typing import Any

from flask import url_for
from flask_babel import gettext, lazy_gettext as _l

from commons.adapters.search.port import Reason
from commons.core.domain.language.folding import fold
from commons.web.journeys.search.results.search_request import EXPLAIN, asked_values

_PARTS = {
    "title": _l("le titre"),
    "summary": _l("le résumé"),
    "keywords": _l("les mots-clés et les choix"),
    "needs": _l("quand s’en servir"),
    "main": _l("le déroulé"),
    "body": _l("le texte"),
}
"""A class of text that is indexed -> what readers call it."""


def reason_label(reason: Reason) -> str:
    """Return in words what was found of a sheet, and where."""
    parts = ", ".join(str(_PARTS[key]) for key in reason.fields if key in _PARTS)
    told: str = gettext(
        "«\u00a0%(word)s\u00a0» dans %(parts)s", word=reason.found, parts=parts
    )
    if fold(reason.asked) == fold(reason.found):
        return told
    both: str = gettext(
        "%(found)s (pour «\u00a0%(asked)s\u00a0»)", found=told, asked=reason.asked
    )
    return both


def reason_as_json(reason: Reason) -> dict[str, Any]:
    """Return a reason for programs."""
    return {"asked": reason.asked, "found": reason.found, "in": reason.fields}


def explaining_address() -> str:
    """Return the address of the same search whose results say why they were found."""
    values: dict[str, Any] = {**asked_values(), EXPLAIN: "1"}
    return url_for("search.search_page", **values)
