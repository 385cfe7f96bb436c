"""What is printed stays whole, and costs no more than anybody may ask for."""

import io
import re
import resource
import time
from itertools import product
from typing import Any

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader

from commons.adapters.media.blob_store import SIZES
from commons.adapters.pdf.pdf_maker import can_make_pdf
from commons.wiring.components import Components
from tests.feeds.conftest import Desk
from tests.services.exchange.archive.test_sheet_archive import image

pytestmark = pytest.mark.skipif(
    not can_make_pdf(), reason="WeasyPrint or Pango is not on this machine"
)
POINTS, MARGIN = 0.75, 56
"""How many points a pixel of CSS is, and how many pixels are left at the sides."""

LONG = "Chaque personne dit ce qu’elle a vu, et les autres écoutent sans répondre. "


def pages_of(client: FlaskClient, address: str) -> list[Any]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return list(PdfReader(io.BytesIO(answer.data)).pages)


def texts_of(client: FlaskClient, address: str) -> list[str]:
    return [
        re.sub(r"\s+", " ", page.extract_text()) for page in pages_of(client, address)
    ]


def steps(count: int, length: int) -> list[dict[str, str]]:
    return [
        {
            "title": f"Étape numéro{number}x",
            "text": f"Début{number}x {LONG * length} Fin{number}x",
            "duration": "PT10M",
        }
        for number in range(count)
    ]


def test_no_step_is_broken_across_pages(parts: Components, client: FlaskClient) -> None:
    made = Desk(parts).put_one(title="Le banc", steps=steps(14, 9))
    texts = texts_of(client, f"/sheets/{made.sheet}/v/1.pdf")
    assert len(texts) > 2
    for number in range(14):
        where = {
            words: [place for place, text in enumerate(texts) if words in text]
            for words in (f"numéro{number}x", f"Début{number}x", f"Fin{number}x")
        }
        assert len({place for places in where.values() for place in places}) == 1, where


def test_a_step_that_is_longer_than_a_page_goes_on_on_the_next(
    parts: Components, client: FlaskClient
) -> None:
    paragraphs = "\n\n".join(f"Avant{number}x {LONG * 5}" for number in range(5))
    more = [{"title": "Tout écrire", "text": f"{paragraphs} Fin"} for _ in range(3)]
    long = {"title": "Étape sans fin", "text": "\n\n".join([LONG * 10] * 2)}
    made = Desk(parts).put_one(
        title="Le banc", steps=[long, *more], body=f"{LONG * 80}\n\nUnmotdelafin"
    )
    texts = texts_of(client, f"/sheets/{made.sheet}/v/1.pdf")
    whole = " ".join(texts)
    assert whole.count("Avant4x") == 3
    assert "Unmotdelafin" in whole


def starts_of(page: Any) -> list[float]:
    """Give where each piece of the text of a page begins, from the left."""
    found: list[float] = []
    page.extract_text(
        visitor_text=lambda text, _cm, tm, *_: found.append(tm[4]) if text else None
    )
    return found


def test_what_stands_on_a_page_stays_within_its_margins(
    parts: Components, client: FlaskClient
) -> None:
    word = "x" * 300
    made = Desk(parts).put_one(
        title="Le banc",
        body=f"{word}\n\n| {'a | ' * 12}\n|{'-|' * 12}\n| {'mot | ' * 12}\n\n    {word}",
        materials=[word[:120]],
    )
    for page in pages_of(client, f"/sheets/{made.sheet}/v/1.pdf"):
        assert max(starts_of(page)) < page.mediabox.width / POINTS - MARGIN


def test_images_are_those_of_the_page_and_bounded(
    parts: Components, client: FlaskClient
) -> None:
    names = [image(parts, 700 + number) for number in range(14)]
    rows = [
        {
            "file": name,
            "alt": f"Vue {number}",
            "author": "Camille",
            "licence": "CC0-1.0",
            "width": 700 + number,
            "height": 40,
        }
        for number, name in enumerate(names)
    ]
    made = Desk(parts).put_one(title="Le banc", images=rows)
    pages = pages_of(client, f"/sheets/{made.sheet}/v/1.pdf")
    assert sum(len(page.images) for page in pages) == 12
    words = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert all(f"Vue {number}" in words for number in range(14))
    for path in (parts.settings.data_dir / SIZES).rglob("*.640"):
        path.unlink()
    Desk(parts).put_one()  # no answer is kept any more
    again = pages_of(client, f"/sheets/{made.sheet}/v/1.pdf")
    assert sum(len(page.images) for page in again) == 1


def spent_seconds() -> float:
    """Give the seconds of a processor that this thread and all processes begun took."""
    begun = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.thread_time() + begun.ru_utime + begun.ru_stime


HEAVY = {
    "plain": "Un mot de plus. " * 12_400,
    "links": "[a](https://exemple.fr/b) " * 4_000,
    "signs": "*_*_ " * 20_000,
    "cells": f"{'|a' * 60}|\n{'|-' * 60}|\n" + f"{'|b' * 60}|\n" * 40,
    "headings": "# a\n\n" * 15_000,
    "items": "- a\n" * 15_000,
}


USUAL = {(".pdf", "plain"), ("/cards.pdf", "cells")}
"""What every run tries; each takes all that a PDF may take."""


@pytest.mark.parametrize(
    ("way", "sort"),
    [
        pytest.param(*one, marks=() if one in USUAL else pytest.mark.thorough)
        for one in product([".pdf", "/cards.pdf"], HEAVY)
    ],
)
def test_no_pdf_takes_more_than_two_seconds_of_a_processor(
    way: str, sort: str, parts: Components, client: FlaskClient
) -> None:
    made = Desk(parts).put_one(title="Le banc", body=HEAVY[sort], steps=steps(40, 20))
    client.get("/")
    before, begun = spent_seconds(), time.monotonic()
    answer = client.get(f"/sheets/{made.sheet}/v/1{way}")
    assert answer.status_code in {200, 413}
    assert spent_seconds() - before < 2.6
    assert time.monotonic() - begun < 60
