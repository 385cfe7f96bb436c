"""How images and documents of a sheet are shown."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from flask import Flask

from commons.adapters.media.ingest import take_file
from commons.web.display.sheet.images import (
    changed_pictures,
    file_in_words,
    in_markdown,
    preview_image,
    show_download,
    show_downloads,
    show_image,
    show_images,
)
from commons.wiring.components import Components
from tests.adapters.media.pictures import drawing, written

NAME = f"{'a' * 64}.jpg"
OTHER = f"{'b' * 64}.png"
DOCUMENT = f"{'c' * 64}.odt"


@pytest.fixture(autouse=True)
def _asked(app: Flask) -> Iterator[None]:
    with app.test_request_context("/"):
        yield


def row(name: str = NAME, width: int = 1000, **said: Any) -> dict[str, Any]:
    """Give a row of images."""
    return {"file": name, "width": width, "height": 500, "alt": "Un banc", **said}


@pytest.mark.parametrize(
    ("width", "src", "widths"),
    [
        (200, f"/media/{NAME}", ""),
        (640, f"/media/{NAME}", "320w 640w"),
        (1000, f"/media/{NAME}/640", "320w 640w 1000w"),
        (1280, f"/media/{NAME}/640", "320w 640w 1280w"),
        (4000, f"/media/{NAME}/640", "320w 640w 1280w"),
    ],
)
def test_a_browser_chooses_among_the_sizes_that_are_kept(
    parts: Components, width: int, src: str, widths: str
) -> None:
    shown = show_image(parts.schema, row(width=width))
    assert shown is not None
    told = " ".join(one.split()[1] for one in shown.srcset.split(", ") if one)
    assert (told, shown.url, shown.width) == (widths, f"/media/{NAME}", width)
    assert shown.src == src


def test_an_image_says_its_words_and_its_credit(parts: Components) -> None:
    said: Any = {"author": "Camille", "title": "Le banc", "licence": "CC-BY-SA-4.0"}
    shown = show_image(parts.schema, row(**said))
    assert shown is not None
    licence = parts.schema.licences["CC-BY-SA-4.0"]
    assert (shown.alt, shown.title, shown.author) == ("Un banc", "Le banc", "Camille")
    assert (shown.licence, shown.licence_url) == (licence.short, licence.iri)
    bare = show_image(parts.schema, row(licence="?"))
    assert bare is not None
    assert (bare.licence, bare.licence_url) == ("", "")


@pytest.mark.parametrize(
    "changed", [{"file": DOCUMENT}, {"file": "a.jpg"}, {"width": "9"}, {"height": None}]
)
def test_what_is_no_image_or_has_no_size_is_not_shown(
    parts: Components, changed: dict[str, Any]
) -> None:
    assert show_image(parts.schema, {**row(), **changed}) is None


def test_a_form_shows_an_image_small_and_one_that_is_not_here_not_at_all(
    parts: Components,
) -> None:
    content = written(drawing(1000, 500), "JPEG")
    name = take_file(parts.blobs, BytesIO(content), "a.jpg").name
    shown = preview_image(name)
    assert shown is not None
    assert (shown.width, shown.height, shown.srcset) == (320, 160, "")
    assert preview_image(NAME) is None
    assert preview_image("a.jpg") is None


def test_images_stand_in_order_and_what_changed_is_told_apart(
    parts: Components,
) -> None:
    kind = parts.schema.kinds["method"]
    before: Any = {"images": [row(NAME), row(OTHER), "?"], "steps": [{"image": NAME}]}
    after: Any = {"images": [row(OTHER), row(NAME)], "steps": [{"image": OTHER}]}
    assert list(show_images(parts.schema, kind, before)) == [NAME, OTHER]
    assert show_images(parts.schema, kind, {}) == {}
    sides = (before, after)
    gone, come = changed_pictures(parts.schema, kind, kind.field("steps"), sides)
    assert ([one.name for one in gone], [one.name for one in come]) == ([NAME], [OTHER])
    images = kind.field("images")
    assert changed_pictures(parts.schema, kind, images, sides) == ((), ())


def test_a_document_is_kept_under_its_title_and_an_image_under_its_own() -> None:
    shown = show_download(DOCUMENT, "Le carton à imprimer")
    assert (shown.title, shown.sort) == ("Le carton à imprimer", "ODT")
    assert shown.url == f"/media/{DOCUMENT}?as=le-carton-a-imprimer"
    assert show_download(DOCUMENT, "").title == "Document"
    assert show_download(NAME, "Le banc").url == f"/media/{NAME}"
    rows: list[Any] = [{"file": DOCUMENT, "title": "A"}, {"file": "x"}, {}, "y"]
    assert [one.title for one in show_downloads(rows)] == ["A"]


def test_a_decorative_image_keeps_its_empty_words_in_a_text(parts: Components) -> None:
    small = show_image(parts.schema, row(width=200, alt=""))
    assert small is not None
    assert in_markdown(small) == {
        "src": f"/media/{NAME}",
        "alt": "",
        "width": "200",
        "height": "500",
    }
    large = show_image(parts.schema, row())
    assert large is not None
    assert {"srcset", "sizes"} < in_markdown(large).keys()


def test_a_file_is_named_by_its_sort_and_its_beginning() -> None:
    assert file_in_words(NAME) == "image JPG aaaaaaaa"
    assert file_in_words(DOCUMENT) == "document ODT cccccccc"
