"""Documents become Markdown with their pictures beside it, or are refused in words."""

import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest

from commons.adapters.documents import reading
from commons.adapters.documents.reading import read_document, reading_turn, sort_of
from commons.core.domain.schema.problem import Rule
from commons.errors import BusyError, UnfitFileError
from tests.adapters.media import pictures
from tests.documents import (
    LIBREOFFICE,
    archive,
    entities_odt,
    google_docx,
    swelling_odt,
)

GOOGLE = google_docx(
    [
        ("Title", "Le débat mouvant"),
        ("", "Une phrase avec * et 5_6."),
        ("Heading1", "Matériel"),
        ("list", "Une corde"),
        ("list", "Des cartons"),
        ("Heading1", "Déroulé"),
        ("Heading2", "Accueillir"),
        ("picture", "ligne"),
    ],
    {"ligne": pictures.png(90, 90)},
)


def read(content: bytes, called: str, folder: Path) -> str:
    return read_document(BytesIO(content), called, folder).read_text(encoding="utf-8")


@pytest.mark.parametrize("sort", ["odt", "docx", "pdf"])
def test_what_libreoffice_exports_keeps_its_words_headings_lists_and_pictures(
    sort: str, tmp_path: Path
) -> None:
    content = (LIBREOFFICE / f"libreoffice.{sort}").read_bytes()
    text = read(content, f"a.{sort}", tmp_path)
    headings = [line for line in text.split("\n") if line.startswith("#")]
    assert headings == [
        "# Le débat mouvant au marché",
        "## Durée : 1 h 30",
        "## Matériel",
        "## Déroulé",
        "### Accueillir",
        "### Lire une affirmation",
        "### Faire parler",
        "## Ce qui aide",
        "## Autres remarques",
    ]
    assert "- Une corde ou une craie" in text
    assert "1. lire lentement" in text
    assert "une personne" in text
    assert text.count("![") == 2
    assert len(list(tmp_path.glob("image-*"))) == 2


@pytest.mark.parametrize("sort", ["odt", "docx"])
def test_bold_links_and_tables_are_kept_and_signs_mean_themselves(
    sort: str, tmp_path: Path
) -> None:
    content = (LIBREOFFICE / f"libreoffice.{sort}").read_bytes()
    text = read(content, f"a.{sort}", tmp_path)
    assert "**d’accord**" in text
    assert "*pas d’accord*" in text
    assert "[une minute](https://exemple.org/regles)" in text
    assert "| Rôle | Qui |\n| --- | --- |\n| Animation | une personne |" in text
    assert r"5\_6\_7" in text


def test_what_google_docs_exports_is_read_alike(tmp_path: Path) -> None:
    text = read(GOOGLE, "Sans titre.docx", tmp_path)
    assert text.startswith("# Le débat mouvant\n\nUne phrase avec \\* et 5\\_6.")
    assert "- Une corde\n- Des cartons" in text
    assert "![ligne](image-1.png)" in text
    assert "| Rôle | Qui |" in text
    assert (tmp_path / "image-1.png").read_bytes() == pictures.png(90, 90)


@pytest.mark.parametrize(
    ("content", "called", "sort"),
    [
        (b"%PDF-1.7", "a.docx", "pdf"),
        (archive({"a": "b"}), "a.docx", "docx"),
        (archive({"a": "b"}), "a.zip", ""),
        (b"\xd0\xcf\x11\xe0 an old Word file", "a.doc", ""),
        (b"un texte", "a.docx", ""),
    ],
)
def test_the_sort_is_told_by_the_content(
    content: bytes, called: str, sort: str
) -> None:
    assert sort_of(BytesIO(content), called) == sort


@pytest.mark.parametrize(
    ("content", "called", "rule"),
    [
        (b"", "a.docx", Rule.FILE_EMPTY),
        (b"un texte", "a.docx", Rule.NOT_DOCUMENT),
        (b"%PDF-1.7 and nothing", "a.pdf", Rule.DOCUMENT_DAMAGED),
        (archive({"a": "b"}), "a.docx", Rule.DOCUMENT_DAMAGED),
        (GOOGLE[:-200], "a.docx", Rule.DOCUMENT_DAMAGED),
        (swelling_odt(60), "a.odt", Rule.DOCUMENT_TOO_HARD),
        (entities_odt(), "a.odt", Rule.DOCUMENT_DAMAGED),
        (
            google_docx([("", "mot " * 100_000)], {}),
            "a.docx",
            Rule.DOCUMENT_TOO_HARD,
        ),
        (
            google_docx(
                [("picture", f"p{n}") for n in range(50)],
                {f"p{n}": pictures.png(9 + n, 9) for n in range(50)},
            ),
            "a.docx",
            Rule.DOCUMENT_TOO_HARD,
        ),
    ],
)
def test_what_cannot_be_read_is_refused(
    content: bytes, called: str, rule: Rule, tmp_path: Path
) -> None:
    with pytest.raises(UnfitFileError) as refused:
        read(content, called, tmp_path)
    assert refused.value.rule == rule


def test_a_heavy_file_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_MEGABYTES", 0)
    with pytest.raises(UnfitFileError) as refused:
        read(GOOGLE, "a.docx", tmp_path)
    assert refused.value.rule == Rule.FILE_TOO_LARGE


def test_one_that_takes_too_long_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_SECONDS", 0.01)
    with pytest.raises(UnfitFileError) as refused:
        read(GOOGLE, "a.docx", tmp_path)
    assert refused.value.rule == Rule.DOCUMENT_TOO_HARD


def test_a_file_that_a_document_only_links_to_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(pictures.png(90, 90))
    linked = google_docx(
        [("", "Avant"), ("linked", "secret"), ("", "Après")], {}, secret.as_uri()
    )
    into = tmp_path / "into"
    into.mkdir()
    assert read(linked, "a.docx", into).startswith("Avant\n\nAprès")
    assert list(into.glob("image-*")) == []


def test_the_server_does_not_load_the_libraries() -> None:
    program = (
        "import sys; import commons.adapters.documents.reading;"
        " sys.exit(' '.join(sys.modules.keys() & {'mammoth', 'pypdf', 'markdownify'}))"
    )
    done = subprocess.run(  # our own module
        [sys.executable, "-c", program], capture_output=True, check=False
    )
    assert done.stderr.decode().strip() == ""


def test_who_waits_too_long_for_another_s_document_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "WAIT_SECONDS", 0.1)
    with reading_turn(1.0), pytest.raises(BusyError):
        read(GOOGLE, "a.docx", tmp_path)
    assert not (tmp_path / "given").exists()
    assert "Le débat mouvant" in read(GOOGLE, "a.docx", tmp_path)
