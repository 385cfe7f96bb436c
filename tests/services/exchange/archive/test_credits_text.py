"""Whom to credit stands in plain words beside what is taken away."""

from commons.adapters.store.log import revisions
from commons.services.exchange.archive.credits_text import CreditedSheet, credits_text
from commons.wiring.components import Components
from tests.feeds.conftest import Desk
from tests.services.exchange.archive.test_sheet_archive import grown, three_images

SITE = "https://un.example"


def told(parts: Components, sheet: str) -> str:
    with parts.store.read() as work:
        versions = revisions.list_history(work, sheet, limit=10)[::-1]
    credited = CreditedSheet(versions=versions, base=SITE)
    return credits_text(parts.schema, [credited], "media")


def test_a_sheet_is_credited_by_title_authors_source_and_licence(
    parts: Components,
) -> None:
    made = Desk(parts).put_one(
        title="Le banc",
        authors=[
            {"name": "Camille", "organisation": "La Bouée"},
            {"name": "Sacha", "role": "contributor"},
        ],
    )
    text = told(parts, made.sheet)
    assert (
        "«\u00a0Le banc\u00a0», Camille (La Bouée), version 1,"
        f" {SITE}/sheets/{made.sheet}/v/1" in text
    )
    assert "CC BY-SA 4.0, https://creativecommons.org/licenses/by-sa/4.0/" in text
    assert "Sacha" in text


def test_three_images_are_credited_under_their_three_licences(
    parts: Components,
) -> None:
    method, _, _ = grown(parts)  # its second version shows none of them any more
    text = told(parts, method.sheet)
    for number, row in enumerate(three_images(parts)):
        line = next(one for one in text.splitlines() if row["file"] in one)
        assert f"Place {number}" in line
        assert f"Photographe {number}" in line
        assert f"{SITE}/sheets/{method.sheet}/v/2" in line
        assert parts.schema.licences[row["licence"]].iri in line


def test_what_a_sheet_was_adapted_from_is_credited_with_the_changes(
    parts: Components,
) -> None:
    method, _, adapted = grown(parts)
    text = told(parts, adapted.sheet)
    assert f"«\u00a0Le banc\u00a0», Camille, {SITE}/sheets/{method.sheet}/v/1" in text
    assert "devenu un hamac" in text


def test_documents_are_named_where_they_lie(parts: Components) -> None:
    name = f"{1:064x}.pdf"
    made = Desk(parts).put_one(files=[{"file": name, "title": "Le plan"}])
    assert f"- Le plan (media/{name})" in told(parts, made.sheet)


def test_credits_speak_the_language_of_the_first_sheet(parts: Components) -> None:
    made = Desk(parts).put_one(title="The bench", language="en-GB")
    assert told(parts, made.sheet).startswith("These sheets are under free licences")
    made = Desk(parts).put_one(title="Die Bank", language="de")
    assert told(parts, made.sheet).startswith("Ces fiches sont sous licence libre")
