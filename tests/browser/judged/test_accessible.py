"""Every state of every page, judged by axe-core and by the Nu HTML checker."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from commons.core.domain.addresses import iri
from tests.browser.judged.judges import axe, axe_on_colours, axe_source, vnu
from tests.browser.judged.states import EVERY_LOOK, STATES, go, page_of
from tests.browser.tabs import Tabs, enter
from tests.servers.server import Person, Server

pytestmark = [pytest.mark.browser, pytest.mark.sweep]

LOCALES = {"fr": "fr-FR", "en": "en-GB"}
WIDTHS = (1280, 320)
PAIRS = [
    *((name, "fr") for name in EVERY_LOOK),
    *(pytest.param(name, "en", marks=pytest.mark.thorough) for name in EVERY_LOOK),
    *(
        pytest.param(name, "fr", marks=pytest.mark.thorough)
        for name in STATES
        if name not in EVERY_LOOK
    ),
]


@pytest.fixture(scope="session")
def open_pages() -> dict[tuple[str, str], Page]:
    return {}


@pytest.mark.parametrize(("name", "language"), PAIRS)
def test_axe_finds_nothing_in_any_look(
    everyone: Tabs,
    open_pages: dict[tuple[str, str], Page],
    ids: dict[str, str],
    name: str,
    language: str,
) -> None:
    state, source = STATES[name], axe_source()
    page = open_pages.get((state.who, language))
    if page is None or page.is_closed():
        page = everyone.open(state.who, locale=LOCALES[language])
        page.on("dialog", lambda dialog: dialog.accept())
        open_pages[state.who, language] = page
    everyone.wrongs.clear()
    go(page, state, ids)
    assert page.locator("html").get_attribute("lang") == language
    page.evaluate(source)
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="light")
        found += [f"light, {width} px: {one}" for one in axe(page)]
        page.emulate_media(color_scheme="dark")
        found += [f"dark, {width} px: {one}" for one in axe_on_colours(page)]
    assert "\n".join([*found, *everyone.wrongs]) == ""


def test_vnu_finds_no_error(
    server: Server, ids: dict[str, str], tmp_path: Path
) -> None:
    for language in LOCALES:
        people = {
            who: enter(server, who) if who else Person(server.address)
            for who in _everyone()
        }
        for person in people.values():
            person.get(f"/?lang={language}")
        for name, state in STATES.items():
            html = page_of(people[state.who], state, ids)
            assert f'<html lang="{language}"' in html, name
            file = tmp_path / f"{iri.slugify(name)}-{language}.html"
            file.write_text(html, encoding="utf-8")
    assert "\n".join(vnu(tmp_path)) == ""


def _everyone() -> set[str]:
    return {state.who for state in STATES.values()}
