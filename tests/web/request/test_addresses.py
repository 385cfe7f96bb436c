"""Addresses that were built once are those that Flask builds, wherever the site stands."""

import pytest
from flask import Flask, url_for
from werkzeug.routing import BuildError

from commons.web.request.addresses import built_address


@pytest.mark.parametrize("root", ["", "/wiki"])
def test_they_are_those_of_flask_each_time(app: Flask, root: str) -> None:
    with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": root}):
        for _ in range(2):
            for values in ({"q": "café"}, {"q": "1"}, {"q": 1}, {"q": ["a", "b"]}, {}):
                told = built_address("search.search_page", **values)
                assert told == url_for("search.search_page", **values)
                assert told.startswith(f"{root}/search")


def test_what_is_no_view_has_none(app: Flask) -> None:
    with app.test_request_context("/"), pytest.raises(BuildError):
        built_address("nowhere.at_all")
