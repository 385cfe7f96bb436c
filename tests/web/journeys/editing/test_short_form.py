"""What the short form asks first, what it folds away, where an image is credited."""

from collections.abc import Callable, Iterable

import pytest
from flask import Flask

from commons.core.domain.schema.problem import Problem
from commons.web.journeys.editing.form_controls import Control, Section, form_sections
from commons.web.journeys.editing.form_values import RawForm
from commons.web.journeys.editing.short_form import place_image_credits, split_brief
from commons.wiring.components import Components

Shown = Callable[..., tuple[Section, ...]]
IMAGE, OTHER = f"{'a' * 64}.jpg", f"{'b' * 64}.jpg"


@pytest.fixture
def shown(app: Flask, parts: Components):
    """Give the form of a method with what was typed."""

    def show(raw: RawForm, problems: Iterable[Problem] = ()) -> tuple[Section, ...]:
        with app.test_request_context("/"):
            schema = parts.schema
            return form_sections(schema, schema.kinds["method"], raw, problems)

    return show


def names(controls: Iterable[Control]) -> list[str]:
    """Give the names of controls."""
    return [one.name for one in controls]


def control(sections: Iterable[Section], name: str) -> Control:
    """Give the control of a name."""
    (found,) = (c for part in sections for c in part.controls if c.name == name)
    return found


def test_every_field_is_asked_once_the_first_ones_in_the_order_of_the_kind(
    shown: Shown, parts: Components
) -> None:
    method = parts.schema.kinds["method"]
    whole = shown({})
    lines, rest = split_brief(method, whole)
    first = [control for line in lines for control in line]
    assert tuple(names(first)) == method.brief
    assert names(lines[-1]) == ["group_min", "group_max"]  # side by side
    folded = [name for part in rest for name in names(part.controls)]
    every = [name for part in whole for name in names(part.controls)]
    assert sorted([*names(first), *folded]) == sorted(every)
    assert all(part.help for part in rest)


def test_what_is_asked_first_tells_what_is_obligatory_and_nothing_more(
    shown: Shown, parts: Components
) -> None:
    lines, _ = split_brief(parts.schema.kinds["method"], shown({}))
    first = [control for line in lines for control in line]
    assert {one.name: one.needed for one in first if one.needed} == {"title": "publish"}
    assert not any(one.help for one in first)


def test_an_image_is_described_where_it_was_chosen_and_nowhere_else(
    shown: Shown,
) -> None:
    raw: RawForm = {
        "images": [{"file": IMAGE, "alt": "Un banc"}, {"file": OTHER, "alt": "Un lac"}],
        "steps": [{"title": "Poser"}, {"title": "S’asseoir", "image": IMAGE}],
    }
    sections = place_image_credits(shown(raw))
    _, step = control(sections, "steps").rows
    (own,) = (one for one in step if one.name == "steps-1-image")
    described = {one.name: one.value for one in own.credit}
    assert described["images-0-alt"] == "Un banc"
    assert {"images-0-author", "images-0-licence"} <= described.keys()
    first, second = control(sections, "images").rows
    assert names(first)[0] == "images-0-file"
    assert first[0].credited_at == "steps-1-image"
    assert "images-0-alt" not in names(first)
    assert "images-1-alt" in names(second)


def test_an_image_that_two_steps_show_is_described_in_the_first(shown: Shown) -> None:
    raw: RawForm = {
        "images": [{"file": IMAGE, "alt": "Un banc"}],
        "steps": [{"image": IMAGE}, {"image": IMAGE}],
    }
    rows = control(place_image_credits(shown(raw)), "steps").rows
    told = [
        [bool(one.credit) for one in row if one.editor == "ownimage"] for row in rows
    ]
    assert told == [[True], [False]]


def test_an_image_that_is_not_in_the_list_is_described_nowhere(shown: Shown) -> None:
    rows = control(
        place_image_credits(shown({"steps": [{"image": OTHER}]})), "steps"
    ).rows
    assert not any(one.credit for row in rows for one in row)
