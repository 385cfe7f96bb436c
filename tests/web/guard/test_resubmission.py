"""What was typed when a form is refused at the door comes back, and nothing else."""

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from commons.web.guard.resubmission import (
    ask_to_sign_in,
    kept_typed,
    may_resume,
    pack_form,
    resume_page,
    unpack_form,
)

NEW = "/sheets/new/method"
TYPED = [("title", "Été « <b> »"), ("themes", "a"), ("themes", "b"), ("body", "")]
OURS = [("csrf_token", "secret"), ("_do", "publish")]


def test_what_was_typed_comes_back_in_order_without_what_is_ours() -> None:
    packed = pack_form(MultiDict([*OURS, *TYPED]))
    assert "secret" not in packed
    assert list(unpack_form(packed).items(multi=True)) == TYPED


@pytest.mark.parametrize(
    "text", ["", "{", "3", "null", "[1]", '[["a"]]', '[["a","b","c"]]', "[" * 100_000]
)
def test_what_was_not_packed_here_is_nothing(text: str) -> None:
    assert len(unpack_form(text)) == 0


def test_half_a_sign_is_taken_for_a_question_mark() -> None:
    assert unpack_form('[["title","a\\ud83d"]]')["title"] == "a?"


@pytest.mark.parametrize(
    ("back", "may"),
    [
        (NEW, True),
        (f"{NEW}?draft=0123456789ab", True),
        ("/sheets/0123456789ab/edit", True),
        ("/sheets/0123456789ab/delete", False),
        ("/dumps/", False),
        ("/logout", False),
        ("/search", False),
        ("/nothing", False),
        ("", False),
    ],
)
def test_only_forms_that_show_a_text_again_are_gone_back_to(
    app: Flask, back: str, *, may: bool
) -> None:
    with app.test_request_context("/"):
        assert may_resume(back) is may


def test_who_only_asks_is_sent_to_sign_in_and_back(app: Flask) -> None:
    with app.test_request_context("/drafts?page=2"):
        answer = ask_to_sign_in(typed=False)
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/login?next=/drafts?page%3D2"


def test_a_text_travels_through_the_page_that_asks_to_sign_in(app: Flask) -> None:
    with app.test_request_context(NEW, method="POST", data=dict([*OURS, TYPED[0]])):
        answer = ask_to_sign_in(typed=True)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 401
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Été « &lt;b&gt; »" in page
    assert "« <b>" not in page
    assert f'value="{NEW}"' in page


def test_another_order_is_not_carried_out_after_signing_in(app: Flask) -> None:
    asked = app.test_request_context(
        "/dumps/",
        method="POST",
        data={"order": "dangereux"},
        headers={"Referer": "http://commons.example/account"},
    )
    with asked:
        answer = ask_to_sign_in(typed=True)
    page = answer.get_data(as_text=True)
    assert "dangereux" not in page
    assert 'value="/account"' in page


@pytest.mark.parametrize(
    ("path", "method", "kept"),
    [(NEW, "POST", True), (NEW, "GET", False), ("/dumps/", "POST", False)],
)
def test_a_refusal_gives_a_text_back_where_there_was_one(
    app: Flask, path: str, method: str, *, kept: bool
) -> None:
    data = {"title": "Le banc", "csrf_token": "x"} if method == "POST" else None
    with app.test_request_context(path, method=method, data=data):
        told = kept_typed()
    pairs = [("title", "Le banc")]
    whole = {"action": NEW, "pairs": pairs, "files_lost": False}
    assert told == (whole if kept else {})


def test_the_page_of_a_text_leads_back_within_the_site_only(app: Flask) -> None:
    with app.test_request_context("/login", method="POST"):
        typed = MultiDict([*OURS, *TYPED])
        page = resume_page(typed, "//ailleurs.example/").get_data(as_text=True)
    assert "ailleurs" not in page
    assert "Été « &lt;b&gt; »" in page
    assert "secret" not in page
