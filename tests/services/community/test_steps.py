"""A step is found again where it went, and is gone once it is called otherwise."""

import pytest

from commons.services.community.steps import locate_step, step_titles
from commons.wiring.components import Components
from tests.feeds.conftest import Desk

TITLES = {"steps-1": "Poser", "steps-2": "Écouter", "moments-1": "Poser"}


@pytest.fixture
def desk(parts: Components) -> Desk:
    """Give what publishes into the instance."""
    return Desk(parts)


def test_the_steps_of_a_sheet_are_named_as_its_page_names_them(
    parts: Components, desk: Desk
) -> None:
    steps = [{"title": "Poser", "text": "Ici."}, {"title": "Écouter", "text": "Là."}]
    links = [{"url": "https://exemple.fr", "title": "Un lien"}]
    head = desk.put_one(steps=steps, links=links)
    kind = parts.schema.kinds["method"]
    assert step_titles(kind, head) == {"steps-1": "Poser", "steps-2": "Écouter"}
    assert step_titles(kind, desk.put_one()) == {}


def test_a_step_is_followed_by_its_title_within_its_field() -> None:
    assert locate_step(TITLES, "steps-1", "Poser") == "steps-1"
    assert locate_step(TITLES, "steps-9", "Écouter") == "steps-2"
    assert locate_step(TITLES, "moments-4", "Poser") == "moments-1"
    assert locate_step(TITLES, "steps-2", "Poser le banc") == ""
    assert locate_step(TITLES, "steps-7", "") == ""
