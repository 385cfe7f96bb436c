"""The facts of a sheet, all of them or a few, in words."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from commons.core.domain.schema.kind import Values
from commons.core.domain.sheet import Revision
from commons.web.display.sheet.facts import (
    group_size,
    is_fact,
    link_address,
    list_facts,
    size_in_people,
)
from commons.wiring.components import Components
from tests.core.kinds.examples import revision

FILE = f"{'a' * 64}.odt"


@pytest.fixture(autouse=True)
def _asked(app: Flask) -> Iterator[None]:
    with app.test_request_context("/"):
        yield


def told(parts: Components, values: Values, kind: str = "method") -> dict[str, Any]:
    """Give the facts of a sheet that says this."""
    sheet = revision(kind, values)
    shown = [f for f in parts.schema.kinds[kind].fields if f.key in values]
    return dict(list_facts(parts.schema, shown, sheet, {}))


def method(**values: Any) -> Revision:
    return revision("method", values)


@pytest.mark.parametrize(
    ("values", "size"),
    [
        ({}, ""),
        ({"group_min": 10}, "au moins 10"),
        ({"group_max": 40}, "au plus 40"),
        ({"group_min": 10, "group_max": 40}, "10 à 40"),
        ({"group_min": 12, "group_max": 12}, "12"),
        ({"group_min": 10, "group_open": True}, "au moins 10"),
        ({"group_max": 40, "group_open": True}, "au moins 40"),
        ({"group_min": 10, "group_max": 40, "group_open": True}, "au moins 10"),
        ({"group_open": True}, ""),
        ({"group_min": True, "group_max": "40"}, ""),
    ],
)
def test_a_group_is_told_by_its_bounds(values: Values, size: str) -> None:
    assert group_size(revision("method", values)) == size


def test_a_thousand_people_are_written_as_the_language_does() -> None:
    assert group_size(method(group_max=1500)) == "au plus 1\u202f500"


def test_a_group_is_said_in_people() -> None:
    assert size_in_people(method(group_min=1)) == "au moins 1 personne"
    assert size_in_people(method(group_min=2)) == "au moins 2 personnes"
    assert size_in_people(method(title="Le banc")) == ""


def test_the_fields_of_a_group_make_one_line_where_the_first_stands(
    parts: Components,
) -> None:
    values: Values = {"group_min": 10, "group_max": 40, "duration": "PT1H"}
    facts = told(parts, values)
    assert list(facts) == ["Nombre de personnes", "Durée"]
    assert facts["Nombre de personnes"] == (("10 à 40", ""),)


def test_what_can_be_filtered_by_leads_to_its_page_or_to_a_search(
    parts: Components,
) -> None:
    facts = told(
        parts,
        {
            "themes": ["culture"],
            "territory": {"code": "commune:29019"},
            "difficulty": "beginner",
            "preparation": "PT1H",
        },
    )
    links = {label: spots[0][1] for label, spots in facts.items()}
    assert links["Difficulté"].startswith("/search?difficulty=")
    assert "/search?" not in "".join(v for k, v in links.items() if k != "Difficulté")
    assert {link.rpartition("/")[2] for link in links.values() if link} >= {"culture"}
    assert list(links.values()).count("") == 1


def test_a_place_without_a_code_leads_to_the_map_and_says_no_coordinates(
    parts: Components,
) -> None:
    sea: Values = {"name": "Mer d’Iroise", "latitude": 48.3, "longitude": -5.0}
    (spots,) = told(parts, {"territory": sea}).values()
    ((words, address),) = spots
    assert words == "Mer d’Iroise"
    assert address == "/map?territory=Mer+d%E2%80%99Iroise"


def test_a_file_is_a_link_and_an_address_that_is_none_is_not(parts: Components) -> None:
    (spots,) = told(parts, {"editable_file": {"file": FILE}}, "tool").values()
    ((words, address),) = spots
    assert words == "Télécharger (ODT)"
    assert address.startswith(f"/media/{FILE}?as=")
    url = "https://exemple.org/a"
    (spots,) = told(parts, {"editable_file": {"url": url}}, "tool").values()
    assert spots == ((url, url),)
    assert link_address({"url": url}) == url
    assert link_address({"url": "javascript:alert(1)"}) == link_address({}) == ""


def test_a_text_and_a_list_of_rows_are_no_facts(parts: Components) -> None:
    kind = parts.schema.kinds["method"]
    assert is_fact(kind.field("duration"))
    assert is_fact(kind.field("territory"))
    assert not is_fact(kind.field("body"))
    assert not is_fact(kind.field("steps"))
