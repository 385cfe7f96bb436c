"""PDF documents become Markdown by the sizes and places of their letters."""

from pathlib import Path

import pytest

from commons.adapters.documents import pdf
from commons.adapters.documents.pdf import read_pdf
from commons.adapters.documents.pictures import PictureFolder
from tests.documents import LIBREOFFICE


def test_lines_of_one_paragraph_are_joined_and_lists_are_lists(tmp_path: Path) -> None:
    text = read_pdf(LIBREOFFICE / "libreoffice.pdf", PictureFolder(path=tmp_path))
    assert (
        "Un débat où l’on se déplace pour dire si l’on est d’accord ou pas d’accord"
        " \\* et 5\\_6\\_7." in text
    )
    assert "- Une corde ou une craie\n\n- Des affirmations écrites" in text
    assert "1. lire lentement\n\n2. attendre" in text


def test_a_picture_is_shown_once(tmp_path: Path) -> None:
    text = read_pdf(LIBREOFFICE / "libreoffice.pdf", PictureFolder(path=tmp_path))
    assert text.count("![](image-1.") == text.count("![](image-2.") == 1


def test_too_many_pages_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "MOST_PAGES", 0)
    with pytest.raises(MemoryError):
        read_pdf(LIBREOFFICE / "libreoffice.pdf", PictureFolder(path=tmp_path))
