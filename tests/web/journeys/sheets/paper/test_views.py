"""A sheet on paper: A4, cards, a booklet, PDF and ZIP, with the credits of all."""

import io
import re
import shutil
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader

from commons.adapters.pdf import pdf_maker
from commons.adapters.pdf.pdf_maker import PdfAbility, can_make_pdf
from commons.app import create_app
from commons.core.domain.pictures.cover import HUES
from commons.core.domain.schema.kind import Schema
from commons.core.domain.sheet import Revision
from commons.web.request.limits import rate_limits
from commons.web.request.limits.rate_limits import limit_everyone
from commons.wiring.components import Components
from tests.conftest import BASE, instance
from tests.feeds.conftest import Desk
from tests.people.visitor import Visitor
from tests.services.exchange.archive.test_sheet_archive import three_images
from tests.services.reuse.test_collected_sheets import select, with_selections

needs_pdf = pytest.mark.skipif(
    not can_make_pdf(), reason="WeasyPrint or Pango is not on this machine"
)
BROWSER = {"Accept": "text/html"}
STEPS = [
    {"title": "Accueillir", "text": "Un mot à chaque personne.", "duration": "PT15M"},
    {"title": "Écouter", "text": "Sans hâte, à l’ombre.", "duration": "PT1H"},
    {"title": "Écrire", "text": "Une phrase par personne."},
    {"title": "Ranger", "text": "Ensemble.", "duration": "PT10M"},
]


def method(parts: Components, **more: Any) -> Revision:
    """Publish a method with all that paper shows."""
    return Desk(parts).put_one(
        title="Le banc d’à côté",
        summary="Un banc sous un arbre, une question, et le temps d’écouter qui passe.",
        steps=STEPS,
        materials=["Un banc", "Des feutres"],
        group_min=3,
        duration="PT2H",
        **more,
    )


def page_of(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return unescape(answer.get_data(as_text=True))


def plain(page: str) -> str:
    """Give the words of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def read_pdf(client: FlaskClient, address: str) -> list[str]:
    """Give the words of each page of a PDF."""
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    pages = PdfReader(io.BytesIO(answer.data)).pages
    return [re.sub(r"\s+", " ", page.extract_text()) for page in pages]


def test_a_sheet_leads_to_paper_and_to_the_zip_from_one_place(
    parts: Components, client: FlaskClient
) -> None:
    made = method(parts)
    address = f"/sheets/{made.sheet}/v/1"
    page = page_of(client, f"/sheets/{made.sheet}/{made.slug}")
    panel = re.search(r'<section[^>]*labelledby="paper".*?</section>', page, re.DOTALL)
    assert panel
    wanted = ["print", "cards", *(["pdf"] if can_make_pdf() else []), "zip"]
    for name in wanted:
        dot = "." if name in {"pdf", "zip"} else "/"
        assert f'href="{address}{dot}{name}"' in panel[0]
        assert client.get(f"{address}{dot}{name}").status_code == 200


def test_a4_has_a_timetable_that_says_what_it_does_not_know(
    parts: Components, client: FlaskClient
) -> None:
    made = method(parts)
    words = plain(page_of(client, f"/sheets/{made.sheet}/v/1/print"))
    for told in ("0:00 Accueillir", "0:15 Écouter", "1:15 Écrire", "dès 1:15 Ranger"):
        assert told in words
    assert "Fin : 1:25 au plus tôt (1 étape ne dit pas sa durée)." in words
    assert "La fiche annonce 2 h en tout" in words


def test_a4_has_boxes_to_tick_a_short_address_and_a_code(
    parts: Components, client: FlaskClient
) -> None:
    long = f"https://exemple.fr/{'dossier/' * 20}page"
    made = method(
        parts,
        body=f"Voir {long} et [ceci](https://exemple.fr/court).",
        links=[{"url": long, "title": "Le plan"}, {"url": "https://exemple.fr/court"}],
    )
    page = page_of(client, f"/sheets/{made.sheet}/v/1/print")
    paper = page[page.index('<div class="paper') :]
    assert paper.count('<span class="tick">') == 2
    assert "<svg" in paper
    words = plain(paper)
    assert f"{BASE.partition('://')[2]}/sheets/{made.sheet}" in words
    assert "Le plan (exemple.fr/…)" in words
    assert max(map(len, words.split())) <= 80
    assert f'href="{long}"' in paper


def test_cards_have_a_face_and_a_back_and_are_four_to_a_page(
    parts: Components, client: FlaskClient
) -> None:
    made = method(parts)
    page = page_of(client, f"/sheets/{made.sheet}/v/1/cards")
    assert page.count('<div class="side">') == 2
    assert (
        page.count('class="pocket pocket--face')
        == page.count('class="pocket pocket--back')
        == 4
    )
    words = plain(page[page.index("pocket--back") :])
    for told in ("0:15 Écouter", "dès 1:15 Ranger", "Un banc", "CC BY-SA 4.0"):
        assert told in words


def test_a_sheet_without_steps_shows_its_text_on_the_card(
    parts: Components, client: FlaskClient
) -> None:
    made = Desk(parts).put_one(
        kind="tool", title="La clé", use="Ouvrir la salle. " * 90
    )
    words = plain(page_of(client, f"/sheets/{made.sheet}/v/1/cards"))
    assert "Ouvrir la salle. Ouvrir" in words
    assert "…" in words


def test_paper_shows_a_drawing_where_a_sheet_has_no_picture(
    parts: Components, client: FlaskClient
) -> None:
    bare = method(parts, themes=["culture"])
    pictured = method(parts, images=three_images(parts))
    for form, times in (("print", 1), ("cards", 4)):
        page = page_of(client, f"/sheets/{bare.sheet}/v/1/{form}")
        drawings = re.findall(r'<svg class="drawn.*?</svg>', page)
        assert len(drawings) == times
        assert f'fill="{HUES["pink"]}"' in drawings[0]
        assert 'stroke="#fff"' in drawings[0]  # the pictogram, without a sprite
        assert "<use" not in drawings[0]
        page = page_of(client, f"/sheets/{pictured.sheet}/v/1/{form}")
        assert 'class="drawn' not in page


@needs_pdf
def test_three_images_under_three_licences_are_credited_everywhere(
    parts: Components, client: FlaskClient
) -> None:
    images = three_images(parts)
    made = method(parts, images=images)
    address = f"/sheets/{made.sheet}/v/1"
    with zipfile.ZipFile(io.BytesIO(client.get(f"{address}.zip").data)) as archive:
        credits_file = archive.read("CREDITS.txt").decode()
    everywhere = {
        "page": plain(page_of(client, f"/sheets/{made.sheet}/{made.slug}")),
        "print": plain(page_of(client, f"{address}/print")),
        "cards": plain(page_of(client, f"{address}/cards")),
        "pdf": " ".join(read_pdf(client, f"{address}.pdf")),
        "cards as pdf": " ".join(read_pdf(client, f"{address}/cards.pdf")),
        "zip": credits_file,
    }
    for where, words in everywhere.items():
        for row in images:
            licence = parts.schema.licences[row["licence"]].short
            for told in (row["title"], row["author"], licence):
                assert told in words, where
        if where != "page":
            assert f"/sheets/{made.sheet}" in words, where
    pages = PdfReader(io.BytesIO(client.get(f"{address}.pdf").data)).pages
    assert sum(len(page.images) for page in pages) == 3


@needs_pdf
def test_a_source_and_what_was_changed_are_credited_on_paper(
    parts: Components, client: FlaskClient
) -> None:
    source = {
        "url": f"https://ailleurs.example/sheets/{'0' * 12}/v/3",
        "title": "Le hamac",
        "author": "Sacha",
        "licence": "CC-BY-4.0",
        "changes": "Le hamac est devenu un banc, plus facile à poser.",
    }
    made = method(parts, sources=[source])
    address = f"/sheets/{made.sheet}/v/1"
    shown = (
        plain(page_of(client, f"{address}/print")),
        " ".join(read_pdf(client, f"{address}.pdf")),
    )
    for words in shown:
        for told in ("Le hamac", "Sacha", "CC BY 4.0", "plus facile à poser"):
            assert told in words
        assert source["url"].removeprefix("https://") in re.sub(r"\s", "", words)
    cards = plain(page_of(client, f"{address}/cards"))
    assert "Le hamac" in cards
    assert "Sacha, CC BY 4.0" in cards


@needs_pdf
def test_a_pdf_speaks_the_language_of_its_sheet(
    parts: Components, client: FlaskClient
) -> None:
    french, english = method(parts), method(parts, language="en")
    asked = {"Accept-Language": "en"}
    for made, told in ((french, "Crédits"), (english, "Credits")):
        answer = client.get(f"/sheets/{made.sheet}.pdf", headers=asked)
        pages = PdfReader(io.BytesIO(answer.data)).pages
        assert told in " ".join(page.extract_text() for page in pages)


@needs_pdf
def test_an_english_pdf_says_days_as_the_english_pages_do(
    parts: Components, client: FlaskClient
) -> None:
    made = method(parts, language="en")
    page = page_of(client, f"/sheets/{made.sheet}/v/1/print?lang=en")
    (day,) = set(re.findall(r"version 1 of (\d+ \w+ \d{4})", page))
    assert day in " ".join(read_pdf(client, f"/sheets/{made.sheet}.pdf"))


@needs_pdf
def test_laying_out_pdfs_that_are_there_is_counted_too(
    parts: Components, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = limit_everyone("prints", "2 per day", "2 per day")
    monkeypatch.setattr("commons.web.journeys.sheets.paper.documents.PRINTS", most)
    address = f"/sheets/{method(parts).sheet}/v/1.pdf"
    asked = []
    for _ in range(3):
        asked.append(client.get(address).status_code)
        method(parts)  # no page is kept any more
    assert asked == [200, 200, 429]


def test_names_on_cards_are_cut_as_words_and_written_once(
    parts: Components, client: FlaskClient
) -> None:
    names = [{"name": f"Atelier d’été & compagnie n<{n}>"} for n in range(6)]
    made = method(parts, authors=names)
    html = client.get(f"/sheets/{made.sheet}/v/1/cards").get_data(as_text=True)
    assert "Atelier d’été &amp; compagnie n&lt;0&gt;" in html
    assert "&amp;amp;" not in html
    assert "&amp;lt;" not in html


@needs_pdf
def test_a_pdf_that_was_made_is_had_again_and_making_many_is_refused(
    parts: Components, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = limit_everyone("papers", "2 per day", "2 per day")
    monkeypatch.setattr("commons.web.journeys.sheets.paper.documents.PAPERS", most)
    sheets = [method(parts, body=f"Le {number}.") for number in range(3)]
    first, second, third = (f"/sheets/{one.sheet}/v/1.pdf" for one in sheets)
    assert client.get(first).status_code == client.get(second).status_code == 200
    refused = client.get(third)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    method(parts)  # no page is kept any more
    assert client.get(first).status_code == 200
    assert rate_limits.PAPERS.of == most.of


@needs_pdf
def test_a_pdf_changes_with_what_it_names(
    parts: Components, client: FlaskClient
) -> None:
    desk = Desk(parts)
    tool = desk.put_one(kind="tool", title="La clé")
    made = method(parts, tools_used=[tool.sheet])
    address = f"/sheets/{made.sheet}/v/1.pdf"
    before = client.get(address)
    assert "immutable" not in before.headers["Cache-Control"]
    same = client.get(address, headers={"If-None-Match": before.headers["ETag"]})
    assert same.status_code == 304
    desk.change(tool, title="La serrure")
    assert client.get(address).headers["ETag"] != before.headers["ETag"]
    assert "La serrure" in " ".join(read_pdf(client, address))


@needs_pdf
def test_what_is_too_long_for_a_pdf_is_refused_in_words(
    parts: Components, client: FlaskClient
) -> None:
    made = method(parts, body="Un mot. " * 24_900, inclusion="Un mot. " * 300)
    answer = client.get(
        f"/sheets/{made.sheet}/v/1.pdf", headers={"Accept": "text/html"}
    )
    assert answer.status_code == 413
    assert "trop long pour un PDF" in unescape(answer.get_data(as_text=True))
    assert client.get(f"/sheets/{made.sheet}/v/1/print").status_code == 200


def test_nothing_of_a_deleted_sheet_is_printed_or_taken_away(
    parts: Components, client: FlaskClient
) -> None:
    made = method(parts)
    Desk(parts).delete(made)
    base = f"/sheets/{made.sheet}"
    ways = [f"{base}.zip", f"{base}/v/1.zip", f"{base}/v/2.zip"]
    ways += [f"{base}/v/1/print", f"{base}/v/1/cards", f"{base}/v/2/print"]
    if can_make_pdf():
        ways += [f"{base}.pdf", f"{base}/v/1.pdf", f"{base}/v/1/cards.pdf"]
    assert [client.get(way).status_code for way in ways] == [410] * len(ways)
    page = client.get(f"{base}/v/1").get_data(as_text=True)
    assert "/v/1/print" not in page


def test_without_weasyprint_no_pdf_is_offered(
    parts: Components, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_maker, "_ABILITY", PdfAbility(lambda: False))
    made = method(parts)
    address = f"/sheets/{made.sheet}/v/1"
    assert client.get(f"{address}.pdf").status_code == 404
    wanted = client.get(address, headers={"Accept": "application/pdf, text/html;q=0.1"})
    assert wanted.content_type.startswith("text/html")
    assert ".pdf" not in wanted.headers["Link"]
    assert ".pdf" not in page_of(client, f"{address}/print")
    assert client.get(f"{address}/cards.pdf").status_code == 404
    assert "cards.pdf" not in page_of(client, f"{address}/cards")
    assert "cards.pdf" not in page_of(client, address)


def test_the_code_is_an_image_of_the_short_address(
    parts: Components, client: FlaskClient
) -> None:
    made = method(parts)
    answer = client.get(f"/sheets/{made.sheet}/qr.svg")
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    assert answer.data.startswith(b"<svg")
    assert client.get("/sheets/000000000000/qr.svg").status_code == 404


def test_a_zip_is_never_kept_in_memory_and_comes_in_pieces(
    parts: Components, app: Flask, author: Visitor
) -> None:
    made = method(parts)
    answer = app.test_client().get(f"/sheets/{made.sheet}.zip")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert answer.data == author.get(f"/sheets/{made.sheet}/v/1.zip").data
    assert zipfile.is_zipfile(io.BytesIO(answer.data))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fixed:
    """A schema that stays."""

    schema: Schema

    def current(self) -> Schema:
        return self.schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """An instance with a collection, a reader of it, and its sheets."""

    client: FlaskClient
    address: str
    sheets: list[Revision]


@pytest.fixture
def selection(empty_folder: Path, tmp_path: Path) -> Iterator[Selection]:
    """Give a collection of five methods; the kind is one that the tests bring."""
    folder = Path(shutil.copytree(empty_folder, tmp_path / "collected"))
    with instance(folder) as plain_parts:
        schema = with_selections(tmp_path / "schemas")
        parts = replace(plain_parts, live_schema=_Fixed(schema=schema))
        sheets = [
            Desk(parts).put_one(title=f"Méthode {name}", steps=STEPS)
            for name in ("alpha", "bravo", "charlie", "delta", "écho")
        ]
        with parts.store.write() as work:
            chosen = select(work, schema, *(one.sheet for one in sheets))
        client = create_app(parts).test_client()
        yield Selection(
            client=client, address=f"/sheets/{chosen.sheet}/v/1", sheets=sheets
        )


def test_a_collection_is_a_booklet_with_cover_contents_and_credits(
    selection: Selection,
) -> None:
    page = page_of(selection.client, f"{selection.address}/print")
    words = plain(page)
    assert "Sommaire" in words
    assert page.count('<svg class="drawn"') == 1
    assert page.count('<svg class="drawn drawn--square"') == len(selection.sheets)
    for one in selection.sheets:
        assert f'href="#s-{one.sheet}"' in page
        assert page.count(f'id="s-{one.sheet}"') == 1
        assert f"Parce que {one.sheet}" in words
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    ends = words[words.rindex("Crédits") :]
    assert all(one.title in ends for one in selection.sheets)
    assert "Imprimer en livret" in page_of(selection.client, selection.address)


@needs_pdf
def test_the_contents_of_a_booklet_name_the_pages(selection: Selection) -> None:
    begun = selection.client.get(f"{selection.address}.pdf", headers=BROWSER)
    assert begun.status_code == 503
    assert int(begun.headers["Retry-After"]) > 0
    assert "il se prépare" in unescape(begun.get_data(as_text=True))
    until = time.monotonic() + 120
    made = selection.client.application.extensions["commons"].settings.data_dir / "pdf"
    while not list(made.glob("*.pdf")):
        assert time.monotonic() < until
        time.sleep(0.1)
    pages = read_pdf(selection.client, f"{selection.address}.pdf")
    contents = next(page for page in pages if "Sommaire" in page)
    for one in selection.sheets:
        found = re.search(rf"{one.title}[ .]*?(\d+)", contents)
        assert found, contents
        assert one.title in pages[int(found[1]) - 1]
        assert "0:15" in pages[int(found[1]) - 1]
    assert "Pour commencer" in pages[0]


def test_the_cards_of_a_collection_are_those_of_its_sheets_backs_behind_faces(
    selection: Selection,
) -> None:
    page = page_of(selection.client, f"{selection.address}/cards")
    sides = page.split('<div class="side">')[1:]
    titles = [re.findall(r"<h2[^>]*>Méthode (\w+)</h2>", side) for side in sides]
    assert titles == [
        ["alpha", "bravo", "charlie", "delta"],
        ["bravo", "alpha", "delta", "charlie"],
        ["écho"],
        ["écho"],
    ]
    last = sides[3]
    assert last.index("pocket--none") < last.index("écho")  # it is on the right


def test_what_a_collection_says_of_a_sheet_is_laid_out_in_its_booklet(
    parts: Components, client: FlaskClient
) -> None:
    note = "Pour **commencer**[^1].\n\n[^1]: Ou finir."
    rows = [
        {"sheet": Desk(parts).put_one(title=title).sheet, "note": note}
        for title in ("Le mur", "Le banc")
    ]
    made = Desk(parts).put_one(kind="collection", title="La place", items=rows)
    page = page_of(client, f"/sheets/{made.sheet}/v/1/print")
    assert page.count("<strong>commencer</strong>") == 2
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_an_empty_collection_has_no_cards(
    parts: Components, client: FlaskClient
) -> None:
    made = Desk(parts).put_one(kind="collection", title="Pour commencer")
    address = f"/sheets/{made.sheet}/v/1"
    assert client.get(f"{address}/cards").status_code == 404
    assert client.get(f"{address}/print").status_code == 200
    page = page_of(client, f"/sheets/{made.sheet}/{made.slug}")
    assert f'href="{address}/print"' in page
    assert "/cards" not in page
    if can_make_pdf():
        assert client.get(f"{address}/cards.pdf").status_code == 404


def test_the_zip_of_a_collection_holds_its_sheets(selection: Selection) -> None:
    content = selection.client.get(f"{selection.address}.zip").data
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        told = archive.read("CREDITS.txt").decode()
    assert len([name for name in names if name.startswith("method/")]) == 5
    assert "selection/pour-commencer.md" in names
    assert all(one.title in told for one in selection.sheets)
    answer = selection.client.get(f"{selection.address}.zip")
    assert "immutable" not in answer.headers["Cache-Control"]


def test_a_collection_that_is_too_long_is_refused_in_words(
    selection: Selection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "commons.web.journeys.sheets.paper.documents.MOST_CHARACTERS", 1_000
    )
    answer = selection.client.get(f"{selection.address}/cards")
    assert answer.status_code == 413
    assert "une par une" in unescape(answer.get_data(as_text=True))
