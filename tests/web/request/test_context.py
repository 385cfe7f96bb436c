"""What the request at hand can reach."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import timedelta

import pytest
from flask import Flask, session
from flask_login import login_user
from jinja2 import Undefined
from markupsafe import Markup
from werkzeug.exceptions import BadRequest

from commons.core.domain import clock
from commons.core.domain.people.account import Permission
from commons.web.request.context import (
    SignedIn,
    asks_for_json,
    components,
    current_account,
    current_writer,
    end_here,
    feed_instance,
    lang_attribute,
    localised,
    names_account,
    own_lang_attribute,
    page_number,
    positive_int,
    visitor_may,
)
from commons.web.request.locale import page_language
from commons.wiring.components import Components
from tests.adapters.store.makers import an_account


@pytest.fixture
def asked(app: Flask) -> Iterator[None]:
    """Be within a request for the first page."""
    with app.test_request_context("/"):
        yield


@pytest.mark.usefixtures("asked")
def test_a_request_reaches_the_parts_and_tells_feeds_in_the_language_of_the_site(
    parts: Components,
) -> None:
    assert components() is components()
    kept = {one.name for one in fields(Components)} - {"live_schema"}
    assert all(getattr(components(), name) is getattr(parts, name) for name in kept)
    told = feed_instance()
    assert (told.base, told.language) == (parts.settings.base_url, "fr")
    assert told.schema is parts.schema


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1),
        ("007", 7),
        ("999999999", 999_999_999),
        ("1000000000", 0),
        *[
            (nothing, 0)
            for nothing in ("0", "-1", "+1", "1.0", " 1", "²", "٣", "", None)
        ],
    ],
)
def test_what_is_no_number_from_1_on_is_0(text: str | None, number: int) -> None:
    assert positive_int(text) == number


def test_a_number_above_the_most_is_0() -> None:
    assert (positive_int("10", most=10), positive_int("11", most=10)) == (10, 0)


@pytest.mark.parametrize(("asked", "page"), [("", 1), ("?page=", 1), ("?page=3", 3)])
def test_a_list_is_asked_for_page_by_page(app: Flask, asked: str, page: int) -> None:
    with app.test_request_context(f"/{asked}"):
        assert page_number(9) == page


@pytest.mark.parametrize("asked", ["0", "10", "-1", "un"])
def test_a_page_that_cannot_be_is_refused(app: Flask, asked: str) -> None:
    with app.test_request_context(f"/?page={asked}"), pytest.raises(BadRequest):
        page_number(9)


@pytest.mark.usefixtures("asked")
def test_a_reader_without_account_may_read_only() -> None:
    assert current_account() is None
    assert not names_account()
    assert visitor_may(Permission.READ)
    assert not visitor_may(Permission.THANK)
    with pytest.raises(LookupError):
        current_writer()


@pytest.mark.usefixtures("asked")
def test_who_signed_in_may_what_their_role_may() -> None:
    account = an_account()
    login_user(SignedIn(account, "token"))
    assert current_account() == current_writer() == account
    assert session["_user_id"] == "token"
    assert names_account()
    assert visitor_may(Permission.WRITE)
    assert not visitor_may(Permission.DELETE)


@pytest.mark.parametrize(
    ("accept", "json"),
    [
        ("application/json", True),
        ("application/json, */*", False),
        ("text/html", False),
    ],
)
def test_only_a_script_asks_for_json_alone(
    app: Flask, accept: str, *, json: bool
) -> None:
    with app.test_request_context("/", headers={"Accept": accept}):
        assert asks_for_json() is json


@pytest.mark.parametrize(
    ("language", "words", "told"),
    [
        ("fr", {"fr": "Qui ?", "en": "Who?"}, "Qui\u202f?"),
        ("en", {"fr": "Qui ?", "en": "Who?"}, "Who?"),
        ("en", {"fr": "Qui ?"}, "Qui ?"),
        ("fr", {"de": "Wer?"}, "Wer?"),
        ("fr", {}, ""),
    ],
)
def test_words_are_told_in_the_language_of_the_page_else_in_another(
    app: Flask, language: str, words: dict[str, str], told: str
) -> None:
    with app.test_request_context(f"/?lang={language}"):
        app.preprocess_request()
        assert page_language() == language
        assert localised(words) == told


@pytest.mark.usefixtures("asked")
def test_only_words_in_another_language_say_which_it_is() -> None:
    assert lang_attribute("fr") == lang_attribute("") == ""
    assert lang_attribute("br") == Markup(' lang="br"')
    assert lang_attribute('"><b>') == ' lang="&#34;&gt;&lt;b&gt;"'


@pytest.mark.usefixtures("asked")
def test_a_draft_ends_so_many_days_after_it_was_touched(parts: Components) -> None:
    now = clock.now()
    assert end_here(now) == now + timedelta(days=parts.settings.draft_days)


def test_words_say_their_language_and_from_which_side_they_are_written(
    app: Flask,
) -> None:
    with app.test_request_context("/?lang=fr"):
        assert lang_attribute("en") == ' lang="en"'
        assert lang_attribute("ar") == ' lang="ar" dir="rtl"'
        assert own_lang_attribute("ar") == ' lang="fr" dir="ltr"'
        for unsaid in ("", "fr", Undefined()):
            assert lang_attribute(unsaid) == own_lang_attribute(unsaid) == ""  # type: ignore[arg-type]  # as templates may give it
