"""A sheet's past: read, compared, thanked for, and taken back."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from commons.adapters.store.log import revisions
from commons.adapters.store.people import thanks
from commons.core.domain import clock
from commons.core.domain.people.account import Role
from commons.core.domain.sheet import Revision
from commons.wiring.components import Components
from tests.people.visitor import Visitor, filled, said_by

BODY = "Poser le banc. Poser la question.\n\nÉcouter sans hâte."
STEPS = ("Poser le banc", "Poser la question", "Écouter")


def steps(*titles: str) -> dict[str, str]:
    return {
        f"steps-{n}-{key}": text
        for n, title in enumerate(titles)
        for key, text in (
            ("title", title),
            ("text", f"On va {title.lower()} ensemble."),
        )
    }


@pytest.fixture
def sheet(author: Visitor, editor: Visitor) -> str:
    """Give a method that its author made and an editor changed twice."""
    typed = {"body": BODY, "group_min": "6", **steps(*STEPS)}
    made = author.publishes("method", **typed).split("/")[2]
    saved(editor, made, 1, **{**typed, "body": f"{BODY}\n\nRanger les chaises."})
    moved = steps(STEPS[2], STEPS[0], STEPS[1])
    saved(editor, made, 2, **{**typed, **moved, "title": "Le banc", "body": BODY})
    return made


def saved(who: Visitor, sheet: str, parent: int, **typed: str) -> None:
    order = {"_do": "publish", "_confirmed": "on", "change_note": "mieux"}
    told = {**order, **filled(**typed), "_parent": str(parent)}
    assert who.post(f"/sheets/{sheet}/edit", **told).status_code == 303


def head_of(parts: Components, sheet: str) -> Revision:
    with parts.store.read() as work:
        return revisions.get_head(work, sheet)


def test_each_version_says_what_it_changed_and_how_much(
    client: FlaskClient, sheet: str
) -> None:
    words = said_by(client.get(f"/sheets/{sheet}/history"))
    assert "modification : mieux Pour en savoir plus +3 mots 3 mots ajoutés" in words
    assert "Titre, Déroulé, Pour en savoir plus" in words


def test_the_list_can_be_narrowed_to_somebody_and_to_some_days(
    client: FlaskClient, author: Visitor, parts: Components, sheet: str
) -> None:
    with parts.store.read() as work:
        first = revisions.get_revision(work, sheet, 1)
    history = f"/sheets/{sheet}/history"

    def numbers(**asked: str) -> list[str]:
        page = client.get(history, query_string=asked).get_data(as_text=True)
        return re.findall(r'name="a" value="(\d+)"', page)

    today = clock.now().astimezone().date()
    tomorrow = str(today + timedelta(days=2))
    assert numbers() == ["3", "2", "1"]
    assert numbers(author=first.author.id) == ["1"]
    assert numbers(since=tomorrow) == []
    assert numbers(until=tomorrow, since="2020-01-01") == ["3", "2", "1"]
    assert numbers(until="9999-12-31", since="non", author="personne") == [
        *("3", "2", "1")
    ]
    assert numbers(page="2", author=first.author.id) == []


def test_who_wrote_what_is_said_by_person_field_and_paragraph(
    client: FlaskClient, author: Visitor, editor: Visitor, sheet: str
) -> None:
    words = said_by(client.get(f"/sheets/{sheet}/contributions"))
    assert f"{author.name} · 9" in words
    assert f"{editor.name} ·" in words
    assert f"Titre Dernière modification : version 3 , par {editor.name}" in words
    assert "Écouter sans hâte. version 1" in words
    assert "Contributions" in said_by(client.get(f"/sheets/{sheet}/history"))


def test_a_step_that_moved_is_no_step_gone_and_come(
    client: FlaskClient, sheet: str
) -> None:
    words = said_by(client.get(f"/sheets/{sheet}/diff/1..3"))
    assert "Étape 1 déplacement de la place 3 à la place 1" in words
    assert "On va écouter ensemble" in words
    assert "On va poser le banc ensemble" not in words


def test_a_change_is_seen_in_the_page_itself(client: FlaskClient, sheet: str) -> None:
    page = client.get(f"/sheets/{sheet}/diff/1..2/page").get_data(as_text=True)
    added = page.partition('<ins class="block">')[2].partition("</ins>")[0]
    assert "<p>Ranger les chaises.</p>" in added
    assert "<del" not in page
    back = client.get(f"/sheets/{sheet}/diff/2..3/page").get_data(as_text=True)
    assert "<p>Ranger les chaises.</p>" in back.partition("<del")[2]


@pytest.mark.parametrize("view", ["", "/page"])
def test_two_versions_that_do_not_exist_are_no_page(
    client: FlaskClient, sheet: str, view: str
) -> None:
    assert client.get(f"/sheets/{sheet}/diff/1..9{view}").status_code == 404


def test_one_field_goes_back_alone_and_this_can_be_undone(
    author: Visitor, parts: Components, sheet: str
) -> None:
    diff = f"/sheets/{sheet}/diff/2..3"
    answer = author.post(f"/sheets/{sheet}/revert/2/body", page=diff, parent="3")
    assert answer.status_code == 303
    head = head_of(parts, sheet)
    assert (head.number, head.title) == (4, "Le banc")
    assert head.body.endswith("Ranger les chaises.")
    assert head.change_note == "Retour à la version 2 pour « Pour en savoir plus »"
    page = author.get(answer.headers["Location"]).get_data(as_text=True)
    assert f'action="/sheets/{sheet}/revert/3"' in page
    assert 'name="parent" value="4"' in page
    author.post(f"/sheets/{sheet}/revert/3", page=diff, parent="4")
    assert head_of(parts, sheet).body == BODY


@pytest.mark.parametrize(
    "asked",
    [("body", "2", 409), ("nothing", "3", 404), ("group_min", "3", 303)],
    ids=lambda asked: asked[0],
)
def test_a_field_goes_back_only_from_the_version_that_stands(
    author: Visitor, parts: Components, sheet: str, asked: tuple[str, str, int]
) -> None:
    key, parent, status = asked
    answer = author.post(
        f"/sheets/{sheet}/revert/2/{key}",
        page=f"/sheets/{sheet}/diff/2..3",
        parent=parent,
    )
    assert answer.status_code == status
    assert head_of(parts, sheet).number == 3


def test_a_field_does_not_go_back_to_what_would_not_fit(
    author: Visitor, parts: Components, sheet: str
) -> None:
    typed = {"body": BODY, **steps(*STEPS)}
    saved(author, sheet, 3, **typed, group_max="4", group_min="2")
    answer = author.post(
        f"/sheets/{sheet}/revert/3/group_min",
        page=f"/sheets/{sheet}/diff/3..4",
        parent="4",
    )
    assert answer.status_code == 422
    assert head_of(parts, sheet).values["group_min"] == 2


def test_a_deletion_can_be_undone_from_the_next_page(
    editor: Visitor, parts: Components, sheet: str
) -> None:
    history = f"/sheets/{sheet}/history"
    editor.post(f"/sheets/{sheet}/delete", page=history, reason="en double")
    page = editor.get(history).get_data(as_text=True)
    assert "Annuler la suppression" in page
    reason = re.search(r'name="reason" value="([^"]+)"', page)
    assert reason is not None
    editor.post(f"/sheets/{sheet}/restore", page=history, reason=reason[1])
    assert not head_of(parts, sheet).deleted
    assert "Annuler la suppression" not in editor.get(history).get_data(as_text=True)


@pytest.mark.parametrize("reason", ["", "x", "x" * 201])
def test_a_reason_that_does_not_do_is_asked_for_where_it_is_typed(
    editor: Visitor, sheet: str, reason: str
) -> None:
    history = f"/sheets/{sheet}/history"
    answer = editor.post(f"/sheets/{sheet}/delete", page=history, reason=reason)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert '<a href="#f-reason">Raison' in page
    assert f'value="{reason}"' in page
    assert "change_note" not in page
    editor.post(f"/sheets/{sheet}/delete", page=history, reason="un essai")
    again = editor.post(f"/sheets/{sheet}/restore", page=history, reason=reason)
    assert again.status_code == 422
    assert '<a href="#f-reason">' in again.get_data(as_text=True)


def test_a_step_of_the_same_title_is_one_step_changed(
    author: Visitor, client: FlaskClient
) -> None:
    other = author.publishes("tool", title="Le cercle").split("/")[2]
    before = {"steps-0-title": "Clore", "steps-0-text": "Chacun dit un mot."}
    link = {**before, "steps-0-text": f"On lit à voix haute [[{other}|le cercle]]."}
    made = author.publishes("method", **before).split("/")[2]
    saved(author, made, 1, **link)
    words = said_by(client.get(f"/sheets/{made}/diff/1..2"))
    assert "Étape 1 Clore [retiré]" in words
    assert words.count("Clore") == 1
    assert "[[le cercle]]" in words
    assert f"[[{other}" not in words


def test_a_contributor_is_not_offered_to_undo_a_deletion(
    author: Visitor, editor: Visitor, sheet: str
) -> None:
    history = f"/sheets/{sheet}/history"
    editor.post(f"/sheets/{sheet}/delete", page=history, reason="en double")
    assert "Annuler" not in said_by(author.get(history))
    answer = author.post(f"/sheets/{sheet}/restore", page=history, reason="si si")
    assert answer.status_code == 403


def test_a_reader_thanks_once_and_takes_it_back(
    visitor: Visitor,
    author: Visitor,
    client: FlaskClient,
    parts: Components,
    sheet: str,
) -> None:
    reader = visitor.signed_in(Role.READER)
    address, back = f"/sheets/{sheet}/v/1/thanks", f"/sheets/{sheet}/history"
    for _ in range(2):
        answer = reader.post(address, page=back, back=back)
        assert answer.headers["Location"] == back
    assert "1 merci" in said_by(client.get(f"/sheets/{sheet}/v/1"))
    assert "1 merci" in said_by(client.get(back))
    assert "On vous a remercié pour… Le banc · version 1 · 1 merci" in said_by(
        author.get("/account")
    )
    reader.post(address, page=back, back=back, _do="withdraw")
    assert "1 merci" not in said_by(client.get(back))
    with parts.store.read() as work:
        version = revisions.get_revision(work, sheet, 1)
        assert thanks.count_thanks(work, [version.sequence]) == {}


def test_nobody_thanks_themselves_nor_without_an_account(
    author: Visitor, client: FlaskClient, sheet: str
) -> None:
    address = f"/sheets/{sheet}/v/1/thanks"
    page = f"/sheets/{sheet}/history"
    assert author.post(address, page=page).status_code == 403
    assert client.post(address).status_code in {302, 401}
    assert "Dire merci" not in said_by(client.get(page))


def test_thanks_lead_nowhere_else(visitor: Visitor, sheet: str) -> None:
    reader = visitor.signed_in(Role.READER)
    answer = reader.post(
        f"/sheets/{sheet}/v/1/thanks",
        page=f"/sheets/{sheet}/history",
        back="https://exemple.org/",
    )
    assert answer.headers["Location"] == f"/sheets/{sheet}/history"


def test_a_deletion_is_not_thanked_for(
    author: Visitor, editor: Visitor, sheet: str
) -> None:
    page = f"/sheets/{sheet}/history"
    editor.post(f"/sheets/{sheet}/delete", page=page, reason="en double")
    assert author.post(f"/sheets/{sheet}/v/4/thanks", page=page).status_code == 400


def test_all_that_was_published_is_listed_in_order_and_leads_to_what_changed(
    client: FlaskClient, editor: Visitor, sheet: str
) -> None:
    gone = editor.publishes("tool", title="La boîte à idées").split("/")[2]
    editor.post(f"/sheets/{gone}/delete", page=f"/sheets/{gone}/history", reason="non")
    page = client.get("/changes").get_data(as_text=True)
    told = said_by(client.get("/changes"))
    assert told.index("suppression : non") < told.index("modification : mieux")
    assert page.count(f"/sheets/{sheet}/history") == 3
    assert f"/sheets/{sheet}/diff/2..3" in page
    assert f"/sheets/{gone}/diff" not in page
    assert client.get("/changes?page=2").status_code == 200
    assert client.get("/changes?page=0").status_code == 400


def test_pages_of_changes_leave_no_version_out(
    client: FlaskClient, starter: Components
) -> None:
    with starter.store.read() as work:
        head = revisions.head_sequence(work)
        known = {one.sheet for one in revisions.changes_after(work, 0, head)}
    listed: list[str] = []
    for page in (1, 2, 3):
        text = client.get(f"/changes?page={page}").get_data(as_text=True)
        listed += re.findall(r'href="/sheets/(\w{12})/history"', text)
    assert len(listed) == head
    assert set(listed) == known
