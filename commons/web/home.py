"""The first page, and whether the service is well."""

from flask import Blueprint, Response, jsonify, render_template

from commons.store import archive
from commons.web.here import parts
from commons.web.negotiate import tagged

home_pages = Blueprint("home", __name__)

NEWEST = 6


@home_pages.get("/")
def home() -> Response:
    """Say what is here, what it is for, and where to start."""
    here = parts()
    with here.store.read() as work:
        newest = archive.latest(work, limit=NEWEST)
        counts = archive.counts(work)
    page = render_template(
        "home/page.html",
        newest=newest,
        counts=counts,
        kinds=here.schema.kinds,
        postures=here.schema.schemes["postures"].concepts.values(),
    )
    return tagged(page)


@home_pages.get("/healthz")
def healthz() -> Response:
    """Say that the process lives and the database answers."""
    here = parts()
    with here.store.read() as work:
        behind = archive.head_sequence(work) - here.index.mark()
    response = jsonify(status="ok", changes_to_index=max(0, behind))
    response.headers["Cache-Control"] = "no-store"
    return response
