"""What a search demands is told in chips, each of which can be taken back."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from commons.wiring.components import Components


@pytest.fixture(autouse=True)
def _indexed(starter: Components) -> None:
    starter.catch_up()


def chips(page: str) -> dict[str, str]:
    """Give the address of each filter's removal, by what the filter says."""
    found = re.findall(
        r'<a class="badge badge--chosen" href="([^"]+)">.*?</span>([^<]+)<span', page
    )
    return {label.strip(): unescape(url) for url, label in found}


def test_a_filter_read_in_the_words_can_be_taken_back(client: FlaskClient) -> None:
    asked = client.get("/search?q=sorte:outil réunion&kind=method&lang=fr")
    offered = chips(asked.get_data(as_text=True))
    assert len(offered) == 2
    tool = next(label for label in offered if "Outil" in label)
    left = client.get(offered[tool])
    text = left.get_data(as_text=True)
    assert not [label for label in chips(text) if "Outil" in label]
    assert re.search(r'name="q" value="réunion"', text)
    assert re.search(r'name="kind" value="method" checked', text)


def test_what_was_read_in_the_words_is_all_removed_at_once(client: FlaskClient) -> None:
    page = client.get("/search?q=sorte:méthode réunion pour 12 personnes&lang=fr")
    text = page.get_data(as_text=True)
    assert len(chips(text)) == 2
    found = re.search(r'<a href="([^"]+)">Tout enlever</a>', text)
    assert found
    bare = client.get(unescape(found[1])).get_data(as_text=True)
    assert chips(bare) == {}
    assert re.search(r'name="q" value="réunion"', bare)


def test_a_number_cleared_in_the_form_is_not_read_again(client: FlaskClient) -> None:
    page = client.get("/search?q=débat pour 25 personnes").get_data(as_text=True)
    typed = re.search(r'name="q" value="([^"]*)"', page)
    assert typed
    cleared = client.get("/search.json", query_string={"q": typed[1], "people": ""})
    assert cleared.get_json()["demanded"] == {}


def test_filters_read_in_the_words_are_not_noted_as_unanswered(
    client: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    client.get("/search?q=sorte:outil xyzzyplugh")
    assert "a search without result" not in capsys.readouterr().err
    client.get("/search?q=xyzzyplugh")
    assert "a search without result" in capsys.readouterr().err


def test_a_search_as_typed_keeps_the_filters_and_stays_as_typed(
    client: FlaskClient,
) -> None:
    page = client.get("/search?q=mouvan pour 25 personnes&kind=method&lang=fr")
    found = re.search(
        r'<a href="([^"]+)">Chercher tel quel', page.get_data(as_text=True)
    )
    assert found
    address = unescape(found[1])
    assert "kind=method" in address
    assert "people=25" in address
    text = client.get(address).get_data(as_text=True)
    assert re.search(r'type="hidden" name="exact" value="1"', text)
    undone = [url for label, url in chips(text).items() if "tels quels" in label]
    assert undone
    assert "exact" not in undone[0]


def test_what_comes_first_is_chosen_in_the_address_and_kept_by_the_form(
    client: FlaskClient,
) -> None:
    page = client.get("/search?q=débat&kind=method&lang=fr").get_data(as_text=True)
    found = re.search(r'<a href="([^"]+)">Les plus récentes', page)
    assert found
    recent = client.get(unescape(found[1])).get_data(as_text=True)
    assert re.search(r'type="hidden" name="sort" value="recent"', recent)
    assert "sort=recent" in next(iter(chips(recent).values()))
    told = client.get("/search.json?q=débat&sort=recent").get_json()
    usual = client.get("/search.json?q=débat").get_json()
    assert told["total"] == usual["total"]
    assert [one["id"] for one in told["results"]] != [
        one["id"] for one in usual["results"]
    ]


def test_an_order_that_does_not_exist_is_the_usual_one(client: FlaskClient) -> None:
    usual, odd = (
        client.get(f"/search.json?q=débat{more}").get_json()["results"]
        for more in ("", "&sort=x")
    )
    assert odd == usual


def count(page: str) -> str:
    found = re.search(r'id="results">(\d+)', page)
    assert found
    return found[1]


def test_what_fits_stays_there_in_every_address_of_the_page(
    client: FlaskClient,
) -> None:
    asked = "/search?q=débat pour 25 personnes en 2 minutes&lang=fr"
    first = client.get(asked).get_data(as_text=True)
    assert re.search(r'type="hidden" name="fit" value="1"', first)
    newest = re.search(r'<a href="([^"]+)">Les plus récentes', first)
    assert newest
    recent = client.get(unescape(newest[1])).get_data(as_text=True)
    assert count(recent) == count(first)
    form = {"q": "débat", "people": "25", "fit": "1", "lang": "fr"}
    sent = client.get("/search", query_string=form).get_data(as_text=True)
    assert count(sent) == count(first)
    feed = re.search(r'href="(/search\.atom[^"]+)" type', sent)
    assert feed
    assert "fit=1" in feed[1]
    assert "fit=1" not in next(iter(chips(first).values()))


def test_a_page_that_is_not_about_numbers_says_nothing_of_it(
    client: FlaskClient,
) -> None:
    for asked in ("débat", "débat&people=25", "débat en 2 minutes", "débat&fit=1"):
        page = client.get(f"/search?q={asked}").get_data(as_text=True)
        assert 'name="fit"' not in page
