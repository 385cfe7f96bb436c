"""Drafts that keep themselves, and drafts that two people write."""

import re
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from limits import parse_many
from werkzeug.test import TestResponse

from commons.adapters.store.drafts import drafts
from commons.adapters.store.log import revisions
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Role
from commons.web.request.limits import rate_limits
from commons.web.request.route_rules import rules_of
from commons.wiring.components import Components
from tests.adapters.store.statements import asked_here
from tests.people.visitor import Visitor, filled, said_by, token_in

NEW = "/sheets/new/method"
MOST_STATEMENTS = 8


@pytest.fixture
def helper(app: Flask, parts: Components) -> Visitor:
    """Give another contributor."""
    return Visitor(app.test_client(), parts).signed_in(Role.CONTRIBUTOR)


def hidden_in(page: str) -> dict[str, str]:
    """Give what a form says of itself, as a browser sends it back."""
    found = dict(re.findall(r'name="(_[a-z]+)" value="([^"]*)"', page))
    return {name: value for name, value in found.items() if name != "_do"}


def opened(visitor: Visitor, address: str = NEW) -> dict[str, str]:
    page = visitor.get(address).get_data(as_text=True)
    return {"csrf_token": token_in(page), **hidden_in(page)}


def keeps(
    visitor: Visitor, form: dict[str, str], address: str = f"{NEW}/draft", **typed: str
) -> TestResponse:
    """Send what a form keeps by itself."""
    return visitor.client.post(
        address,
        data={**form, "_do": "keep", **filled(**typed)},
        headers={"Accept": "application/json"},
    )


def test_a_form_keeps_itself_in_one_write_and_asks_little_of_the_database(
    author: Visitor,
) -> None:
    form = opened(author)
    kept(keeps(author, form))
    with asked_here() as asked:
        kept(keeps(author, {**form, "_revision": "1"}, body="Trois mots"))
    assert len(asked.statements) <= MOST_STATEMENTS, f"{asked}"
    assert (asked.reads, asked.writes) == (2, 1), f"{asked}"


def kept(answer: TestResponse) -> dict[str, Any]:
    assert answer.status_code == 200, answer.get_data(as_text=True)
    told: dict[str, Any] = answer.get_json()
    return told


def test_what_is_typed_is_kept_and_opened_again(
    author: Visitor, parts: Components
) -> None:
    form = opened(author)
    told = kept(keeps(author, form, body="Deux mots"))
    assert told["draft"] == form["_draft"]
    assert (told["revision"], told["apart"]) == (1, False)
    assert "Pour publier" not in told["checklist"]
    assert "Il ne manque rien pour publier" in told["checklist"]
    again = kept(keeps(author, {**form, "_revision": "1"}, body="Trois mots"))
    assert again["revision"] == 2
    page = author.get(told["address"]).get_data(as_text=True)
    assert "Trois mots" in page
    assert hidden_in(page)["_revision"] == "2"
    assert hidden_in(page)["_tab"] != form["_tab"]
    with parts.store.read() as work:
        assert revisions.head_sequence(work) == 0


def test_what_would_be_refused_is_named_beside_the_form(author: Visitor) -> None:
    typed = {"steps-0-title": "Poser le banc", "group_min": "beaucoup"}
    told = kept(keeps(author, opened(author), **typed, duration="un moment"))
    assert "Il ne manque rien" not in told["checklist"]
    for key in ("steps", "group_min", "duration"):
        assert f'<a href="#f-{key}">' in told["checklist"].partition("</p>")[0]


def test_a_note_that_lacks_is_not_a_sheet_that_lacks_something(
    author: Visitor,
) -> None:
    complete = author.publishes("tool", **filled(use="Se connaître.")).split("/")[2]
    edit = f"/sheets/{complete}/edit"
    form = {**opened(author, edit), "_do": "publish", **filled(body="Un mot de plus.")}
    page = author.client.post(edit, data=form).get_data(as_text=True)
    assert '<a href="#f-change_note">Dites en quelques mots' in page
    asked = page.partition("Vous pouvez publier")[2].partition("</ul>")[0]
    assert '<a href="#f-use">' in asked
    assert "change_note" not in asked


def test_the_note_of_a_change_is_kept_too(author: Visitor) -> None:
    sheet = author.publishes("method").split("/")[2]
    edit = f"/sheets/{sheet}/edit"
    form = opened(author, edit)
    told = kept(keeps(author, form, f"{edit}/draft", change_note="une virgule"))
    page = author.get(told["address"]).get_data(as_text=True)
    assert 'value="une virgule"' in page


def test_an_answer_that_was_not_heard_makes_no_second_draft(author: Visitor) -> None:
    form = opened(author)
    kept(keeps(author, form, body="Un"))
    told = kept(keeps(author, form, body="Un deux"))
    assert (told["draft"], told["apart"]) == (form["_draft"], False)


def test_two_tabs_on_one_draft_keep_both_texts(author: Visitor) -> None:
    first = opened(author)
    address = kept(keeps(author, first, body="Le texte de l’une"))["address"]
    second = opened(author, address)
    kept(keeps(author, second, body="Le texte de l’autre"))
    late = kept(keeps(author, {**first, "_revision": "1"}, body="Le texte en retard"))
    assert late["apart"]
    assert late["draft"] != first["_draft"]
    assert "gardé à part" in late["said"]
    assert "Le texte de l’autre" in author.get(address).get_data(as_text=True)
    page = author.get(late["address"]).get_data(as_text=True)
    assert "Le texte en retard" in page


def test_the_button_keeps_both_texts_as_well(author: Visitor) -> None:
    first = opened(author)
    address = kept(keeps(author, first, body="L’un"))["address"]
    second = opened(author, address)
    kept(keeps(author, second, body="L’autre"))
    stale = {**first, "_revision": "1", "_do": "draft", **filled(body="En retard")}
    answer = author.client.post(NEW, data=stale)
    page = author.get(answer.headers["Location"])
    assert "gardé à part" in said_by(page)
    assert "En retard" in page.get_data(as_text=True)


def test_who_wrote_meanwhile_is_named_beside_the_text_put_apart(
    author: Visitor, helper: Visitor
) -> None:
    form = opened(author)
    address = kept(keeps(author, form, body="Le début"))["address"]
    shares(author, form["_draft"], helper.name)
    mine, theirs = opened(author, address), opened(helper, address)
    kept(keeps(helper, theirs, body="La suite de l’une"))
    told = kept(keeps(author, mine, body="La suite de l’autre"))
    assert told["said"].startswith(f"{helper.name} a écrit dans ce brouillon")
    link = {"address": address, "words": f"Voir l’autre brouillon, par {helper.name}"}
    assert told["beside"] == link
    again = {"_draft": told["draft"], "_revision": "1"}
    later = kept(keeps(author, {**mine, **again}, body="Et plus loin encore"))
    assert (later["apart"], later["beside"]) == (False, link)
    assert "Brouillon enregistré" in later["said"]
    listed = author.get("/drafts").get_data(as_text=True)
    assert listed.count("Gardé à part le ") == 1
    assert f"pendant que {helper.name} écrivait" in listed
    assert (
        f'<a href="{address}">Voir l’autre brouillon, par {helper.name}</a>' in listed
    )
    pages = [author.get(one["address"]).get_data(as_text=True) for one in (told, link)]
    assert "Et plus loin encore" in pages[0]
    assert "La suite de l’une" in pages[1]


def test_the_button_names_who_wrote_meanwhile_as_well(
    author: Visitor, helper: Visitor
) -> None:
    form = opened(author)
    address = kept(keeps(author, form, body="Le début"))["address"]
    shares(author, form["_draft"], helper.name)
    theirs = opened(helper, address)
    kept(keeps(author, opened(author, address), body="La suite de l’une"))
    stale = {**theirs, "_do": "draft", **filled(body="La suite de l’autre")}
    answer = helper.client.post(NEW, data=stale)
    page = helper.get(answer.headers["Location"]).get_data(as_text=True)
    assert f"{author.name} a écrit dans ce brouillon en même temps" in page
    assert f'<a href="{address}">Voir l’autre brouillon, par {author.name}</a>' in page
    part = {"person": re.findall(r'name="person" value="([^"]+)"', said_to(helper))[0]}
    helper.post(f"/drafts/{form['_draft']}/part", page="/drafts", **part)
    listed = said_to(helper)
    assert f"pendant que {author.name} écrivait" in listed
    assert "Voir le brouillon de" not in listed


def said_to(visitor: Visitor) -> str:
    return visitor.get("/drafts").get_data(as_text=True)


def test_of_a_draft_that_is_not_shared_nothing_is_said(
    author: Visitor, helper: Visitor
) -> None:
    form = opened(author)
    kept(keeps(author, form, body="À moi"))
    forged = {**opened(helper), "_draft": form["_draft"], "_revision": "1"}
    told = kept(keeps(helper, forged, body="À deviner"))
    assert (told["apart"], told["beside"]) == (True, None)
    assert author.name not in told["said"] + said_to(helper)


def test_names_that_end_with_a_full_stop_end_with_one(
    author: Visitor, app: Flask, parts: Components
) -> None:
    lea = Visitor(app.test_client(), parts).signed_in(Role.CONTRIBUTOR, "Léa D.")
    form = opened(author)
    address = kept(keeps(author, form))["address"]
    shares(author, form["_draft"], "Léa D.")
    assert "Léa D.." not in said_by(author.get(address))
    back = author.post(
        f"/drafts/{form['_draft']}/part", page="/drafts", person=person(lea, parts)
    )
    assert "Léa D.." not in said_by(author.get(back.headers["Location"]))


def test_only_who_published_is_proposed_to_write_with(
    author: Visitor, helper: Visitor, editor: Visitor
) -> None:
    kept(keeps(author, opened(author)))
    author.publishes("method")
    helper.publishes("method")
    kept(keeps(editor, opened(editor)))
    listed = re.search(r'<datalist id="people">(.*?)</datalist>', said_to(author))
    assert listed is not None
    assert re.findall('value="([^"]*)"', listed[1]) == [helper.name]


def test_publishing_drops_the_draft_unless_it_holds_newer_words(
    author: Visitor,
) -> None:
    first = opened(author)
    address = kept(keeps(author, first, body="L’un"))["address"]
    second = opened(author, address)
    kept(keeps(author, second, body="Plus tard, ailleurs"))
    author.publishes("method", **{**first, "_revision": "1"}, body="L’un")
    assert "Plus tard, ailleurs" in author.get(address).get_data(as_text=True)
    again = opened(author, address)
    author.publishes("method", **again, body="Plus tard, ailleurs")
    assert author.get(address).status_code == 404


def test_looking_keeps_nothing_and_shows_the_page(
    author: Visitor, parts: Components
) -> None:
    form = opened(author)
    asked = {**form, "_show": "1", "_do": "look", **filled(body="Un **mot** fort")}
    headers = {"Accept": "application/json"}
    answer = author.client.post(f"{NEW}/draft", data=asked, headers=headers)
    assert "<strong>mot</strong>" in kept(answer)["preview"]
    with parts.store.read() as work:
        assert drafts.owner_of(work, form["_draft"]) == ""


def test_a_script_hears_in_json_that_it_must_sign_in_or_ask_again(
    author: Visitor,
) -> None:
    form = opened(author)
    assert keeps(author, {**form, "csrf_token": "faux"}).status_code == 400
    author.client.delete_cookie("commons_session")
    answer = keeps(author, form)
    assert answer.status_code == 401
    assert answer.mimetype == "application/problem+json"


def test_nonsense_is_no_draft(author: Visitor) -> None:
    form = opened(author)
    assert keeps(author, {**form, "_tab": ""}).status_code == 400
    told = kept(keeps(author, {**form, "_draft": "../x", "_revision": "-1"}))
    assert iri.is_id(told["draft"])
    assert keeps(author, form, "/sheets/new/nothing/draft").status_code == 404


def test_honest_typing_is_never_stopped_and_a_flood_is(
    app: Flask, author: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    bound, rules = rate_limits.KEEPING, rules_of(app)
    assert all(limit.amount >= 60 for limit in bound.account)
    few = replace(bound, account=tuple(parse_many("20 per hour")))
    monkeypatch.setitem(
        rules, "drafting.keep_new", replace(rules["drafting.keep_new"], writes=few)
    )
    form = opened(author)
    asked = {**form, "_do": "look"}
    headers = {"Accept": "application/json"}
    statuses = [
        author.client.post(f"{NEW}/draft", data=asked, headers=headers).status_code
        for _ in range(21)
    ]
    assert statuses == [200] * 20 + [429]


def shares(owner: Visitor, draft: str, name: str) -> TestResponse:
    return owner.post(f"/drafts/{draft}/share", page="/drafts", name=name)


def test_two_people_write_a_draft_and_are_both_credited(
    author: Visitor, helper: Visitor, parts: Components
) -> None:
    form = opened(author)
    mine = {"authors-0-name": author.name, "authors-0-person": person(author, parts)}
    address = kept(keeps(author, form, body="Ce que je sais", **mine))["address"]
    assert helper.get(address).status_code == 404
    assert shares(author, form["_draft"], helper.name.upper()).status_code == 303
    listed = said_by(helper.get("/drafts"))
    assert "Partagés avec moi" in listed
    assert f"Un brouillon, par {author.name}" in listed
    theirs = opened(helper, address)
    told = kept(keeps(helper, theirs, body="Ce que je sais, dit mieux", **mine))
    assert not told["apart"]
    page = author.get(address)
    assert "dit mieux" in page.get_data(as_text=True)
    assert f"Dernière écriture : {helper.name}" in said_by(page).replace("\xa0", " ")
    published = helper.publishes("method", **opened(helper, address), **mine)
    assert "@" not in page.get_data(as_text=True).partition("<main")[2]
    with parts.store.read() as work:
        head = revisions.get_head(work, published.split("/")[2])
    assert head.author.name == helper.name
    assert head.values["authors"] == [
        {"name": author.name, "person": person(author, parts)},
        {
            "name": helper.name,
            "role": "assisted_writing",
            "person": person(helper, parts),
        },
    ]
    assert "Aucun brouillon" in said_by(author.get("/drafts"))


def test_the_owner_publishes_what_a_companion_wrote_and_gave_back(
    author: Visitor, helper: Visitor, parts: Components
) -> None:
    form = opened(author)
    address = kept(keeps(author, form))["address"]
    shares(author, form["_draft"], helper.name)
    kept(keeps(helper, opened(helper, address), body="Mieux dit"))
    back = {"person": person(helper, parts)}
    gone = helper.post(f"/drafts/{form['_draft']}/part", page="/drafts", **back)
    assert gone.status_code == 303
    assert helper.get(address).status_code == 404
    published = author.publishes("method", **opened(author, address), body="Mieux dit")
    with parts.store.read() as work:
        head = revisions.get_head(work, published.split("/")[2])
    assert person(helper, parts) in str(head.values["authors"])


def test_only_the_owner_shares_and_throws_away(
    author: Visitor, helper: Visitor, editor: Visitor, parts: Components
) -> None:
    form = opened(author)
    address = kept(keeps(author, form, body="À nous deux"))["address"]
    draft = form["_draft"]
    shares(author, draft, helper.name)
    assert shares(helper, draft, editor.name).status_code == 404
    helper.post(f"/drafts/{draft}/drop", page="/drafts")
    assert "À nous deux" in author.get(address).get_data(as_text=True)
    mine = {"person": person(helper, parts)}
    stranger = editor.post(f"/drafts/{draft}/part", page="/drafts", **mine)
    assert stranger.status_code == 404
    theirs = opened(helper, address)
    assert (
        author.post(f"/drafts/{draft}/part", page="/drafts", **mine).status_code == 303
    )
    told = kept(keeps(helper, theirs, body="Écrit entre-temps"))
    assert told["apart"]
    assert "À nous deux" in author.get(address).get_data(as_text=True)
    assert "Écrit entre-temps" in helper.get(told["address"]).get_data(as_text=True)


@pytest.mark.parametrize("who", ["nobody", "self", "reader"])
def test_a_draft_is_shared_with_somebody_who_writes_here(
    author: Visitor, app: Flask, parts: Components, who: str
) -> None:
    form = opened(author)
    kept(keeps(author, form))
    names = {"nobody": "Personne de ce nom", "self": author.name}
    if who == "reader":
        reader = Visitor(app.test_client(), parts).signed_in(Role.READER)
        names["reader"] = reader.name
    answer = shares(author, form["_draft"], names[who])
    assert answer.status_code == 422
    assert "<title>Erreur" in answer.get_data(as_text=True)
    assert 'aria-invalid="true"' in answer.get_data(as_text=True)


def person(visitor: Visitor, parts: Components) -> str:
    """Give who is credited for what somebody writes."""
    page = visitor.get(NEW).get_data(as_text=True)
    found = re.search(r'name="authors-0-person" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_a_form_links_to_an_example_of_its_kind(
    starter: Components, author: Visitor
) -> None:
    alone = [key for key, one in starter.schema.kinds.items() if one.subject is None]
    assert len(alone) >= 3  # nobody tried a starter sheet yet
    for kind in alone:
        page = author.get(f"/sheets/new/{kind}").get_data(as_text=True)
        link = re.search(r'href="(/sheets/[^"]+)" target="_blank"', page)
        assert link is not None
        assert starter.schema.kinds[kind].label["fr"] in said_by(author.get(link[1]))


PROPOSED = [
    ("sheets", "abaque de reg", "L’abaque de Régnier"),
    ("sheets", "abaqe de regnier", "L’abaque de Régnier"),
    ("places", "mirec", "Mirecourt"),
    ("places", "brst", "Brest"),
    ("keywords", "deb", "débat"),
    ("keywords", "d", ""),
    ("sheets", "%", ""),
]


def test_what_exists_is_proposed(starter: Components, author: Visitor) -> None:
    for what, typed, first in PROPOSED:
        answer = author.get(f"/suggest/{what}.json?q={typed}")
        items = answer.get_json()["items"]
        assert len(items) <= 8
        assert bool(items) == bool(first), typed
        assert (items[0]["label"] if items else "").startswith(first)


def test_a_proposed_place_or_sheet_is_read_as_the_one_that_was_meant(
    author: Visitor, parts: Components
) -> None:
    author.publishes("tool", title="La carte")
    second = author.publishes("tool", title="La carte").split("/")[2]
    parts.catch_up()
    places = author.get("/suggest/places.json?q=saint-denis").get_json()["items"]
    assert {place["hint"] for place in places[:2]} == {
        "commune, La Réunion (974)",
        "commune, Seine-Saint-Denis (93)",
    }
    for place in places:
        assert parts.places.named(place["text"]) is not None
    sheets = author.get("/suggest/sheets.json?q=carte").get_json()["items"]
    assert {len(sheet["text"]) for sheet in sheets} == {iri.ID_LENGTH}
    assert f"{second}|La carte" in {sheet["link"] for sheet in sheets}


def test_who_does_not_write_is_proposed_nothing(visitor: Visitor) -> None:
    assert visitor.get("/suggest/keywords.json?q=deb").status_code == 302
    writer = visitor.signed_in(Role.CONTRIBUTOR)
    assert writer.get("/suggest/people.json?q=cam").status_code == 404


@pytest.mark.parametrize("order", ["publish", "draft", "preview", "add:steps"])
def test_a_text_outlives_its_sheet_and_makes_a_new_one(
    editor: Visitor, order: str
) -> None:
    sheet = editor.publishes("method", keywords="banc").split("/")[2]
    edit = f"/sheets/{sheet}/edit"
    form = opened(editor, edit)
    editor.post(
        f"/sheets/{sheet}/delete", page=f"/sheets/{sheet}/history", reason="oui"
    )
    typed = {**form, "_do": order, **filled(body="Un texte auquel on tient")}
    answer = editor.client.post(edit, data=typed)
    assert answer.status_code == 303
    page = editor.get(answer.headers["Location"]).get_data(as_text=True)
    assert "La fiche que vous modifiiez a été supprimée" in page
    assert "Un texte auquel on tient" in page
    anew = {"csrf_token": token_in(page), **hidden_in(page), **typed, "_do": "publish"}
    anew |= {"_draft": hidden_in(page)["_draft"], "_confirmed": "on"}
    published = editor.client.post("/sheets/new/method", data=anew)
    assert published.status_code == 303, said_by(published)
    assert sheet not in published.headers["Location"]
    assert editor.get(edit).status_code == 410


def test_a_draft_that_outlived_its_sheet_opens_from_the_list(
    author: Visitor, editor: Visitor
) -> None:
    sheet = author.publishes("method").split("/")[2]
    edit = f"/sheets/{sheet}/edit"
    told = kept(keeps(author, opened(author, edit), f"{edit}/draft", body="Gardé"))
    editor.post(
        f"/sheets/{sheet}/delete", page=f"/sheets/{sheet}/history", reason="oui"
    )
    answer = author.get(told["address"])
    assert answer.status_code == 303
    page = author.get(answer.headers["Location"]).get_data(as_text=True)
    assert "Gardé" in page
    assert hidden_in(page)["_parent"] == ""


def pressed(visitor: Visitor, form: dict[str, str], **typed: str) -> TestResponse:
    """Press "Publier" in the form of a new method."""
    order = {"_do": "publish", "_confirmed": "on"}
    return visitor.client.post(NEW, data={**form, **order, **filled(**typed)})


def test_a_form_sent_twice_makes_one_sheet(author: Visitor, parts: Components) -> None:
    form = opened(author)
    first, second = (pressed(author, form, body="Un banc") for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert first.headers["Location"] == second.headers["Location"]
    with parts.store.read() as work:
        assert revisions.head_sequence(work) == 1


def test_who_comes_back_and_writes_more_changes_the_sheet_it_made(
    author: Visitor, parts: Components
) -> None:
    form = opened(author)
    sheet = pressed(author, form, body="Un banc").headers["Location"].split("/")[2]
    again = pressed(author, form, body="Un banc, et une question")
    assert again.headers["Location"].split("/")[2] == sheet
    with parts.store.read() as work:
        assert revisions.get_head(work, sheet).number == 2


def test_two_who_publish_one_draft_make_one_sheet_and_lose_nothing(
    author: Visitor, editor: Visitor, parts: Components
) -> None:
    told = kept(keeps(author, opened(author), body="Un banc"))
    author.post(f"/drafts/{told['draft']}/share", page="/drafts", name=editor.name)
    mine, theirs = opened(author, told["address"]), opened(editor, told["address"])
    kept(keeps(editor, theirs, body="Un banc vert"))
    published = pressed(author, mine, body="Un banc bleu")
    assert published.status_code == 303
    late = pressed(editor, theirs, body="Un banc vert")
    assert late.status_code == 409
    page = said_by(late)
    assert "Un banc bleu" in page
    assert "Un banc vert" in page
    with parts.store.read() as work:
        assert revisions.head_sequence(work) == 1


def test_a_draft_of_another_gives_its_name_to_no_sheet(
    author: Visitor, editor: Visitor
) -> None:
    told = kept(keeps(editor, opened(editor), body="Un banc"))
    stolen = {**opened(author), "_draft": told["draft"]}
    place = pressed(author, stolen).headers["Location"]
    assert told["draft"] not in place
