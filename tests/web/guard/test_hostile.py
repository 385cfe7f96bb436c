"""Hostile input: whatever is typed or sent, nothing breaks, leaks or waits."""

import re
import threading
import time
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from commons.adapters.store.log import revisions
from commons.adapters.store.people import accounts
from commons.adapters.store.people.credentials import sessions
from commons.core.domain.people.account import Role
from commons.wiring.components import Components
from tests.people.visitor import Visitor, filled, said_by, token_in

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'{{7*7}}"
TRIES = 8
LONGEST_SECONDS = 2.0


ASTRAY = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "http:evil.example",
    "https://evil.example/",
    "HTTPS://evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "/\t/evil.example",
    "/\n/evil.example",
    " //evil.example",
    "\x00//evil.example",
    "/%0d%0aSet-Cookie:a=b\r\nX: y",
    "evil.example",
    "?//evil.example",
    "//evil.example?",
    "/\u2028/evil.example",
]


@pytest.mark.parametrize("target", ASTRAY, ids=[repr(t) for t in ASTRAY])
def test_signing_in_leads_nowhere_else(author: Visitor, target: str) -> None:
    answer = author.client.get("/login", query_string={"next": target})
    assert answer.status_code == 302
    place = answer.headers["Location"]
    assert place.startswith("/")
    assert not place.startswith(("//", "/\\"))
    assert "\n" not in place


def test_a_host_that_lies_is_not_repeated(
    starter: Components, client: FlaskClient
) -> None:
    with starter.store.read() as work:
        head = revisions.latest_heads(work, limit=1)[0]
    for address in ("/", "/search", f"/sheets/{head.sheet}/{head.slug}", "/write"):
        answer = client.get(address, headers={"Host": "evil.example"})
        assert "evil.example" not in answer.get_data(as_text=True)
        assert "evil.example" not in answer.headers.get("Location", "")


@pytest.mark.parametrize(
    "address",
    [
        "/static/../app.py",
        "/static/%2e%2e/%2e%2e/app.py",
        "/static/..%2f..%2fapp.py",
        "/static//etc/passwd",
        "/static/%00",
        "/shapes/..%2fmethod",
        "/sheets/..%2f..%2fetc",
        "/%ff%fe",
        "/sheets/0123456789ab/%00",
    ],
)
def test_no_path_leads_out(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code in {308, 404}
    assert "Traceback" not in answer.get_data(as_text=True)


def hostile_form(page: str) -> dict[str, str]:
    """Give a form whose every text control holds hostile words."""
    names = set(re.findall(r'<(?:input|textarea|select)[^>]*\sname="([^"]+)"', page))
    ours = {name for name in names if name.startswith("_")} | {"csrf_token"}
    return dict.fromkeys(names - ours, HOSTILE)


def harmless(answer: TestResponse) -> bool:
    """Say whether a page shows hostile words as text only."""
    page = answer.get_data(as_text=True)
    return "<script>alert" not in page and "<img src=x" not in page


@pytest.mark.parametrize("kind", ["method", "tool", "experience", "collection"])
@pytest.mark.parametrize(
    "order", ["preview", "draft", "publish", "resume", "add:steps"]
)
def test_hostile_words_in_every_control_stay_text(
    author: Visitor, kind: str, order: str
) -> None:
    address = f"/sheets/new/{kind}"
    page = author.get(address).get_data(as_text=True)
    data = {"csrf_token": token_in(page), "_do": order, **hostile_form(page)}
    answer = author.client.post(address, data=data)
    assert answer.status_code in {200, 303, 422}
    assert harmless(answer)
    if order == "draft":
        assert harmless(author.get(answer.headers["Location"]))
        assert harmless(author.get("/drafts"))


def test_what_was_published_stays_text_everywhere(
    author: Visitor, parts: Components, app: Flask
) -> None:
    typed = {
        "title": f"Porte {HOSTILE[:60]}",
        "summary": HOSTILE + " une phrase assez longue",
        "body": f"# {HOSTILE}\n\n{HOSTILE} [x](javascript:alert(1)) ![y](data:text/html,z)",
        "variants-0": HOSTILE,
        "steps-0-title": HOSTILE[:60],
        "steps-0-text": HOSTILE,
        "keywords": HOSTILE[:20],
        "authors-0-name": HOSTILE[:60],
        "links-0-url": "https://exemple.org/%22%3E?a='b&c",
        "links-0-title": HOSTILE[:60],
    }
    place = author.publishes("method", **typed)
    sheet = place.rsplit("/", 1)[0]
    author.post(
        f"{sheet}/edit",
        _do="publish",
        _confirmed="on",
        change_note=HOSTILE[:100],
        _parent="1",
        **filled(**{**typed, "title": "Autre " + HOSTILE[:60], "body": "court"}),
    )
    parts.catch_up()
    reader = app.test_client()
    for address in (
        sheet,
        f"{sheet}/v/1",
        f"{sheet}/history",
        f"{sheet}/diff/1..2",
        "/",
        "/search?q=script",
        f"/search?{urlencode({'q': HOSTILE})}",
        "/account",
    ):
        answer = reader.get(address, follow_redirects=True)
        assert harmless(answer), address
        assert 'href="javascript:' not in answer.get_data(as_text=True), address
    assert harmless(author.get("/account"))
    for suffix in ("ttl", "jsonld", "nt", "nq", "trig", "rdf", "json", "md"):
        answer = reader.get(f"{sheet}.{suffix}")
        assert answer.status_code == 200
        assert "html" not in (answer.mimetype or "")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_an_error_in_json_repeats_nothing_as_html(client: FlaskClient) -> None:
    answer = client.get(f"/{HOSTILE}", headers={"Accept": "application/json"})
    assert answer.mimetype == "application/problem+json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_last_admin_stays_one(app: Flask, parts: Components) -> None:
    admin = Visitor(app.test_client(), parts).signed_in(Role.ADMIN)
    with parts.store.read() as work:
        mine = accounts.by_email(work, admin.email)
    assert mine is not None
    answer = admin.post("/admin/accounts", account=mine[0].id, role="READER")
    assert answer.status_code == 403
    assert admin.get("/admin/accounts").status_code == 200


def test_a_role_taken_away_holds_at_once(
    app: Flask, parts: Components, editor: Visitor
) -> None:
    admin = Visitor(app.test_client(), parts).signed_in(Role.ADMIN)
    with parts.store.read() as work:
        found = accounts.by_email(work, editor.email)
    assert found is not None
    admin.post("/admin/accounts", account=found[0].id, role="READER")
    assert editor.get("/write").status_code == 403


@pytest.mark.parametrize("name", ["GOD", "", "__class__", "admin"])
def test_a_role_that_is_none_is_refused(
    app: Flask, parts: Components, name: str
) -> None:
    admin = Visitor(app.test_client(), parts).signed_in(Role.ADMIN)
    answer = admin.post("/admin/accounts", account="0123456789ab", role=name)
    assert answer.status_code in {403, 404}


def test_nobody_reaches_the_draft_of_another(author: Visitor, editor: Visitor) -> None:
    kept = author.post("/sheets/new/method", _do="draft", title="Mon secret à moi")
    draft = kept.headers["Location"].partition("draft=")[2]
    assert editor.get(f"/sheets/new/method?draft={draft}").status_code == 404
    assert "secret" not in said_by(editor.get("/drafts"))
    taken = editor.post("/sheets/new/method", _do="draft", _draft=draft, title="Pris")
    assert taken.status_code == 303
    assert draft not in taken.headers["Location"]
    editor.post(f"/drafts/{draft}/drop", page="/write")
    assert "Mon secret à moi" in said_by(author.get("/drafts"))


@pytest.mark.parametrize("forged", ["../x", "'; DROP TABLE drafts", "x" * 5000, "\x00"])
def test_a_draft_that_cannot_be_one_is_passed_over(
    author: Visitor, forged: str
) -> None:
    answer = author.client.get("/sheets/new/method", query_string={"draft": forged})
    assert answer.status_code == 200


@pytest.mark.parametrize("person", ["x> <http://evil> <y", "../../x", "a b", '"'])
def test_an_author_cannot_be_forged_into_the_graph(
    author: Visitor, person: str
) -> None:
    address = author.publishes("method", **{"authors-0-person": person})
    graph = author.get(f"/sheets/{address.split('/')[2]}.nt").get_data(as_text=True)
    assert "#author-1>" in graph
    assert f"people/{person}" not in graph


def test_nobody_gives_another_a_name_or_a_sheet(
    author: Visitor, editor: Visitor, parts: Components
) -> None:
    with parts.store.read() as work:
        victim = next(a for a in accounts.all_accounts(work) if a.email == author.email)
    forged = {"authors-0-person": victim.person.id, "authors-0-name": "Surnom"}
    address = editor.publishes("method", **forged)
    graph = editor.get(f"/sheets/{address.split('/')[2]}.nt").get_data(as_text=True)
    assert f"people/{victim.person.id}" not in graph
    own = {"authors-0-person": victim.person.id, "authors-0-name": author.name}
    mine = author.publishes("method", **own)
    graph = author.get(f"/sheets/{mine.split('/')[2]}.nt").get_data(as_text=True)
    assert f"people/{victim.person.id}" in graph


@pytest.mark.parametrize(
    "parent", ["-1", "0", "2", "1.5", "NaN", "9" * 5000, "1e9", "' OR 1"]
)
def test_a_parent_that_is_not_the_head_never_saves(
    author: Visitor, parts: Components, parent: str
) -> None:
    sheet = author.publishes("method").rsplit("/", 1)[0]
    answer = author.post(
        f"{sheet}/edit",
        _do="publish",
        _confirmed="on",
        _parent=parent,
        change_note="un essai",
        **filled(title="Un autre titre"),
    )
    assert answer.status_code == 409
    assert "Un autre titre" in answer.get_data(as_text=True)
    with parts.store.read() as work:
        assert revisions.head_sequence(work) == 1


def test_of_many_saves_at_once_one_wins_and_no_text_is_lost(
    app: Flask, parts: Components, author: Visitor
) -> None:
    sheet = author.publishes("method").rsplit("/", 1)[0]
    people = [
        Visitor(app.test_client(), parts).signed_in(Role.CONTRIBUTOR)
        for _ in range(TRIES)
    ]
    tokens = [
        token_in(one.get(f"{sheet}/edit").get_data(as_text=True)) for one in people
    ]
    answers: dict[int, TestResponse] = {}

    def save(number: int) -> None:
        typed = filled(title=f"Version de la personne {number}")
        typed |= {"csrf_token": tokens[number], "_parent": "1", "_do": "publish"}
        typed |= {"_confirmed": "on", "change_note": "tous à la fois"}
        answers[number] = people[number].client.post(f"{sheet}/edit", data=typed)

    threads = [threading.Thread(target=save, args=(n,)) for n in range(TRIES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    statuses = sorted(answer.status_code for answer in answers.values())
    assert statuses == [303] + [409] * (TRIES - 1)
    for number, answer in answers.items():
        if answer.status_code == 409:
            page = unescape(answer.get_data(as_text=True))
            assert f"Version de la personne {number}" in page
    with parts.store.read() as work:
        assert revisions.head_sequence(work) == 2


@pytest.mark.parametrize(
    "accept",
    ["", "*", "/", "text", "*/html", ",,;;==", "text/html;q=x", '"', "a/b," * 900],
)
def test_no_accept_breaks_a_page(
    starter: Components, client: FlaskClient, accept: str
) -> None:
    with starter.store.read() as work:
        head = revisions.latest_heads(work, limit=1)[0]
    answer = client.get(f"/sheets/{head.sheet}", headers={"Accept": accept})
    assert answer.status_code in {302, 406}


@pytest.mark.parametrize(
    "headers",
    [
        {"If-None-Match": "*"},
        {"If-None-Match": 'W/"'},
        {"If-None-Match": '"a", "b'},
        {"If-Match": '"x"'},
        {"If-Modified-Since": "Mon, 99 Foo 99999"},
        {"Range": "bytes=-99999999999999999999"},
        {"Range": "pages=1"},
        {"Cookie": "commons_session=.eJx.x.y"},
        {"Cookie": "commons_session=\xff\xfe"},
        {"Accept-Language": "../../etc;q=x"},
    ],
)
def test_no_odd_header_breaks_a_page(
    client: FlaskClient, headers: dict[str, str]
) -> None:
    for address in ("/", "/search", "/ns"):
        answer = client.get(address, headers=headers)
        assert answer.status_code in {200, 304, 412}


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", '{"title": "x"}'),
        ("text/plain", "title=x"),
        ("multipart/form-data", "x"),
        ("multipart/form-data; boundary=" + "a" * 5000, "x"),
        ("application/x-www-form-urlencoded; charset=utf-7", "title=+ADw-"),
        ("application/x-www-form-urlencoded", "title=%ff%ed%a0%80&csrf_token=%00"),
    ],
)
def test_no_odd_content_type_saves_or_breaks(
    author: Visitor, parts: Components, kind: str, body: str
) -> None:
    answer = author.client.post("/sheets/new/method", data=body, content_type=kind)
    assert answer.status_code < 500
    with parts.store.read() as work:
        assert revisions.head_sequence(work) == 0


def test_thousands_of_parts_are_refused(author: Visitor) -> None:
    part = '--a\r\nContent-Disposition: form-data; name="x"\r\n\r\ny\r\n'
    answer = author.client.post(
        "/sheets/new/method",
        data=part * 6000 + "--a--",
        content_type="multipart/form-data; boundary=a",
    )
    assert answer.status_code == 413


def test_thousands_of_rows_take_no_time(author: Visitor) -> None:
    page = author.get("/sheets/new/method").get_data(as_text=True)
    rows = [(f"steps-{n}-title", "x") for n in range(9999)]
    body = urlencode([("csrf_token", token_in(page)), ("_do", "resume"), *rows])
    start = time.perf_counter()
    answer = author.client.post(
        "/sheets/new/method",
        data=body,
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 413
    assert "Revenez à la page précédente" in said_by(answer)
    assert time.perf_counter() - start < LONGEST_SECONDS * 2


@pytest.mark.parametrize(
    "words",
    [
        "a·" * 150,
        "-" * 300,
        "l'" * 150,
        "(" * 300,
        "S." * 150,
        "e\u0301" * 150,
        "aB" * 150,
        "\u202e" * 100,
        "\u200b" * 100,
        "\ud7ff\ue000",
    ],
)
def test_no_query_takes_long(client: FlaskClient, words: str) -> None:
    start = time.perf_counter()
    answer = client.get("/search.json", query_string={"q": words})
    assert answer.status_code == 200
    assert time.perf_counter() - start < LONGEST_SECONDS


@pytest.mark.parametrize(
    "words",
    [
        "a" + "\u0301" * 20_000,
        "\u200b" * 20_000,
        "\u202e\u2066" * 1_000,
        "\U0001f600" * 5_000,
        "\ufdd0[[a\ufdd0b]]",
        "\ufdfa" * 10_000,
        "x" * 100_000,
    ],
    ids=["combining", "zero width", "rtl", "astral", "bars", "ligature", "one word"],
)
def test_no_odd_character_stops_the_index(
    author: Visitor, parts: Components, client: FlaskClient, words: str
) -> None:
    place = author.publishes("method", title="Étrange contenu", body=words)
    parts.catch_up()
    assert client.get("/healthz").get_json()["changes_to_index"] == 0
    assert client.get("/search.json?q=etrange").get_json()["total"] == 1
    assert client.get(place).status_code == 200


def test_a_sheet_that_was_deleted_is_not_edited_or_reverted(editor: Visitor) -> None:
    sheet = editor.publishes("method").rsplit("/", 1)[0]
    form = token_in(editor.get(f"{sheet}/edit").get_data(as_text=True))
    editor.post(f"{sheet}/delete", page=f"{sheet}/history", reason="un doublon")
    typed = {"csrf_token": form, "parent": "2"}
    answer = editor.client.post(f"{sheet}/revert/1", data=typed)
    assert answer.status_code == 410
    assert editor.get(f"{sheet}/edit").status_code == 410


def test_a_session_ends_after_thirty_days(
    author: Visitor, parts: Components, app: Flask
) -> None:
    with parts.store.write(quiet=True) as work:
        found = accounts.by_email(work, author.email)
        assert found is not None
        past = datetime.now(UTC) - timedelta(seconds=1)
        token = sessions.open_session(work, found[0].id, until=past)
    with parts.store.read() as work:
        assert sessions.session_account(work, token) is None
    assert app.permanent_session_lifetime == timedelta(days=30)
