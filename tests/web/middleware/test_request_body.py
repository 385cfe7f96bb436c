"""A sheet, a form, a page and a comparison are bounded as a whole."""

from pathlib import Path
from typing import Any

import pytest

from commons.adapters.store.log import revisions
from commons.adapters.store.log.projections import link_targets
from commons.core.domain.addresses import iri
from commons.core.domain.sheet import Action, Person, Revision
from commons.core.kinds.rules.size_limits import MOST_ROWS
from commons.core.text.markdown import parse_budget
from commons.services.publishing.publish import NewRevision, publish_version
from commons.web.display.sheet.sheet_view import MOST_ROWS_SHOWN
from commons.web.journeys.sheets.panels import MOST_CITING
from commons.wiring.components import Components
from tests.people.visitor import Visitor, filled, said_by
from tests.servers.server import ordered

AUTHOR = Person(id="0123456789ab", name="Camille")
HEAVY = "^[" * 1000
AS_TYPED = "elle est montrée telle qu’elle a été écrite"
NEW = "/sheets/new/method"


def published(
    parts: Components, values: dict[str, Any], before: Revision | None = None
) -> Revision:
    """Publish a sheet as it could be before it was bounded as a whole."""
    new_revision = NewRevision(
        sheet=before.sheet if before else iri.new_id(),
        kind="method",
        parent=before.number if before else None,
        action=Action.UPDATE if before else Action.CREATE,
        author=AUTHOR,
        change_note="une étape",
        values={
            "title": "Porteur de parole",
            "licence": "CC-BY-SA-4.0",
            "language": "fr",
            "authors": [{"name": "Camille"}],
            **values,
        },
    )
    with parts.store.write() as work:
        return publish_version(parts.schema, work, new_revision)


def address(sheet: Revision) -> str:
    """Give the address of a sheet's page."""
    return f"/sheets/{sheet.sheet}/{sheet.slug}"


def test_the_lightest_texts_share_the_budget_of_a_page() -> None:
    light, heavy = "**a** " * 50, "^[" * 5000
    most = parse_budget.most_each([heavy, *[light] * 100, heavy, heavy])
    assert parse_budget.parse_cost(light) <= most < parse_budget.parse_cost(heavy)
    assert parse_budget.most_each([light] * 100) == parse_budget.BUDGET
    assert parse_budget.most_each([heavy]) >= parse_budget.parse_cost(heavy)


def test_what_was_published_is_shown_as_typed_where_it_asks_for_too_much(
    parts: Components, author: Visitor
) -> None:
    steps = [{"title": f"Étape {n}", "text": HEAVY} for n in range(60)]
    variants = ["Une **autre** façon"]
    sheet = published(parts, {"steps": steps, "variants": variants})
    page = author.get(address(sheet)).get_data(as_text=True)
    assert AS_TYPED in page
    assert page.count('<pre class="plain">') == 60
    assert page.count(f"{HEAVY}</pre>") == 60
    assert "Une <strong>autre</strong> façon" in page


def test_a_sheet_of_usual_texts_is_laid_out(parts: Components, author: Visitor) -> None:
    steps = [{"title": f"Étape {n}", "text": "Un **mot** " * 150} for n in range(60)]
    page = author.get(address(published(parts, {"steps": steps}))).get_data(
        as_text=True
    )
    assert AS_TYPED not in page
    assert page.count("<strong>mot</strong>") == 60 * 150


def test_links_of_a_text_shown_as_typed_are_none(parts: Components) -> None:
    target = published(parts, {"title": "Cible"})
    named = f"[[{target.sheet}|la cible]]"
    steps = [{"title": f"Étape {n}", "text": named + HEAVY} for n in range(60)]
    light = published(parts, {"steps": steps, "variants": [named]})
    published(parts, {"steps": steps})
    with parts.store.read() as work:
        found = link_targets.links_to(work, target.sheet, limit=5)
    assert [one.sheet for one in found] == [light.sheet]


def test_a_page_shows_so_many_rows_and_says_how_many_are_left(
    parts: Components, author: Visitor
) -> None:
    steps = [{"title": f"Étape {n}"} for n in range(MOST_ROWS_SHOWN + 40)]
    sheet = published(parts, {"steps": steps, "variants": ["La petite"] * 10})
    words = said_by(author.get(address(sheet)))
    assert "51 de plus sont dans le texte à télécharger" in words
    assert words.count("La petite") == 10
    edit = author.get(f"/sheets/{sheet.sheet}/edit")
    assert edit.status_code == 413
    assert "Téléchargez son texte" in said_by(edit)


def test_a_page_names_so_many_of_the_sheets_that_cite_it(
    parts: Components, author: Visitor
) -> None:
    target = published(parts, {"title": "Cible"})
    for number in range(MOST_CITING + 1):
        title = f"Fiche {number:03}"
        published(parts, {"title": title, "body": f"voir [[{target.sheet}|elle]]"})
    words = said_by(author.get(address(target)))
    assert f"Fiche {MOST_CITING - 1:03}" in words
    assert f"Fiche {MOST_CITING:03}" not in words
    assert "et d’autres encore" in words


def test_both_pages_of_a_comparison_are_bounded(
    parts: Components, author: Visitor
) -> None:
    steps = [{"title": f"Étape {n}", "text": HEAVY} for n in range(12)]
    first = published(parts, {"steps": steps})
    second = published(parts, {"steps": [*steps, {"title": "Fin"}]}, first)
    page = author.get(f"/sheets/{second.sheet}/diff/1..2/page").get_data(as_text=True)
    assert page.count('<pre class="plain">') == 12
    assert "Fin" in page


def rows(count: int) -> dict[str, str]:
    """Give a form with so many rows, of which the authors' is one."""
    return filled(**{f"variants-{n}": f"Variante {n} !" for n in range(count - 1)})


@pytest.mark.parametrize("order", ["preview", "publish", "draft", "add:steps"])
def test_a_form_of_too_many_rows_is_refused_and_given_back(
    author: Visitor, parts: Components, order: str
) -> None:
    typed = rows(MOST_ROWS + 1)
    answer = author.post(NEW, _do=order, **typed)
    words = said_by(answer)
    assert answer.status_code == 413
    assert f"compte {MOST_ROWS + 1} lignes" in words
    assert all(text in words for text in typed.values())
    with parts.store.read() as work:
        assert revisions.head_sequence(work) == 0
    assert typed["title"] not in said_by(author.get("/drafts"))


def test_a_draft_of_too_many_rows_is_refused_to_a_script(author: Visitor) -> None:
    typed = {"_do": "keep", "_tab": "a", **rows(MOST_ROWS + 1)}
    answer = author.post(f"{NEW}/draft", page=NEW, **typed)
    assert answer.status_code == 413


def test_a_form_of_as_many_rows_as_fit_is_taken(author: Visitor) -> None:
    answer = author.post(NEW, _do="publish", _confirmed="on", **rows(MOST_ROWS))
    assert answer.status_code == 303


def test_a_preview_shows_as_typed_what_asks_for_too_much(author: Visitor) -> None:
    typed = {f"steps-{n}-text": HEAVY for n in range(60)}
    answer = author.post(NEW, _do="preview", **filled(**typed))
    assert answer.status_code == 200
    assert AS_TYPED in said_by(answer)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (["- {title: Une étape, text: On y va}"] * MOST_ROWS, "301 lignes"),
        (["- {title: Une étape, text: " + "mot " * 490 + "}"] * 120, "caractères"),
    ],
)
def test_a_folder_is_bound_as_a_form_is(
    tmp_path: Path, rows: list[str], told: str
) -> None:
    folder = tmp_path / "fiches" / "method"
    folder.mkdir(parents=True)
    text = "\n".join(
        [
            *("---", "title: Porteur de parole", "licence: CC-BY-SA-4.0"),
            *("language: fr", "authors: [Camille]", "steps:"),
            *rows,
            *("---", "mot " * 49_990),
        ]
    )
    (folder / "porteur.md").write_text(text)
    done = ordered(tmp_path / "instance", "load", str(folder.parent), "--incomplete")
    assert done.exit_code == 1
    assert "la fiche entière compte" in done.output
    assert told in done.output
