"""A collection is composed, read, added to, featured: through the pages and other doors."""

import re
from pathlib import Path
from time import thread_time

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse

from commons.adapters.store.log import revisions
from commons.adapters.store.log.projections.link_targets import links_from
from commons.core.domain.people.account import Role
from commons.core.domain.schema.kind import Value
from commons.core.domain.sheet import SheetLink
from commons.wiring.components import Components
from tests.bench.typing_in import controls_of
from tests.conftest import instance
from tests.feeds.conftest import Desk
from tests.people.visitor import Visitor, said_by
from tests.servers.server import ordered

SCHEMA_ORG = "http://schema.org/"


def composed(author: Visitor, *titles: str, **more: str) -> str:
    """Publish a collection of sheets, by their titles; give its address."""
    rows = {f"items-{n}-sheet": title for n, title in enumerate(titles)}
    return author.publishes("collection", **{"title": "Pour commencer", **rows, **more})


def values_of(parts: Components, page: str) -> dict[str, Value]:
    with parts.store.read() as work:
        return dict(revisions.get_head(work, page.split("/")[2]).values)


def test_it_is_written_by_titles_and_read_in_its_order_with_its_notes(
    author: Visitor, client: FlaskClient, parts: Components
) -> None:
    desk = Desk(parts)
    wall = desk.put_one(title="Le mur", licence="CC-BY-4.0", authors=[{"name": "Lou"}])
    bench = desk.put_one(title="Le banc", kind="tool", summary="On s’y assoit.")
    page = composed(
        author, "Le banc", "le mur", **{"items-0-note": "**D’abord** s’asseoir."}
    )
    assert values_of(parts, page)["items"] == [
        {"sheet": bench.sheet, "note": "**D’abord** s’asseoir."},
        {"sheet": wall.sheet},
    ]
    told = said_by(client.get(page))
    assert re.search(r"D’abord s’asseoir\. .*Le banc .*On s’y assoit.* Le mur", told)
    parts.catch_up()
    assert "2 fiches" in said_by(client.get("/search?kind=collection"))
    credits_of_all = told.partition("Crédits des fiches réunies")[2]
    assert "Camille , Lou" in credits_of_all or "Camille, Lou" in credits_of_all
    assert "CC BY-SA 4.0 (1 fiche)" in credits_of_all
    assert "CC BY 4.0 (1 fiche)" in credits_of_all
    with parts.store.read() as work:
        assert set(links_from(work, page.split("/")[2], "items")) == {
            SheetLink(relation="items", target=one.sheet) for one in (wall, bench)
        }
    for one in (wall, bench):
        read = said_by(client.get(f"/sheets/{one.sheet}/{one.slug}"))
        assert "Dans les collections Pour commencer" in read
        assert "Fiches qui citent celle-ci" not in read


def test_its_rows_are_moved_by_buttons(author: Visitor, parts: Components) -> None:
    for title in ("Le mur", "Le banc"):
        Desk(parts).put_one(title=title)
    page = composed(author, "Le mur", "Le banc", **{"items-1-note": "Ensuite."})
    edit = f"/sheets/{page.split('/')[2]}/edit"
    form = dict(controls_of(author.get(edit).get_data(as_text=True), "sheet"))
    assert (form["items-0-sheet"], form["items-1-sheet"]) == ("Le mur", "Le banc")
    moved = author.client.post(edit, data={**form, "_do": "down:items:0"})
    form = dict(controls_of(moved.get_data(as_text=True), "sheet"))
    assert (form["items-0-sheet"], form["items-0-note"]) == ("Le banc", "Ensuite.")
    assert form["items-1-sheet"] == "Le mur"


def test_names_that_are_to_be_looked_up_are_not_told_as_wrong(author: Visitor) -> None:
    author.publishes("method", title="Le mur")
    page = composed(author, "Le mur")
    told = said_by(author.get(f"/sheets/{page.split('/')[2]}/edit"))
    assert "À corriger pour publier" not in told


@pytest.mark.parametrize(
    ("titles", "words"),
    [
        (("Rien de tel",), "« Rien de tel » ne désigne aucune fiche"),
        (("Le mur", "LE MUR"), "« Le mur » est déjà plus haut"),
        (
            ("Une autre",),
            "« Une autre » ne peut pas être dans une collection",
        ),
    ],
)
def test_what_may_not_stand_in_it_is_refused_in_plain_words(
    author: Visitor, titles: tuple[str, ...], words: str
) -> None:
    author.publishes("method", title="Le mur")
    author.publishes("collection", title="Une autre")
    rows = {f"items-{n}-sheet": title for n, title in enumerate(titles)}
    answer = author.post(
        "/sheets/new/collection",
        _do="publish",
        _confirmed="on",
        title="Ma collection",
        licence="CC-BY-SA-4.0",
        language="fr",
        **{"authors-0-name": "Camille"},
        **rows,
    )
    assert answer.status_code == 422
    assert words in said_by(answer)
    assert all(title in answer.get_data(as_text=True) for title in titles)


def test_a_sheet_that_was_deleted_is_told_and_must_go_with_the_next_version(
    author: Visitor, client: FlaskClient, parts: Components
) -> None:
    desk = Desk(parts)
    gone, stays = desk.put_one(title="Le mur"), desk.put_one(title="Le banc")
    page = composed(author, "Le mur", "Le banc")
    desk.delete(gone)
    told = said_by(client.get(page))
    assert "Cette fiche a été supprimée de ce site" in told
    assert "Le mur" not in told
    edit = f"/sheets/{page.split('/')[2]}/edit"
    form = dict(controls_of(author.get(edit).get_data(as_text=True), "sheet"))
    order = {**form, "title": "Autre", "_do": "publish", "change_note": "relu"}
    refused = author.client.post(edit, data=order)
    assert f"la fiche « /sheets/{gone.sheet} » a été supprimée : retirez-la" in said_by(
        refused
    )
    dropped = author.client.post(edit, data={**order, "_do": "remove:items:0"})
    form = dict(controls_of(dropped.get_data(as_text=True), "sheet"))
    done = author.client.post(edit, data={**form, "_do": "publish", "_confirmed": "on"})
    assert done.status_code == 303, said_by(done)
    assert values_of(parts, page)["items"] == [{"sheet": stays.sheet}]


def test_a_sheet_is_added_to_a_collection_from_its_page(
    author: Visitor, client: FlaskClient, app: Flask, parts: Components
) -> None:
    Desk(parts).put_one(title="Le mur")
    bench = Desk(parts).put_one(title="Le banc")
    own = composed(author, "Le mur")
    author.post("/sheets/new/collection", _do="draft", title="En cours")
    read = author.get(f"/sheets/{bench.sheet}/{bench.slug}").get_data(as_text=True)
    (choose,) = re.findall(r'href="(/collect/[^"]+)"', read)
    assert "/collect/" not in client.get(f"/sheets/{bench.sheet}/{bench.slug}").text
    assert client.get(choose).status_code == 302
    page = author.get(choose).get_data(as_text=True)
    (change,) = re.findall(r'href="(/sheets/\w{12}/edit\?adds=\w{12})"', page)
    assert change.startswith(f"/sheets/{own.split('/')[2]}/")
    form = dict(controls_of(author.get(change).get_data(as_text=True), "sheet"))
    assert (form["items-0-sheet"], form["items-1-sheet"]) == ("Le mur", "Le banc")
    drafted, anew = re.findall(r'href="(/sheets/new/collection[^"]*)"', page)
    for address in (drafted.replace("&amp;", "&"), anew):
        form = dict(controls_of(author.get(address).get_data(as_text=True), "sheet"))
        assert form["items-0-sheet"] == "Le banc"
    assert form["authors-0-role"] == "curator"
    stranger = Visitor(app.test_client(), parts).signed_in(Role.CONTRIBUTOR)
    assert "Vos collections" not in said_by(stranger.get(choose))


def test_a_sheet_that_is_in_it_already_is_not_added_again(
    author: Visitor, parts: Components
) -> None:
    wall = Desk(parts).put_one(title="Le mur")
    own = composed(author, "Le mur").split("/")[2]
    opened = author.get(f"/sheets/{own}/edit?adds={wall.sheet}").get_data(as_text=True)
    assert "items-0-sheet" in opened
    assert dict(controls_of(opened, "sheet")).get("items-1-sheet", "") == ""
    assert author.get(f"/sheets/{own}/edit?adds={own}").status_code == 404
    assert author.get(f"/collect/{own}").status_code == 404
    assert author.get(f"/sheets/{wall.sheet}/edit?adds={own}").status_code == 404


def test_editors_feature_it_on_the_home_page(
    editor: Visitor, author: Visitor, client: FlaskClient, parts: Components
) -> None:
    Desk(parts).put_one(title="Le mur")
    pages = [composed(author, "Le mur", title=title) for title in ("Une", "Deux")]
    assert "À la une" not in said_by(client.get("/"))
    assert "Mettre à la une" not in said_by(author.get(pages[0]))
    assert (
        author.post("/featured", page="/", sheet=pages[0].split("/")[2]).status_code
        == 403
    )
    for page in pages:
        assert "Mettre à la une" in said_by(editor.get(page))
        sheet = page.split("/")[2]
        done = editor.post("/featured", page=page, sheet=sheet, _do="feature")
        assert done.status_code == 303
    home = said_by(client.get("/")).partition("À la une")[2]
    assert home.index("Une") < home.index("Deux")
    editor.post("/featured", sheet=pages[0].split("/")[2], _do="down")
    home = said_by(client.get("/")).partition("À la une")[2]
    assert home.index("Deux") < home.index("Une")
    listed = said_by(editor.get("/featured"))
    assert f"mise à la une par {editor.name}" in listed
    for page in pages:
        editor.post("/featured", sheet=page.split("/")[2], _do="withdraw")
    assert "À la une" not in said_by(client.get("/"))
    assert (
        editor.post("/featured", page="/", sheet="x", _do="feature").status_code == 404
    )


COLLECTION = """---
title: Une collection
licence: CC-BY-SA-4.0
language: fr
authors: [{{name: Camille, role: curator}}]
items: {items}
---
Une introduction.
"""


def loads(parts: Components, folder: Path, items: str) -> tuple[int, str]:
    """Load a folder of two methods and a collection; give the exit code and the words."""
    for name, title in (("mur", "Le mur"), ("banc", "Le banc, et le reste")):
        text = COLLECTION.format(items="[]").replace("Une collection", title)
        (folder / "method").mkdir(parents=True, exist_ok=True)
        text = text.replace("items: []\n", "").replace(", role: curator", "")
        (folder / "method" / f"{name}.md").write_text(text, encoding="utf-8")
    (folder / "collection").mkdir(exist_ok=True)
    path = folder / "collection" / "une.md"
    path.write_text(COLLECTION.format(items=items), encoding="utf-8")
    done = ordered(parts.settings.data_dir, "load", str(folder))
    return done.exit_code, done.output


@pytest.mark.parametrize(
    "items",
    [
        '[{sheet: mur, note: "Un mot."}, {sheet: "Le banc, et le reste"}]',
        '[mur, "Le banc, et le reste"]',
        "[method/mur, banc]",
    ],
)
def test_front_matter_names_sheets_of_the_folder_before_they_are_there(
    parts: Components, tmp_path: Path, items: str
) -> None:
    code, output = loads(parts, tmp_path / "fiches", items)
    assert code == 0, output
    with parts.store.read() as work:
        (head,) = revisions.latest_heads(work, kind="collection", limit=9)
        listed = [str(row["sheet"]) for row in head.items("items")]  # type: ignore[index,call-overload]
        titles = [one.title for one in revisions.get_heads(work, listed).values()]
    assert titles == ["Le mur", "Le banc, et le reste"]


@pytest.mark.parametrize(
    ("items", "words"),
    [
        ("[une]", "ne peut pas être dans une collection"),
        ('["Une collection"]', "ne peut pas être dans une collection"),
        ("[mur, mur]", "déjà plus haut"),
        ("[nulle-part]", "ne désigne aucune fiche"),
        ("[{note: Un mot.}]", "à renseigner"),
        ("[{sheet: {a: b}}]", "items 1.sheet"),
        (f"[{', '.join(['mur'] * 5_000)}]", "lignes"),
    ],
)
def test_front_matter_that_may_not_stand_is_refused(
    parts: Components, tmp_path: Path, items: str, words: str
) -> None:
    began = thread_time()
    code, output = loads(parts, tmp_path / "fiches", items)
    assert code == 1
    assert words in output
    assert thread_time() - began < 2
    with parts.store.read() as work:
        assert not revisions.latest_heads(work, kind="collection", limit=9)


def test_a_spreadsheet_brings_a_collection_in(
    parts: Components, tmp_path: Path
) -> None:
    desk = Desk(parts)
    wall, bench = desk.put_one(title="Le mur"), desk.put_one(title="Le banc")
    table = tmp_path / "collections.csv"
    table.write_text(
        "Titre,Licence,Langue,Auteur,Fiches,Fiche 1 – Titre de la fiche\n"
        "Une,CC-BY-SA-4.0,fr,Camille,Le mur ; Le banc,\n",
        encoding="utf-8",
    )
    done = ordered(parts.settings.data_dir, "load", str(table), "--kind", "collection")
    assert done.exit_code == 0, done.output
    with parts.store.read() as work:
        (head,) = revisions.latest_heads(work, kind="collection", limit=9)
    assert head.items("items") == [{"sheet": wall.sheet}, {"sheet": bench.sheet}]


def test_rdf_and_json_keep_the_order(
    author: Visitor, client: FlaskClient, parts: Components
) -> None:
    made = [Desk(parts).put_one(title=title).sheet for title in ("B", "C", "A")]
    page = composed(author, *made, **{"items-1-note": "Au milieu."})
    sheet = page.split("/")[2]
    quads = list(parse(client.get(f"/sheets/{sheet}.nq").data, RdfFormat.N_QUADS))

    def said(subject: str, word: str) -> list[str]:
        return [
            str(quad.object.value)
            for quad in quads
            if str(quad.subject.value).endswith(subject)
            and quad.predicate.value == f"{SCHEMA_ORG}{word}"
        ]

    rows = sorted(said(sheet, "itemListElement"), key=lambda row: said(row, "position"))
    assert [said(row, "item")[0][-12:] for row in rows] == made
    assert said(rows[1], "description") == ["Au milieu."]
    assert {one[-12:] for one in said(sheet, "hasPart")} == set(made)
    told = client.get(f"/sheets/{sheet}.jsonld").get_json()["@graph"]
    (collection,) = [one for one in told if "schema:Collection" in one.get("@type", ())]
    assert [row["sheet"][-12:] for row in collection["items"]] == made
    fields = client.get(f"/sheets/{sheet}.json").get_json()["fields"]
    assert [row["sheet"] for row in fields["items"]] == made
    assert "https://schema.org" not in str(quads)


@pytest.mark.usefixtures("unindexed")
def test_a_page_of_many_large_sheets_costs_little(
    client: FlaskClient, parts: Components
) -> None:
    body = "Un long récit. " * 12_000
    made = Desk(parts).publish(100, body=body)
    rows = [{"sheet": one.sheet, "note": "Un *mot*. " * 40} for one in made] * 50
    head = Desk(parts).put_one(kind="collection", title="Immense", items=rows)
    began = thread_time()
    answer = client.get(f"/sheets/{head.sheet}/{head.slug}")
    assert thread_time() - began < 2
    assert answer.status_code == 200
    assert answer.get_data(as_text=True).count("listed__item") == 100
    assert "Cette fiche a trop de lignes pour une page" in said_by(answer)


def test_an_export_comes_in_elsewhere_with_its_links_and_is_sound(
    author: Visitor, parts: Components, tmp_path: Path
) -> None:
    for title in ("Le mur", "Le banc"):
        Desk(parts).put_one(title=title)
    page = composed(author, "Le banc", "Le mur", **{"items-0-note": "Un mot."})
    out, other = tmp_path / "out", tmp_path / "other"
    assert ordered(parts.settings.data_dir, "export", str(out)).exit_code == 0
    done = ordered(other, "load", str(out))
    assert done.exit_code == 0, done.output
    assert ordered(other, "check").exit_code == 0
    with instance(other) as made, made.store.read() as work:
        head = revisions.get_head(work, page.split("/")[2])
        assert head.values == values_of(parts, page)
        assert len(links_from(work, head.sheet, "items")) == 2


def test_more_rows_than_a_form_may_have_are_refused_whatever_the_button(
    author: Visitor,
) -> None:
    rows = {f"items-{n}-sheet": "Le mur" for n in range(5_000)}
    began = thread_time()
    for order in ("draft", "preview", "publish"):
        answer = author.post(
            "/sheets/new/collection", _do=order, title="Immense", **rows
        )
        assert answer.status_code == 413
    assert thread_time() - began < 6
    assert "Immense" not in said_by(author.get("/drafts"))


def test_a_draft_keeps_what_is_no_sheet_yet_and_a_preview_leaves_it_out(
    author: Visitor,
) -> None:
    rows = {"items-0-sheet": "Une fiche à venir", "items-0-note": "Bientôt."}
    kept = author.post("/sheets/new/collection", _do="draft", title="À venir", **rows)
    assert kept.status_code == 303
    opened = author.get(kept.headers["Location"]).get_data(as_text=True)
    form = dict(controls_of(opened, "sheet"))
    assert form["items-0-sheet"] == "Une fiche à venir"
    shown = author.post(
        "/sheets/new/collection", _do="preview", title="À venir", **rows
    )
    assert shown.status_code == 200
    assert "listed__item" not in shown.get_data(as_text=True)
