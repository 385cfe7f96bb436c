"""Word documents become HTML, their pictures files."""

from pathlib import Path

import pytest

from commons.adapters.documents.pictures import PictureFolder
from commons.adapters.documents.word import read_word
from tests.adapters.media import pictures
from tests.documents import google_docx


def read(content: bytes, folder: Path) -> str:
    path = folder / "given"
    path.write_bytes(content)
    return read_word(path, PictureFolder(path=folder))


def test_styles_lists_tables_and_pictures_are_elements(tmp_path: Path) -> None:
    lines = [("Title", "Titre"), ("Heading2", "Un"), ("list", "a"), ("picture", "p")]
    html = read(google_docx(lines, {"p": pictures.png(9, 9)}), tmp_path)
    assert html.startswith('<h1 class="title">Titre</h1><h2>Un</h2><ul><li>a</li></ul>')
    assert '<img alt="p" src="image-1.png" />' in html
    assert "<table>" in html


def test_a_picture_that_lies_elsewhere_is_left_out(tmp_path: Path) -> None:
    html = read(google_docx([("linked", "p")], {}, "file:///etc/hostname"), tmp_path)
    assert "<img" not in html


def test_what_is_no_document_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="zip"):
        read(b"PK\x03\x04", tmp_path)
