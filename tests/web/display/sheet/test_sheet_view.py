"""What the page of a version shows of it."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from commons.core.domain.sheet import Level
from commons.web.display.sheet import sheet_view
from commons.web.display.sheet.sheet_view import (
    Block,
    View,
    is_prose,
    present_sheet,
)
from commons.wiring.components import Components
from tests.core.kinds.examples import KINDS, full, revision
from tests.feeds.conftest import Desk

Seen = Callable[..., View]
NAMES = [f"{letter * 64}.jpg" for letter in "abc"]


@pytest.fixture(autouse=True)
def _asked(app: Flask) -> Iterator[None]:
    with app.test_request_context("/"):
        yield


@pytest.fixture
def seen(parts: Components):
    """Give the view of a sheet that says this."""

    def see(kind: str = "method", _most: int | None = None, **values: Any) -> View:
        said = {"title": "Le banc", "language": "fr", **values}
        more: dict[str, Any] = {} if _most is None else {"budget": _most}
        with parts.store.read() as work:
            return present_sheet(parts, work, revision(kind, said), **more)

    return see


def block(view: View, key: str) -> Block:
    """Give the block of a field."""
    (found,) = (one for one in view.blocks if one.key == key)
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_a_whole_sheet_is_shown_once(
    seen: Seen, parts: Components, kind: str
) -> None:
    view = seen(kind, **full(kind))
    keys = [one.key for one in view.blocks]
    labels = [label for label, _ in view.facts]
    assert len(keys) == len(set(keys)) > 3
    assert len(labels) == len(set(labels)) > 3
    at_a_glance = {one.label for one in view.glance}
    assert at_a_glance
    others = [label for label, _ in view.other_facts]
    assert others == [label for label in labels if label not in at_a_glance]
    assert view.keywords
    assert view.sources
    assert view.links
    assert not view.as_typed
    assert view.left_out == 0


def test_two_fields_of_the_same_name_are_both_shown(
    seen: Seen, parts: Components
) -> None:
    fields = {one.key: one for one in parts.schema.kinds["method"].fields}
    language, before = fields["language"], fields["language"].label
    object.__setattr__(language, "label", fields["duration"].label)
    try:
        view = seen(duration="PT1H")
    finally:
        object.__setattr__(language, "label", before)
    assert [one.label for one in view.glance] == ["Durée"]
    assert [label for label, _ in view.other_facts] == ["Durée"]


def test_a_sheet_of_a_title_alone_shows_nothing_else(seen: Seen) -> None:
    view = seen()
    assert (view.blocks, view.authors, view.cover.picture) == ((), (), None)
    assert (view.glance, view.other_facts) == ((), view.facts)
    assert view.facts == (("Langue", (("français", ""),)),)
    assert (view.help, view.licence_short, view.level) == ("", "", Level.STUB)


def test_steps_are_laid_out_with_their_duration_and_their_image(seen: Seen) -> None:
    image = {"file": NAMES[0], "width": 200, "height": 100, "alt": "Un banc"}
    step = {"title": "Poser", "text": "Un **mot**", "duration": "PT1H"}
    view = seen(images=[image], steps=[{**step, "image": NAMES[0]}, {"title": "Fin"}])
    first, last = block(view, "steps").steps
    assert "<strong>mot</strong>" in first.html
    assert first.duration.replace("\xa0", " ") == "1 h"
    assert first.picture is not None
    assert view.cover.picture == first.picture
    assert (last.html, last.picture, last.duration) == ("", None, "")
    assert "images" not in [one.key for one in view.blocks]


def test_images_that_nothing_shows_stand_together_and_the_others_are_credited(
    seen: Seen,
) -> None:
    rows = [{"file": n, "width": 200, "height": 100, "alt": "x"} for n in NAMES]
    text = f"![x](/media/{NAMES[1]})"
    found = block(seen(images=rows, body=text, steps=[{"image": NAMES[2]}]), "images")
    assert [one.name for one in found.pictures] == [NAMES[0]]
    assert [one.name for one in found.credited] == [NAMES[1]]


def test_notes_of_a_collection_share_no_identifier(
    parts: Components, seen: Seen
) -> None:
    note = "Pour *qui*[^1].\n\n## Avant\n\n[^1]: Tout le monde."
    listed = [
        {"sheet": Desk(parts).put_one(title=title).sheet, "note": note}
        for title in ("Le mur", "Le banc")
    ]
    cards = block(seen("collection", items=listed), "items").cards
    found = re.findall(r'\bid="([^"]+)"', "".join(html for _, html in cards))
    assert len(found) == 6
    assert len(set(found)) == 6


def test_a_link_leads_to_a_sheet_that_stands_under_any_of_its_names(
    seen: Seen, parts: Components
) -> None:
    desk = Desk(parts)
    there, gone = desk.put_one(title="Le carton"), desk.put_one(title="Le mur")
    desk.delete(gone)
    text = f"[[{there.sheet}|lui]] [[Le carton]] [[{gone.sheet}|parti]] [[Personne]]"
    view = seen(body=text, tools_used=[there.sheet, gone.sheet])
    (html,) = block(view, "body").items
    address = f"/sheets/{there.sheet}/le-carton"
    assert html.count(f'href="{address}"') == html.count("<a ") == 2
    assert block(view, "tools_used").spots == (("Le carton", address),)


def test_what_an_author_types_is_never_markup_of_ours(seen: Seen) -> None:
    hostile = "<script>alert(1)</script>"
    view = seen(body=hostile, variants=[hostile], steps=[{"tip": hostile}])
    told = [*block(view, "body").items, *block(view, "variants").items]
    assert not any("<script" in html for html in told)
    assert "<script" not in block(view, "steps").steps[0].tip


def test_what_asks_for_too_much_work_is_shown_as_typed(seen: Seen) -> None:
    text = "Un **mot** " * 50
    assert not seen(body=text).as_typed
    view = seen(_most=1, body=text)
    (html,) = block(view, "body").items
    assert view.as_typed
    assert "**mot**" in html


def test_of_too_many_items_the_first_are_shown_and_the_others_counted(
    seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet_view, "MOST_ROWS_SHOWN", 3)
    view = seen(variants=[f"Variante {n}" for n in range(5)])
    assert len(block(view, "variants").items) == 3
    assert view.left_out == 2


def test_help_is_shown_where_it_is_offered(seen: Seen) -> None:
    offer = {"offered": True, "text": "Écrivez-nous"}
    assert seen(help=offer).help == "Écrivez-nous"
    assert seen(help={**offer, "offered": False}).help == ""


def test_texts_are_prose_but_for_those_with_a_place_of_their_own(
    parts: Components,
) -> None:
    kind = parts.schema.kinds["method"]
    assert is_prose(kind.field("body"), "body")
    assert not is_prose(kind.field("summary"), "summary")
    assert not is_prose(kind.field("duration"), "duration")
