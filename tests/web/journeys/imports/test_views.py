"""An editor brings 56 innovations in, by forms alone."""

import re

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from commons.adapters.store.imports import csv_uploads
from commons.adapters.store.log import revisions
from commons.adapters.store.measures import counts
from commons.adapters.store.people import accounts
from commons.core.domain.people.account import Role
from commons.core.domain.schema.kind import Value
from commons.core.kinds.rules.sheet_lists import sheet_list
from commons.core.text.files.csv_file import read_csv, write_csv
from commons.web.journeys.imports import spreadsheet_upload
from commons.web.journeys.imports.progress import read_state
from commons.web.journeys.imports.spreadsheet_upload import UPLOAD_BYTES
from commons.wiring.components import Components
from tests.feeds.conftest import Desk
from tests.people.multipart import CONTENT_TYPE, multipart
from tests.people.visitor import Visitor, controls_in, filled, said_by, token_in
from tests.services.tables import HEADER, innovations, row

NAME = "innovations-brest-2018.csv"
FAULTY = {3: {"title": "x"}, 11: {"duration": "un moment"}, 20: {"difficulty": "dur"}}


def sent(
    editor: Visitor, content: bytes, *, language: str = "fr", **typed: str
) -> TestResponse:
    """Send a file from the first page."""
    page = editor.get("/batch").get_data(as_text=True)
    pairs = {"csrf_token": token_in(page), "kind": "method", **typed}
    return editor.client.post(
        f"/batch?lang={language}",
        data=multipart(pairs, (NAME, content)),
        content_type=CONTENT_TYPE,
    )


def checked(editor: Visitor, rows: list[list[str]], **typed: str) -> str:
    """Send rows and accept what the columns are guessed to be; give the address."""
    answer = sent(editor, write_csv([HEADER, *rows]))
    assert answer.status_code == 303, said_by(answer)
    address = answer.headers["Location"]
    held = controls_in(editor.get(address).get_data(as_text=True))
    answer = editor.post(address, **{**held, **typed})
    assert answer.status_code == 303, said_by(answer)
    return answer.headers["Location"]


def loaded(editor: Visitor, address: str, **typed: str) -> str:
    """Load what was checked; give the words of the report."""
    answer = editor.post(address, **{"_do": "load", "manner": "publish", **typed})
    assert answer.status_code == 303, said_by(answer)
    return said_by(editor.get(address))


def fifty_six() -> list[list[str]]:
    rows = innovations()
    for number, changed in FAULTY.items():
        rows[number - 1] = row(number, **changed)
    return rows


def test_faults_are_named_before_anything_is_saved_and_the_rest_loads_once(
    parts: Components, editor: Visitor
) -> None:
    address = checked(editor, fifty_six())
    told = said_by(editor.get(address))
    assert "53 fiches à créer" in told
    assert "3 lignes à corriger" in told
    assert "4 B – Titre x 3 caractères au moins (1 ici)" in told
    assert "12 D – Durée un moment une durée est attendue" in told
    assert "21 E – Difficulté dur" in told
    assert "Choix possibles : Sans expérience" in told
    with parts.store.read() as work:
        assert revisions.head_sequence(work) == 0
    assert "53 fiches créées" in loaded(editor, address)
    again = checked(editor, fifty_six())
    assert "53 fiches inchangées" in said_by(editor.get(again))
    loaded(editor, again)
    with parts.store.read() as work:
        heads = revisions.latest_heads(work, limit=100)
        assert revisions.head_sequence(work) == len(heads) == 53
    assert {head.author.name for head in heads} == {editor.name}
    assert heads[0].values["authors"] == [{"name": editor.name}]


def test_the_rest_waits_in_drafts_that_become_the_same_sheets(
    parts: Components, editor: Visitor
) -> None:
    rows = [row(1), row(2, duration="un moment")]
    told = loaded(editor, checked(editor, rows), manner="draft_the_rest")
    assert "1 ligne gardée dans vos brouillons" in told
    link = re.search(r'href="(/sheets/new/method\?draft=[^"]*)', _page(editor))
    assert link is not None
    form = editor.get(link[1]).get_data(as_text=True)
    typed = filled(title="Innovation 2", duration="2 h")
    hidden = re.findall(r'name="(_draft|_parent)" value="([^"]*)"', form)
    answer = editor.post(
        link[1], **{**typed, **dict(hidden), "_do": "publish", "_confirmed": "on"}
    )
    assert answer.status_code == 303, said_by(answer)
    with parts.store.read() as work:
        assert counts.count_all(work).sheets == 2
    assert "2 fiches inchangées" in said_by(editor.get(checked(editor, rows)))


def _page(editor: Visitor) -> str:
    return editor.get("/drafts").get_data(as_text=True)


def test_what_was_changed_by_hand_is_replaced_only_where_it_is_ticked(
    parts: Components, editor: Visitor
) -> None:
    loaded(editor, checked(editor, [row(1), row(2)]))
    with parts.store.read() as work:
        heads = revisions.latest_heads(work, limit=2)
    for head in heads:
        address = f"/sheets/{head.sheet}/edit"
        typed = filled(title=f"{head.title} bis")
        note = {"_parent": "1", "change_note": "relu", "_confirmed": "on"}
        answer = editor.post(address, _do="publish", **{**typed, **note})
        assert answer.status_code == 303, said_by(answer)
    address = checked(editor, [row(1, duration="2 h"), row(2, duration="2 h")])
    assert "2 fiches modifiées à la main, laissées" in said_by(editor.get(address))
    told = loaded(editor, address, replace="3", note="chiffres de 2019")
    assert "1 fiche mise à jour" in told
    assert "1 fiche modifiée à la main, laissée" in told
    with parts.store.read() as work:
        newest = revisions.latest_heads(work, limit=2)
    assert [head.number for head in newest] == [3, 2]
    assert (newest[0].title, newest[0].change_note) == (
        "Innovation 2",
        "chiffres de 2019",
    )


def test_what_came_before_its_source_is_named_once_that_is_loaded(
    parts: Components, editor: Visitor
) -> None:
    address = checked(editor, [row(1)])
    with parts.store.read() as work:
        (me,) = accounts.all_accounts(work)
        (upload,) = csv_uploads.uploads_of(work, me.id)
    (outcome,) = read_state(upload.state).outcomes
    source: Value = {
        "url": f"/sheets/{outcome.sheet}/v/1",
        "title": "L’original",
        "author": "Mona",
        "licence": "CC0-1.0",
        "changes": "Le déroulé est raccourci, et les exemples sont d’ici.",
    }
    early = Desk(parts).put_one(
        title="Venue trop tôt", licence="CC0-1.0", sources=[source]
    )
    told = loaded(editor, address)
    assert "Ce que leur source ne permet pas ainsi" in told
    assert "Venue trop tôt" in told
    assert early.sheet in editor.get(address).get_data(as_text=True)
    again = loaded(editor, checked(editor, [row(2)]))
    assert "ne permet pas ainsi" not in again


def test_a_load_that_takes_long_goes_on_where_it_stopped(
    parts: Components, editor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreadsheet_upload, "CHUNK", 2)
    monkeypatch.setattr(spreadsheet_upload, "SECONDS", 0.0)
    address = checked(editor, innovations(3))
    editor.post(address, _do="load", manner="publish")
    told = said_by(editor.get(address))
    assert "2 lignes sur 3 sont chargées" in told
    monkeypatch.setattr(spreadsheet_upload, "SECONDS", 60.0)
    editor.post(address, _do="load")
    assert "3 fiches créées" in said_by(editor.get(address))


def test_a_guessed_encoding_is_told_shown_and_can_be_changed(
    parts: Components, editor: Visitor
) -> None:
    text = "Titre;Résumé\r\nDébat mouvant;À la médiathèque, on se déplace.\r\n"
    address = sent(editor, text.encode("cp850")).headers["Location"]
    page = editor.get(address).get_data(as_text=True)
    assert "Il est lu comme «\u00a0MS-DOS" in page
    assert "Débat mouvant" in page
    held = controls_in(page)
    assert held["encoding"] == "cp850"
    wrong = editor.post(address, **{**held, "encoding": "utf-8"})
    assert wrong.status_code == 422
    assert "Débat mouvant" in wrong.get_data(as_text=True)
    answer = editor.post(address, **{**held, "encoding": "cp1252"})
    assert answer.headers["Location"] == address
    page = editor.get(address).get_data(as_text=True)
    assert "D\u201abat" in page
    answer = editor.post(address, **{**controls_in(page), "encoding": "cp850"})
    page = editor.get(answer.headers["Location"]).get_data(as_text=True)
    answer = editor.post(address, **controls_in(page))
    assert "1 fiche créée" in loaded(
        editor, answer.headers["Location"], _confirmed="on"
    )
    with parts.store.read() as work:
        assert [head.title for head in revisions.latest_heads(work, limit=9)] == [
            "Débat mouvant"
        ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04xx", "classeur"),
        (b"\x00\x01", "n’est pas un texte"),
        (b"", "est vide"),
        (b'Titre\n"ouvert\n', "guillemet"),
        (b"a;b\n" * 2_700_000, "trop lourd"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_reason(
    editor: Visitor, content: bytes, words: str
) -> None:
    answer = sent(editor, content)
    assert answer.status_code == 422
    assert words in said_by(answer)
    assert "Erreur" in answer.get_data(as_text=True).partition("</title>")[0]
    english = sent(editor, content, language="en")
    assert english.status_code == 422
    assert words not in said_by(english)


def test_a_file_far_too_large_is_not_even_read(editor: Visitor) -> None:
    answer = sent(editor, b"a" * (UPLOAD_BYTES + 1))
    assert answer.status_code == 413
    assert "10 Mo au plus" in said_by(answer)


def test_a_form_without_file_or_kind_says_what_is_missing(editor: Visitor) -> None:
    told = said_by(editor.post("/batch", kind="poem"))
    assert "Choisissez la sorte de fiches" in told
    assert "Choisissez le fichier" in told


def test_columns_without_title_or_twice_the_same_are_refused(editor: Visitor) -> None:
    address = sent(editor, write_csv([["A", "B"], ["1", "2"]])).headers["Location"]
    assert "Aucune colonne n’est reconnue" in said_by(editor.get(address))
    for chosen, words in [("", "donne le titre"), ("title", "même champ")]:
        typed = {"column-0": chosen, "column-1": chosen, "source": "x"}
        answer = editor.post(address, **typed)
        assert answer.status_code == 422
        assert words in said_by(answer)


def test_the_report_is_a_spreadsheet_without_formulas(editor: Visitor) -> None:
    rows = [row(1, title="=HYPERLINK(1)"), row(2, duration="@nom")]
    address = checked(editor, rows)
    answer = editor.get(f"{address}/report.csv")
    content = answer.data
    assert answer.mimetype == "text/csv"
    assert b";'@nom;" in content
    assert b";'=HYPERLINK(1);" in content
    found = read_csv(content)
    assert found.header[0] == "Ligne"
    assert [line.cells[0] for line in found.lines][-1] == "3"


def test_the_model_of_each_kind_can_be_sent_back(
    parts: Components, editor: Visitor
) -> None:
    for kind, known in parts.schema.kinds.items():
        model = editor.get(f"/batch/template/{kind}.csv")
        address = sent(editor, model.data, kind=kind).headers["Location"]
        held = controls_in(editor.get(address).get_data(as_text=True))
        check = editor.post(address, **held).headers["Location"]
        told = said_by(editor.get(check))
        assert "1 fiche à créer" in told, told
        waits = sheet_list(known) is not None  # a model names no sheet
        assert ("À compléter" in told) is waits, told
        guide = said_by(editor.get(f"/batch/template/{kind}"))
        assert all(heading in guide for heading in ("Clé", "Titre", "Choix possibles"))


def test_a_spreadsheet_is_its_senders_alone(
    app: Flask, parts: Components, editor: Visitor
) -> None:
    address = checked(editor, innovations(2))
    other = Visitor(app.test_client(), parts).signed_in(Role.ADMIN)
    for path in ("", "/columns", "/report.csv"):
        assert other.get(f"{address}{path}").status_code == 404
    other.post(f"{address}/drop", page="/batch")
    assert editor.get(address).status_code == 200
    editor.post(f"{address}/drop", page="/batch")
    assert editor.get(address).status_code == 404


def test_only_editors_come_here(author: Visitor) -> None:
    assert author.get("/batch").status_code == 403
    assert "Charger un tableau" not in said_by(author.get("/write"))
