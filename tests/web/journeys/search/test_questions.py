"""What a question demanded is told and taken back, what was corrected as well."""

import re

import pytest
from flask.testing import FlaskClient

from commons.adapters.store.log import revisions
from commons.wiring.components import Components
from tests.people.visitor import said_by


@pytest.fixture(autouse=True)
def _indexed(starter: Components) -> None:
    starter.catch_up()


def test_numbers_in_a_question_are_demanded_and_can_be_taken_back(
    client: FlaskClient,
) -> None:
    asked = "/search.json?q=débat pour 25 personnes en deux heures"
    told = client.get(asked).get_json()
    assert told["demanded"] == {"people": 25, "minutes": 120}
    assert told["total"] > 0
    without = client.get(f"{asked}&people=0&minutes=0").get_json()
    assert without["demanded"] == {}
    assert without["total"] > told["total"]


def test_every_sheet_fits_what_is_demanded(
    client: FlaskClient, starter: Components
) -> None:
    told = client.get("/search.json?people=25&minutes=60").get_json()
    assert told["results"]
    with starter.store.read() as work:
        heads = revisions.get_heads(work, [one["id"] for one in told["results"]])
    for head in heads.values():
        assert int(str(head.values["group_min"])) <= 25
        assert head.values.get("group_open") or int(str(head.values["group_max"])) >= 25


def test_the_page_shows_the_demands_as_chips_and_in_the_form(
    client: FlaskClient,
) -> None:
    page = client.get("/search?q=nous sommes 25, on a deux heures&lang=fr")
    text = page.get_data(as_text=True)
    assert "Pour 25 personnes" in said_by(page)
    assert "En 2\u00a0h au plus" in said_by(page) or "En 2 h au plus" in said_by(page)
    assert re.search(r'name="people"[^>]*value="25"', text)
    assert 'value="120" selected' in text


def test_a_corrected_word_is_told_and_searched_as_typed_in_a_click(
    client: FlaskClient,
) -> None:
    page = client.get("/search?q=debat mouvan&lang=fr")
    assert "remplacé par" in said_by(page)
    assert "exact=1" in page.get_data(as_text=True)
    told = client.get("/search.json?q=debat mouvan").get_json()
    assert told["corrections"] == [{"typed": "mouvan", "put": "mouvant"}]
    assert (
        client.get("/search.json?q=debat mouvan&exact=1").get_json()["corrections"]
        == []
    )


def test_other_words_are_told(client: FlaskClient) -> None:
    page = said_by(client.get("/search?q=talking stick&lang=fr"))
    assert "Aussi" in page
    assert "cercle de parole" in page.lower()


def test_the_tail_is_folded_and_counted(client: FlaskClient) -> None:
    told = client.get("/search.json?q=théâtre sur les discriminations").get_json()
    assert 0 < told["close"] < told["total"]
    page = said_by(client.get("/search?q=théâtre sur les discriminations&lang=fr"))
    assert "moins proche" in page


@pytest.mark.parametrize(
    "place", ["bretagne", "Finistère", "vosges", "occitanie", "finistere"]
)
def test_sheets_are_found_by_the_region_and_department_of_their_place(
    client: FlaskClient, place: str
) -> None:
    assert client.get(f"/search.json?q={place}").get_json()["total"] > 0


GARBAGE = [
    '"' * 400, "*" * 500, "\x00\x01\x7f", "' OR 1=1; DROP TABLE sheets; --",
    "(a+)+$" * 80, "-" * 500, "a:b " * 120, "l’" * 250, "nous sommes " * 40,
    "12 heures " * 50, "sans " * 100, " ".join(f"zq{n}xw" for n in range(71)),
    '"a" -b c:d titre:e « f »', "people=99999999999", "\ud83d\ude00" * 50,
]  # fmt: skip


@pytest.mark.parametrize("garbage", GARBAGE)
def test_garbage_is_answered(client: FlaskClient, garbage: str) -> None:
    for path in ("/search", "/search.json"):
        answer = client.get(
            path, query_string={"q": garbage.encode("utf-8", "replace")}
        )
        assert answer.status_code == 200


@pytest.mark.parametrize("number", ["-1", "x", "1e9", "99999999999999", "0", ""])
def test_odd_numbers_demand_nothing(client: FlaskClient, number: str) -> None:
    told = client.get(f"/search.json?people={number}&minutes={number}").get_json()
    assert told["demanded"] == {}
