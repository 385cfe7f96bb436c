"""A file is seen by whoever sent it, and by everybody once a version names it."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from commons.adapters.media.ingest import take_file
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Role
from commons.core.domain.sheet import Person
from commons.services.exchange.export.folder_export import export_folder
from commons.services.exchange.export.history_import import replay_history
from commons.services.exchange.folder.file_access import bring_media
from commons.services.exchange.folder.folder_import import FolderImport, load_folder
from commons.services.operations.housekeeping.media_cleanup import sweep_media
from commons.wiring.components import Components
from tests.adapters.media import pictures
from tests.adapters.media.pictures import drawing, written
from tests.people.visitor import Visitor, controls_in, filled, said_by, token_in

NEW = "/sheets/new/method"
PHOTO = written(drawing(1400, 700), "JPEG", exif=pictures.exif())
NOTE = b"Ce que personne n'a encore publie"


def by_script(author: Visitor, content: bytes, called: str) -> str:
    """Send a file as a script does; give its name."""
    token = token_in(author.get(NEW).get_data(as_text=True))
    answer = author.client.post(
        "/media",
        data={"file": (BytesIO(content), called)},
        headers={"X-CSRFToken": token},
    )
    assert answer.status_code == 201, answer.get_data(as_text=True)
    return str(answer.get_json()["file"])


def by_form(author: Visitor, content: bytes, called: str) -> str:
    """Send a file in the form of a sheet, as a browser without scripts does."""
    token = token_in(author.get(NEW).get_data(as_text=True))
    control = "images.upload" if called.endswith("jpg") else "files.upload"
    data = {"csrf_token": token, "_do": "resume", control: (BytesIO(content), called)}
    form = author.client.post(NEW, data=data, content_type="multipart/form-data")
    page = form.get_data(as_text=True)
    held = (
        controls_in(page).get("files-0-file") or page.partition('-0-file" value="')[2]
    )
    return held.partition('"')[0]


DOORS = [by_script, by_form]


def asked(visitor: Visitor, name: str, **headers: str) -> TestResponse:
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    return visitor.client.get(f"/media/{name}", headers=named, buffered=True)


@pytest.fixture
def stranger(app: Flask, parts: Components) -> Visitor:
    return Visitor(app.test_client(), parts).signed_in(Role.ADMIN)


@pytest.mark.parametrize("send", DOORS)
@pytest.mark.parametrize("file", [(PHOTO, "a.jpg"), (NOTE, "a.txt")])
def test_until_a_version_names_it_its_sender_alone_sees_a_file(
    author: Visitor,
    stranger: Visitor,
    visitor: Visitor,
    send: Callable[[Visitor, bytes, str], str],
    file: tuple[bytes, str],
) -> None:
    content, called = file
    name = send(author, content, called)
    mine = asked(author, name)
    assert (mine.status_code, mine.headers["Cache-Control"]) == (
        200,
        "private, no-store",
    )
    tag = mine.headers["ETag"]
    for other in (stranger, visitor):
        assert asked(other, name).status_code == 404
        assert asked(other, name, If_None_Match=tag).status_code == 404
        assert asked(other, name, Range="bytes=0-3").status_code == 404
        assert asked(other, f"{name}/320").status_code == 404
    typed = {"files-0-file": name} if called == "a.txt" else {"images-0-file": name}
    credit = {
        "images-0-alt": "Un banc",
        "images-0-author": "Camille",
        "images-0-licence": "CC0-1.0",
    }
    author.publishes("method", **typed, **({} if called == "a.txt" else credit))
    for anybody in (author, stranger, visitor):
        answer = asked(anybody, name)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"].startswith("public")
        assert asked(anybody, f"{name}/320").status_code == (
            200 if called == "a.jpg" else 404
        )


def test_smaller_images_are_shown_to_the_sender_too(author: Visitor) -> None:
    name = by_script(author, PHOTO, "a.jpg")
    small = asked(author, f"{name}/320")
    assert (small.status_code, small.headers["Cache-Control"]) == (
        200,
        "private, no-store",
    )


def test_who_may_open_a_draft_sees_its_files_while_it_is_shared(
    author: Visitor, stranger: Visitor, visitor: Visitor
) -> None:
    name = by_script(author, NOTE, "a.txt")
    author.post(NEW, **filled(_do="draft", **{"files-0-file": name}))
    page = author.get("/drafts").get_data(as_text=True)
    draft = page.partition("/drafts/")[2].partition("/")[0]
    assert asked(stranger, name).status_code == 404
    author.post(f"/drafts/{draft}/share", page="/drafts", name=stranger.name)
    assert asked(stranger, name).status_code == 200
    assert asked(visitor, name).status_code == 404
    author.post(f"/drafts/{draft}/drop", page="/drafts")
    assert asked(stranger, name).status_code == 404


def test_two_who_send_the_same_bytes_both_see_them(
    author: Visitor, stranger: Visitor
) -> None:
    name = by_script(author, NOTE, "a.txt")
    assert by_script(stranger, NOTE, "b.txt") == name
    assert by_script(stranger, NOTE, "b.txt") == name
    assert [asked(who, name).status_code for who in (author, stranger)] == [200, 200]


def test_what_a_deleted_sheet_named_is_seen_by_editors_alone(
    editor: Visitor, visitor: Visitor
) -> None:
    name = by_script(editor, NOTE, "a.txt")
    sheet = editor.publishes("method", **{"files-0-file": name}).split("/")[2]
    history = f"/sheets/{sheet}/history"
    gone = editor.post(
        f"/sheets/{sheet}/delete", page=history, reason="en double", _parent="1"
    )
    assert gone.status_code == 303, said_by(gone)
    assert asked(visitor, name).status_code == 404
    assert asked(editor, name).headers["Cache-Control"] == "private, no-store"


def test_what_a_folder_or_an_export_brings_is_public_once_it_is_a_version(
    parts: Components, visitor: Visitor, tmp_path: Path
) -> None:
    folder = tmp_path / "fiches"
    (folder / "method").mkdir(parents=True)
    (folder / "method" / "note.txt").write_bytes(NOTE)
    (folder / "method" / "note.html").write_bytes(b"<html>")
    for number, named in enumerate(("note.txt", "note.html")):
        (folder / "method" / f"{number}.md").write_text(
            f"---\ntitle: La note {number}\nlicence: CC-BY-SA-4.0\nlanguage: fr\n"
            f"authors: [Camille]\nfiles:\n- {{file: {named}, title: Une note}}\n---\n"
        )
    loading = FolderImport(
        schema=parts.schema,
        places=parts.places,
        blobs=parts.blobs,
        author=Person(id=iri.new_id(), name="Équipe éditoriale"),
    )
    done = load_folder(parts.store, loading, folder)
    assert {fault.path.name for fault in done.faults} == {"1.md"}
    assert "note.html" in done.faults[0].reason
    (name,) = parts.blobs.names()
    assert asked(visitor, name).status_code == 200
    export_folder(parts.store, parts.blobs, tmp_path / "export")
    with parts.store.write() as work:
        work.connection.exec_driver_sql("DELETE FROM public_files")
    assert asked(visitor, name).status_code == 404
    assert bring_media(parts.blobs, tmp_path / "export") == []
    assert replay_history(parts.store, parts.schema, tmp_path / "export").faults == []


def test_what_is_swept_is_nobodys(author: Visitor, parts: Components) -> None:
    name = by_script(author, NOTE, "a.txt")
    assert sweep_media(parts.store, parts.blobs, timedelta(days=-1)).count == 1
    assert take_file(parts.blobs, BytesIO(NOTE), "a.txt").name == name
    assert asked(author, name).status_code == 404


def test_a_refused_document_is_told_with_what_is_taken(author: Visitor) -> None:
    token = token_in(author.get(NEW).get_data(as_text=True))
    for content, called, word in (
        (b"MZ\x90\0", "a.exe", "PDF"),
        (written(drawing(), "TIFF"), "scan.tif", "JPEG"),
    ):
        answer = author.client.post(
            "/media",
            data={"file": (BytesIO(content), called)},
            headers={"X-CSRFToken": token},
        )
        assert answer.status_code == 422
        assert called in answer.get_json()["detail"]
        assert word in answer.get_json()["detail"]
