"""Searching and browsing, as a page and as JSON."""

from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request, url_for
from flask_babel import gettext
from werkzeug.exceptions import BadRequest

from commons.domain import iri
from commons.search.port import Query
from commons.services.find import LONGEST_QUERY, PAGE_SIZE, Choice, Results, find
from commons.services.index import facet_fields
from commons.web.here import language, parts, said, whole
from commons.web.languages import worded

search_pages = Blueprint("search", __name__)

MOST_PAGES = 10_000

Row = tuple[str, str, int, bool]
"""A choice of a facet: value, label, count, whether it is chosen."""


@search_pages.get("/search")
def search() -> str:
    """Show what was found, with the facets that narrow it."""
    query = _query()
    here = parts()
    with here.store.read() as work:
        found = find(here.schema, here.places, here.index, work, query)
    return render_template(
        "search/page.html",
        query=query,
        found=found,
        facets=_titled(found),
        kinds=here.schema.kinds,
        page_address=_page_address,
    )


@search_pages.get("/search.json")
def search_json() -> Response:
    """Answer the same as JSON; the README says the form."""
    here = parts()
    with here.store.read() as work:
        found = find(here.schema, here.places, here.index, work, _query())
    results = [
        {
            "id": result.revision.sheet,
            "kind": result.revision.kind,
            "title": result.revision.title,
            "summary": result.revision.text("summary"),
            "url": iri.sheet(result.revision.sheet, here.settings.base_url),
            "score": round(result.score, 4),
        }
        for result in found.results
    ]
    facets = {
        name: [
            {"value": c.value, "label": said(c.label), "count": c.count}
            for c in choices
        ]
        for name, choices in found.facets.items()
    }
    response = jsonify(
        total=found.total,
        page=found.page,
        pages=found.pages,
        results=results,
        facets=facets,
    )
    worded(response, language())
    return response


def _query() -> Query:
    names = ("kind", *facet_fields(parts().schema))
    filters = {
        name: tuple(dict.fromkeys(filter(None, request.args.getlist(name))))
        for name in names
    }
    page = whole(request.args.get("page", "1"), MOST_PAGES)
    if not page:
        raise BadRequest("page")
    return Query(
        words=request.args.get("q", "")[:LONGEST_QUERY].strip(),
        filters={name: values for name, values in filters.items() if values},
        page=page,
        size=PAGE_SIZE,
    )


def _titled(found: Results) -> list[tuple[str, str, list[Row]]]:
    """Give (name, title, rows) of each facet that has something to choose."""
    from_fields = {
        name: said(field.label) for name, field in facet_fields(parts().schema).items()
    }
    titles = {"kind": gettext("Sorte de fiche"), **from_fields}
    return [
        (name, titles[name], [_row(choice) for choice in found.facets[name]])
        for name in titles
        if any(choice.chosen for choice in found.facets.get(name, ()))
        or len(found.facets.get(name, ())) > 1
    ]


def _row(choice: Choice) -> Row:
    return choice.value, said(choice.label), choice.count, choice.chosen


def _page_address(page: int) -> str:
    asked: dict[str, Any] = request.args.to_dict(flat=False)
    return url_for("search.search", **{**asked, "page": page})
