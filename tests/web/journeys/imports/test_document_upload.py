"""The page that makes a draft of a document: what it takes, refuses and says."""

from io import BytesIO

import pytest
from werkzeug.test import TestResponse

from tests.adapters.media.pictures import drawing, written
from tests.documents import LIBREOFFICE, google_docx
from tests.people.visitor import Visitor, said_by, token_in

ADDRESS = "/write/document"
ODT = (LIBREOFFICE / "libreoffice.odt").read_bytes()


def send(who: Visitor, **typed: object) -> TestResponse:
    page = who.get(ADDRESS).get_data(as_text=True)
    data = {"csrf_token": token_in(page), "kind": "method", **typed}
    return who.client.post(ADDRESS, data=data, content_type="multipart/form-data")


def test_a_document_becomes_a_draft_that_opens(author: Visitor) -> None:
    answer = send(author, file=(BytesIO(ODT), "Débat mouvant.odt"))
    assert answer.status_code == 303
    page = author.get(answer.headers["Location"])
    assert page.status_code == 200
    words = page.get_data(as_text=True)
    assert 'value="Le débat mouvant au marché"' in words
    assert "Votre document est devenu un brouillon" in words
    assert "Dites des 2 images" in words
    assert 'value="CC-BY-SA-4.0"' in words
    assert "Le débat mouvant" not in author.client.get("/search").get_data(as_text=True)


def test_a_picture_that_is_not_kept_is_told(author: Visitor) -> None:
    lines = [("Title", "Le banc"), ("", "Avant."), ("picture", "plan"), ("", "Après.")]
    docx = google_docx(lines, {"plan": written(drawing(), "TIFF")})
    answer = send(author, file=(BytesIO(docx), "banc.docx"))
    page = author.get(answer.headers["Location"]).get_data(as_text=True)
    assert "Une image du document n’est pas reprise" in page
    assert "image-1" not in page
    assert "Avant." in page
    assert "Après." in page


def test_a_text_that_is_pasted_becomes_one_too(author: Visitor) -> None:
    answer = send(author, text="Le tour de table\n\n## Matériel\n\n- une balle\n")
    page = author.get(answer.headers["Location"]).get_data(as_text=True)
    assert 'value="Le tour de table"' in page
    assert "une balle" in page


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"text": "Un texte", "kind": "poem"}, "Choisissez ce que vous voulez écrire."),
        ({}, "Choisissez un document, ou collez son texte."),
        ({"file": (BytesIO(b"MZ"), "a.exe")}, "n’est pas un document que nous savons"),
        ({"file": (BytesIO(b"%PDF-1.7"), "a.pdf")}, "n’a pas pu être lu"),
        ({"text": "a" * 250_001}, "trop long"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_pasted_stays(
    author: Visitor, typed: dict[str, object], words: str
) -> None:
    answer = send(author, **typed)
    assert answer.status_code == 422
    assert words in said_by(answer)
    assert str(typed.get("text", ""))[:250_000] in answer.get_data(as_text=True)


def test_who_is_not_signed_in_is_led_to_it(visitor: Visitor) -> None:
    answer = visitor.get(ADDRESS)
    assert answer.status_code == 302
    assert "/login" in answer.headers["Location"]


def test_the_page_where_one_chooses_leads_there(author: Visitor) -> None:
    assert f'href="{ADDRESS}"' in author.get("/write").get_data(as_text=True)
