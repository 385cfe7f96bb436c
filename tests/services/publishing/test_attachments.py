"""A sheet names files that are here, with their sizes, and credits its images."""

import os
from datetime import timedelta
from typing import Any

import pytest

from commons.core.domain import clock
from commons.core.domain.schema.kind import Value, Values
from commons.core.domain.schema.problem import Rule
from commons.services.publishing.attachments import (
    ValueLocation,
    attach_files,
    files_of,
    images_field,
    map_columns,
)
from commons.wiring.components import Components
from tests.adapters.media.pictures import drawing, written
from tests.core.kinds.examples import KINDS, SCHEMA

METHOD = SCHEMA.kinds["method"]
LOST = f"{'0' * 64}.jpg"


def kept(parts: Components, content: bytes, ending: str) -> str:
    with parts.blobs.draft() as draft:
        draft.write(content)
        return parts.blobs.keep(draft, ending)


@pytest.fixture
def image(parts: Components) -> str:
    """Give the name of a picture of 40 by 30 that is here."""
    return kept(parts, written(drawing(40, 30), "JPEG"), "jpg")


def attached(
    parts: Components, values: Values
) -> tuple[dict[str, Any], list[tuple[str, int, str, Rule]]]:
    found, problems = attach_files(parts.blobs, METHOD, values)
    told = [(one.field, one.row, one.column, one.rule) for one in problems]
    return dict(found), told


def test_images_have_the_sizes_of_their_files_whatever_was_said(
    parts: Components, image: str
) -> None:
    row = {"file": image, "alt": "Vue"}
    lie: Values = {"images": [{**row, "width": 1, "height": 9999}]}
    found, told = attached(parts, lie)
    assert found == {"images": [{**row, "width": 40, "height": 30}]}
    assert told == []


def test_a_file_that_is_not_here_is_named_with_its_place(
    parts: Components, image: str
) -> None:
    rows: list[Value] = [{"file": image}, {"file": LOST, "width": 40}]
    found, told = attached(parts, {"images": rows, "files": [{"file": LOST}]})
    assert told == [
        ("images", 1, "file", Rule.NOT_FILE),
        ("files", 0, "file", Rule.NOT_FILE),
    ]
    assert found["images"][1] == {"file": LOST}


def test_an_image_that_a_text_or_a_step_shows_is_among_those_of_the_sheet(
    parts: Components, image: str
) -> None:
    shown: Values = {
        "body": f"![Vue](/media/{image}) ![Rien](/media/{LOST})",
        "steps": [{"title": "Inviter", "text": "Un.", "image": image}],
    }
    assert attached(parts, shown)[1] == [
        ("steps", 0, "image", Rule.NOT_AMONG_IMAGES),
        ("body", -1, "", Rule.UNCREDITED_IMAGE),
        ("body", -1, "", Rule.NOT_FILE),
    ]
    credited: Values = {**shown, "images": [{"file": image}]}
    assert attached(parts, credited)[1] == [("body", -1, "", Rule.NOT_FILE)]


def test_a_document_in_a_text_needs_no_credit(parts: Components) -> None:
    name = kept(parts, b"a document", "pdf")
    values = {"body": f"[Lire](/media/{name})"}
    assert attached(parts, values) == (values, [])


def test_files_that_are_named_are_wanted_from_now_on(
    parts: Components, image: str
) -> None:
    os.utime(parts.blobs.path(image), (0, 0))
    attached(parts, {"body": f"![Vue](/media/{image})"})
    assert parts.blobs.wanted(image) > clock.now() - timedelta(hours=1)
    assert list(parts.blobs.names()) == [image]


def test_the_files_of_fields_are_given_and_those_of_texts_are_not(image: str) -> None:
    values: Values = {
        "images": [{"file": image}],
        "files": [{"file": "../guide.pdf"}, {"file": LOST}],
        "body": f"![Vue](/media/{'1' * 64}.jpg)",
    }
    assert list(files_of(METHOD, values)) == [image, LOST]
    assert list(files_of(METHOD, {})) == []


def test_a_function_sees_each_column_of_each_row_and_nothing_else() -> None:
    values: Values = {
        "title": "Le banc",
        "steps": [{"title": "Un", "odd": "x"}, "a bare text", {"text": "Deux"}],
        "help": {"text": "Trois"},
    }
    seen: list[tuple[str, int, str]] = []

    def louder(spot: ValueLocation, value: Value) -> Value:
        seen.append((spot.field.key, spot.row, spot.itself.key))
        return str(value).upper()

    assert map_columns(METHOD, values, louder) == {
        "title": "Le banc",
        "steps": [{"title": "UN", "odd": "x"}, "a bare text", {"text": "DEUX"}],
        "help": {"text": "TROIS"},
    }
    assert seen == [("steps", 0, "title"), ("steps", 2, "text"), ("help", 0, "text")]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_field_for_images(kind: str) -> None:
    found = images_field(SCHEMA.kinds[kind])
    assert found is not None
    assert (found[0].key, found[1].key) == ("images", "file")
