"""What one account may keep, send and publish: told when near, refused with the text."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest
from flask import Flask

from commons.adapters.store.drafts import drafts
from commons.adapters.store.log import revisions
from commons.app import create_app
from commons.core.domain.people.account import Role
from commons.services.publishing.quotas import quota_taken
from commons.settings import Quotas
from commons.wiring.components import Components
from tests.conftest import settings_in
from tests.people.visitor import Visitor, filled, said_by, token_in

NEW = "/sheets/new/method"
JSON = {"Accept": "application/json"}
Bounded = Callable[..., Visitor]


@pytest.fixture
def bounded(parts: Components) -> Bounded:
    """Give who makes an editor of a wiki with these quotas."""

    def sign_in(**most: int) -> Visitor:
        none = Quotas(
            drafts=0, draft_bytes=0, file_bytes_a_day=0, published_bytes_a_day=0
        )
        quotas = replace(none, **most)
        here = replace(parts, settings=replace(parts.settings, quotas=quotas))
        return Visitor(create_app(here).test_client(), here).signed_in(Role.EDITOR)

    return sign_in


def keeps(who: Visitor, body: str, tab: str) -> int:
    token = token_in(who.get(NEW).get_data(as_text=True))
    typed = {**filled(body=body), "csrf_token": token, "_do": "keep", "_tab": tab}
    return who.client.post(f"{NEW}/draft", data=typed, headers=JSON).status_code


def test_too_many_drafts_are_refused_and_told_before(bounded: Bounded) -> None:
    author = bounded(drafts=3)
    assert "3 brouillons" not in said_by(author.get("/drafts"))
    assert [keeps(author, "Un mot.", f"tab{n}aaaaaaaa") for n in range(3)] == [200] * 3
    for page in ("/drafts", "/account"):
        assert "Vous gardez 3 brouillons" in said_by(author.get(page))
    assert keeps(author, "Un mot.", "tab4aaaaaaaa") == 413
    told = author.post(NEW, _do="draft", **filled(body="Un mot rare."))
    assert told.status_code == 413
    assert "jetez-en" in said_by(told)
    assert "Un mot rare." in said_by(told)
    assert author.publishes("method", title="Publier reste possible")


def test_drafts_that_take_too_much_are_refused_and_may_shrink(
    bounded: Bounded, parts: Components
) -> None:
    author = bounded(draft_bytes=20_000)
    token = token_in(author.get(NEW).get_data(as_text=True))
    form = {**filled(), "csrf_token": token, "_do": "keep", "_tab": "a" * 12}

    def keep(length: int) -> int:
        form["body"] = "mot " * (length // 4)
        answer = author.client.post(f"{NEW}/draft", data=form, headers=JSON)
        if answer.status_code == 200:
            kept = answer.get_json()
            form.update(_draft=kept["draft"], _revision=str(kept["revision"]))
        return answer.status_code

    assert [keep(n) for n in (15_000, 30_000, 18_000, 4_000)] == [200, 413, 200, 200]
    with parts.store.read() as work:
        account = drafts.owner_of(work, form["_draft"])
        count, size = drafts.drafts_size(work, account)
    assert count == 1
    assert 4_000 < size < 6_000


def test_what_is_published_in_a_day_is_bounded_through_every_door(
    bounded: Bounded, parts: Components
) -> None:
    editor = bounded(published_bytes_a_day=60_000)
    page = editor.publishes("method", body="mot " * 10_000)
    sheet = "/".join(page.split("/")[:3])
    assert "publié" in said_by(editor.get("/account"))
    history = f"{sheet}/history"
    with parts.store.read() as work:
        before = revisions.head_sequence(work)
    told = editor.post(
        NEW,
        _do="publish",
        _confirmed="on",
        **filled(title="Autre", body="long " * 9_000),
    )
    assert told.status_code == 429
    assert 0 < int(told.headers["Retry-After"]) <= 86_400
    assert "long long" in said_by(told)
    assert "Un compte peut publier 0,1 Mo" in said_by(told)
    back = editor.post(f"{sheet}/revert/1", page=history, parent="1")
    assert back.status_code == 429
    with parts.store.read() as work:
        assert revisions.head_sequence(work) == before
    other = bounded(published_bytes_a_day=60_000)
    assert other.publishes("method", title="Une autre personne")


def test_going_back_again_and_again_is_counted_by_its_bytes(bounded: Bounded) -> None:
    editor = bounded(published_bytes_a_day=200_000)
    page = editor.publishes("method", body="mot " * 10_000)
    sheet = "/".join(page.split("/")[:3])
    statuses = [
        editor.post(
            f"{sheet}/revert/1", page=f"{sheet}/history", parent=str(number)
        ).status_code
        for number in range(1, 5)
    ]
    assert statuses == [303, 303, 303, 429]


def test_files_sent_in_a_day_are_bounded(bounded: Bounded) -> None:
    author = bounded(file_bytes_a_day=25_000)
    token = token_in(author.get(NEW).get_data(as_text=True))
    told = [
        author.client.post(
            "/media",
            data={"file": (BytesIO(b"%PDF-1.4\n" + bytes(10_000)), "note.pdf")},
            headers={**JSON, "X-CSRFToken": token},
        )
        for _ in range(3)
    ]
    assert [one.status_code for one in told] == [201, 201, 429]
    assert "Mo de fichiers" in told[2].get_json()["detail"]
    form = {**filled(body="Un mot gardé."), "csrf_token": token, "_do": "resume"}
    file = (BytesIO(b"%PDF-1.4\n" + bytes(10_000)), "autre.pdf")
    shown = author.client.post(NEW, data={**form, "files.upload": file})
    assert shown.status_code == 422
    assert "Un mot gardé." in shown.get_data(as_text=True)


def test_quotas_are_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("quotas")
    chosen = settings_in(folder, drafts_per_account="7", file_megabytes_a_day="2")
    assert (chosen.quotas.drafts, chosen.quotas.file_bytes_a_day) == (7, 2_000_000)
    assert settings_in(folder).quotas.published_bytes_a_day == 50_000_000


def test_nothing_is_taken_by_who_did_nothing(app: Flask, author: Visitor) -> None:
    here = author.parts
    with here.store.read() as work:
        told = quota_taken(work, "nobody", here.settings.quotas)
    assert [one.taken for one in told] == [0, 0, 0, 0]
    assert not any(one.near for one in told)
