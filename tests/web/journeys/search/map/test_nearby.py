"""The place that distances are measured from is read out of an address."""

import pytest
from flask import Flask

from commons.web.journeys.search.map.nearby import MOST_PROPOSED, read_nearby


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Brest", "commune:29019"),
        ("  brest ", "commune:29019"),
        ("29019", "commune:29019"),
        ("commune:29019", "commune:29019"),
        ("Bretagne", "region:53"),
        ("Plougastel Daoul", "commune:29189"),
    ],
)
def test_a_name_or_a_code_is_understood(app: Flask, typed: str, code: str) -> None:
    with app.test_request_context("/map", query_string={"near": typed}):
        near = read_nearby()
    assert near.location is not None
    assert near.location.value == code
    assert near.point == near.location.point
    assert not near.proposals


@pytest.mark.parametrize("typed", ["", "   "])
def test_nothing_typed_is_no_place(app: Flask, typed: str) -> None:
    with app.test_request_context("/map", query_string={"near": typed}):
        near = read_nearby()
    assert (near.typed, near.location, near.point, near.proposals) == (
        "",
        None,
        None,
        (),
    )


def test_several_places_are_proposed_and_none_for_nonsense(app: Flask) -> None:
    with app.test_request_context("/map?near=Saint&kind=tool"):
        near = read_nearby()
    assert near.location is None
    assert 1 < len(near.proposals) <= MOST_PROPOSED
    assert all("kind=tool" in url and "near=" in url for _, url in near.proposals)
    with app.test_request_context("/map?near=Xyzzyx"):
        assert read_nearby().proposals == ()
