"""The facts at a glance: those whose shapes have a pictogram, each with its words."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from commons.core.domain.schema.kind import Value
from commons.core.domain.sheet import Revision
from commons.web.display.sheet.glance import glance_facts
from tests.core.kinds.examples import revision


@pytest.fixture(autouse=True)
def _asked(app: Flask) -> Iterator[None]:
    with app.test_request_context("/"):
        yield


def method(**values: Any) -> Revision:
    return revision("method", values)


def texts(sheet: Revision) -> list[str]:
    return [one.text.replace("\xa0", " ") for one in glance_facts(sheet)]


def test_they_stand_in_the_order_of_the_form_with_their_pictograms() -> None:
    sheet = method(
        territory={"code": "commune:29019"},
        duration="PT1H30M",
        preparation="PT15M",
        difficulty="beginner",
        group_min=1,
    )
    assert [one.pictogram for one in glance_facts(sheet)] == [
        *("map-pin", "users", "clock", "hourglass", "gauge")
    ]
    place, people, *others = texts(sheet)
    assert place.startswith("Brest")
    assert people == "au moins 1 personne"
    assert others == ["1 h 30", "15 min", "Sans expérience"]


def test_the_bounds_of_a_group_are_one_fact() -> None:
    assert texts(method(group_min=2, group_max=8)) == ["2 à 8 personnes"]
    assert texts(method(group_max=8, group_open=True)) == ["au moins 8 personnes"]
    assert texts(method(group_open=True, title="Le banc")) == []


def test_a_second_duration_is_not_clear_without_its_label() -> None:
    lasting, before = glance_facts(method(duration="PT1H", preparation="PT2H"))
    assert (lasting.is_plain, before.is_plain) == (True, False)
    assert before.label == "Préparation"
    (alone,) = glance_facts(method(preparation="PT2H"))
    assert not alone.is_plain


def test_a_list_of_sheets_is_counted() -> None:
    items: list[Value] = [{"sheet": "0123456789ab"}, {"sheet": "0123456789ac"}]
    territory = {"name": "Ici"}
    sheet = revision("collection", {"items": items, "territory": territory})
    assert texts(sheet) == ["2 fiches", "Ici"]
    assert all(one.is_plain for one in glance_facts(sheet))


def test_a_fact_leads_to_what_shares_it_when_asked() -> None:
    sheet = method(territory={"code": "commune:29019"}, difficulty="beginner")
    assert [one.spots[0][1] for one in glance_facts(sheet)] == ["", ""]
    place, difficulty = glance_facts(sheet, labelled=True)
    assert place.spots[0][1] == "/territories/commune:29019"
    assert [url for _, url in difficulty.spots] == ["/search?difficulty=beginner"]


def test_each_of_several_values_leads_to_what_shares_it() -> None:
    sheet = method(difficulty=["beginner", "confirmed"])
    (fact,) = glance_facts(sheet, labelled=True)
    assert [url for _, url in fact.spots] == [
        f"/search?difficulty={one}" for one in ("beginner", "confirmed")
    ]
    assert fact.text == ", ".join(text for text, _ in fact.spots)
