"""From a photo on somebody's device to a figure on a page, and back out again."""

import re
import shutil
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from limits import parse_many
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from commons.adapters.media.blob_store import BlobStore, State
from commons.adapters.media.ingest import take_file
from commons.adapters.store.log import revisions
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.pictures.size import smaller_widths
from commons.core.domain.schema.kind import Values
from commons.core.domain.sheet import Person
from commons.services.exchange.export.folder_export import export_folder
from commons.services.exchange.export.history_import import replay_history
from commons.services.exchange.folder.file_access import bring_media
from commons.services.exchange.folder.folder_import import FolderImport, load_folder
from commons.services.operations.backups.backup import write_backup
from commons.services.operations.checks.integrity_check import verify_instance
from commons.services.operations.housekeeping.media_cleanup import sweep_media
from commons.web.journeys.editing import uploads
from commons.web.request.limits.rate_limits import RateLimit
from commons.web.request.route_rules import rules_of
from commons.wiring.assembly import assemble_components
from commons.wiring.components import Components
from tests.adapters.media import pictures
from tests.adapters.media.pictures import drawing, written
from tests.conftest import settings_in
from tests.people.visitor import Visitor, filled, said_by, token_in
from tests.services.archives import restored

NEW = "/sheets/new/method"
WIDE = 1400
HELD = re.compile(
    r'name="((?:images|files|steps|editable)[^"]*)" value="([0-9a-f]{64}[^"]*)"'
)


def photo(width: int = WIDE, **chosen: object) -> bytes:
    return written(drawing(width, 700), "JPEG", exif=pictures.exif(), **chosen)


PHOTO, SMALL = photo(), written(drawing(200, 100), "PNG")


def credited(number: int, **said: str) -> dict[str, str]:
    """Give what must be said of an image."""
    told = {"alt": "Un banc", "author": "Camille D.", "licence": "CC-BY-4.0", **said}
    return {f"images-{number}-{key}": text for key, text in told.items()}


def sent(
    author: Visitor,
    files: dict[str, tuple[bytes, str]],
    address: str = NEW,
    **typed: str,
) -> TestResponse:
    """Send the form with files, as a browser without scripts does."""
    token = token_in(author.get(address).get_data(as_text=True))
    chosen = {
        name: FileStorage(BytesIO(content), filename=called)
        for name, (content, called) in files.items()
    }
    data = {"csrf_token": token, **filled(**typed), **chosen}
    return author.client.post(address, data=data, content_type="multipart/form-data")


def held(answer: TestResponse) -> dict[str, str]:
    """Give the files that a form holds, by control."""
    return dict(HELD.findall(answer.get_data(as_text=True)))


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[str, str]]:
    """Give a data folder with a wide photo and a small image, and their names."""
    blobs = BlobStore(data_dir=tmp_path_factory.mktemp("taken"))
    photo = take_file(blobs, BytesIO(PHOTO), "a.jpg").name
    return blobs.data_dir, (photo, take_file(blobs, BytesIO(SMALL), "b.png").name)


@pytest.fixture
def names(parts: Components, taken: tuple[Path, tuple[str, str]]) -> tuple[str, str]:
    """Give a wide photo and a small image that are here already."""
    folder, names = taken
    shutil.copytree(folder, parts.settings.data_dir, dirs_exist_ok=True)
    return names


def shown(names: tuple[str, str]) -> dict[str, str]:
    """Give a form with a photo beside a step and an image in the text."""
    wide, small = names
    return {
        "images-0-file": wide,
        **credited(0, title="Le banc du 5 novembre"),
        "images-1-file": small,
        **credited(1, alt="Un plan", licence="CC0-1.0"),
        "steps-0-title": "Poser le banc",
        "steps-0-text": "À deux, devant la mairie.",
        "steps-0-image": wide,
        "body": f"Le plan :\n\n![](/media/{small})\n",
    }


def test_photos_chosen_in_the_form_come_back_to_be_described(author: Visitor) -> None:
    form = sent(
        author,
        {
            "images.upload": (PHOTO, "banc.jpg"),
            "steps-0-image.upload": (SMALL, "plan.png"),
            "files.upload": (b"%PDF-1.7", "Trame_d_animation.pdf"),
        },
        _do="resume",
        body="Un texte",
        **{"steps-0-title": "Poser le banc", "steps-0-text": "Devant la mairie."},
    )
    assert form.status_code == 200
    there = held(form)
    assert set(there) == {"images-0-file", "images-1-file", "files-0-file"}
    page = form.get_data(as_text=True)
    assert f'<option value="{there["images-0-file"]}" selected' in page
    assert 'name="files-0-title" rows="2">\nTrame d animation' in page or (
        "Trame d animation" in page
    )
    assert page.count('class="thumbnail"') == 3
    assert "Un texte" in page


def test_a_refused_file_is_said_beside_its_field_and_nothing_typed_is_lost(
    author: Visitor, parts: Components
) -> None:
    for order in ("publish", "preview", "resume", "draft", "add:steps"):
        form = sent(
            author,
            {
                "images.upload": (b"<svg onload='x()'/>", "faux.png"),
                "files.upload": (b"%PDF-1.7", "note.pdf"),
            },
            _do=order,
            _confirmed="on",
            body="Un long texte",
        )
        assert form.status_code == 422
        told = said_by(form).replace("\u00a0", " ")
        assert "« faux.png » est une image SVG" in told
        assert "enregistrez-la en JPEG, PNG ou WebP" in told
        assert "Un long texte" in form.get_data(as_text=True)
        assert set(held(form)) == {"files-0-file"}
    assert "Porteur de parole" in said_by(author.get("/drafts"))
    with parts.store.read() as work:
        assert revisions.head_sequence(work) == 0


def test_publishing_waits_for_the_credit_of_each_image(
    author: Visitor, names: tuple[str, str]
) -> None:
    typed = {"images-0-file": names[0], "_do": "publish", "_confirmed": "on"}
    lacking = [
        ("alt", "Description de l’image"),
        ("author", "Autrice ou auteur"),
        ("licence", "Licence de l’image"),
    ]
    for key, label in lacking:
        answer = author.post(NEW, **filled(**typed, **credited(0, **{key: ""})))
        assert answer.status_code == 422
        assert f"{label} : à renseigner" in said_by(answer).replace("\u00a0", " ")
    plain = {**credited(0, alt=""), "images-0-decorative": "on"}
    assert author.post(NEW, **filled(**typed, **plain)).status_code == 303


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ({"images-0-file": f"{5:064x}.jpg"}, "n’est pas un fichier déposé"),
        ({"images-0-file": "https://ailleurs.exemple/x.jpg"}, "n’est pas un fichier"),
        ({"images-0-file": "../../secret_key"}, "n’est pas un fichier déposé"),
        ({"body": f"![x](/media/{5:064x}.jpg)"}, "n’est pas un fichier déposé"),
        ({"body": "![x](/media/SMALL)"}, "n’est pas dans les images de la fiche"),
        ({"steps-0-image": "SMALL"}, "une des images de la fiche"),
        ({"images-0-file": "DOCUMENT"}, "n’est pas un fichier déposé"),
    ],
)
def test_only_images_that_are_here_and_credited_are_published(
    author: Visitor,
    parts: Components,
    names: tuple[str, str],
    typed: dict[str, str],
    word: str,
) -> None:
    document = take_file(parts.blobs, BytesIO(b"%PDF-1.7"), "a.pdf").name
    put = {
        key: text.replace("SMALL", names[1]).replace("DOCUMENT", document)
        for key, text in typed.items()
    }
    step = {"steps-0-title": "Poser le banc", "steps-0-text": "Devant la mairie."}
    credit = credited(0) if "images-0-file" in typed else {}
    answer = author.post(
        NEW, **filled(_do="publish", _confirmed="on", **step, **credit, **put)
    )
    assert answer.status_code == 422
    assert word in said_by(answer)


def test_a_page_shows_its_images_lightly_with_their_credit(
    author: Visitor, app: Flask, names: tuple[str, str]
) -> None:
    address = author.publishes("method", **shown(names))
    reader = app.test_client()
    page = reader.get(address).get_data(as_text=True)
    found = re.findall(r"<img [^>]*>", page.partition("<main")[2])
    story = [one for one in found if "/qr.svg" not in one]
    images = story[1:]  # the first picture is the cover as well
    assert len(images) == 2
    assert names[0] in story[0]
    assert all('loading="lazy"' in one for one in found if one != story[0])
    for image in images:
        assert 'decoding="async"' in image
        assert re.search(r'width="\d+"', image)
        assert re.search(r'height="\d+"', image)
    wide = next(image for image in images if names[0] in image)
    sources = [f"/media/{names[0]}/{width}" for width in smaller_widths(WIDE)]
    assert f'src="{sources[1]}"' in wide
    assert all(f"{source} {source.rpartition('/')[2]}w" in wide for source in sources)
    small = next(image for image in images if names[1] in image)
    assert 'alt="Un plan"' in small
    told = said_by(reader.get(address)).replace("\u00a0", " ")
    assert "Le banc du 5 novembre Camille D., CC BY 4.0" in told
    assert "Crédits des images du texte" in told
    assert "CC0 1.0" in told
    for source in sources:
        answer = reader.get(source, buffered=True)
        assert (answer.status_code, answer.mimetype) == (200, "image/webp")
        assert len(answer.data) < len(PHOTO)


def test_a_difference_shows_the_images_before_and_after(
    author: Visitor, names: tuple[str, str]
) -> None:
    typed = shown(names)
    sheet = author.publishes("method", **typed).split("/")[2]
    other = {"steps-0-image": names[1], "body": "Sans plan", "change_note": "un plan"}
    order = {"_do": "publish", "_confirmed": "on", "_parent": "1"}
    edit = f"/sheets/{sheet}/edit"
    assert author.post(edit, **filled(**{**typed, **other, **order})).status_code == 303
    page = author.get(f"/sheets/{sheet}/diff/1..2").get_data(as_text=True)
    steps, text = page.partition('id="c-steps"')[2].split('id="c-body"')
    before, after = steps.partition("Avant")[2].split("Après")
    assert (names[0] in before, names[1] in before) == (True, False)
    assert (names[0] in after, names[1] in after) == (False, True)
    before, after = text.partition("Avant")[2].split("Après")
    assert names[1] in before
    assert "<img" not in after
    assert "(aucune image)" in after


def test_images_are_told_in_data_with_a_licence_of_their_own(
    author: Visitor, names: tuple[str, str]
) -> None:
    sheet = author.publishes("method", **shown(names)).split("/")[2]
    told = author.get(f"/sheets/{sheet}.nt").get_data(as_text=True)
    image = f"<http://commons.example/sheets/{sheet}#image-1>"
    said = {
        line.removeprefix(image).strip(" .")
        for line in told.splitlines()
        if line.startswith(image)
    }
    schema, integer = (
        "<http://schema.org/",
        "<http://www.w3.org/2001/XMLSchema#integer>",
    )
    by = "<https://creativecommons.org/licenses/by/4.0/>"
    assert {
        f"<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> {schema}ImageObject>",
        f"{schema}contentUrl> <http://commons.example/media/{names[0]}>",
        f'{schema}encodingFormat> "image/jpeg"',
        f'{schema}width> "{WIDE}"^^{integer}',
        f'{schema}height> "700"^^{integer}',
        f'{schema}creditText> "Camille D."',
        f'{schema}caption> "Le banc du 5 novembre"@fr',
        f"{schema}license> {by}",
        f"<http://purl.org/dc/terms/license> {by}",
    } <= said
    markdown = author.get(f"/sheets/{sheet}.md").get_data(as_text=True)
    assert f"file: {names[0]}" in markdown
    assert "author: Camille D." in markdown


def test_sizes_are_what_the_file_says_whatever_is_posted(
    author: Visitor, parts: Components, names: tuple[str, str]
) -> None:
    lie = {"images-0-width": "1", "images-0-height": "100000"}
    sheet = author.publishes("method", **{**shown(names), **lie}).split("/")[2]
    with parts.store.read() as work:
        row = revisions.get_head(work, sheet).items("images")[0]
    assert isinstance(row, dict)
    assert (row["width"], row["height"]) == (WIDE, 700)


def test_a_script_sends_a_file_and_is_told_what_to_keep(author: Visitor) -> None:
    token = token_in(author.get(NEW).get_data(as_text=True))

    def send(content: bytes, called: str, **more: str) -> TestResponse:
        data = {"file": (BytesIO(content), called)}
        return author.client.post(
            "/media", data=data, headers={"X-CSRFToken": token, **more}
        )

    answer = send(PHOTO, "Le banc.jpg")
    assert answer.status_code == 201
    told = answer.get_json()
    assert told == {
        "file": told["file"],
        "url": f"/media/{told['file']}",
        "width": WIDE,
        "height": 700,
        "name": "Le banc",
        "type": "image/jpeg",
    }
    assert (
        pictures.SECRET.encode()
        not in author.client.get(told["url"], buffered=True).data
    )
    refused = send(b"", "vide.png")
    assert (refused.status_code, refused.mimetype) == (422, "application/problem+json")
    assert "vide.png" in refused.get_json()["detail"]
    large = author.client.post(
        "/media",
        headers={"X-CSRFToken": token},
        **multipart(file=("a.pdf", b"%PDF-1.7" + bytes(30 * 1024 * 1024))),
    )
    assert (large.status_code, large.mimetype) == (413, "application/problem+json")
    assert "20 Mo au plus" in large.get_json()["detail"].replace("\u00a0", " ")
    forged = send(PHOTO, "a.jpg", **{"X-CSRFToken": "faux"})
    assert (forged.status_code, forged.mimetype) == (400, "application/problem+json")


def test_who_has_no_account_sends_nothing(app: Flask, parts: Components) -> None:
    data = {"file": (BytesIO(PHOTO), "a.jpg")}
    answer = app.test_client().post("/media", data=data)
    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
    assert list(parts.blobs.names()) == []


def multipart(**parts: tuple[str, bytes]) -> dict[str, Any]:
    """Give a body with files; the client's own would leave one open."""
    pieces = [
        b'--line\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
        % (
            name.replace("_", ".", 1).encode() if called else name.encode(),
            said,
            content,
        )
        for name, (called, content) in parts.items()
        for said in [b'; filename="%s"' % called.encode() if called else b""]
    ]
    sent_as = "multipart/form-data; boundary=line"
    return {"data": b"".join([*pieces, b"--line--\r\n"]), "content_type": sent_as}


def test_a_body_is_large_only_where_files_are_expected(
    app: Flask, author: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = token_in(author.get(NEW).get_data(as_text=True)).encode()
    large = ("a.pdf", b"%PDF-1.7" + bytes(3 * 1024 * 1024))
    form = {"csrf_token": ("", token), "_do": ("", b"resume")}

    def status(address: str, **parts: tuple[str, bytes]) -> int:
        return author.client.post(address, **multipart(**form, **parts)).status_code

    assert status(NEW, files_upload=large) == 200
    assert status("/account", files_upload=large) == 413
    assert status("/login", files_upload=large) == 413
    words = {"body": ("", b"a" * 1_500_000), "summary": ("", b"b" * 1_000_000)}
    assert status(NEW, **words) == 413
    rules, route = rules_of(app), "editing.create_sheet"
    monkeypatch.setitem(rules, route, replace(rules[route], upload_bytes=1024 * 1024))
    assert status(NEW, files_upload=large) == 413


def test_files_are_limited_and_the_form_says_so(
    author: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = RateLimit(of="files", account=tuple(parse_many("20 per 5 minutes")))
    monkeypatch.setattr(uploads, "FILES", few)
    for number in range(20):
        named = {"files.upload": (b"%d" % number, "a.txt")}
        assert sent(author, named, _do="resume").status_code == 200
    answer = sent(author, {"files.upload": (b"x", "a.txt")}, _do="resume", body="Gardé")
    assert answer.status_code == 422
    assert "trop de fichiers" in said_by(answer)
    assert "Gardé" in answer.get_data(as_text=True)


def test_a_file_is_served_for_ever_and_never_as_a_page(
    app: Flask, author: Visitor, parts: Components, names: tuple[str, str]
) -> None:
    page = take_file(parts.blobs, BytesIO(b"<b>gras</b>"), "page.md").name
    text = take_file(parts.blobs, BytesIO(b"0123456789"), "note.txt").name
    documents = {"files-0-file": page, "files-1-file": text}
    author.publishes("method", **shown(names), **documents)
    reader = app.test_client()

    def get(address: str, **headers: str) -> TestResponse:
        named = {key.replace("_", "-"): text for key, text in headers.items()}
        return reader.get(address, headers=named, buffered=True)

    for name, sort, kept in (
        (names[0], "image/jpeg", False),
        (page, "text/markdown", True),
        (text, "text/plain", True),
    ):
        answer = get(f"/media/{name}")
        assert answer.mimetype == sort
        headers = answer.headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert (
            headers["Cache-Control"]
            == "public, max-age=31536000, s-maxage=300, immutable"
        )
        assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert ("Content-Disposition" in headers) == kept
        assert not {"Set-Cookie", "Vary", "Last-Modified"} & set(headers.keys())
        again = get(f"/media/{name}", If_None_Match=headers["ETag"])
        assert (again.status_code, again.data) == (304, b"")
    some = get(f"/media/{text}", Range="bytes=2-4")
    assert (some.status_code, some.data) == (206, b"234")
    named = get(f"/media/{text}?as=Trame d’animation%22%0d%0aX: y")
    disposition = named.headers["Content-Disposition"]
    assert disposition == "attachment; filename=trame-d-animation-x-y.txt"
    for lost in (
        f"/media/{9:064x}.jpg",
        f"/media/{names[0]}/641",
        f"/media/{text}/640",
    ):
        assert get(lost).status_code == 404
    for astray in ("/media/../secret_key", "/media/..%2fsecret_key", "/media/x.jpg"):
        assert get(astray).status_code == 404


@pytest.fixture
def illustrated(author: Visitor, names: tuple[str, str], parts: Components) -> Values:
    """Publish a sheet with images; give its values."""
    sheet = author.publishes("method", **shown(names)).split("/")[2]
    parts.catch_up()
    with parts.store.read() as work:
        return revisions.get_head(work, sheet).values


def sound(parts: Components) -> list[str]:
    return list(verify_instance(parts.schema, parts.store, parts.index, parts.blobs))


def test_files_travel_with_an_export(
    illustrated: Values, parts: Components, names: tuple[str, str], tmp_path: Path
) -> None:
    export_folder(parts.store, parts.blobs, tmp_path / "export")
    again = assemble_components(settings_in(tmp_path / "autre"))
    assert bring_media(again.blobs, tmp_path / "export") == []
    assert replay_history(again.store, again.schema, tmp_path / "export").faults == []
    again.catch_up()
    assert sound(again) == []
    assert list(again.blobs.names()) == sorted(names)
    with again.store.read() as work:
        assert revisions.latest_heads(work, limit=1)[0].values == illustrated
    again.store.close()


def test_an_export_that_was_tampered_with_is_named(
    illustrated: Values, parts: Components, names: tuple[str, str], tmp_path: Path
) -> None:
    export_folder(parts.store, parts.blobs, tmp_path / "export")
    path = tmp_path / "export" / "media" / names[0]
    path.write_bytes(b"<script>")
    (tmp_path / "autre").mkdir()
    assert bring_media(BlobStore(data_dir=tmp_path / "autre"), tmp_path / "export") == [
        path
    ]


def test_files_travel_with_a_backup(
    illustrated: Values, parts: Components, names: tuple[str, str], tmp_path: Path
) -> None:
    written_down = write_backup(parts.store, parts.blobs, tmp_path / "tout.tar")
    assert written_down.files.count == 2
    assert restored(tmp_path / "tout.tar", tmp_path / "new").files == written_down.files
    again = BlobStore(data_dir=tmp_path / "new")
    assert list(again.names()) == sorted(names)
    assert all(again.state(name) is State.SOUND for name in names)


def test_a_file_that_is_lost_or_damaged_is_found_by_the_check(
    illustrated: Values, parts: Components, names: tuple[str, str]
) -> None:
    assert sound(parts) == []
    parts.blobs.path(names[0]).write_bytes(PHOTO)
    parts.blobs.path(names[1]).unlink()
    faults = sound(parts)
    assert any(names[0] in fault and "empreinte" in fault for fault in faults)
    assert any(names[1] in fault and "manque" in fault for fault in faults)
    assert len(faults) == 2


def test_a_folder_of_sheets_brings_the_files_it_names(
    parts: Components, tmp_path: Path
) -> None:
    folder = tmp_path / "fiches"
    (folder / "method").mkdir(parents=True)
    (folder / "method" / "plan.png").write_bytes(SMALL)
    (tmp_path / "secret.png").write_bytes(SMALL)
    sheet = folder / "method" / "banc.md"
    text = (
        "---\ntitle: Le banc\nlicence: CC-BY-SA-4.0\nlanguage: fr\n"
        "authors: [Camille]\nimages:\n- {file: plan.png, alt: Un plan,"
        " author: Camille, licence: CC0-1.0}\n---\n\n![](plan.png)\n"
    )
    sheet.write_text(text, encoding="utf-8")
    (folder / "method" / "astray.md").write_text(
        text.replace("plan.png", "../../secret.png"), encoding="utf-8"
    )
    author = Person(id=iri.new_id(), name="Équipe éditoriale")
    loading = FolderImport(
        schema=parts.schema, places=parts.places, blobs=parts.blobs, author=author
    )
    done = load_folder(parts.store, loading, folder)
    assert (done.created, [fault.path.name for fault in done.faults]) == (
        1,
        ["astray.md"],
    )
    (name,) = parts.blobs.names()
    with parts.store.read() as work:
        head = revisions.latest_heads(work, limit=1)[0]
    assert head.items("images")[0] == {
        "file": name,
        "alt": "Un plan",
        "author": "Camille",
        "licence": "CC0-1.0",
        "width": 200,
        "height": 100,
    }
    assert f"![](/media/{name})" in head.body
    assert load_folder(parts.store, loading, folder).unchanged == 1


def test_only_what_nobody_names_and_nobody_wanted_lately_is_swept(
    illustrated: Values, author: Visitor, parts: Components, names: tuple[str, str]
) -> None:
    blobs = parts.blobs
    drafted = take_file(blobs, BytesIO(b"drafted"), "a.txt").name
    alone = take_file(blobs, BytesIO(b"alone"), "b.txt").name
    author.post(NEW, **filled(_do="draft", **{"files-0-file": drafted}))
    assert sweep_media(parts.store, blobs, timedelta(days=1)).count == 0
    ahead = timedelta(days=-1)
    assert clock.now() < clock.now() - ahead
    assert sweep_media(parts.store, blobs, ahead).count == 1
    assert list(blobs.names()) == sorted([*names, drafted])
    assert not blobs.has(alone)
