"""An address says what is looked for; what makes no sense in it demands nothing."""

import pytest
from flask import Flask

from commons.adapters.search.port import Order
from commons.web.journeys.search.results.search_request import MOST_CHOSEN, read_query


def test_words_filters_numbers_and_order_are_read(app: Flask) -> None:
    address = "/search?q= débat &kind=tool&kind=tool&people=12&sort=tried&exact=1&fit=1"
    with app.test_request_context(address):
        query = read_query()
    assert (query.words, query.filters) == ("débat", {"kind": ("tool",)})
    assert (query.fits, query.order) == ({"people": 12}, Order.TRIED)
    assert query.verbatim
    assert query.fits_first


@pytest.mark.parametrize(
    "odd", ["page=", "sort=", "kind=", "people=", "exact=2", "fit=0"]
)
def test_what_is_empty_says_nothing(app: Flask, odd: str) -> None:
    with app.test_request_context("/search"):
        usual = read_query()
    with app.test_request_context(f"/search?{odd}"):
        assert read_query() == usual


def test_values_of_a_name_are_bounded(app: Flask) -> None:
    many = "&".join(f"theme=t{number}" for number in range(200))
    with app.test_request_context(f"/search?{many}"):
        assert len(read_query().filters["theme"]) == MOST_CHOSEN
