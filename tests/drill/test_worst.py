"""The worst requests that we know: none costs the server more than two seconds.

Processor time of this process and of the processes that it waits for, since the
machine may be busy. A row of SHEETS is published as it could be before sheets were
bounded as a whole; a row of FORMS is sent as anybody who signed in can send it.
"""

import gc
import resource
import string
from collections.abc import Callable, Iterator, Mapping
from itertools import permutations
from random import Random
from typing import Any
from urllib.parse import urlencode

import pytest
from werkzeug.test import TestResponse

from commons.core.text.markdown import (
    links,
    parse_budget,
    rendering,
)
from commons.wiring.components import Components
from tests.adapters.media.bombs import BOMBS
from tests.core.text.markdown.test_parse_budget import repeated
from tests.people.multipart import CONTENT_TYPE, multipart
from tests.people.visitor import Visitor, filled, token_in
from tests.web.middleware.test_request_body import HEAVY, published

pytestmark = pytest.mark.thorough

MOST_SECONDS = 2.0
CHANCE = Random(7)  # noqa: S311  # no secret


def spent() -> float:
    """Give the seconds of processor that we and our children have used."""
    used = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(sum(resource.getrusage(who)[:2]) for who in used)


@pytest.fixture(autouse=True)
def _no_collection() -> Iterator[None]:
    """Keep the collector of garbage, which comes when it likes, out of the time."""
    gc.disable()
    yield
    gc.enable()


def odd_words(count: int) -> str:
    """Give words that nobody wrote, and that look like one another."""
    return " ".join(
        "".join(CHANCE.choices(string.ascii_lowercase, k=6)) for _ in range(count)
    )


def picture(number: int) -> dict[str, Any]:
    return {
        "file": f"{number:064x}.jpg",
        "alt": "a",
        "author": "b",
        "licence": "CC-BY-4.0",
        "width": 100,
        "height": 100,
    }


SHEETS: Mapping[str, dict[str, Any]] = {
    "notes that nothing closes": {
        "steps": [{"title": "t", "text": HEAVY} for _ in range(200)]
    },
    "as much as is laid out": {
        "steps": [{"title": "t", "text": HEAVY} for _ in range(11)],
        "variants": [f"**a{n}** [b](c)" for n in range(250)],
    },
    "five thousand steps": {
        "steps": [{"title": f"t{n}", "text": f"x{n}"} for n in range(5000)]
    },
    "steps of many marks": {
        "steps": [
            {"title": f"t{n}", "text": f"**a{n}** [b](c) " * 8, "tip": f"*x{n}*"}
            for n in range(400)
        ]
    },
    "images": {"images": [picture(n) for n in range(1000)]},
    "sources": {
        "sources": [
            {"url": f"https://a.org/{n}", "title": f"a{n}", "licence": "CC-BY-4.0"}
            for n in range(1000)
        ]
    },
    "links by identifier": {"body": " ".join(f"[[{n:012d}|a]]" for n in range(11_000))},
    "links by title": {"body": " ".join(f"[[t{n}]]" for n in range(14_000))},
    "paragraphs of a letter": {"body": "a\n\nb\n\nc\n\n" * 20_000},
    "odd words": {
        "steps": [{"title": "t", "text": odd_words(280)} for _ in range(90)],
        "body": odd_words(28_000),
    },
}

FORMS: Mapping[str, dict[str, str]] = {
    "rows of titles": {f"steps-{n}-title": "t" for n in range(4800)},
    "rows that fit": {f"steps-{n}-title": "t" for n in range(299)},
    "rows that are wrong": {f"steps-{n}-duration": "x" for n in range(299)},
    "steps and images": {
        **{f"steps-{n}-title": "t" for n in range(150)},
        **{f"images-{n}-file": f"{n:064x}.jpg" for n in range(149)},
    },
    "texts that are each light": {f"steps-{n}-text": "^[" * 12_000 for n in range(79)},
    "small texts": {f"steps-{n}-text": HEAVY for n in range(200)},
    "a text as heavy as may be": {"body": "[[a]]" + "^[" * 12_000},
    "links by title": {"body": " ".join(f"[[t{n}]]" for n in range(14_000))},
    "a text of two megabytes": {"body": "mot " * 480_000},
    "lines of links": {"links-0-url": "https://a.org", "materials": "a\n" * 200_000},
}


def seconds(answer: TestResponse, begun: float) -> float:
    assert answer.status_code < 500
    answer.get_data()
    return spent() - begun


@pytest.mark.parametrize("name", SHEETS)
def test_no_view_of_a_sheet_takes_longer(
    parts: Components, editor: Visitor, name: str
) -> None:
    first = published(parts, SHEETS[name])
    changed = {
        key: value[1:] + value[:1] if isinstance(value, list) else f"{value} fin"
        for key, value in SHEETS[name].items()
    }
    sheet = published(parts, changed, first)
    here = f"/sheets/{sheet.sheet}"
    found: dict[str, float] = {}
    for address in (
        *(f"{here}/{sheet.slug}", f"{here}/edit", f"{here}/v/1", f"{here}/history"),
        *(f"{here}/contributions", f"{here}/diff/1..2", f"{here}/diff/1..2/page"),
        *(f"{here}/v/2.{form}" for form in ("ttl", "jsonld", "rdf", "md", "trig")),
        *("/feeds/atom", "/feeds/ldes/1/1", "/changes", "/", "/drafts"),
        *("/oai?verb=ListRecords&metadataPrefix=oai_dc", "/sitemap.xml"),
    ):
        begun = spent()
        found[address] = seconds(editor.get(address), begun)
    assert {key: value for key, value in found.items() if value > MOST_SECONDS} == {}


@pytest.mark.parametrize("order", ["preview", "publish", "draft", "resume"])
@pytest.mark.parametrize("name", FORMS)
def test_no_form_takes_longer(editor: Visitor, name: str, order: str) -> None:
    token = token_in(editor.get("/account").get_data(as_text=True))
    typed = {"csrf_token": token, "_do": order, "_confirmed": "on"}
    begun = spent()
    answer = editor.client.post(
        "/sheets/new/method", data={**typed, **filled(**FORMS[name])}
    )
    assert seconds(answer, begun) < MOST_SECONDS


@pytest.mark.parametrize("name", SHEETS)
def test_no_late_save_takes_longer(
    parts: Components, editor: Visitor, name: str
) -> None:
    """Two people changed the same sheet: their texts are merged, or asked about."""
    first = published(parts, SHEETS[name])
    published(parts, {**SHEETS[name], "question": "Et vous ?"}, first)
    token = token_in(editor.get("/account").get_data(as_text=True))
    typed = filled(question="Et nous ?", body="Autre chose", variants="a\nb")
    begun = spent()
    answer = editor.client.post(
        f"/sheets/{first.sheet}/edit",
        data={"csrf_token": token, "_do": "publish", "_parent": "1", **typed},
    )
    assert seconds(answer, begun) < MOST_SECONDS


PASTES: Mapping[str, str] = {
    "lines of materials": "Matériel : a\n" * 19_000,
    "lines of steps": "Étapes : un deux trois\n" * 10_000,
    "lines of authors": "Auteur : Zoé Martin, Odile Bouchard\n" * 6_500,
    "lines of links": "Liens : https://a.org\n" * 11_000,
    "lines of numbers": "Participants : 8\n" * 14_000,
    "headings of steps": "## étapes\n\nx\n\n" * 15_000,
    "links to files": "[a](b) " * 35_000,
    "images": "![a](b.jpg) " * 20_000,
}


@pytest.mark.parametrize("name", PASTES)
def test_no_text_that_is_pasted_takes_longer(editor: Visitor, name: str) -> None:
    token = token_in(editor.get("/account").get_data(as_text=True))
    typed = {"csrf_token": token, "kind": "method", "text": PASTES[name]}
    begun = spent()
    answer = editor.client.post("/write/document", data=typed)
    took = seconds(answer, begun)
    assert answer.status_code == 303
    assert took < MOST_SECONDS


SPREADSHEETS: Mapping[str, bytes] = {
    "nothing but lines": b"\n" * 10_000_000,
    "accents of Windows alone": b"\xe9" * 10_000_000,
    "lines of accents": b"\xe9\n" * 5_000_000,
    "letters of many accents": b"T;R\n"
    + ("a" + "\u0301\u0316" * 100 + "\n").encode() * 24_000,
    "text read wrongly": "Ã©\n".encode() * 2_000_000,
    "separators": b";" * 10_000_000,
    "quotes": b'"' * 10_000_000,
}


@pytest.mark.parametrize("name", SPREADSHEETS)
def test_no_spreadsheet_takes_longer(editor: Visitor, name: str) -> None:
    token = token_in(editor.get("/account").get_data(as_text=True))
    fields = {"csrf_token": token, "kind": "method"}
    body = multipart(fields, ("a.csv", SPREADSHEETS[name]))
    begun = spent()
    answer = editor.client.post("/batch", data=body, content_type=CONTENT_TYPE)
    took = seconds(answer, begun)
    assert answer.status_code == 422
    assert took < MOST_SECONDS


ODD = 71
QUERIES: Mapping[str, str] = {
    "odd words": odd_words(ODD),
    "other odd words": odd_words(ODD),
    "words that begin alike": "co" * 250,
    "a long compound": "a-" * 250,
    "elided words": "l'" * 250,
    "stars": "*" * 500,
    "quotes": '"' * 500,
    "inclusive words": "acteur·ice·s " * 40,
    "signs without spaces": "日本" * 250,
}


def test_no_search_takes_longer(parts: Components, editor: Visitor) -> None:
    """Five sheets of words that nobody wrote, then words that nobody knows."""
    for _ in range(5):
        published(parts, {"body": odd_words(28_000)})
    parts.catch_up()
    found: dict[str, float] = {}
    for name, words in QUERIES.items():
        for address in ("/search", "/search.json", "/suggest/sheets.json"):
            begun = spent()
            answer = editor.get(f"{address}?{urlencode({'q': words})}")
            found[f"{address} {name}"] = seconds(answer, begun)
    many = [(f"theme{n % 2 or ''}", f"t{n}") for n in range(2_000)]
    begun = spent()
    found["filters"] = seconds(editor.get(f"/search?{urlencode(many)}"), begun)
    assert {key: value for key, value in found.items() if value > MOST_SECONDS} == {}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_no_picture_takes_longer(editor: Visitor, bomb: Callable[[], bytes]) -> None:
    token = token_in(editor.get("/account").get_data(as_text=True))
    body = multipart({"csrf_token": token}, ("image.jpg", bomb()))
    begun = spent()
    answer = editor.client.post("/media", data=body, content_type=CONTENT_TYPE)
    took = seconds(answer, begun)
    assert answer.status_code == 422
    assert took < MOST_SECONDS


ATOMS = (
    *("[", "]", "^[", "![", "[[", "*", "_", "~~", "`", "``", "<", ">", "&", "\\", "("),
    *(")", "|", "\n", "- ", "> ", "a", " ", "[^a]", "http://a", "[a]: ", "#", "1. "),
    *("\t", "!", '"', "'", "://"),
)


PART = 5
"""What part of a page's budget is tried: of all of it there are too many to try."""


def as_heavy_as_may_be(unit: str) -> str:
    """Repeat a unit as often as the parser is asked to read, in a part of a page."""
    least, most = 1, 200_000
    while most - least > 500:
        middle = (least + most) // 2
        fits = not parse_budget.too_heavy(
            repeated(unit)(middle), parse_budget.BUDGET // PART
        )
        least, most = (middle, most) if fits else (least, middle)
    return repeated(unit)(least)


@pytest.mark.parametrize("first", ATOMS)
def test_no_two_marks_keep_the_parser_busy(first: str) -> None:
    """Each pair of marks, as often as a text may have them."""
    slow: dict[str, float] = {}
    for pair in permutations(ATOMS, 2):
        if pair[0] != first:
            continue
        text = as_heavy_as_may_be("".join(pair))
        begun = spent()
        rendering.render_markdown(text, link=str)
        links.find_links(f"[[a]]\n\n{text}")
        if (took := spent() - begun) > MOST_SECONDS / PART:
            slow["".join(pair)] = took
    assert slow == {}
