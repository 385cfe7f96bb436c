"""A document is known by what it holds, never by what it is called."""

import zipfile
from io import BytesIO

import pytest

from commons.adapters.media.document_types import ending_of, foreign_image

ODT = "application/vnd.oasis.opendocument.text"


def archive(**parts: str) -> bytes:
    """Give an archive; "__" stands for a dot, "_0_" for a slash."""
    into = BytesIO()
    with zipfile.ZipFile(into, "w") as made:
        for name, content in parts.items():
            made.writestr(name.replace("_0_", "/").replace("__", "."), content)
    return into.getvalue()


OFFICE = {"[Content_Types]__xml": "<Types/>"}


@pytest.mark.parametrize(
    ("content", "called", "ending"),
    [
        (b"%PDF-1.7", "txt", "pdf"),
        (b"{\\rtf1}", "", "rtf"),
        ("L’été\r\n".encode(), "txt", "txt"),
        (b"a;b\n", "csv", "csv"),
        (b"# a", "markdown", "md"),
        (b"", "txt", "txt"),
        (archive(mimetype=ODT), "zip", "odt"),
        (archive(**OFFICE, xl_0_workbook__xml="<x/>"), "odt", "xlsx"),
        (archive(a__pdf="x", b__JPEG="y"), "", "zip"),
    ],
)
def test_the_content_tells_the_ending(content: bytes, called: str, ending: str) -> None:
    assert ending_of(BytesIO(content), called) == ending


@pytest.mark.parametrize(
    ("content", "called"),
    [
        (b"a", "exe"),
        (b"a\0b", "txt"),
        (b"#!/bin/sh", "txt"),
        (b" \n<!DOCTYPE html>", "txt"),
        (b"\xef\xbb\xbf<script>", "md"),
        (b"<?php", "csv"),
        (b"x" * 70_000 + b"\0", "txt"),
        (archive(), "zip"),
        (archive(a__exe="x"), "zip"),
        (archive(a__zip="x"), "zip"),
        (archive(**{".._0_a__txt": "x"}), "zip"),
        (archive(_0_a__txt="x"), "zip"),
        (archive(**OFFICE, word_0_document__xml="x", word_0_vbaProject__bin="x"), "docx"),
        (archive(a__txt="x") + b"after", "zip"),
        (archive(a__txt="x")[:-1], "zip"),
        (b"PK\x03\x04", "zip"),
    ],
)  # fmt: skip
def test_what_may_run_or_hide_something_is_not_taken(
    content: bytes, called: str
) -> None:
    assert ending_of(BytesIO(content), called) == ""


def test_a_text_in_the_middle_of_which_a_page_begins_is_a_text() -> None:
    later = b"x" * 70_000 + b"<html>"
    assert ending_of(BytesIO(later), "txt") == "txt"


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"II*\0", "TIFF"),
        (b"\0\0\0\x18ftypheic", "HEIC"),
        (b"\0\0\0\x1cftypavif", "AVIF"),
        (b"GIF89a", "GIF"),
        (b"BM\1\2\3\4\0\0\0\0", "BMP"),
        (b"BM\1\2\3\4\1\0\0\0", ""),
        (b"8BPS", "Photoshop"),
        (b"\xff\x0a", "JPEG XL"),
        (b"<?xml?>\n<SVG >", "SVG"),
        (b"\xff\xd8\xff", ""),
        (b"", ""),
    ],
)
def test_an_image_that_is_not_kept_is_named(head: bytes, name: str) -> None:
    assert foreign_image(head) == name
