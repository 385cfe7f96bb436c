"""Somebody tried a sheet: button, short form, counts on the sheet, search, author."""

import re
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import QuerySolutions, RdfFormat, Store

from commons.adapters.store.log import revisions
from commons.core.domain.people.account import Role
from commons.core.domain.sheet import Revision
from commons.wiring.components import Components
from tests.adapters.media.pictures import drawing, written
from tests.adapters.store.statements import asked_here
from tests.bench.typing_in import controls_of
from tests.conftest import BASE
from tests.feeds.conftest import Desk
from tests.people.visitor import PASSWORD, Visitor, said_by
from tests.services.reuse.test_trials import BREST, DOUARNENEZ, a_trial, an_adaptation

OUTCOME = "Chacun a parlé, même les plus timides."


@pytest.fixture
def other(app: Flask, parts: Components) -> Visitor:
    """Give somebody of another territory."""
    return Visitor(app.test_client(), parts).signed_in(Role.CONTRIBUTOR)


def button_of(page: str) -> str:
    """Give where the button of a sheet leads."""
    (address,) = re.findall(r'href="(/sheets/new/trial[^"]*)"', page)
    return unescape(address)


def tells(visitor: Visitor, sheet: str, **typed: str) -> str:
    """Follow the button of a sheet, fill in the short form; give the trial's address."""
    opened = visitor.get(button_of(visitor.get(sheet).get_data(as_text=True)))
    form = dict(controls_of(opened.get_data(as_text=True), "sheet"))
    typed = {"territory": "Douarnenez", "date": "novembre 2018", **typed}
    order = {**form, "summary": OUTCOME, **typed, "_do": "publish"}
    made = visitor.client.post("/sheets/new/trial", data=order)
    assert made.status_code == 303, said_by(made)
    return made.headers["Location"]


def test_a_trial_is_told_in_a_few_fields_and_its_title_is_proposed(
    author: Visitor, other: Visitor, client: FlaskClient, parts: Components
) -> None:
    sheet = author.publishes("method", title="Débat mouvant")
    trial = tells(other, sheet, participants="12")
    page = client.get(trial)
    told = said_by(page)
    assert "Essai de « Débat mouvant » à Douarnenez, novembre 2018" in told
    assert OUTCOME in told
    identifier = sheet.split("/")[2]
    assert f'href="/sheets/{identifier}/v/1">Débat mouvant' in page.get_data(
        as_text=True
    )
    with parts.store.read() as work:
        made = revisions.get_head(work, trial.split("/")[2])
    assert made.values["tried"] == f"/sheets/{identifier}/v/1"
    assert made.values["territory"] == {"code": "commune:29046"}


def test_the_form_asks_five_things_and_folds_the_rest(
    author: Visitor, other: Visitor
) -> None:
    sheet = author.publishes("method", title="Débat mouvant")
    page = other.get(button_of(author.get(sheet).get_data(as_text=True)))
    text = page.get_data(as_text=True)
    first, _, folded = text.partition('<details class="stack"')
    form = first.partition('id="sheet"')[2]
    asked = re.findall(r'<(?:input|textarea) (?!type="hidden)[^>]*name="([^"]+)"', form)
    assert asked == [
        *("territory", "date", "participants", "summary"),
        *("images.upload", "images.upload"),
    ]
    assert 'capture="environment"' in form
    assert 'name="title"' in folded.partition("</details>")[0]
    assert "J’ai essayé « Débat mouvant »" in said_by(page)


def test_what_is_wrong_in_what_is_folded_is_shown(
    author: Visitor, other: Visitor
) -> None:
    sheet = author.publishes("method", title="Débat mouvant")
    opened = other.get(button_of(author.get(sheet).get_data(as_text=True)))
    form = dict(controls_of(opened.get_data(as_text=True), "sheet"))
    wrong = {**form, "links-0-url": "pas une adresse", "_do": "publish"}
    page = other.client.post("/sheets/new/trial", data=wrong).get_data(as_text=True)
    assert re.search(r'<details class="stack" open>', page)
    assert '<details class="stack">' in opened.get_data(as_text=True)


def test_a_photo_comes_with_the_credit_of_who_tells(
    author: Visitor, other: Visitor, client: FlaskClient
) -> None:
    sheet = author.publishes("method", title="Débat mouvant")
    opened = other.get(button_of(author.get(sheet).get_data(as_text=True)))
    form: dict[str, Any] = dict(controls_of(opened.get_data(as_text=True), "sheet"))
    photo = (BytesIO(written(drawing(), "JPEG")), "photo.jpg")
    shown = other.client.post(
        "/sheets/new/trial", data={**form, "images.upload": photo, "_do": "resume"}
    )
    form = dict(controls_of(shown.get_data(as_text=True), "sheet"))
    assert form["images-0-author"] == other.name
    assert form["images-0-licence"] == "CC-BY-SA-4.0"
    order = {**form, "territory": "Brest", "date": "2018", "summary": OUTCOME}
    order |= {"images-0-alt": "Un dessin", "_do": "publish"}
    made = other.client.post("/sheets/new/trial", data=order)
    assert made.status_code == 303, said_by(made)
    assert "Un dessin" in client.get(made.headers["Location"]).get_data(as_text=True)


def test_a_newcomer_signs_in_and_comes_back_to_the_form(
    author: Visitor, visitor: Visitor
) -> None:
    sheet = author.publishes("method", title="Débat mouvant")
    address = button_of(visitor.get(sheet).get_data(as_text=True))
    asked = visitor.get(address)
    assert asked.status_code == 302
    page = visitor.get(asked.headers["Location"]).get_data(as_text=True)
    assert "/register?next=" in page
    answer = visitor.post(
        asked.headers["Location"], email=author.email, password=PASSWORD
    )
    assert answer.headers["Location"].endswith(address)
    assert "J’ai essayé" in said_by(visitor.get(address))


def test_the_sheet_says_how_often_where_and_on_which_version(
    author: Visitor, client: FlaskClient, parts: Components
) -> None:
    desk = Desk(parts)
    wall = desk.put_one(title="Le mur")
    address = f"/sheets/{wall.sheet}/le-mur"
    assert "essai" not in said_by(client.get(address)).replace("J’ai essayé", "")
    for place in (BREST, BREST, DOUARNENEZ, {"name": "pays de Brest"}):
        a_trial(desk, wall, place)
    told = said_by(client.get(address))
    assert "4 essais : Brest (2), Douarnenez, pays de Brest" in told
    assert "Lire tous les essais" in told
    assert "pour la dernière fois" not in told
    desk.change(wall, title="Le mur")
    told = said_by(client.get(address))
    assert "Essayée pour la dernière fois sur la version 1." in told
    whole = said_by(client.get(f"/sheets/{wall.sheet}/trials"))
    assert "4 essais" in whole
    assert "compte pour la fiche essayée" in whole


def test_an_adaptation_says_how_often_its_original_was_tried_and_the_other_way(
    client: FlaskClient, parts: Components
) -> None:
    desk = Desk(parts)
    wall = desk.put_one(title="Le mur")
    made = an_adaptation(desk, wall)
    a_trial(desk, wall, BREST)
    a_trial(desk, wall, DOUARNENEZ)
    page = client.get(f"/sheets/{made.sheet}/x", follow_redirects=True)
    assert "L’original a été essayé 2 fois : les essais de « Le mur »" in said_by(page)
    assert f'href="/sheets/{wall.sheet}/trials"' in page.get_data(as_text=True)
    assert "Ses adaptations" not in said_by(page)
    a_trial(desk, made, BREST)
    for address in (f"/sheets/{wall.sheet}/le-mur", f"/sheets/{wall.sheet}/trials"):
        page = client.get(address)
        told = said_by(page)
        assert "2 essais : Brest, Douarnenez" in told
        assert "Ses adaptations ont aussi été essayées, et comptées à part :" in told
        assert "Le mur d’ici · 1 essai" in told
        assert f'href="/sheets/{made.sheet}/trials"' in page.get_data(as_text=True)


def test_the_json_of_a_sheet_counts_its_trials_and_that_of_a_version_does_not(
    client: FlaskClient, parts: Components
) -> None:
    desk = Desk(parts)
    wall = desk.put_one(title="Le mur")
    address = f"/sheets/{wall.sheet}.json"
    before = client.get(address)
    url = f"{BASE}/sheets/{wall.sheet}/trials"
    none = {"count": 0, "territories": 0, "last_version": 0, "url": url}
    assert before.get_json()["trials"] == none
    fixed = client.get(f"/sheets/{wall.sheet}/v/1.json")
    made = [a_trial(desk, wall, place) for place in (BREST, BREST, DOUARNENEZ)]
    known = {"If-None-Match": before.headers["ETag"]}
    after = client.get(address, headers=known)
    said = {"count": 3, "territories": 2, "last_version": 1, "url": url}
    assert (after.status_code, after.get_json()["trials"]) == (200, said)
    known = {"If-None-Match": after.headers["ETag"]}
    assert client.get(address, headers=known).status_code == 304
    again = client.get(f"/sheets/{wall.sheet}/v/1.json")
    assert (again.data, again.headers["ETag"]) == (fixed.data, fixed.headers["ETag"])
    assert "immutable" in again.headers["Cache-Control"]
    assert "trials" not in again.get_json()
    desk.put_one(title="Autre chose")  # what was kept is shown no more
    with asked_here() as asked:
        client.get(address)
    counted = [one for one in asked.statements if "count(" in one and "links" in one]
    assert len(counted) == 1, f"{asked}"
    assert "trials" not in client.get(f"/sheets/{made[0].sheet}.json").get_json()


def test_trials_of_the_sheet_are_no_citations_of_it(
    client: FlaskClient, parts: Components
) -> None:
    desk = Desk(parts)
    wall = desk.put_one(title="Le mur")
    a_trial(desk, wall, BREST)
    page = client.get(f"/sheets/{wall.sheet}/le-mur").get_data(as_text=True)
    assert page.count("Essai</a>") + page.count(">Brest</a>") == 1
    trial_page = said_by(client.get(f"/sheets/{wall.sheet}/trials"))
    assert "1 essai : Brest" in trial_page


@pytest.mark.usefixtures("unindexed")
def test_a_thousand_trials_take_pages_and_a_sheet_two_statements_more(
    client: FlaskClient, parts: Components
) -> None:
    desk = Desk(parts)
    wall, table = desk.put_one(title="Le mur"), desk.put_one(title="La table")
    desk.publish(
        1_000, kind="trial", title="Essai", territory=BREST, date="2018",
        tried=f"/sheets/{wall.sheet}/v/1", summary=OUTCOME,
    )  # fmt: skip
    client.get("/themes")  # the first to ask after a change looks for a new schema
    with asked_here() as untried:
        client.get(f"/sheets/{table.sheet}/la-table")
    with asked_here() as tried:
        page = client.get(f"/sheets/{wall.sheet}/le-mur")
    assert "1 000 essais : Brest Brest" in said_by(page)
    assert len(untried.statements) <= 6  # one of them asks for questions and remarks
    assert len(tried.statements) <= 8
    assert len(page.data) < 100_000
    whole = client.get(f"/sheets/{wall.sheet}/trials")
    assert whole.get_data(as_text=True).count(OUTCOME) == 20
    assert client.get(f"/sheets/{wall.sheet}/trials?page=50").status_code == 200
    assert client.get(f"/sheets/{wall.sheet}/trials?page=51").status_code == 404
    assert client.get(f"/sheets/{wall.sheet}/trials?page=x").status_code == 400


def test_what_cannot_be_tried_is_not_offered(
    author: Visitor, other: Visitor, client: FlaskClient, parts: Components
) -> None:
    desk = Desk(parts)
    wall = desk.put_one(title="Le mur")
    trial = a_trial(desk, wall, BREST)
    page = client.get(f"/sheets/{trial.sheet}/essai").get_data(as_text=True)
    assert "/sheets/new/trial" not in page
    assert "/adapt" not in page
    desk.delete(wall)
    wrong = [
        f"tried={trial.sheet}&version=1",
        f"tried={wall.sheet}&version=1",
        "tried=0123456789ab&version=1",
    ]
    codes = [other.get(f"/sheets/new/trial?{one}").status_code for one in wrong]
    assert codes == [404, 410, 404]
    assert client.get(f"/sheets/{wall.sheet}/trials").status_code == 410
    assert client.get("/sheets/0123456789ab/trials").status_code == 404
    live = desk.put_one(title="La table")
    over = other.get(f"/sheets/new/trial?tried={live.sheet}&version=7")
    assert over.status_code == 404


def test_without_a_sheet_it_is_asked_which_one(
    other: Visitor, parts: Components
) -> None:
    desk = Desk(parts)
    wall = desk.put_one(title="Le mur de paroles")
    a_trial(desk, wall, BREST)
    parts.catch_up()
    asked = other.get("/sheets/new/trial")
    assert (asked.status_code, asked.headers["Location"]) == (303, "/trials/new")
    for typed, version in [
        ("le mur", 1),
        ("paroles", 1),
        (f"{BASE}/sheets/{wall.sheet}/le-mur-de-paroles", 1),
        (f"{BASE}/sheets/{wall.sheet}/v/1", 1),
        (f"/sheets/{wall.sheet}/v/99", 1),
    ]:
        page = other.client.get("/trials/new", query_string={"q": typed})
        address = button_of(page.get_data(as_text=True))
        assert address == f"/sheets/new/trial?tried={wall.sheet}&version={version}"
    none = other.client.get("/trials/new", query_string={"q": "xyzzyx"})
    assert "ne porte ce titre" in said_by(none)


def test_the_list_of_kinds_and_the_home_page_are_not_crowded(
    other: Visitor, client: FlaskClient, parts: Components
) -> None:
    desk = Desk(parts)
    wall = desk.put_one(title="Le mur")
    for _ in range(7):
        a_trial(desk, wall, BREST)
    home = client.get("/").get_data(as_text=True)
    newest = home.partition('id="newest"')[2].partition("</section>")[0]
    assert "Le mur" in newest
    assert "Essai</a>" not in newest
    assert 'href="/search?kind=trial"' in home
    assert "/sheets/new/trial" not in home
    choose = other.get("/write").get_data(as_text=True)
    assert "/sheets/new/trial" not in choose
    assert "/trials/new" in choose


def test_the_search_counts_and_filters_by_trials(
    client: FlaskClient, parts: Components
) -> None:
    desk = Desk(parts)
    wall, table = desk.put_one(title="Le mur"), desk.put_one(title="La table")
    for sheet, place in [(wall, BREST), (wall, DOUARNENEZ), (table, BREST)]:
        a_trial(desk, sheet, place)
    parts.catch_up()
    page = client.get("/search?tried=two-places")
    assert "Essayée : Dans deux territoires au moins" in said_by(page)
    assert "Le mur" in said_by(page)
    assert "La table" not in said_by(page)
    told: Any = client.get("/search.json?tried=once").get_json()
    assert {one["title"]: one["trials"] for one in told["results"]} == {
        "Le mur": 2,
        "La table": 1,
    }
    assert [(one["value"], one["count"]) for one in told["facets"]["tried"]] == [
        ("once", 2),
        ("two-places", 1),
    ]


def test_an_author_sees_what_was_tried_of_their_sheets_with_the_new_ones_marked(
    author: Visitor, other: Visitor
) -> None:
    sheet = author.publishes("method", title="Débat mouvant")
    empty = said_by(author.get("/account/trials"))
    assert "Aucun pour l’instant" in empty
    tells(other, sheet)
    page = author.get("/account/trials")
    assert "Nouveau" in said_by(page)
    assert "Essai de « Débat mouvant »" in said_by(page)
    (through,) = re.findall(
        r'name="through" value="(\d+)"', page.get_data(as_text=True)
    )
    marked = author.post("/account/trials", through=through)
    assert marked.status_code == 303
    again = said_by(author.get("/account/trials"))
    assert "Nouveau" not in again
    assert "Essai de « Débat mouvant »" in again
    tells(other, sheet, date="2017")
    author.post("/account/trials", through="0")
    assert said_by(author.get("/account/trials")).count("Nouveau") == 1
    author.post("/account/trials", through="999999")
    assert "Nouveau" not in said_by(author.get("/account/trials"))
    assert "Aucun pour l’instant" in said_by(other.get("/account/trials"))


def from_feeds(client: FlaskClient, trial: Revision) -> dict[str, str]:
    return {
        address: client.get(address).get_data(as_text=True)
        for address in (
            "/feeds/atom?kind=trial",
            "/oai?verb=ListRecords&metadataPrefix=oai_dc&set=kind:trial",
            f"/sheets/{trial.sheet}.json",
            f"/sheets/{trial.sheet}.md",
            "/sitemaps/1.xml",
        )
    }


def test_rdf_and_feeds_come_with_the_kind(
    client: FlaskClient, parts: Components
) -> None:
    desk = Desk(parts)
    wall = desk.put_one(title="Le mur")
    trial = a_trial(desk, wall, DOUARNENEZ)
    for address, text in from_feeds(client, trial).items():
        assert trial.sheet in text or "tried:" in text, address
    quads = client.get(f"/sheets/{trial.sheet}.nq").get_data(as_text=True)
    version = f"<{BASE}/sheets/{wall.sheet}/v/1>"
    sheet = f"<{BASE}/sheets/{trial.sheet}"
    kc = "https://w3id.org/knowledge-commons/ns#"
    assert f"{sheet}> <{kc}triedVersion> {version}" in quads
    used = f"{sheet}#activity> <http://www.w3.org/ns/prov#used> {version}"
    assert used in quads
    assert (
        f"{sheet}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{kc}Trial>"
        in (quads)
    )


WHERE = """
PREFIX kc: <https://w3id.org/knowledge-commons/ns#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX prov: <http://www.w3.org/ns/prov#>
SELECT ?title ?where ?number WHERE {
  ?trial a kc:Trial ; kc:triedVersion ?version ; dct:spatial/dct:identifier ?where .
  ?version dct:isVersionOf ?sheet ; <http://purl.org/pav/version> ?number .
  ?sheet dct:title ?title .
} ORDER BY ?where
"""


def test_a_question_in_rdf_tells_what_was_tried_where(
    client: FlaskClient, parts: Components
) -> None:
    desk = Desk(parts)
    wall = desk.put_one(title="Le mur")
    second = desk.change(wall, title="Le grand mur")
    made = [a_trial(desk, wall, BREST), a_trial(desk, second, DOUARNENEZ)]
    graph = Store()
    addresses = [f"/sheets/{wall.sheet}/v/1.ttl", f"/sheets/{wall.sheet}/v/2.ttl"]
    for address in [*addresses, *(f"/sheets/{one.sheet}.ttl" for one in made)]:
        graph.load(client.get(address).data, RdfFormat.TURTLE)
    graph.update("DELETE WHERE { ?sheet <http://purl.org/dc/terms/title> 'Le mur'@fr }")
    found = graph.query(WHERE)
    assert isinstance(found, QuerySolutions)
    assert [tuple(term.value for term in row) for row in found] == [
        ("Le grand mur", "commune:29019", "1"),
        ("Le grand mur", "commune:29046", "2"),
    ]
