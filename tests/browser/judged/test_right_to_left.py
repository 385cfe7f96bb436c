# ruff: noqa: RUF001 - letters of other scripts look like ours
"""Sheets in other scripts, and words that nothing cuts, wherever they are shown."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.judged.judges import axe, axe_source, vnu
from tests.browser.tabs import ADMIN, Tabs
from tests.browser.walking import size_of
from tests.people.visitor import filled
from tests.servers.server import Person, Server

pytestmark = pytest.mark.browser

TITLE = "مقهى الجيران: حوار بلا تصويت"
ARABIC = {
    "title": TITLE,
    "summary": "لقاء قصير يجتمع فيه الجيران حول طاولة صغيرة لاتخاذ قرار مشترك.",
    "language": "ar",
    "duration": "1 h 30",
    "group_min": "6",
    "materials": "أوراق\nأقلام",
    "keywords": "حوار\nجيران",
    "authors-0-name": "سلمى",
    "steps-0-title": "ترتيب الطاولات",
    "steps-0-text": "نضع طاولات صغيرة في الساحة.\n\n- أوراق\n- أقلام",
    "steps-0-duration": "10 min",
    "steps-1-title": "الاستماع",
    "steps-1-text": "كل شخص يتكلم دقيقتين (Brest, 2019).",
    "steps-1-tip": "لا تقاطع أحدا.",
    "body": "نص حر مع [رابط](https://exemple.fr).\n\n> اقتباس\n\nUn mot en français.",
}
LONG = "anticonstitutionnellement" * 3
ADDRESS = f"https://exemple.fr/{'chemin-sans-fin/' * 6}"
UNCUT = {
    "title": LONG[:90],
    "summary": f"{LONG} {LONG} {LONG}",
    "keywords": LONG[:40],
    "territory": LONG,
    "materials": f"{LONG}\n{ADDRESS}",
    "authors-0-name": LONG,
    "authors-0-organisation": LONG,
    "steps-0-title": LONG,
    "steps-0-text": f"{LONG}\n\n{ADDRESS}\n\n- {LONG}",
    "steps-0-tip": LONG,
    "pitfalls": LONG,
    "links-0-url": ADDRESS,
    "links-0-title": LONG,
    "body": f"## {LONG}\n\n> {LONG}\n\n`{LONG}`\n\n1. {ADDRESS}",
}
WAYS = ("", "/v/1/print", "/v/1/cards", "/history", "/lineage", "/v/1/adapt")


def _published(server: Server, **typed: str) -> str:
    person = Person(server.address).sign_in(ADMIN)
    sent = filled(_do="publish", _confirmed="on", **typed)
    made = person.post("/sheets/new/method", **sent)
    faults = re.findall(r'<li><a href="#f-[^>]*>[^<]*', made.text)
    assert made.status == 303, faults
    return urlsplit(made.place).path.split("/")[2]


@pytest.fixture(scope="module")
def arabic(server: Server) -> str:
    """Give the identifier of a sheet in Arabic."""
    return _published(server, **ARABIC)


def _side(page: Page, where: str) -> str:
    """Give at which side the text of an element begins."""
    return str(
        page.locator(where).first.evaluate(
            """one => {
              const range = document.createRange();
              range.selectNodeContents(one);
              const words = range.getBoundingClientRect();
              const box = one.getBoundingClientRect();
              const [left, right] = [words.left - box.left, box.right - words.right];
              return left > right + 1 ? "right" : "left";
            }"""
        )
    )


def test_a_sheet_in_arabic_is_read_from_the_right_and_the_page_from_the_left(
    tabs: Tabs, arabic: str
) -> None:
    page = tabs.open()
    page.goto(f"/sheets/{arabic}")
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_attribute("lang", "ar")
    expect(title).to_have_attribute("dir", "rtl")
    assert page.locator("html").get_attribute("dir") is None
    assert _side(page, "h1") == "right"
    assert _side(page, "#b-steps") == "left"  # a label of the page, in French
    assert _side(page, ".step .prose p") == "right"
    prose = page.locator(".split__story .prose")
    french = prose.get_by_text("Un mot en français.")
    assert french.evaluate("one => getComputedStyle(one).unicodeBidi") == "plaintext"
    quote = prose.locator("blockquote")
    border = quote.evaluate("one => getComputedStyle(one).borderRightWidth")
    assert border == "3px"
    page.evaluate(axe_source())
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert "\n".join(axe(page)) == ""


@pytest.mark.parametrize("way", WAYS)
def test_a_sheet_in_arabic_fits_everywhere(tabs: Tabs, arabic: str, way: str) -> None:
    page = tabs.open(ADMIN, width=320)
    page.goto(f"/sheets/{arabic}{way}")
    text, window = size_of(page)
    assert text <= window


def test_a_sheet_in_arabic_is_well_formed(
    server: Server, arabic: str, tmp_path: Path
) -> None:
    reader = Person(server.address)
    for number, way in enumerate(WAYS[:3]):
        html = reader.get(f"/sheets/{arabic}{way}").text
        (tmp_path / f"{number}.html").write_text(html, encoding="utf-8")
    assert "\n".join(vnu(tmp_path)) == ""


def test_what_is_typed_begins_at_the_side_of_its_letters(tabs: Tabs) -> None:
    page = tabs.open(ADMIN)
    page.goto("/sheets/new/method")
    for control in (page.locator("#f-title"), page.locator("#f-summary")):
        for typed, side in (("حوار", "rtl"), ("Débat", "ltr")):
            control.fill(typed)
            assert control.evaluate("one => getComputedStyle(one).direction") == side


def test_words_and_addresses_that_nothing_cuts_wrap(tabs: Tabs, server: Server) -> None:
    sheet = _published(server, **UNCUT)
    page = tabs.open(ADMIN, width=320)
    for way in (*WAYS, "/edit", "/contributions"):
        page.goto(f"/sheets/{sheet}{way}")
        text, window = size_of(page)
        assert text <= window, way
    for address in (f"/search?q={LONG[:40]}", "/account", "/drafts", "/changes", "/"):
        page.goto(address)
        text, window = size_of(page)
        assert text <= window, address
