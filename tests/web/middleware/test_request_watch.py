"""Each answer bears an identifier, and whoever watches is told of it."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from commons.app import create_app
from commons.wiring.components import Components

GIVEN = "5c0ffee5c0ffee5c0ffee5c0ffee5c0f"


@pytest.mark.parametrize("path", ["/", "/healthz/live", "/nowhere", "/static/x.css"])
def test_every_answer_bears_an_identifier_of_its_own(
    client: FlaskClient, path: str
) -> None:
    told = [
        client.open(path, method=method, headers={"X-Request-ID": GIVEN}).headers
        for method in ("GET", "GET", "HEAD", "POST")
    ]
    assert len({headers["X-Request-ID"] for headers in told} - {GIVEN}) == 4


def test_that_of_a_trusted_proxy_is_kept(parts: Components) -> None:
    behind = replace(parts, settings=replace(parts.settings, trusted_proxies=1))
    client = create_app(behind).test_client()
    for path in ("/", "/"):  # made, then kept by the page cache
        answer = client.get(path, headers={"X-Request-ID": GIVEN})
        assert answer.headers["X-Request-ID"] == GIVEN
