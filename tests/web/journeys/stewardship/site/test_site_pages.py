"""The pages of the site: what readers see, and how an admin writes them."""

import re

import pytest
from flask import Flask

from commons.core.domain.people.account import Role
from commons.core.domain.site.site_page import SITE_PAGES, PageInLanguage
from commons.settings import LANGUAGES
from commons.web.display.site_text import shipped_text
from commons.wiring.components import Components
from tests.people.visitor import Visitor, said_by

LEGAL = "/admin/pages/legal/fr"


@pytest.fixture
def admin(app: Flask, parts: Components) -> Visitor:
    return Visitor(app.test_client(), parts).signed_in(Role.ADMIN)


@pytest.mark.parametrize("key", SITE_PAGES)
def test_every_page_answers_and_the_footer_leads_there(
    visitor: Visitor, key: str
) -> None:
    answer = visitor.get(f"/pages/{key}")
    assert answer.status_code == 200
    assert SITE_PAGES[key].title["fr"] in said_by(answer)
    home = visitor.get("/").get_data(as_text=True)
    leads = f'href="/pages/{key}"' in home.partition("<footer")[2]
    assert leads is SITE_PAGES[key].in_footer


@pytest.mark.parametrize(
    ("short", "page"), [("about", "about"), ("contact", "contact"), ("help", "writing")]
)
def test_the_address_that_people_try_first_leads_to_the_page(
    visitor: Visitor, short: str, page: str
) -> None:
    answer = visitor.get(f"/{short}")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"/pages/{page}")
    assert visitor.get("/home").status_code == 404


@pytest.mark.parametrize(
    "key", [key for key, one in SITE_PAGES.items() if one.starts_empty]
)
def test_what_binds_the_operator_says_nothing_before_they_wrote_it(
    visitor: Visitor, key: str
) -> None:
    for language in LANGUAGES:
        words = said_by(visitor.get(f"/pages/{key}?lang={language}"))
        template = shipped_text(PageInLanguage(key=key, language=language))
        lines = [line for line in re.split(r"[\n\[\]#*-]+", template) if len(line) > 30]
        assert lines
        assert not any(line.strip() in words for line in lines)


@pytest.mark.parametrize("key", SITE_PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_page_begins_with_a_text_in_each_language(key: str, language: str) -> None:
    assert len(shipped_text(PageInLanguage(key=key, language=language))) > 100


@pytest.mark.parametrize("key", SITE_PAGES)
def test_the_languages_of_a_page_say_as_much(key: str) -> None:
    shapes = {
        tuple(re.findall(r"(?m)^(#+|-|\d\.|>)? ?\S", shipped_text(page)))
        for page in (PageInLanguage(key=key, language=tag) for tag in LANGUAGES)
    }
    assert len(shapes) == 1


def test_a_page_names_the_site_and_is_in_the_readers_language(
    visitor: Visitor,
) -> None:
    assert "Commons est un wiki" in said_by(visitor.get("/pages/about?lang=fr"))
    assert "Commons is a wiki" in said_by(visitor.get("/pages/about?lang=en"))
    assert visitor.get("/pages/nowhere").status_code == 404


def test_a_page_is_typeset_as_sheets_are(admin: Visitor, visitor: Visitor) -> None:
    text = "Qui écrit ? « Vous » : `a ? b`, `« code »`."
    admin.post(LEGAL, text=text, parent="", _do="save")
    page = visitor.get("/pages/legal?lang=fr").get_data(as_text=True)
    assert "Qui écrit\u202f? «\u00a0Vous\u00a0»\u00a0:" in page
    assert "<code>a ? b</code>, <code>« code »</code>" in page


def test_an_admin_writes_a_page_and_readers_see_it_at_once(
    admin: Visitor, app: Flask, parts: Components
) -> None:
    reader = Visitor(app.test_client(), parts)
    assert "n’a pas encore écrit" in said_by(reader.get("/pages/legal?lang=fr"))
    form = admin.get(LEGAL).get_data(as_text=True)
    assert "Qui publie ce site" in form
    text = "## Qui publie\n\nLa Bouée, *association*."
    answer = admin.post(LEGAL, text=text, parent="", _do="save")
    assert answer.status_code == 303
    page = reader.get("/pages/legal?lang=fr").get_data(as_text=True)
    assert "<em>association</em>" in page
    other = reader.get("/pages/legal?lang=en").get_data(as_text=True)
    assert 'lang="fr"' in other.partition("<main")[2]
    assert "La Bouée" in other


def test_a_preview_saves_nothing_and_scripts_are_words(
    admin: Visitor, visitor: Visitor
) -> None:
    answer = admin.post(LEGAL, text="<script>alert(1)</script> **gras**", _do="look")
    page = answer.get_data(as_text=True)
    assert "<strong>gras</strong>" in page
    assert "<script>alert(1)" not in page
    assert "gras" not in said_by(visitor.get("/pages/legal"))


def test_two_admins_lose_nothing(admin: Visitor) -> None:
    admin.post(LEGAL, text="Le premier texte.", parent="", _do="save")
    late = admin.post(LEGAL, text="Le second texte.", parent="", _do="save")
    assert late.status_code == 409
    page = late.get_data(as_text=True)
    assert "Le second texte." in page
    assert "Le premier texte." in page
    assert 'name="parent" value="1"' in page
    assert (
        admin.post(LEGAL, text="Les deux textes.", parent="1", _do="save").status_code
        == 303
    )
    assert "Version 1" in said_by(admin.get(LEGAL))
    assert "Le premier texte." in admin.get(f"{LEGAL}?version=1").get_data(as_text=True)


def test_too_long_a_page_is_refused_and_stays_in_the_form(admin: Visitor) -> None:
    text = "é" * 60_001
    answer = admin.post(LEGAL, text=text, parent="", _do="save")
    assert answer.status_code == 422
    assert text in answer.get_data(as_text=True)


def test_an_empty_page_goes_back_to_what_it_began_with(
    admin: Visitor, visitor: Visitor
) -> None:
    about = "/admin/pages/about/fr"
    admin.post(about, text="Nos mots.", parent="", _do="save")
    assert "Nos mots." in said_by(visitor.get("/pages/about?lang=fr"))
    admin.post(about, text="", parent="1", _do="save")
    assert "est un wiki" in said_by(visitor.get("/pages/about?lang=fr"))


def test_an_editor_may_not(editor: Visitor) -> None:
    assert editor.get("/admin/pages").status_code == 403
    assert editor.get(LEGAL).status_code == 403
    assert "Modifier cette page" not in said_by(editor.get("/pages/about"))


def test_the_list_says_what_is_still_to_write(admin: Visitor) -> None:
    words = said_by(admin.get("/admin/pages"))
    assert words.count("à écrire") == 6
    admin.post(LEGAL, text="Nos mentions.", parent="", _do="save")
    assert said_by(admin.get("/admin/pages")).count("à écrire") == 5
    assert admin.get("/admin/pages/legal/de").status_code == 404


def test_a_text_that_comes_back_after_signing_in_is_shown_and_not_saved(
    admin: Visitor, visitor: Visitor
) -> None:
    answer = admin.post(LEGAL, text="Un texte revenu.", parent="")
    assert answer.status_code == 200
    assert "Un texte revenu." in answer.get_data(as_text=True)
    assert "Un texte revenu." not in said_by(visitor.get("/pages/legal"))


@pytest.mark.parametrize(
    ("text", "heading"),
    [("## Deux\n\nmots", "<h2 "), ("# Un\n\n## Deux\n\nmots", "<h3 ")],
)
def test_the_headings_of_a_page_stand_under_its_title(
    admin: Visitor, text: str, heading: str
) -> None:
    page = admin.post(LEGAL, text=text, _do="look").get_data(as_text=True)
    assert f'{heading}id="s-deux">Deux' in page
    assert page.count("<h1") == 1


def test_the_words_of_welcome_are_those_of_the_first_page(
    admin: Visitor, visitor: Visitor
) -> None:
    text = "# Chez nous, on fait ensemble\n\nUn wiki pour <b>tout</b> le pays."
    looked = admin.post("/admin/pages/home/fr", text=text, _do="look")
    assert "Un wiki pour &lt;b&gt;tout" in looked.get_data(as_text=True)
    admin.post("/admin/pages/home/fr", text=text, parent="", _do="save")
    page = visitor.get("/?lang=fr").get_data(as_text=True)
    assert "<h1>Chez nous, on fait ensemble</h1>" in page
    assert "Un wiki pour &lt;b&gt;tout&lt;/b&gt; le pays." in page
    assert "/admin/pages/home/fr" not in page
    assert "/admin/pages/home/fr" in admin.get("/?lang=fr").get_data(as_text=True)


def test_the_words_of_welcome_name_the_site_and_go_back_to_the_original(
    admin: Visitor, visitor: Visitor, parts: Components
) -> None:
    form = admin.get("/admin/pages/home/fr").get_data(as_text=True)
    assert "sans mise en forme" in form
    assert "En Markdown" not in form
    assert "En Markdown" in admin.get("/admin/pages/about/fr").get_data(as_text=True)
    name = parts.settings.site_name
    text = "Bienvenue sur {site}\n\n{site} est **à vous**."
    admin.post("/admin/pages/home/fr", text=text, parent="", _do="save")
    page = visitor.get("/?lang=fr").get_data(as_text=True)
    assert f"<h1>Bienvenue sur {name}</h1>" in page
    assert f"{name} est **à vous**." in page
    admin.post("/admin/pages/home/fr", text="", parent="1", _do="save")
    page = visitor.get("/?lang=fr").get_data(as_text=True)
    assert "Bienvenue sur" not in page
