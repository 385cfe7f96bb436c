"""Editors change themes in the pages, and every page, feed and format follows."""

import json
import re

from flask.testing import FlaskClient

from commons.services.stewardship import themes
from tests.feeds.conftest import Desk
from tests.people.visitor import Visitor, said_by

LIST = "/admin/themes"
CULTURE = f"{LIST}/culture"


def merges(editor: Visitor) -> None:
    """Publish a sheet on culture, and let another theme take its place."""
    Desk(editor.parts).put_one(title="Un bal", themes=["culture"])
    editor.parts.catch_up()
    answer = editor.post(CULTURE, _do="merge", into="food")
    assert answer.status_code == 303
    editor.parts.catch_up()


def test_a_theme_is_added_and_offered(editor: Visitor, client: FlaskClient) -> None:
    answer = editor.post(
        LIST, _do="add", label_fr="Ponts", help_fr="Relier.", parent="town_planning"
    )
    assert answer.status_code == 303
    page = said_by(client.get("/themes"))
    assert "Ponts" in page
    assert "Relier." in page
    shown = client.get("/themes/ponts").get_data(as_text=True)
    assert 'href="/themes/town_planning"' in shown
    assert "Ponts" in said_by(client.get("/themes/town_planning"))
    assert "Ponts" in said_by(editor.get("/sheets/new/method"))
    told = client.get("/themes/ponts.ttl").get_data(as_text=True)
    assert "skos:broader" in told
    assert "ponts" in client.get("/ns", headers={"Accept": "text/turtle"}).get_data(
        as_text=True
    )


def test_the_old_address_leads_to_the_theme_that_took_the_place(
    editor: Visitor, client: FlaskClient
) -> None:
    merges(editor)
    gone = client.get("/themes/culture")
    assert gone.status_code == 301
    assert gone.headers["Location"].endswith("/themes/food")
    assert "Un bal" in said_by(client.get("/themes/food"))
    told = client.get("/themes/culture.ttl").get_data(as_text=True)
    for term in ("dct:isReplacedBy", "skos:exactMatch", "owl:deprecated"):
        assert term in told
    assert "dct:isReplacedBy" in client.get(
        "/ns", headers={"Accept": "text/turtle"}
    ).get_data(as_text=True)
    assert "/themes/culture" not in client.get("/themes").get_data(as_text=True)


def test_searches_and_feeds_of_the_old_theme_go_on(
    editor: Visitor, client: FlaskClient
) -> None:
    merges(editor)
    for address in (
        "/search?theme=food",
        "/search?theme=culture",
        "/feeds/atom?theme=food",
        "/feeds/atom?theme=culture",
        "/oai?verb=ListRecords&metadataPrefix=oai_dc&set=theme:food",
        "/oai?verb=ListRecords&metadataPrefix=oai_dc&set=theme:culture",
    ):
        assert "Un bal" in said_by(client.get(address)), address
    header = client.get(
        "/oai?verb=ListIdentifiers&metadataPrefix=oai_dc&set=theme:food"
    ).get_data(as_text=True)
    assert "<setSpec>theme:food</setSpec>" in header
    assert "theme:culture" not in header.partition("<setSpec>")[2]


def test_a_sheet_of_the_old_theme_is_shown_and_edited_under_the_new(
    editor: Visitor, client: FlaskClient
) -> None:
    merges(editor)
    found = json.loads(client.get("/search.json?q=bal").get_data(as_text=True))
    sheet = found["results"][0]["id"]
    shown = client.get(f"/sheets/{sheet}", follow_redirects=True)
    assert "Alimentation" in said_by(shown)
    form = editor.get(f"/sheets/{sheet}/edit").get_data(as_text=True)
    assert re.search(r'name="themes" value="food" checked', form)
    stored = client.get(f"/sheets/{sheet}/v/1.ttl").get_data(as_text=True)
    assert "themes/culture" in stored, "versions stay as they are"


def test_what_is_refused_says_why_and_keeps_what_was_typed(editor: Visitor) -> None:
    answer = editor.post(LIST, _do="add", label_fr="Culture", help_fr="Encore")
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "Un point à corriger" in page
    assert page.count("Un thème porte déjà ce nom") == 2  # above, and at the control
    assert 'value="Encore"' in page
    assert editor.post(CULTURE, _do="merge", into="culture").status_code == 422
    assert editor.post(CULTURE, _do="save", label_fr="", number="0").status_code == 422
    assert editor.post(LIST, _do="odd").status_code == 400
    assert editor.get(f"{LIST}/nothing").status_code == 404


def test_what_is_too_long_in_one_language_is_said_once(editor: Visitor) -> None:
    long = "x" * (themes.LONGEST_HELP + 1)
    answer = editor.post(LIST, _do="add", label_fr="Vélo", help_fr=long)
    assert "Un point à corriger" in answer.text
    both = editor.post(
        LIST, _do="add", label_fr="Vélo", help_fr=long, help_en=f"y{long}"
    )
    assert "2 points à corriger" in both.text
    english = editor.post(LIST, _do="add", label_fr="Vélo", label_en="Culture")
    assert "Un point à corriger" in english.text
    assert 'href="#f-label_en"' in english.text


def test_the_page_of_a_theme_is_no_persons(editor: Visitor) -> None:
    assert "See the page of this theme" in editor.get(f"{CULTURE}?lang=en").text


def test_a_late_editor_sees_what_the_other_wrote(editor: Visitor) -> None:
    first = editor.post(CULTURE, _do="save", label_fr="Une", number="0")
    assert first.status_code == 303
    late = editor.post(CULTURE, _do="save", label_fr="Autre", number="0")
    assert late.status_code == 409
    page = late.get_data(as_text=True)
    assert "Une" in said_by(late)
    assert 'value="Autre"' in page
    again = editor.post(CULTURE, _do="save", label_fr="Autre", number="1")
    assert again.status_code == 303


def test_a_theme_is_retired_moved_and_brought_back(
    editor: Visitor, client: FlaskClient
) -> None:
    editor.post(CULTURE, _do="retire")
    assert "n’est plus proposé" in said_by(client.get("/themes/culture"))
    assert "/themes/culture" not in client.get("/themes").get_data(as_text=True)
    editor.post(CULTURE, _do="offer")
    assert "/themes/culture" in client.get("/themes").get_data(as_text=True)
    editor.post(LIST, _do="up", theme="social_ties")
    page = client.get("/themes").get_data(as_text=True)
    assert page.index("/themes/social_ties") < page.index("/themes/local_democracy")
    editor.post(CULTURE, _do="merge", into="food")
    assert editor.get(CULTURE).status_code == 303
    editor.post(LIST, _do="restore", theme="culture")
    assert client.get("/themes/culture").status_code == 200


def test_who_helps_on_a_theme_is_found_under_what_took_its_place(
    editor: Visitor, client: FlaskClient
) -> None:
    editor.post("/account/profile", _do="save", words="Moi", themes="culture")
    editor.post(CULTURE, _do="merge", into="food")
    assert "Moi" in said_by(client.get("/people?theme=food"))
    assert "Moi" in said_by(client.get("/people?theme=culture"))
    form = editor.get("/account/profile").get_data(as_text=True)
    assert 'value="food" checked' in form


def test_only_editors_may(author: Visitor, client: FlaskClient) -> None:
    assert author.get(LIST).status_code == 403
    assert client.get(CULTURE).status_code in {302, 303, 401}


def test_each_fault_is_said_in_a_sentence() -> None:
    assert all(text.endswith(".") for text in themes.FAULTS.values())


def test_a_sheet_of_both_themes_names_the_one_that_stands_once(
    editor: Visitor, client: FlaskClient
) -> None:
    head = Desk(editor.parts).put_one(title="Deux", themes=["culture", "food"])
    editor.post(CULTURE, _do="merge", into="food")
    page = client.get(f"/sheets/{head.sheet}/{head.slug}").get_data(as_text=True)
    assert page.count('href="/themes/food"') == 1
    assert "/themes/culture" not in page
