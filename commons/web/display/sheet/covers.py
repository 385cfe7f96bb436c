"""The cover of a sheet: its first picture, else one drawn from what it is."""

from dataclasses import dataclass

from commons.core.domain.pictures.cover import (
    HUES,
    TILE,
    CoverDrawing,
    Quarter,
    draw_cover,
)
from commons.core.domain.schema.concept import Concept
from commons.core.domain.schema.kind import Schema
from commons.core.domain.sheet import Revision
from commons.web.display.sheet.images import Picture, first_picture
from commons.web.request.context import components


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """What a page shows: the picture, or where there is none the parts of a drawing.

    `hue` and `pictogram` are those of the drawing; `strong` and `light` the data of its
    two paths. All are "" beside a picture.
    """

    picture: Picture | None
    hue: str = ""
    pictogram: str = ""
    strong: str = ""
    light: str = ""

    @property
    def colour(self) -> str:
        """The hue of the drawing on light ground, for what no style sheet colours."""
        return HUES.get(self.hue, "")


def cover_of(revision: Revision) -> Cover:
    """Return the cover of a version."""
    return cover_with(revision, first_picture(components().schema, revision))


def cover_with(revision: Revision, picture: Picture | None) -> Cover:
    """Return the cover of a version, whose first picture is known."""
    if picture is not None:
        return Cover(picture=picture)
    return _drawn(cover_drawing(components().schema, revision))


def cover_of_concept(concept: Concept) -> Cover:
    """Return the cover that is drawn for a theme."""
    return _drawn(draw_cover(concept.key, hue=concept.hue, pictogram=concept.pictogram))


def _drawn(drawing: CoverDrawing) -> Cover:
    return Cover(
        picture=None,
        hue=drawing.hue,
        pictogram=drawing.pictogram,
        strong="".join(map(_path, drawing.strong)),
        light="".join(map(_path, drawing.light)),
    )


def cover_drawing(schema: Schema, revision: Revision) -> CoverDrawing:
    """Return the drawing of a version: the first colour and pictogram that it chose."""
    kind = schema.kinds[revision.kind]
    chosen = [
        concept
        for field in kind.fields
        if field.choice in schema.schemes
        for value in revision.items(field.key)
        if (concept := _chosen(schema, field.choice, value))
    ]
    return draw_cover(
        revision.sheet,
        hue=next((one.hue for one in chosen if one.hue), ""),
        pictogram=next(
            (one.pictogram for one in chosen if one.pictogram), kind.pictogram
        ),
    )


def _chosen(schema: Schema, scheme: str, value: object) -> Concept | None:
    """Return the concept that a value of a field names, None for none."""
    concepts = schema.schemes[scheme].concepts
    return concepts.get(value) if isinstance(value, str) else None


def _path(quarter: Quarter) -> str:
    """Return the path of a quarter of a circle."""
    (x, y), (left, top) = quarter.centre, quarter.towards
    right, down = left - x, top - y
    sweep = int(right * down > 0)
    return f"M{x} {y}h{right}a{TILE} {TILE} 0 0 {sweep}{-right} {down}z"
