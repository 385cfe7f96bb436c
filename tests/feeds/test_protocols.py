"""Every way to harvest answers at its address, in the type that it says."""

import pytest
from flask.testing import FlaskClient

from commons.feeds.protocols import PROTOCOLS, Protocol


@pytest.mark.parametrize("row", PROTOCOLS, ids=lambda row: row.key)
def test_a_protocol_answers_where_it_says_and_in_its_type(
    client: FlaskClient, row: Protocol
) -> None:
    answer = client.get(row.path, follow_redirects=True)
    assert answer.status_code == 200
    told = (answer.mimetype or "").replace("text/xml", "application/xml")
    assert told == row.media_type


@pytest.mark.parametrize("row", PROTOCOLS, ids=lambda row: row.key)
def test_a_protocol_is_told_in_both_languages(row: Protocol) -> None:
    assert set(row.label) == set(row.about) == {"fr", "en"}
    assert all([*row.label.values(), *row.about.values()])


def test_no_two_protocols_share_a_key_a_path_or_a_file_type() -> None:
    for told in ("key", "path", "file_type"):
        assert len({getattr(row, told) for row in PROTOCOLS}) == len(PROTOCOLS)


def test_the_first_one_proposed_has_every_version() -> None:
    assert [row.key for row in PROTOCOLS] == ["ldes", "oai", "atom"]
