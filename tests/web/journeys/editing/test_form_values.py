"""Whatever is typed or sent: a clear answer, the text kept, nothing half saved."""

import json
import re

import pytest
from flask.testing import FlaskClient

from commons.adapters.store.log import revisions
from commons.wiring.components import Components
from tests.people.visitor import Visitor, filled, said_by, token_in

SOURCE = {
    "sources-0-url": "https://exemple.org/fiche",
    "sources-0-title": "La fiche d’origine",
    "sources-0-author": "Dominique",
    "sources-0-changes": "Raccourcie et adaptée à une petite salle",
}

FAULTY = [
    ({"title": "x"}, "3 caractères au moins"),
    ({"title": "x" * 91}, "90 caractères au plus"),
    ({"links-0-url": "https://exemple.org", "links-0-title": "x"}, "2 caractères"),
    ({"duration": "bientôt"}, "une durée est attendue"),
    ({"duration": "5 ans"}, "au plus"),
    ({"group_min": "beaucoup"}, "un nombre est attendu"),
    ({"group_min": "30", "group_max": "3"}, "au plus"),
    ({"group_min": "0"}, "1 au moins"),
    ({"difficulty": "impossible"}, "ne fait pas partie des choix"),
    ({"licence": "CC-BY-NC-4.0"}, "ne fait pas partie des choix"),
    ({"links-0-url": "javascript:alert(1)"}, "une adresse web est attendue"),
    ({"links-0-url": "https://exemple .org/"}, "une adresse web est attendue"),
    (
        {"body": "un\ndeux \uffff"},
        "caractère invisible interdit (U+FFFF, à la ligne 2)",
    ),
    ({"body": "voir http://commons.invalid/x"}, "adresse réservée"),
    ({"body": "x" * 200_001}, "200 000 caractères au plus"),
    ({"tools_used": "Un outil qui n’existe pas"}, "ne désigne aucune fiche"),
    (
        {**SOURCE, "sources-0-licence": "CC-BY-SA-4.0", "licence": "CC-BY-4.0"},
        "ne peut pas être adaptée",
    ),
    ({**SOURCE, "sources-0-licence": "CC-BY-4.0", "licence": "etalab-2.0"}, "cochez"),
]


@pytest.mark.parametrize(("typed", "words"), FAULTY, ids=[w for _, w in FAULTY])
def test_what_cannot_be_published_is_named_and_kept(
    author: Visitor, parts: Components, typed: dict[str, str], words: str
) -> None:
    form = filled(**{"variants-0": "Une variante à ne pas perdre"}, **typed)
    answer = author.post("/sheets/new/method", _do="publish", _confirmed="on", **form)
    said = said_by(answer)
    assert answer.status_code == 422
    assert words in said
    assert "Une variante à ne pas perdre" in said
    with parts.store.read() as work:
        assert revisions.head_sequence(work) == 0


@pytest.mark.parametrize(
    "typed",
    [
        {"start_date": "le trente-deux du mois"},
        {"start_date": "2019-02-30"},
        {"start_date": "2019", "end_date": "2018"},
    ],
)
def test_a_date_that_is_none_is_named(author: Visitor, typed: dict[str, str]) -> None:
    answer = author.post(
        "/sheets/new/experience", _do="publish", _confirmed="on", **filled(**typed)
    )
    assert answer.status_code == 422
    assert next(iter(typed.values())) in answer.get_data(as_text=True)


def test_a_source_whose_notice_is_kept_may_be_adapted(author: Visitor) -> None:
    address = author.publishes(
        "method",
        **SOURCE,
        **{
            "sources-0-licence": "CC-BY-4.0",
            "sources-0-notice": "on",
            "licence": "etalab-2.0",
        },
    )
    assert "La fiche d’origine" in said_by(author.get(address))


def test_a_form_above_two_megabytes_is_refused_before_it_is_read(
    author: Visitor,
) -> None:
    answer = author.client.post("/sheets/new/method", data={"body": "x" * 2_200_000})
    assert answer.status_code == 413
    assert "Revenez à la page précédente" in said_by(answer)


def test_broken_utf8_is_a_clear_answer(author: Visitor, parts: Components) -> None:
    token = author.get("/sheets/new/method")
    body = (
        f"csrf_token={token_in(token.get_data(as_text=True))}&_do=publish&title=%ff%fe"
    )
    answer = author.client.post(
        "/sheets/new/method",
        data=body,
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code in {400, 422}
    with parts.store.read() as work:
        assert revisions.head_sequence(work) == 0


@pytest.mark.parametrize(
    "address",
    [
        "/search?page=0",
        "/search?page=-1",
        "/search?page=x",
        "/search.json?page=99999999999999999999",
    ],
)
def test_a_page_number_that_is_none_is_refused(
    client: FlaskClient, address: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "words",
    ["'\"`)(*:^~[]{}", "a" * 5000, "\x00", "AND OR NOT", "title:*", "éàü œ", "%"],
)
def test_no_query_breaks_the_search(client: FlaskClient, words: str) -> None:
    answer = client.get("/search.json", query_string={"q": words})
    assert answer.status_code == 200
    assert answer.get_json()["total"] == 0


def test_errors_are_problem_json_where_a_program_asks(client: FlaskClient) -> None:
    answer = client.get("/sheets/0123456789ab", headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"
    told = json.loads(answer.data)
    assert told["status"] == 404
    assert told["title"] == "Cette page n’existe pas"


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'"


def test_whatever_is_typed_is_shown_as_text(author: Visitor) -> None:
    typed = {
        "title": "<b>Titre</b> " + HOSTILE[:30],
        "body": HOSTILE
        + "\n\n[lien](javascript:alert(1)) ![image](https://x.example/y)",
        "summary": HOSTILE + " et assez de mots pour que ce soit un résumé",
        "keywords": "<i>mot</i>",
        "steps-0-title": "<u>étape</u>",
        "steps-0-text": HOSTILE,
        "links-0-url": 'https://exemple.org/?a=<b>"',
        "links-0-title": HOSTILE,
        "territory": "<script>pays</script>",
    }
    typed["links-0-url"] = "https://exemple.org/?a=1&b='"
    address = author.publishes("method", **typed)
    sheet = address.split("/")[2]
    for page in (
        address,
        f"/sheets/{sheet}/edit",
        f"/sheets/{sheet}/history",
        f"/sheets/{sheet}/diff/1..1",
        "/search?q=script",
        "/",
    ):
        answer = author.get(page).get_data(as_text=True)
        code = rf'<img class="print-only licence__code" src="/sheets/{sheet}/qr.svg"[^<>]*>'
        told = re.sub(code, "", answer)  # ours, for paper
        assert "<script>alert" not in told, page
        assert "<script>pays" not in told, page
        assert "<img" not in told, page
        shown = re.sub(r"(&lt;|\\u003c)img src=x onerror=alert", "", told)
        assert "onerror=alert" not in shown, page
        assert 'href="javascript' not in told, page
        assert "<b>Titre" not in told, page
