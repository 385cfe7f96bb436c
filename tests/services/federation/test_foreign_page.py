"""What a page says in schema.org prefills a sheet; what is hostile costs little."""

import json
import time
from typing import Any

import pytest

from commons.adapters.remote import refusals
from commons.core.domain.schema.kind import Schema
from commons.errors import RemoteError
from commons.services.federation import originals
from commons.services.federation.foreign_page import read_foreign_page
from commons.services.federation.originals import ForeignOriginal
from commons.wiring.assembly import load_schema
from tests.federated import OtherSites

PAGE = "https://wikifab.example/wiki/Banc"
HOW_TO: dict[str, Any] = {
    "@context": "https://schema.org/",
    "@type": "HowTo",
    "name": "Fabriquer un banc",
    "description": "<p>Un banc pour <b>la rue</b>.</p>",
    "totalTime": "PT2H30M",
    "author": [{"@type": "Person", "name": "Malo"}, {"name": "Mona"}],
    "license": "http://creativecommons.org/licenses/by-sa/4.0/deed.fr",
    "image": [{"@type": "ImageObject", "url": "/banc.jpg"}],
    "supply": [{"@type": "HowToSupply", "name": "Six planches"}, "Vis"],
    "tool": {"@type": "HowToTool", "name": "Perceuse"},
    "step": [
        {
            "@type": "HowToSection",
            "name": "Avant",
            "itemListElement": [
                {"@type": "HowToStep", "name": "Scier", "text": "Scier les planches."}
            ],
        },
        {
            "@type": "HowToStep",
            "name": "Visser",
            "itemListElement": [
                {"@type": "HowToDirection", "text": "Visser le dossier."},
                {"@type": "HowToTip", "text": "À deux."},
            ],
        },
        "Poncer et peindre le banc",
    ],
}


@pytest.fixture(scope="module")
def schema() -> Schema:
    return load_schema()[0]


def html_of(*told: object, head: str = "") -> bytes:
    scripts = "".join(
        f'<script type="application/ld+json">{json.dumps(one)}</script>' for one in told
    )
    return (
        f'<!doctype html><html lang="fr"><head>{head}{scripts}</head></html>'.encode()
    )


def read(
    schema: Schema, body: bytes, media_type: str = "text/html; charset=utf-8"
) -> ForeignOriginal:
    sites = OtherSites()
    sites.page(PAGE, body, media_type)
    return read_foreign_page(sites, schema, PAGE)


def test_a_tutorial_prefills_a_method(schema: Schema) -> None:
    found = read(schema, html_of({"@graph": [{"@type": "WebSite"}, HOW_TO]}))
    assert (found.kind, found.title, found.authors) == (
        "method",
        "Fabriquer un banc",
        "Malo, Mona",
    )
    assert (found.licence, found.language) == ("CC-BY-SA-4.0", "fr")
    assert found.values["summary"] == "Un banc pour **la rue**."
    assert found.values["duration"] == "PT2H30M"
    assert found.values["materials"] == ["Six planches", "Vis", "Perceuse"]
    assert found.values["steps"] == [
        {"title": "Scier", "text": "Scier les planches."},
        {"title": "Visser", "text": "Visser le dossier.\nÀ deux."},
        {"title": "Poncer et peindre le banc", "text": "Poncer et peindre le banc"},
    ]
    assert found.images == ("https://wikifab.example/banc.jpg",)
    assert [one.sentence for one in found.notes] == [originals.IMAGES_ASKED]


def test_a_recipe_is_one_too(schema: Schema) -> None:
    recipe = {
        "@type": "http://schema.org/Recipe",
        "name": "Soupe au caillou",
        "prepTime": "PT15M",
        "recipeIngredient": ["Un caillou"],
        "recipeInstructions": "Faire bouillir de l’eau.\nY mettre le caillou.",
    }
    found = read(schema, html_of(recipe))
    assert found.values["preparation"] == "PT15M"
    assert len(found.values["steps"]) == 2  # type: ignore[arg-type]
    assert found.licence == ""


def test_an_article_becomes_an_experience_with_its_text(schema: Schema) -> None:
    article = {
        "@type": ["Article", "Report"],
        "headline": "Comment nous avons fait",
        "articleBody": "Nous avons commencé.",
        "license": {"@id": "https://creativecommons.org/licenses/by-nc-nd/4.0/"},
    }
    found = read(schema, html_of(article))
    assert (found.kind, found.values["body"]) == ("experience", "Nous avons commencé.")
    assert found.licence == "CC-BY-NC-ND-4.0"


def test_a_link_to_a_licence_counts(schema: Schema) -> None:
    link = '<link rel="license" href="https://creativecommons.org/licenses/by/4.0">'
    found = read(schema, html_of({"@type": "HowTo", "name": "Banc"}, head=link))
    assert found.licence == "CC-BY-4.0"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html></html>",
        html_of({"@type": "Organization", "name": "Nous"}),
        html_of({"@type": "HowTo"}),
        html_of({"@type": "HowTo", "name": {"@type": "Text"}}),
        b'<script type="application/ld+json">{"@type": "HowTo", "name": ',
        b'<script type="application/ld+json">{not json}</script>',
    ],
)
def test_a_page_that_says_nothing_is_told(schema: Schema, body: bytes) -> None:
    with pytest.raises(RemoteError) as refused:
        read(schema, body)
    assert refused.value.sentence == originals.NOT_HERE


def test_what_is_no_page_is_told(schema: Schema) -> None:
    with pytest.raises(RemoteError) as refused:
        read(schema, b"%PDF-1.7", "application/pdf")
    assert refused.value.sentence == originals.NOT_HERE


def _deep(levels: int) -> bytes:
    return b'{"@type": "HowTo", "name": "A", "step":' * levels


@pytest.mark.parametrize(
    "body",
    [
        b"<script type='application/ld+json'>" * 100_000,
        b"<script " * 400_000,
        b"<!--" * 900_000,
        b"<html lang=" * 300_000,
        b"<a rel=" * 400_000,
        b'<a href="x" rel="' + b"a " * 1_000_000,
        b'<script type="application/ld+json">' + b"[" * 3_000_000 + b"</script>",
        b'<script type="application/ld+json">' + _deep(10_000) + b"</script>",
        html_of({"@type": "HowTo", "name": "A", "step": ["x" * 10] * 80_000}),
        html_of({"@type": "HowTo", "name": "A" * 900_000}),
        html_of({"@type": "HowTo", "name": "A", "description": "<b>" * 300_000}),
        html_of({"@type": "HowTo", "name": "A", "description": "<a <" * 200_000}),
        html_of(*[{"@type": "HowTo", "name": "A", "step": [{}] * 2_000}] * 60),
        b"\xff\xfe\x00" * 1_000_000,
    ],
)
def test_hostile_pages_cost_little(schema: Schema, body: bytes) -> None:
    begun = time.process_time()
    try:
        found = read(schema, body)
    except RemoteError:
        found = None
    assert time.process_time() - begun < 2
    assert found is None or len(str(found.values)) < 500_000


def test_a_context_is_never_fetched(schema: Schema) -> None:
    sites = OtherSites()
    told = {**HOW_TO, "@context": "http://169.254.169.254/context.jsonld"}
    sites.page(PAGE, html_of(told))
    read_foreign_page(sites, schema, PAGE)
    assert sites.asked == [f"GET {PAGE}"]


def test_a_page_that_is_gone_is_told(schema: Schema) -> None:
    with pytest.raises(RemoteError) as refused:
        read_foreign_page(OtherSites(), schema, PAGE)
    assert refused.value.sentence == refusals.UNREACHABLE


def test_bytes_in_another_charset_are_read(schema: Schema) -> None:
    told = '{"@type": "HowTo", "name": "Été"}'
    page = f'<script type="application/ld+json">{told}</script>'.encode("latin-1")
    assert read(schema, page, "text/html; charset=iso-8859-1").title == "Été"
    assert read(schema, page, "text/html").title == "�t�"
