"""From fields, what was typed and problems to the controls of a form."""

from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest
from flask import Flask

from commons.core.domain.schema.problem import Problem, Rule
from commons.web.journeys.editing.form_controls import (
    Control,
    Section,
    form_sections,
    problem_summary,
)
from commons.web.journeys.editing.form_values import RawForm
from commons.wiring.components import Components

Shown = Callable[..., tuple[Section, ...]]
IMAGE = f"{'a' * 64}.jpg"


@pytest.fixture
def shown(app: Flask, parts: Components):
    """Give the form of a kind with what was typed and what is wrong in it."""

    def show(
        raw: RawForm, problems: Iterable[Problem] = (), kind: str = "method"
    ) -> tuple[Section, ...]:
        with app.test_request_context("/"):
            schema = parts.schema
            return form_sections(schema, schema.kinds[kind], raw, problems)

    return show


def control(sections: Iterable[Section], name: str) -> Control:
    """Give the control of a name."""
    (found,) = (c for part in sections for c in part.controls if c.name == name)
    return found


def test_every_part_has_a_title_and_no_control_stands_twice(
    shown: Shown, parts: Components
) -> None:
    for kind in parts.schema.kinds:
        sections = shown({}, kind=kind)
        orders = [parts.schema.groups[part.key].order for part in sections]
        names = [one.name for part in sections for one in part.controls]
        assert orders == sorted(orders)
        assert all(part.title and part.controls for part in sections)
        assert len(names) == len(set(names)) > 15


def test_what_was_typed_stands_in_its_control_as_it_was(shown: Shown) -> None:
    sections = shown({"title": "  x ", "variants": ["Une", ""], "duration": "bientôt"})
    title = control(sections, "title")
    assert (title.value, title.needed, title.filled) == ("  x ", "publish", True)
    assert control(sections, "duration").value == "bientôt"
    rows = control(sections, "variants").rows
    assert [[(c.name, c.value) for c in row] for row in rows] == [
        [("variants-0", "Une")],
        [("variants-1", "")],
    ]
    assert not control(sections, "question").filled


def test_what_is_asked_first_begins_with_one_row_and_shows_what_was_typed(
    shown: Shown,
) -> None:
    assert len(control(shown({}), "steps").rows) == 1
    typed = [{"title": "Inviter", "text": "Un mot"}, {}]
    steps = control(shown({"steps": typed}), "steps")
    assert len(steps.rows) == 2
    first = {one.name: one.value for one in steps.rows[0]}
    assert (first["steps-0-title"], first["steps-0-text"]) == ("Inviter", "Un mot")
    assert steps.filled
    assert not any(one.filled for one in steps.rows[1])


def test_a_row_folds_away_what_its_part_does_not_ask_first(shown: Shown) -> None:
    (row,) = control(shown({}), "steps").rows
    folded = {one.name for one in row if one.folded}
    assert folded == {"steps-0-duration", "steps-0-tip"}


def test_what_is_wrong_or_filled_in_by_choice_stands_out(shown: Shown) -> None:
    sections = shown({"title": "Un titre", "variants": ["Une"]})
    assert control(sections, "variants").stands_out
    assert not control(sections, "title").stands_out  # a form cannot do without it
    assert not control(sections, "question").stands_out
    wrong = Problem(
        field="steps",
        rule=Rule.TOO_SHORT,
        row=0,
        column="tip",
        details={"min": 2, "count": 1},
    )
    typed: RawForm = {"steps": [{"title": "Inviter", "tip": "x"}]}
    steps = control(shown(typed, [wrong]), "steps")
    assert steps.wrong
    assert [one.name for one in steps.rows[0] if one.stands_out] == ["steps-0-tip"]


def test_what_is_wrong_in_the_credit_of_an_image_stands_out_where_it_is_asked(
    shown: Shown,
) -> None:
    asked = control(shown({"title": "Un titre"}), "title")
    image = replace(control(shown({}), "question"), credit=(asked,))
    assert not image.wrong
    wrong = replace(asked, faults=("à renseigner",))
    assert replace(image, credit=(asked, wrong)).stands_out


def test_a_problem_stands_beside_its_own_control_only(shown: Shown) -> None:
    problems = [
        Problem(field="title", rule=Rule.REQUIRED),
        Problem(field="title", rule=Rule.REQUIRED),
        Problem(field="steps", rule=Rule.EXPECTED),
        Problem(field="steps", rule=Rule.NOT_DURATION, row=1, column="duration"),
        Problem(field="variants", rule=Rule.NOT_TEXT, row=0),
    ]
    raw: RawForm = {"steps": [{}, {"duration": "x"}], "variants": ["a", "b"]}
    sections = shown(raw, problems)
    assert control(sections, "title").faults == ("à renseigner pour publier",)
    assert control(sections, "steps").faults == ("à compléter",)
    told = {name: text.replace("\xa0", " ") for name, text in problem_summary(sections)}
    assert told == {
        "title": "Titre : à renseigner pour publier",
        "steps": "Déroulé : à compléter",
        "steps-1-duration": "Déroulé 2 – Durée de l’étape : une durée est attendue,"
        " par exemple « 1 h 30 » ou « 2 jours »",
        "variants-0": "Variantes 1 : un texte est attendu",
    }


def test_a_form_without_problems_has_no_summary(shown: Shown) -> None:
    assert problem_summary(shown({"title": "Le banc"})) == []


def test_one_may_answer_nothing_where_nothing_is_required(shown: Shown) -> None:
    sections = shown({})
    assert "" not in dict(control(sections, "difficulty").pairs)
    answered = control(shown({"difficulty": "beginner"}), "difficulty")
    assert answered.pairs[-1] == ("", "Retirer ma réponse")
    assert "" not in dict(control(sections, "licence").pairs)


def test_a_language_that_we_do_not_offer_stays_a_choice(shown: Shown) -> None:
    assert "sw" not in dict(control(shown({}), "language").pairs)
    choices = dict(control(shown({"language": "sw"}), "language").pairs)
    assert choices["sw"] == "swahili"


def test_a_step_offers_the_images_of_the_form(shown: Shown) -> None:
    raw: RawForm = {
        "images": [{"file": IMAGE, "alt": "Un banc"}, {"file": "", "alt": "Rien"}],
        "steps": [{"title": "Poser", "image": IMAGE}],
    }
    (row,) = control(shown(raw), "steps").rows
    (own,) = (one for one in row if one.name == "steps-0-image")
    assert own.choices == ((IMAGE, "Image 1 – Un banc", ""),)


def test_scripts_are_told_what_help_to_bring(shown: Shown) -> None:
    sections = shown({})
    assert control(sections, "body").aids == {"data-marks": "text"}
    assert control(sections, "keywords").aids == {"data-suggests": "keywords"}
    assert control(sections, "tools_used").aids == {"data-suggests": "sheets"}
    assert control(sections, "group_min").aids == {}
    assert control(sections, "group_min").numeric
