"""The stylesheet of a colour, and when the look is read."""

import re
from pathlib import Path

import pytest
from flask import Flask

from commons.adapters.store.people.accounts import all_accounts
from commons.adapters.store.site.appearance import write_appearance
from commons.core.domain.pictures.colour import dark_shades, light_shades
from commons.core.domain.site.appearance import Appearance
from commons.web.display.site_look import SiteLook, site_look, write_stylesheet
from commons.wiring.components import Components
from tests.people.visitor import Visitor
from tests.services.damage import lose_database


def test_a_stylesheet_says_each_shade_for_screens_alone() -> None:
    css = write_stylesheet("#c0392b")
    light, dark = css.splitlines()
    assert light.startswith("@media screen { :root {")
    assert dark.startswith("@media screen and (prefers-color-scheme: dark) { :root {")
    for line, shades in (
        (light, light_shades("#c0392b")),
        (dark, dark_shades("#c0392b")),
    ):
        assert re.findall(r"#\w{6}", line) == [
            shades.accent,
            shades.strong,
            shades.ground,
            shades.on_accent,
        ]


def test_a_site_that_chose_nothing_adds_nothing(app: Flask) -> None:
    with app.test_request_context("/"):
        look = site_look()
        assert look == SiteLook()
        assert (look.stylesheet, look.icon, look.logo) == ("", "", "")


def test_a_change_shows_in_the_next_request(
    app: Flask, parts: Components, editor: Visitor
) -> None:
    with app.test_request_context("/"):
        assert site_look().appearance.colour == ""
    with parts.store.write() as work:
        person = next(iter(all_accounts(work))).person
        write_appearance(work, Appearance(number=1, colour="#c0392b"), person.id)
    with app.test_request_context("/"):
        look = site_look()
        assert look.stylesheet == "/appearance/c0392b.css"
        assert look.icon == "/appearance/c0392b.svg"


@pytest.mark.usefixtures("editor")
def test_a_store_that_cannot_be_read_has_the_shipped_look(
    app: Flask, parts: Components, tmp_path: Path
) -> None:
    with parts.store.write() as work:
        person = next(iter(all_accounts(work))).person
        write_appearance(work, Appearance(number=1, colour="#c0392b"), person.id)
    parts.store.close()
    lose_database(parts, tmp_path)
    if parts.store.lies_in_file:
        (parts.settings.data_dir / "commons.sqlite").mkdir()
    with app.test_request_context("/"):
        assert site_look() == SiteLook()
