"""For who builds on the wiki: the look, part by part."""

from flask import Blueprint, Response, render_template

from commons.web.here import parts, said
from commons.web.negotiate import tagged

developers = Blueprint("developers", __name__)

COLOURS = (
    *("paper", "surface", "sunken", "ink", "ink-soft", "line", "edge"),
    *("accent", "accent-strong", "accent-ground", "focus", "mark"),
    *("method", "tool", "experience"),
    *("good", "good-ground", "warn", "warn-ground"),
    *("bad", "bad-ground", "info", "info-ground"),
)
"""The colours of tokens.css that have a swatch."""


@developers.get("/developers/patterns")
def patterns() -> Response:
    """Show every part that pages are put together from, with sample words."""
    schema = parts().schema
    choices = [(kind.key, said(kind.label)) for kind in schema.kinds.values()]
    page = render_template(
        "developers/patterns.html",
        kinds=schema.kinds,
        kind_choices=choices,
        kind_rows=[(key, label, 12, key == "tool") for key, label in choices],
        licence=next(iter(schema.licences.values())),
        colours=COLOURS,
    )
    return tagged(page)
