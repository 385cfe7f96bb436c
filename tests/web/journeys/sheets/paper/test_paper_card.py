"""Cards: what has room on them, and where their backs lie."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from commons.web.journeys.sheets.paper.paper_card import clip_text, lay_cards, make_card
from commons.web.journeys.sheets.paper.paper_view import PaperView, present_on_paper
from commons.wiring.components import Components
from tests.feeds.conftest import Desk
from tests.services.exchange.archive.test_sheet_archive import three_images


@pytest.fixture(autouse=True)
def _asked(app: Flask) -> Iterator[None]:
    with app.test_request_context("/"):
        yield


@pytest.fixture
def seen(parts: Components):
    """Give what is printed of a sheet that says this."""

    def see(title: str = "Le banc", **values: Any) -> PaperView:
        made = Desk(parts).put_one(title=title, **values)
        with parts.store.read() as work:
            return present_on_paper(parts, work, made)

    return see


def titles(cards: Any) -> list[str]:
    return [card.paper.revision.title if card else "" for card in cards]


def test_a_sheet_alone_fills_a_page(seen) -> None:
    (page,) = lay_cards([seen()])
    assert titles(page.faces) == titles(page.backs) == ["Le banc"] * 4


def test_backs_are_mirrored_line_by_line_and_gaps_with_them(seen) -> None:
    first, last = lay_cards([seen(name) for name in ("Un", "Deux", "Trois", "4", "5")])
    assert titles(first.faces) == ["Un", "Deux", "Trois", "4"]
    assert titles(first.backs) == ["Deux", "Un", "4", "Trois"]
    assert titles(last.faces) == ["5", "", "", ""]
    assert titles(last.backs) == ["", "5", "", ""]
    assert lay_cards([]) == ()


def test_what_has_no_room_is_counted(seen) -> None:
    step = {
        "title": "Un titre d’étape qui prend bien deux lignes sur la carte",
        "text": "x" * 20,
    }
    card = make_card(
        seen(steps=[step] * 12, materials=[f"{'Un banc ' * 10}{n}" for n in range(30)])
    )
    assert (len(card.steps), card.more_steps) == (7, 5)
    assert len(card.materials) + card.more_materials == 30
    assert 0 < len(card.materials) < 10


def test_images_take_the_room_of_facts(seen, parts: Components) -> None:
    facts: dict[str, Any] = {
        "objective": ["meet"],
        "group_min": 5,
        "duration": "PT1H",
        "preparation": "PT1H",
        "difficulty": "some_habit",
        "mode": "on_site",
        "postures": ["test"],
    }
    assert len(make_card(seen(**facts)).facts) == 7
    images = three_images(parts)
    card = make_card(seen(**facts, images=[*images, {**images[0], "alt": "encore"}]))
    assert len(card.facts) == 4
    assert len(card.pictures) + card.more_pictures == len(card.paper.pictures)
    assert len(card.pictures) == 3


def test_a_sheet_without_steps_shows_how_its_text_begins(seen) -> None:
    card = make_card(seen(body=f"**Un** mot. {'Des mots. ' * 200}"))
    assert card.text.startswith("Un mot. Des mots.")
    assert card.text.endswith("…")
    assert make_card(seen()).text == ""


def test_a_text_is_cut_between_words() -> None:
    assert clip_text("Le banc d’à côté", 40) == "Le banc d’à côté"
    assert clip_text("Le banc d’à côté", 10) == "Le banc…"
    assert clip_text("x" * 20, 10) == f"{'x' * 10}…"
