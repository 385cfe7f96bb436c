"""The page of one's tokens: made, shown once, ended."""

import re

import pytest
from flask import Flask

from commons.adapters.store.people import accounts
from commons.adapters.store.people.credentials import api_tokens as store
from commons.wiring.components import Components
from tests.people.visitor import PASSWORD, Visitor, said_by, token_in

PAGE = "/account/tokens"
GOOD = {"name": "Nos photos", "scopes": "media:write", "days": "30", "old": PASSWORD}


def test_a_token_is_made_shown_once_and_ended(author: Visitor, app: Flask) -> None:
    page = author.post(PAGE, _do="make", **GOOD).get_data(as_text=True)
    (secret,) = re.findall(r"commons_[\w-]{43}", page)
    listed = author.get(PAGE).get_data(as_text=True)
    assert secret not in listed
    assert "Nos photos" in listed
    assert "jamais utilisé" in listed
    program = app.test_client()
    headers = {"Authorization": f"Bearer {secret}"}
    assert program.post("/media", headers=headers).status_code == 400  # no file in it
    (token,) = re.findall(r'name="token" value="([^"]+)"', listed)
    author.post(PAGE, _do="end", token=token)
    assert program.post("/media", headers=headers).status_code == 401
    assert "Aucun pour l’instant" in said_by(author.get(PAGE))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"old": "faux"}, "mot de passe actuel"),
        ({"name": " "}, "à quoi il sert"),
        ({"name": "x" * 61}, "à quoi il sert"),
        ({"scopes": "everything"}, "au moins une chose"),
        ({"days": "99999"}, "durées proposées"),
        ({"days": "demain"}, "durées proposées"),
    ],
)
def test_what_is_wrong_is_named(
    author: Visitor, typed: dict[str, str], words: str
) -> None:
    answer = author.post(PAGE, _do="make", **{**GOOD, **typed})
    assert answer.status_code == 422
    assert words in said_by(answer)
    assert "Aucun pour l’instant" in said_by(author.get(PAGE))


def test_nobody_ends_the_token_of_another(
    author: Visitor, editor: Visitor, parts: Components
) -> None:
    author.post(PAGE, _do="make", **GOOD)
    page = author.get(PAGE).get_data(as_text=True)
    (token,) = re.findall(r'name="token" value="([^"]+)"', page)
    for wrong in (token, "", "x" * 999):
        assert editor.post(PAGE, _do="end", token=wrong).status_code == 303
    with parts.store.read() as work:
        found = accounts.by_email(work, author.email)
        assert found is not None
        assert store.count_tokens(work, found[0].id) == 1


def test_an_account_has_so_many_and_no_more(
    author: Visitor, parts: Components, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "MOST_TOKENS", 2)
    page = author.get(PAGE).get_data(as_text=True)
    data = {"csrf_token": token_in(page), "_do": "make", **GOOD}
    told = [author.client.post(PAGE, data=data).status_code for _ in range(3)]
    assert told == [200, 200, 422]
