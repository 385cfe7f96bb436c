"""The two languages of the pages: complete, chosen by the reader, never mixed."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment, nodes
from werkzeug.test import TestResponse

from commons.core.domain.people.account import Role
from commons.web.request.locale import (
    page_language,
    speaking,
    translate,
    translate_number,
)
from commons.web.translations.make import WEB, catalogues, read, template, untranslated
from commons.wiring.components import Components
from tests.people.visitor import Visitor, cache_of, filled, said_by

ENGLISH = {"Accept-Language": "en-GB,en;q=0.9,fr;q=0.5"}
CATALOGUES = list(catalogues())
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
SPOKEN = ("alt", "title", "placeholder", "aria-label", "data-copy", "data-left")
MARKERS = {"_", "gettext", "ngettext"}
PLACE = "\ufffc"


class Seen(HTMLParser):
    """Collects what a page says: texts, and attributes that are read out."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.feed(page)
        self.close()

    def handle_data(self, data: str) -> None:
        self.texts.append(data.strip(" \n\t"))  # no-break spaces stay

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag
        self.texts += [text for name, text in attrs if text and name in SPOKEN]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_every_string_is_translated_with_its_blanks(path: Path) -> None:
    catalogue = read(path)
    assert untranslated(catalogue) == []
    assert [str(wrong) for m in catalogue for wrong in m.check(catalogue)] == []
    for message in catalogue:
        blanks = [blanks_of(text) for text in forms(message.id)]
        for text in forms(message.string):
            assert blanks_of(text) in blanks, text


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_the_catalogue_has_the_strings_of_the_sources(path: Path) -> None:
    """When this fails: `make strings`, then fill in what it names."""
    in_sources = {message.id for message in template() if message.id}
    assert {message.id for message in read(path) if message.id} == in_sources


def test_french_signs_never_stand_alone_on_a_line() -> None:
    texts = [text for message in template() for text in forms(message.id)]
    assert [text for text in texts if re.search(r" [:;!?»]|« ", text)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_says_nothing_of_its_own(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    jinja = Environment(extensions=["jinja2.ext.i18n"])  # noqa: S701 - only parsed
    bare = "".join(
        text if sort == "data" else PLACE if sort == "variable_begin" else ""
        for _, sort, text in jinja.lex(source)
    )
    not_words = r'[a-z-]+="[^" ]*"|/[a-z]+/'  # attributes of a macro, addresses
    told = [re.sub(not_words, "", text) for text in Seen(bare).texts]
    assert [text for text in told if re.search(r"[^\W\d_]|[«»]|\s[:;!?]", text)] == []
    unmarked = constants(jinja.parse(source))
    assert [text for text in unmarked if re.search("[À-ÿœ’«»]", text)] == []


def test_no_page_in_english_says_a_french_string(app: Flask, parts: Components) -> None:
    admin = Visitor(app.test_client(), parts).signed_in(Role.ADMIN)
    written = published(admin)
    parts.catch_up()
    anonymous = app.test_client()
    words = french(parts)
    for address in (
        *PAGES,
        *written,
        *(link for page in written for link in people(admin.get(page))),
    ):
        for client in (anonymous, admin.client):
            page = client.get(address, headers=ENGLISH)
            assert page.headers.get("Content-Language", "en") == "en"
            assert [text for text in seen(page) if words.fullmatch(text)] == [], address


def test_no_refusal_in_english_says_a_french_string(author: Visitor) -> None:
    words = french(author.parts)
    author.client.get("/?lang=en")
    wrong = {"duration": "long", "title": "x", "group_min": "x", "licence": "x"}
    for verb in ("publish", "preview", "draft"):
        answer = author.post("/sheets/new/method", _do=verb, **wrong)
        assert [text for text in seen(answer) if words.fullmatch(text)] == []
    refused = author.post("/sheets/new/method", _do="publish", **wrong)
    assert "Title: at least 3 characters (1 here)" in said_by(refused)
    answer = author.post("/register", email="no", name="x", password="short")
    assert [text for text in seen(answer) if words.fullmatch(text)] == []
    assert "Write an e-mail address" in said_by(answer)
    assert "Choose a password of 15 to 128 characters" in said_by(answer)
    sheet = author.publishes("experience").split("/")[2]
    order = {"_do": "publish", "_parent": "1", "change_note": "dates"}
    dates = {"start_date": "2020", "end_date": "2018"}
    late = author.post(f"/sheets/{sheet}/edit", **filled(**order, **dates))
    assert "must come after “Start”" in said_by(late)


PAGES = (
    "/",
    "/login",
    "/login?next=/write",
    "/register",
    "/search",
    "/search?q=bench",
    "/search?q=zzzzzz&kind=method",
    "/themes",
    "/themes/culture",
    "/write",
    "/sheets/new/method",
    "/sheets/new/tool",
    "/sheets/new/experience",
    "/drafts",
    "/account",
    "/admin/accounts",
    "/nowhere",
    "/search?page=0",
    "/territories/commune:88304",
)


def published(admin: Visitor) -> list[str]:
    """Publish an English sheet in two versions, and another that is deleted."""
    typed = {
        "language": "en",
        "title": "The bench of ideas",
        "body": "A bench in the sun.",
        "territory": "Mirecourt",
        "themes": "culture",
        "steps-0-title": "Put the bench down",
        "steps-0-text": "Both of you.",
        "steps-0-duration": "10 min",
    }
    address = admin.publishes("method", **typed)
    sheet = address.split("/")[2]
    again = filled(**{**typed, "body": "A bench in the shade."})
    order = {"_do": "publish", "_confirmed": "on", "_parent": "1"}
    note = {"change_note": "it was too hot"}
    admin.post(f"/sheets/{sheet}/edit", **order, **again, **note)
    gone = admin.publishes("tool", title="Gone", language="en")
    told = f"/sheets/{gone.split('/')[2]}"
    admin.post(f"{told}/delete", page=f"{told}/history", reason="twice the same")
    admin.post("/sheets/new/method", _do="draft", title="A draft")
    pages = ("history", "edit", "v/1", "diff/1..2")
    return [address, told, f"{told}/history", *(f"/sheets/{sheet}/{p}" for p in pages)]


def people(page: TestResponse) -> set[str]:
    """Give the addresses of the people that a page names."""
    return set(re.findall(r'"(/people/[^"]+)"', page.get_data(as_text=True)))


def seen(page: TestResponse) -> list[str]:
    """Give what a page says."""
    return Seen(page.get_data(as_text=True)).texts


def french(parts: Components) -> re.Pattern[str]:
    """Match the French of the catalogue and of the schema that is not English."""
    pairs = [
        (text, forms(message.string))
        for message in read(CATALOGUES[0])
        for text in forms(message.id)
    ]
    pairs += [(words["fr"], (words["en"],)) for words in words_in(parts.schema)]
    english = {text for _, told in pairs for text in told}
    known = {re.escape(text) for text, _ in pairs if text not in english}
    blank = re.compile(r"%\\\(\w+\\\)s")
    return re.compile("|".join(blank.sub(".+", text) for text in known if text))


def words_in(value: object) -> Iterator[Mapping[str, str]]:
    """Give every text of the schema that is in two languages."""
    if isinstance(value, Mapping):
        if value and all(isinstance(text, str) for text in value.values()):
            yield value if {"fr", "en"} <= set(value) else {"fr": "", "en": ""}
        else:
            yield from (words for inner in value.values() for words in words_in(inner))
    elif isinstance(value, tuple):
        yield from (words for inner in value for words in words_in(inner))
    elif is_dataclass(value):
        for field in fields(value):
            yield from words_in(getattr(value, field.name))


def forms(text: object) -> tuple[str, ...]:
    """Give the forms of a message: one, or those of its plural."""
    return tuple(text) if isinstance(text, tuple | list) else (str(text or ""),)


def blanks_of(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)s|\{\w+\}", text))


def constants(node: nodes.Node) -> Iterator[str]:
    """Give the texts of a template's expressions that nothing translates."""
    if isinstance(node, nodes.Call) and getattr(node.node, "name", "") in MARKERS:
        return
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    for child in node.iter_child_nodes():
        yield from constants(child)


@pytest.mark.parametrize(
    ("address", "cookie", "accepted", "language"),
    [
        ("/", "", "", "fr"),
        ("/", "", "en-US,en;q=0.9,fr;q=0.8", "en"),
        ("/", "", "en-US,fr;q=0.5", "en"),
        ("/", "", "fr;q=0.5,en;q=0.9", "en"),
        ("/", "", "de,*;q=0.5", "fr"),
        ("/", "", "en;q=0,de", "fr"),
        ("/", "", "../../etc;q=x", "fr"),
        ("/", "en", "fr", "en"),
        ("/", "xx", "en", "en"),
        ("/?lang=en", "", "", "en"),
        ("/?lang=fr", "en", "en", "fr"),
        ("/?lang=xx", "", "en", "en"),
    ],
)
def test_the_address_then_the_cookie_then_the_browser_decide(
    app: Flask, address: str, cookie: str, accepted: str, language: str
) -> None:
    client = app.test_client()
    if cookie:
        client.set_cookie("commons_lang", cookie)
    for _ in range(2):
        answer = client.get(address, headers={"Accept-Language": accepted})
        page = answer.get_data(as_text=True)
        assert f'<html lang="{language}">' in page
        assert ("All guides" in page, "Toutes les fiches" in page) == (
            language == "en",
            language == "fr",
        )
        assert answer.headers["Content-Language"] == language
        assert {"Accept-Language", "Cookie"} <= set(answer.vary)


def test_who_chose_a_language_keeps_it_for_a_year(app: Flask) -> None:
    client = app.test_client()
    chosen = client.get("/?lang=en").headers["Set-Cookie"]
    assert chosen.startswith("commons_lang=en; ")
    assert {"SameSite=Lax", "Max-Age=31536000", "Path=/", "HttpOnly"} <= set(
        chosen.split("; ")
    )
    again = client.get("/?lang=en")
    assert "Set-Cookie" not in again.headers
    assert again.headers["Content-Language"] == "en"
    assert 'lang="en"' in client.get("/search").get_data(as_text=True)


def test_each_reader_who_chooses_gets_the_cookie_though_the_page_is_kept(
    app: Flask,
) -> None:
    first = app.test_client()
    for _ in range(3):
        first.get("/?lang=en")
    assert "Set-Cookie" in app.test_client().get("/?lang=en").headers


def test_kept_answers_never_mix_languages(app: Flask, author: Visitor) -> None:
    address = author.publishes("method")
    readers = {"fr": app.test_client(), "en": app.test_client()}
    for language, reader in readers.items():
        reader.set_cookie("commons_lang", language)
    tags = set()
    for _ in range(2):
        for language, reader in readers.items():
            answer = reader.get(address, headers={"Accept-Language": "de"})
            assert answer.headers["Content-Language"] == language
            tags.add(answer.headers["ETag"])
            not_mine = app.test_client().get(
                address,
                headers={
                    "Accept-Language": "fr" if language == "en" else "en",
                    "If-None-Match": answer.headers["ETag"],
                },
            )
            assert not_mine.status_code == 200
    assert len(tags) == 2


def test_the_cookie_of_a_language_does_not_prevent_keeping(
    app: Flask, author: Visitor
) -> None:
    address = author.publishes("method")
    reader = app.test_client()
    reader.set_cookie("commons_lang", "en")
    kept = cache_of(app)
    before = kept.size_bytes
    reader.get(address)
    after = kept.size_bytes
    assert after > before
    reader.get(address)
    assert kept.size_bytes == after


def test_data_is_the_same_in_every_language(app: Flask, author: Visitor) -> None:
    sheet = author.publishes("method").split("/")[2]
    reader = app.test_client()
    for suffix in ("ttl", "json", "md"):
        answers = [
            reader.get(f"/sheets/{sheet}.{suffix}?lang=en", headers=headers)
            for headers in (ENGLISH, {"Accept-Language": "fr"})
        ]
        assert answers[0].data == answers[1].data
        for answer in answers:
            assert "Content-Language" not in answer.headers
            assert "Accept-Language" not in answer.vary
            assert "Set-Cookie" not in answer.headers


def test_the_switch_keeps_the_page_and_what_was_asked(app: Flask) -> None:
    page = app.test_client().get("/search?q=caf%C3%A9+%26+th%C3%A9&lang=en&kind=tool")
    links = dict(
        re.findall(
            r'<a href="([^"]+)" lang="(?:fr|en)" hreflang="(fr|en)"',
            page.get_data(as_text=True).replace("&amp;", "&"),
        )
    )
    asked = "/search?q=caf%C3%A9+%26+th%C3%A9&kind=tool&lang="
    assert links == {f"{asked}fr": "fr", f"{asked}en": "en"}


def test_the_switch_never_leads_to_another_site(app: Flask) -> None:
    for address in ("//evil.example/x", "/\\evil.example", "/%5Cevil.example"):
        page = app.test_client().get(address).get_data(as_text=True)
        links = re.findall(r'<a href="([^"]+)" lang=', page)
        assert len(links) == 2
        for link in links:
            assert re.match(r"/(\?|%5C|[a-z])", link), link


def test_search_as_json_labels_in_the_language_asked(
    app: Flask, author: Visitor, parts: Components
) -> None:
    author.publishes("experience", themes="culture")
    parts.catch_up()
    reader = app.test_client()
    for headers, label in ((ENGLISH, "How we did it"), ({}, "Retour d’expérience")):
        answer = reader.get("/search.json", headers=headers)
        labels = [row["label"] for row in answer.get_json()["facets"]["kind"]]
        assert labels == [label]
        assert {"Accept-Language", "Cookie"} <= set(answer.vary)


@pytest.mark.parametrize(
    ("kind", "typed", "shown"),
    [
        (
            "method",
            {"duration": "1 h 30", "preparation": "deux jours"},
            {"en": ["1 h 30", "2 days"], "fr": ["1 h 30", "2 jours"]},
        ),
        (
            "experience",
            {"start_date": "5 novembre 2018", "end_date": "en cours"},
            {
                "en": ["5 November 2018", "ongoing"],
                "fr": ["5 novembre 2018", "en cours"],
            },
        ),
    ],
)
def test_what_was_typed_comes_back_in_the_language_of_the_page(
    author: Visitor, kind: str, typed: dict[str, str], shown: dict[str, list[str]]
) -> None:
    sheet = author.publishes(kind, **typed).split("/")[2]
    told = author.get(f"/sheets/{sheet}.json").get_json()["fields"]
    order = {"_do": "publish", "_confirmed": "on", "change_note": "encore"}
    for number, language in enumerate(("en", "fr", "en"), start=1):
        form = author.get(f"/sheets/{sheet}/edit?lang={language}")
        controls = dict(
            re.findall(r' name="([^"]+)" value="([^"]*)"', form.get_data(as_text=True))
        )
        same = {key: controls[key] for key in typed}
        assert list(same.values()) == shown[language]
        again = filled(**same, **order, _parent=str(number), body=f"Fois {number}")
        answer = author.post(f"/sheets/{sheet}/edit", **again)
        assert answer.status_code == 303, said_by(answer)
        now = author.get(f"/sheets/{sheet}.json").get_json()["fields"]
        assert {key: now[key] for key in typed} == {key: told[key] for key in typed}


@pytest.mark.parametrize(("language", "said"), [("fr", "0 fiche"), ("en", "0 guides")])
def test_nothing_is_counted_as_each_language_does(
    app: Flask, language: str, said: str
) -> None:
    page = app.test_client().get(f"/search?q=zzzzzz&lang={language}")
    assert f"{said} " in said_by(page)


def test_refusals_speak_the_language_of_the_reader(app: Flask) -> None:
    reader = app.test_client()
    page = reader.get("/nowhere", headers=ENGLISH)
    assert "This page does not exist" in said_by(page)
    told = reader.get("/nowhere.json", headers=ENGLISH).get_json()
    assert told["title"] == "This page does not exist"


def test_another_language_is_spoken_within_a_block_alone(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        assert translate("Se connecter") == "Sign in"
        with speaking("fr"):
            assert page_language() == "fr"
            assert translate("Se connecter") == "Se connecter"
        assert page_language() == "en"
        assert translate("Se connecter") == "Sign in"


def test_values_within_words_are_escaped_and_signs_of_hundredths_stay(
    app: Flask,
) -> None:
    with app.test_request_context("/?lang=fr"):
        assert translate("<i>%(name)s</i>", name="<b>") == "<i>&lt;b&gt;</i>"
        assert translate("100 %%") == translate("%(n)s %%", n=100) == "100 %"
        assert translate_number("%(num)s pas", "%(num)s pas.", 2) == "2 pas."
