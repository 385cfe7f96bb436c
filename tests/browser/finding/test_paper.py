"""A sheet on paper: the sheet alone, and how to find it again."""

import io
import json
from urllib.parse import urlsplit

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.tabs import ADMIN, Tabs
from tests.people.visitor import filled
from tests.servers.server import Person

pytestmark = pytest.mark.browser


@pytest.fixture
def paper(tabs: Tabs, ids: dict[str, str]) -> Page:
    page = tabs.reading()
    page.goto(f"/sheets/{ids['sheet']}")
    page.emulate_media(media="print", color_scheme="dark")
    return page


def test_paper_shows_the_sheet_and_nothing_of_the_site(paper: Page) -> None:
    shown = ["h1", ".facts", ".steps", ".licence__credit", ".print-only"]
    for selector in shown:
        expect(paper.locator(selector).first).to_be_visible()
    hidden = "nav, form, button, .masthead, .colophon, .skip, .checklist, details"
    assert paper.locator(hidden).count() > 5
    assert [one for one in paper.locator(hidden).all() if one.is_visible()] == []


def test_paper_ends_with_who_wrote_it_its_version_and_its_short_address(
    paper: Page, ids: dict[str, str], tabs: Tabs
) -> None:
    end = paper.locator(".licence")
    expect(end).to_contain_text("CC BY-SA 4.0")
    expect(end).to_contain_text("Par Camille · version 2 du")
    short = f"{tabs.server.address}/sheets/{ids['sheet']}"
    assert end.locator("p.print-only").inner_text().endswith(short)


def test_paper_says_where_links_lead(paper: Page) -> None:
    after = "link => getComputedStyle(link, '::after').content"
    link = paper.get_by_role("link", name="Le banc d’à côté")
    assert "https://exemple.fr/banc" in link.evaluate(after)


def test_paper_is_black_on_white(paper: Page) -> None:
    look = "page => [getComputedStyle(page).color, getComputedStyle(page).background]"
    ink, ground = paper.locator("body").evaluate(look)
    assert ink == "rgb(0, 0, 0)"
    assert ground.startswith("rgb(255, 255, 255)")


def test_paper_fits_on_an_a4_page(paper: Page, ids: dict[str, str]) -> None:
    assert paper.pdf(format="A4").startswith(b"%PDF")
    paper.set_viewport_size({"width": 673, "height": 900})
    width = paper.evaluate("document.documentElement.scrollWidth")
    assert width <= 673


CUT = """() => [...document.querySelectorAll(".pocket:not(.pocket--none)")].filter(card => {
  const box = card.getBoundingClientRect();
  const low = card.querySelector(".pocket__foot, .pocket__facts");
  const most = low ? low.getBoundingClientRect().top : box.bottom;
  const inner = [...card.children].filter(one => one !== low);
  return (low && low.getBoundingClientRect().bottom > box.bottom) ||
    inner.some(one => one.getBoundingClientRect().bottom > most) ||
    [...card.querySelectorAll("*:not(svg *)")].some(
      one => one.getBoundingClientRect().right > box.right + 1);
}).map(card => card.innerText.slice(0, 60))"""
"""The cards of a page on which something is cut, or lies over something else."""


def test_nothing_is_cut_on_the_card_of_any_sheet(tabs: Tabs) -> None:
    page = tabs.reading()
    found = json.loads(Person(tabs.server.address).get("/search.json?q=").text)
    sheets = [str(one["id"]) for one in found["results"]]
    for number in range(2, found["pages"] + 1):
        more = Person(tabs.server.address).get(f"/search.json?q=&page={number}").text
        sheets += [str(one["id"]) for one in json.loads(more)["results"]]
    assert len(sheets) >= 30
    page.set_viewport_size({"width": 1280, "height": 900})
    for sheet in sheets:
        told = json.loads(Person(tabs.server.address).get(f"/sheets/{sheet}.json").text)
        page.goto(f"/sheets/{sheet}/v/{told['version']['number']}/cards")
        cards = len(told["fields"].get("items", [])) or 4  # of a collection, one each
        assert page.locator(".pocket--face").count() == cards
        assert page.evaluate(CUT) == [], sheet


def test_the_fullest_card_still_holds_all_that_it_shows(tabs: Tabs) -> None:
    long = "Une phrase qui dit ce que chaque personne apporte à toutes les autres, ici."
    admin = Person(tabs.server.address).sign_in(ADMIN)
    typed = {
        "title": "Le banc à palabres de la place du marché, avec les habitantes du Nord",
        "summary": (long * 4)[:300],
        "materials": "\n".join(f"{long} {number}" for number in range(30)),
        "authors-0-name": "Les Habitantes et Habitants du Quartier du Nord " * 1,
        "objective": "meet",
        "duration": "12 h 45",
        "preparation": "3 jours",
        "group_min": "1000",
        "group_max": "10000",
    }
    for number in range(20):
        typed[f"steps-{number}-title"] = (long * 2)[:120]
        typed[f"steps-{number}-text"] = long
        if number:
            typed[f"steps-{number}-duration"] = "45 min"
    made = admin.post(
        "/sheets/new/method", _do="publish", _confirmed="on", **filled(**typed)
    )
    assert made.status == 303, made.text
    sheet = urlsplit(made.place).path.split("/")[2]
    page = tabs.reading()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"/sheets/{sheet}/v/1/cards")
    assert page.evaluate(CUT) == []
    expect(page.locator(".pocket--back").first).to_contain_text("autres étapes")
    expect(page.locator(".pocket--back").first).to_contain_text("dès 0:45")


def read_code(content: bytes) -> str:
    """Give what a picture of a QR code says."""
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(content)))
    return str(found.text)


@pytest.mark.parametrize("way", ["print", "cards"])
def test_the_code_on_paper_leads_back_to_the_sheet(
    way: str, tabs: Tabs, ids: dict[str, str]
) -> None:
    page = tabs.reading()
    page.goto(f"/sheets/{ids['sheet']}/v/2/{way}")
    shot = page.locator(".code__qr").first.screenshot()
    assert read_code(shot) == f"{tabs.server.address}/sheets/{ids['sheet']}"


def sizes_of(content: bytes) -> list[tuple[int, int]]:
    """Give the size of each page of a PDF, in millimetres."""
    boxes = [page.mediabox for page in PdfReader(io.BytesIO(content)).pages]
    inch = 25.4 / 72
    return [(round(box.width * inch), round(box.height * inch)) for box in boxes]


def test_a_browser_prints_cards_on_two_sides_and_a_sheet_on_a4(
    tabs: Tabs, ids: dict[str, str]
) -> None:
    page = tabs.reading()
    page.goto(f"/sheets/{ids['sheet']}/v/2/cards")
    assert sizes_of(page.pdf(prefer_css_page_size=True)) == [(210, 297)] * 2
    page.goto(f"/sheets/{ids['sheet']}/v/2/print")
    printed = page.pdf(prefer_css_page_size=True)
    assert set(sizes_of(printed)) == {(210, 297)}
    words = " ".join(one.extract_text() for one in PdfReader(io.BytesIO(printed)).pages)
    assert "Poser le banc" in words
    assert "Se connecter" not in words


def test_the_backs_of_cards_lie_behind_their_faces(tabs: Tabs, sheet: str) -> None:
    page = tabs.reading()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"/sheets/{sheet}/v/1/cards")
    sides = page.locator(".side").evaluate_all(
        "all => all.map(side => [...side.children].map(card => {"
        " const at = card.getBoundingClientRect(), of = side.getBoundingClientRect();"
        " return [at.left - of.left, at.top - of.top, of.right - at.right]; }))"
    )
    faces, backs = sides
    for (left, top, _), (_, behind_top, behind_right) in zip(
        faces, [backs[1], backs[0], backs[3], backs[2]], strict=True
    ):
        assert abs(left - behind_right) < 2.5
        assert abs(top - behind_top) < 1
