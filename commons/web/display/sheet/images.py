"""How an image of a sheet is shown: its addresses and sizes, its words, its credit."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext

from commons.core.domain.addresses import iri
from commons.core.domain.pictures.media import file_ending, is_image, is_name, named_in
from commons.core.domain.pictures.size import WIDTHS, smaller_widths
from commons.core.domain.schema.kind import Field, Kind, Schema, Value, Values
from commons.core.domain.sheet import Revision
from commons.core.kinds.rules.validation import as_list
from commons.errors import StorageError
from commons.services.publishing.attachments import images_field
from commons.web.request.context import components

SIZES = "(min-width: 44rem) 42rem, 100vw"
"""How wide the column of a story is, which no image goes beyond."""

_SMALL, _SHOWN = WIDTHS[:2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """An image to show; `alt` is "" for a decorative one.

    `url` is the whole image, `src` and `srcset` what a page loads of it;
    `licence_url` is "" when the licence has no address.
    """

    name: str
    url: str
    src: str
    srcset: str
    sizes: str
    width: int
    height: int
    alt: str = ""
    title: str = ""
    author: str = ""
    licence: str = ""
    licence_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A document to keep: what it is called, its address, its sort ("ODT")."""

    title: str
    url: str
    sort: str


def show_image(schema: Schema, row: Mapping[str, Value]) -> Picture | None:
    """Give the image of a row of images; None when there is none to show."""
    name, width, height = row.get("file"), row.get("width"), row.get("height")
    if not is_image(name) or not isinstance(width, int) or not isinstance(height, int):
        return None
    licence = schema.licences.get(str(row.get("licence")))
    return Picture(
        name=str(name),
        url=url_for("media.serve_file", name=name),
        src=_source(str(name), width),
        srcset=_sources(str(name), width),
        sizes=SIZES,
        width=width,
        height=height,
        alt=str(row.get("alt", "")),
        title=str(row.get("title", "")),
        author=str(row.get("author", "")),
        licence=licence.short if licence else "",
        licence_url=licence.iri if licence else "",
    )


def preview_image(name: str) -> Picture | None:
    """Give an image by the name of its file alone, small, as a form shows it."""
    try:
        size = components().blobs.size(name) if is_image(name) else None
    except StorageError:  # the form is of more use than what it shows
        return None
    if size is None:
        return None
    height = max(1, round(size.height * min(_SMALL, size.width) / size.width))
    return Picture(
        name=name,
        url=url_for("media.serve_file", name=name),
        src=url_for("media.serve_smaller", name=name, width=_SMALL),
        srcset="",
        sizes="",
        width=min(_SMALL, size.width),
        height=height,
    )


def show_images(schema: Schema, kind: Kind, values: Values) -> dict[str, Picture]:
    """Give the images that a sheet lists, by the name of their file, in order."""
    return {one.name: one for one in _listed(schema, kind, values)}


def first_picture(schema: Schema, revision: Revision) -> Picture | None:
    """Give the first image that a version lists, its cover; None without one."""
    kind = schema.kinds[revision.kind]
    return next(_listed(schema, kind, revision.values), None)


def _listed(schema: Schema, kind: Kind, values: Values) -> Iterator[Picture]:
    """Give the images that a sheet lists, each made when it is asked for."""
    found = images_field(kind)
    for row in as_list(values.get(found[0].key)) if found else []:
        if isinstance(row, Mapping) and (made := show_image(schema, row)):
            yield made


def changed_pictures(
    schema: Schema, kind: Kind, field: Field, sides: tuple[Values, Values]
) -> tuple[tuple[Picture, ...], tuple[Picture, ...]]:
    """Give the images that a field shows before only, and those after only.

    `sides` are the values of a sheet before and after. A field that names images
    of another (steps) shows those.
    """
    before, after = (_shown_by(schema, kind, field, values) for values in sides)
    return (
        tuple(one for name, one in before.items() if name not in after),
        tuple(one for name, one in after.items() if name not in before),
    )


def _shown_by(
    schema: Schema, kind: Kind, field: Field, values: Values
) -> dict[str, Picture]:
    """Give the images that one field of a sheet names, by itself or in a text."""
    known = show_images(schema, kind, values)
    named = named_in(values.get(field.key, ""))
    return {name: known[name] for name in named if name in known}


def show_download(name: str, title: str) -> Download:
    """Give a document as a link that keeps it under its title."""
    called = title or gettext("Document")
    url = url_for("media.serve_file", name=name)
    if not is_image(name):
        url += f"?as={iri.slugify(called)}"
    return Download(title=called, url=url, sort=file_ending(name).upper())


def show_downloads(rows: list[Value]) -> Iterator[Download]:
    """Give the documents of a field that lists some."""
    for row in rows:
        if isinstance(row, Mapping) and is_name(row.get("file")):
            yield show_download(str(row["file"]), str(row.get("title", "")))


def in_markdown(shown: Picture) -> dict[str, str]:
    """Give the attributes of an image within a text."""
    told = {
        "src": shown.src,
        "alt": shown.alt,
        "srcset": shown.srcset,
        "sizes": shown.sizes if shown.srcset else "",
        "width": str(shown.width),
        "height": str(shown.height),
    }
    return {key: value for key, value in told.items() if value or key == "alt"}


def file_in_words(name: str) -> str:
    """Give a file's name as a reader may compare it with another."""
    sort = gettext("image") if is_image(name) else gettext("document")
    return f"{sort} {file_ending(name).upper()} {name[:8]}"


def _source(name: str, width: int) -> str:
    """Give the address that a browser loads which knows nothing of srcset."""
    if width <= _SHOWN:
        return url_for("media.serve_file", name=name)
    return url_for("media.serve_smaller", name=name, width=_SHOWN)


def _sources(name: str, width: int) -> str:
    """Give the sizes to choose from; the whole only when it is not too large."""
    made = [
        (url_for("media.serve_smaller", name=name, width=w), w)
        for w in smaller_widths(width)
    ]
    if not made:
        return ""
    if width <= WIDTHS[-1]:
        made.append((url_for("media.serve_file", name=name), width))
    return ", ".join(f"{url} {w}w" for url, w in made)
