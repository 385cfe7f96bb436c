"""A sheet in the fifteen elements of Dublin Core."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from commons.feeds.instance import Instance
from commons.feeds.oai.dublin_core import Element, dublin_core_elements
from commons.web.request.context import feed_instance
from tests.conftest import BASE
from tests.core.kinds.examples import KINDS, SCHEMA, SHEET, full, revision

Told = Callable[..., list[Element]]
NAMES = {
    *("title", "creator", "subject", "description", "publisher", "contributor"),
    *("date", "type", "format", "identifier", "source", "language", "relation"),
    *("coverage", "rights"),
}


@pytest.fixture
def teller(app: Flask) -> Instance:
    """Give in which words the instance speaks."""
    with app.test_request_context("/"):
        return feed_instance()


@pytest.fixture
def told(teller: Instance):
    """Give the elements of a sheet that says this."""

    def tell(**values: Any) -> list[Element]:
        said = {"title": "The bench", "language": "en", **values}
        return list(dublin_core_elements(teller, revision("method", said)))

    return tell


def texts(elements: list[Element], name: str) -> list[str]:
    """Give the texts of the elements of a name."""
    return [one.text for one in elements if one.name == name]


@pytest.mark.parametrize("kind", KINDS)
def test_a_whole_sheet_fills_the_elements_of_the_standard_only(
    teller: Instance, kind: str
) -> None:
    found = list(dublin_core_elements(teller, revision(kind, full(kind))))
    assert {one.name for one in found} <= NAMES
    assert {one.name for one in found} >= NAMES - {"relation", "contributor"}
    assert all(one.text for one in found)


def test_a_sheet_of_a_title_alone_says_what_is_known_of_any(told: Told) -> None:
    found = told(licence="CC-BY-SA-4.0")
    assert found[0] == Element(name="title", text="The bench", language="en")
    assert texts(found, "date") == ["2026-03-13"]
    assert texts(found, "type") == ["Text", "Méthode"]
    assert texts(found, "identifier") == [f"{BASE}/sheets/{SHEET}"]
    assert texts(found, "language") == ["en"]
    assert texts(found, "rights") == [SCHEMA.licences["CC-BY-SA-4.0"].iri]
    assert {"creator", "subject", "description", "source", "coverage"}.isdisjoint(
        one.name for one in found
    )


def test_who_helped_is_no_creator(told: Told) -> None:
    rows = [{"name": "Camille"}, {"name": "Léa", "role": "contributor"}, {"role": "x"}]
    found = told(authors=rows)
    assert texts(found, "creator") == ["Camille"]
    assert texts(found, "contributor") == ["Léa"]


def test_themes_are_told_by_their_name_and_keywords_as_they_are(
    told: Told, teller: Instance
) -> None:
    found = told(themes=["culture"], keywords=["free speech"])
    subjects = [one for one in found if one.name == "subject"]
    assert subjects == [
        Element(name="subject", text=teller.category("theme:culture"), language="fr"),
        Element(name="subject", text="free speech", language="en"),
    ]


def test_a_source_has_its_whole_address_and_one_without_is_left_out(
    told: Told,
) -> None:
    rows = [{"url": "https://exemple.org/a"}, {"url": "/sheets/x"}, {"title": "b"}]
    assert texts(told(sources=rows), "source") == [
        "https://exemple.org/a",
        f"{BASE}/sheets/x",
    ]


@pytest.mark.parametrize(
    ("place", "coverage"),
    [
        ({"code": "commune:29019"}, ["Brest", f"{BASE}/territories/commune:29019"]),
        ({"name": "La vallée"}, ["La vallée"]),
        ("La vallée", []),
    ],
)
def test_a_place_is_covered_by_its_name_and_its_address(
    told: Told, place: object, coverage: list[str]
) -> None:
    assert texts(told(territory=place), "coverage") == coverage


def test_an_unknown_licence_is_told_as_it_is(told: Told) -> None:
    assert texts(told(licence="WTFPL"), "rights") == ["WTFPL"]
