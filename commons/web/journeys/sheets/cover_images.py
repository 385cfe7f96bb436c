"""The drawn cover of a sheet as a PNG, for the cards of other sites (og:image)."""

from functools import lru_cache
from pathlib import Path

from flask import Response

from commons.adapters.media.cover_image import draw_cover_image
from commons.adapters.store.log import revisions
from commons.core.domain.people.account import Permission
from commons.core.domain.pictures.cover import CoverDrawing
from commons.errors import NotFoundError
from commons.web.display.sheet.covers import cover_drawing
from commons.web.display.sheet.pictograms import pictogram_lines, pictograms_path
from commons.web.guard.journey import Journey
from commons.web.request.answers.negotiation import named_answer
from commons.web.request.context import components
from commons.web.request.limits.rate_limits import PICTURES
from commons.web.request.route_rules import FROZEN

covers = Journey("covers", __name__, has_pages=False)

MOST_KEPT = 200
"""How many images are kept in memory, of some 5 kB each."""


@covers.get(
    "/sheets/<sheet_id:sheet>/cover.png",
    needs=Permission.READ,
    reads=PICTURES,
    frozen=FROZEN,
)
def cover_image(sheet: str) -> Response:
    """Answer the cover that is drawn for the head of a sheet."""
    here = components()
    with here.store.read() as work:
        head = revisions.get_head(work, sheet)
    if head.deleted:
        raise NotFoundError(sheet)
    drawing = cover_drawing(here.schema, head)
    path = pictograms_path()
    return named_answer(
        f"{drawing!r} {path}", "image/png", lambda: _drawn(drawing, path)
    )


@lru_cache(maxsize=MOST_KEPT)
def _drawn(drawing: CoverDrawing, path: Path | None) -> bytes:
    """Return the PNG of a cover; without what the build makes, it has no pictogram."""
    return draw_cover_image(drawing, pictogram_lines(path, drawing.pictogram))
