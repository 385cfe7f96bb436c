"""The page for who builds on the wiki, and that of the parts of its look."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from commons.feeds.protocols import PROTOCOLS
from commons.web.journeys.harvest.guide import COLOURS, EXAMPLES, NO_SHEET
from commons.wiring.components import Components
from tests.conftest import BASE
from tests.feeds.conftest import Desk


def page(client: FlaskClient, path: str = "/developers") -> str:
    """Give a page of this site."""
    answer = client.get(path)
    assert answer.status_code == 200
    assert "ETag" in answer.headers
    return answer.get_data(as_text=True)


def test_every_protocol_and_every_example_stands_on_the_page(
    client: FlaskClient,
) -> None:
    text = page(client)
    assert [row.key for row in PROTOCOLS if f"{BASE}{row.path}" not in text] == []
    assert text.count("<pre") >= len(EXAMPLES)
    for example in EXAMPLES:
        assert str(example.title) in text.replace("\xa0", " "), example.key


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.key)
def test_the_words_of_an_example_are_in_a_file_of_its_name(example) -> None:
    folder = Path("commons/web/templates/harvest/examples")
    assert (folder / f"{example.key}.txt").read_text(encoding="utf-8").strip()
    assert example.language in {"shell", "python"}


def test_examples_name_the_newest_sheet_once_there_is_one(
    client: FlaskClient, parts: Components
) -> None:
    assert f"/sheets/{NO_SHEET}" in page(client)
    newest = Desk(parts).publish(2)[1]
    text = page(client)
    assert f"/sheets/{newest.sheet}" in text
    assert f"/sheets/{NO_SHEET}" not in text


def test_the_licences_that_a_sheet_may_have_are_named(
    client: FlaskClient, parts: Components
) -> None:
    text = page(client)
    for licence in parts.schema.licences.values():
        assert (licence.iri in text) or not licence.publishable, licence.key


def test_every_colour_has_a_swatch_and_every_swatch_a_colour(
    client: FlaskClient,
) -> None:
    assert len(set(COLOURS)) == len(COLOURS)
    tokens = Path("commons/web/assets/styles/tokens.css").read_text(encoding="utf-8")
    defined = set(re.findall(r"^ *--([a-z-]+):", tokens, re.MULTILINE))
    assert set(COLOURS) - defined == set()
    text = page(client, "/developers/patterns")
    assert [name for name in COLOURS if name not in text] == []
