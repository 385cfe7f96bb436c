"""From a question to a sheet: the search page and search.json."""

import re
import time

import pytest
from flask.testing import FlaskClient

from commons.adapters.store.log import revisions
from commons.wiring.components import Components
from tests.people.visitor import Visitor, filled, said_by


def test_an_empty_query_lists_all_newest_first(
    starter: Components, client: FlaskClient
) -> None:
    told = client.get("/search.json").get_json()
    with starter.store.read() as work:
        newest = [head.sheet for head in revisions.latest_heads(work, limit=20)]
    assert [result["id"] for result in told["results"]] == newest
    assert set(told) == {
        *("total", "close", "page", "pages", "results", "facets"),
        *("corrections", "also", "demanded", "filters"),
    }
    assert set(told["results"][0]) == {
        "id",
        "kind",
        "title",
        "summary",
        "url",
        "score",
        "trials",
        "tried_in",
    }
    assert told["results"][0]["url"].startswith("http://commons.example/sheets/")


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("debat bilan", "Débat-bilan"),
        ("débats-bilans", "Débat-bilan"),
        ("portraits croises", "Portraits croisés"),
        (
            "comment faire un bilan apres une fete avec les habitant·e·s ?",
            "Débat-bilan",
        ),
        ("carte d’initiatives", "La carte des initiatives"),
    ],
)
def test_newcomers_find_in_their_own_words(
    starter: Components, client: FlaskClient, words: str, title: str
) -> None:
    told = client.get("/search.json", query_string={"q": words}).get_json()
    found = [result["title"] for result in told["results"][:3]]
    assert starter.index.mark() > 0
    assert any(name.startswith(title) for name in found), found


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kind", "tool"),
        ("theme", "local_democracy"),
        ("territory", "commune:88304"),
        ("licence", "CC-BY-SA-4.0"),
        ("posture", "analyse"),
    ],
)
def test_each_filter_keeps_what_it_says_and_its_count_is_true(
    starter: Components, client: FlaskClient, name: str, value: str
) -> None:
    counted = client.get("/search.json").get_json()["facets"][name]
    expected = {row["value"]: row["count"] for row in counted}[value]
    told = client.get("/search.json", query_string={name: value}).get_json()
    assert told["total"] == expected > 0
    assert all(row["label"] for row in counted)
    assert starter.index.mark() > 0


def test_the_page_shows_results_counts_and_a_way_on_without_any(
    starter: Components, client: FlaskClient
) -> None:
    assert starter.index.mark() > 0
    page = client.get("/search?q=bilan&kind=method")
    assert "fiche" in said_by(page)
    assert "checked" in page.get_data(as_text=True)
    nothing = said_by(client.get("/search?q=xyzzyplugh&kind=tool"))
    assert "Aucune fiche ne répond" in nothing
    assert "Chercher sans les filtres" in nothing


def test_each_filter_can_be_taken_off_alone_even_when_nothing_is_left(
    starter: Components, client: FlaskClient
) -> None:
    assert starter.index.mark() > 0
    page = client.get("/search?kind=tool&kind=method&difficulty=beginner&page=1")
    text = page.get_data(as_text=True)
    for rest in ("kind=method&amp;difficulty=beginner", "kind=tool&amp;kind=method"):
        assert f'href="/search?{rest}"' in text
    nothing = client.get("/search?q=xyzzyplugh&kind=tool&budget=0")
    text = nothing.get_data(as_text=True)
    assert 'href="/search?q=xyzzyplugh&amp;kind=tool"' in text
    assert re.search(r'name="kind" value="tool" checked', text)
    assert "/themes/" in text


def test_a_save_is_found_within_a_second(author: Visitor, client: FlaskClient) -> None:
    author.publishes("method", title="La ronde des chaises musicales")
    end = time.monotonic() + 1
    total = 0
    while time.monotonic() < end and not total:
        total = client.get("/search.json?q=ronde+chaises").get_json()["total"]
        time.sleep(0.05)
    assert total == 1


def test_a_deleted_sheet_is_found_no_more(editor: Visitor, parts: Components) -> None:
    address = editor.publishes("method", title="Éphémère")
    sheet = address.split("/")[2]
    parts.catch_up()
    assert editor.get("/search.json?q=éphémère").get_json()["total"] == 1
    history = f"/sheets/{sheet}/history"
    editor.post(f"/sheets/{sheet}/delete", page=history, reason="en double")
    parts.catch_up()
    assert editor.get("/search.json?q=éphémère").get_json()["total"] == 0


def test_an_index_made_anew_answers_the_same(
    starter: Components, client: FlaskClient
) -> None:
    address = "/search.json?q=habitants+debat+carte"
    before = client.get(address).get_json()
    with starter.index.exclusive():
        starter.index.clear()
    starter.catch_up()
    after = client.get(address).get_json()
    assert before["total"] > 0
    assert [r["id"] for r in after["results"]] == [r["id"] for r in before["results"]]
    assert after["facets"] == before["facets"]


def test_a_long_list_of_values_is_cut_until_it_is_asked_for(
    author: Visitor, parts: Components
) -> None:
    for count in range(23):
        author.publishes("tool", **filled(title="Outil", territory=f"Lieu {count}"))
    parts.catch_up()

    def values(address: str) -> set[str]:
        counted = author.get(address).get_json()["facets"]["territory"]
        return {row["value"] for row in counted}

    shown = values("/search.json")
    everything = values("/search.json?all=territory")
    assert (len(shown), len(everything)) == (20, 23)
    (hidden, *_) = everything - shown
    assert hidden in values(f"/search.json?territory={hidden}")
    page = author.get("/search?q=outil").get_data(as_text=True)
    assert "/search?q=outil&amp;all=territory#by-territory" in page
    assert "3 autres" in said_by(author.get("/search?q=outil"))
    assert hidden in said_by(author.get("/search?q=outil&all=territory"))


def test_a_session_of_an_hour_for_ten_is_found_by_its_ranges(
    author: Visitor, parts: Components
) -> None:
    typed = {"duration": "1 h", "group_min": "8", "group_max": "10"}
    author.publishes("method", **filled(title="Une heure à dix", **typed))
    author.publishes("method", **filled(title="Deux jours", duration="2 jours"))
    parts.catch_up()
    told = author.get("/search.json?duration=hour&group=6-12").get_json()
    assert [result["title"] for result in told["results"]] == ["Une heure à dix"]
    assert told["facets"]["duration"] == [
        {"value": "hour", "label": "Une heure au plus", "count": 1},
        {"value": "two-hours", "label": "Deux heures au plus", "count": 1},
        {"value": "half-day", "label": "Une demi-journée au plus", "count": 1},
        {"value": "day", "label": "Une journée au plus", "count": 1},
    ]
    longer = author.get("/search.json?duration=two-hours").get_json()
    assert [result["title"] for result in longer["results"]] == ["Une heure à dix"]


def test_pages_follow_one_another(author: Visitor, parts: Components) -> None:
    for count in range(23):
        author.publishes("tool", **filled(title=f"Outil numéro {count}"))
    parts.catch_up()
    first = author.get("/search.json").get_json()
    second = author.get("/search.json?page=2").get_json()
    assert (first["total"], first["pages"], len(first["results"])) == (23, 2, 20)
    assert len(second["results"]) == 3
    ids = {r["id"] for r in first["results"]} | {r["id"] for r in second["results"]}
    assert len(ids) == 23
    assert 'href="/search?page=2"' in author.get("/search").get_data(as_text=True)


@pytest.mark.parametrize(
    ("typed", "french", "english"),
    [
        ({"group_min": "10", "group_max": "40"}, "10 à 40", "10 to 40"),
        ({"group_min": "8", "group_max": "8"}, "8", "8"),
        ({"group_min": "40", "group_open": "1"}, "au moins 40", "at least 40"),
        ({"group_max": "12"}, "au plus 12", "at most 12"),
    ],
)
def test_a_sheet_says_how_long_and_how_many_wherever_it_stands(
    author: Visitor, parts: Components, typed: dict[str, str], french: str, english: str
) -> None:
    given = filled(title="Une ronde", territory="Brest", duration="1 h", **typed)
    page = author.publishes("method", **given)
    parts.catch_up()
    for address in ("/search?q=ronde&lang=", "/?lang="):
        told = said_by(author.get(f"{address}fr"))
        size = f"Nombre de personnes : {french} personnes"
        assert f"Territoire : Brest {size} Durée : 1 h" in told
        told = said_by(author.get(f"{address}en"))
        assert f"Territory: Brest Group size: {english} people Duration: 1 h" in told
    told = said_by(author.get(f"{page}?lang=fr"))
    assert f"Nombre de personnes {french} Durée 1 h" in told


@pytest.mark.parametrize("odd", ["", "\x00", "-1", "½", "١٢٣", "NaN", "9" * 300, "à\n"])
def test_a_filter_that_no_sheet_can_have_finds_nothing_and_breaks_nothing(
    starter: Components, client: FlaskClient, odd: str
) -> None:
    for name in client.get("/search.json").get_json()["facets"]:
        asked = {"q": "", name: [odd, "2018"]}
        for address in ("/search", "/search.json"):
            answer = client.get(address, query_string=asked)
            assert answer.status_code == 200, (address, name, odd)
