"""The form of filters is the same over the list and over the map."""

import re

import pytest
from flask.testing import FlaskClient

from commons.wiring.components import Components
from tests.feeds.conftest import Desk


@pytest.fixture(autouse=True)
def _indexed(starter: Components) -> None:
    starter.catch_up()


def form(client: FlaskClient, page: str, asked: str) -> str:
    """Give the filters of a page, with the addresses of both pages alike."""
    text = client.get(f"{page}?{asked}&lang=fr").get_data(as_text=True)
    filters = text.partition('id="filters"')[2].partition("</form>")[0]
    assert filters
    return filters.replace('href="/map', 'href="/search')


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "kind=method",
        "q=débat+pour+12+personnes",
        "minutes=45&theme=culture",
        "all=year",
    ],
)
def test_both_pages_offer_the_same_choices(client: FlaskClient, asked: str) -> None:
    listed = form(client, "/search", asked)
    assert form(client, "/map", asked) == listed
    assert listed.count("<fieldset") > 1


def test_a_time_that_is_demanded_is_among_the_choices(client: FlaskClient) -> None:
    filters = form(client, "/map", "minutes=45")
    assert re.search(r'<option value="45" selected>45 min', filters)


def test_to_see_all_values_stays_on_the_page(
    starter: Components, client: FlaskClient
) -> None:
    desk = Desk(starter)
    for year in range(1980, 2005):
        desk.put_one(kind="experience", start_date=f"{year}")
    starter.catch_up()
    text = client.get("/map?near=Brest&lang=fr").get_data(as_text=True)
    wholes = re.findall(r'href="(/[a-z]+\?[^"]*all=[^"]+)"', text)
    assert wholes
    assert all(one.startswith("/map?") and "near=Brest" in one for one in wholes)
