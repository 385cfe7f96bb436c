"""What a stranger reads where accounts are not opened by whoever comes."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.judged.judges import axe, axe_source, vnu
from tests.browser.judged.test_accessible import LOCALES, WIDTHS
from tests.servers.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.sweep]

SENTENCES = {
    "invitation": "Ici, on ouvre un compte sur invitation",
    "closed": "Les comptes sont ouverts par l’équipe de ce wiki.",
}


@pytest.mark.parametrize("registration", SENTENCES)
def test_where_registration_is_not_open_the_page_says_so(
    chromium: Browser, starter_folder: Path, tmp_path: Path, registration: str
) -> None:
    folder, pages = tmp_path / "instance", tmp_path / "pages"
    shutil.copytree(starter_folder, folder)
    pages.mkdir()
    source, found = axe_source(), list[str]()
    with Server(folder, registration=registration) as server:
        for language, locale in LOCALES.items():
            context = chromium.new_context(base_url=server.address, locale=locale)
            page = context.new_page()
            answer = page.goto("/register")
            assert answer is not None
            assert answer.status == 403
            if language == "fr":
                assert SENTENCES[registration] in page.locator("main").inner_text()
            page.evaluate(source)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                found += [f"{language}, {width} px: {one}" for one in axe(page)]
                over = "document.documentElement.scrollWidth - innerWidth"
                assert page.evaluate(over) <= 0
            (pages / f"{language}.html").write_text(answer.text(), encoding="utf-8")
            context.close()
    assert "\n".join([*found, *vnu(pages)]) == ""
