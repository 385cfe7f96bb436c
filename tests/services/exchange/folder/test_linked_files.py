"""What texts show comes in, and its images are credited among those of the sheet."""

from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from commons.services.exchange.folder.linked_files import (
    CREDITED,
    REFUSED,
    LinkedFolder,
    follow_links,
)
from commons.services.exchange.folder.relative_links import (
    LOST,
    Page,
    link_destinations,
)
from commons.wiring.components import Components
from tests.adapters.media.pictures import drawing, written

HERE = PurePosixPath("method/une.md")
PAGE = Page(path=PurePosixPath("method/deux.md"), title="La suite")
SAID: dict[str, Any] = {"licence": "CC0-1.0", "authors": [{"name": "Camille"}]}


@pytest.fixture
def folder(parts: Components, tmp_path: Path) -> LinkedFolder:
    """Give a folder with an image, a document and a file that nobody takes."""
    home = tmp_path / "home"
    (home / "img").mkdir(parents=True)
    (home / "img/vue.jpg").write_bytes(written(drawing(), "JPEG"))
    (home / "guide.pdf").write_bytes(b"%PDF-1.4\nUn document.")
    (home / "page.html").write_bytes(b"<!doctype html><script>")
    files = {"img/vue.jpg", "guide.pdf", "page.html", "lost.pdf", "method/deux.md"}
    to = link_destinations(frozenset(map(PurePosixPath, files)), [PAGE])
    return LinkedFolder(path=home, to=to, blobs=parts.blobs)


def followed(
    parts: Components, folder: LinkedFolder, **values: Any
) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    kind = parts.schema.kinds["method"]
    found, notes = follow_links(folder, kind, {**SAID, **values}, HERE)
    return dict(found), [(note.sort, note.about) for note in notes]


def test_an_image_of_a_text_is_taken_in_and_credited_as_the_sheet(
    parts: Components, folder: LinkedFolder
) -> None:
    found, notes = followed(parts, folder, body="![Une  vue](../img/vue.jpg)")
    (name,) = parts.blobs.names()
    assert found["body"] == f"![Une  vue](/media/{name})"
    row = {"file": name, "alt": "Une vue", "author": "Camille", "licence": "CC0-1.0"}
    assert found["images"] == [row]
    assert notes == [(CREDITED, "")]
    assert folder.used == {PurePosixPath("img/vue.jpg")}


def test_an_image_without_words_is_decorative_and_the_folder_s_credit_holds(
    parts: Components, folder: LinkedFolder
) -> None:
    given = LinkedFolder(
        path=folder.path,
        to=folder.to,
        blobs=folder.blobs,
        credit={"author": "Collectif", "licence": "CC-BY-4.0"},
    )
    found, _ = followed(parts, given, body="![](../img/vue.jpg) ![](../img/vue.jpg)")
    (image,) = found["images"]
    assert (image["author"], image["licence"]) == ("Collectif", "CC-BY-4.0")
    assert image["decorative"] is True
    assert "alt" not in image


def test_an_image_that_the_sheet_lists_is_not_credited_again(
    parts: Components, folder: LinkedFolder
) -> None:
    listed = [{"file": "/img/vue.jpg", "alt": "A", "author": "Robin"}]
    found, notes = followed(parts, folder, images=listed, body="![B](../img/vue.jpg)")
    (name,) = parts.blobs.names()
    assert found["images"] == [{"file": name, "alt": "A", "author": "Robin"}]
    assert notes == []


def test_images_that_a_front_matter_of_others_names_are_credited_too(
    parts: Components, folder: LinkedFolder
) -> None:
    others = LinkedFolder(
        path=folder.path, to=folder.to, blobs=folder.blobs, others=True
    )
    found, _ = followed(parts, others, images=[{"file": "/img/vue.jpg"}])
    (image,) = found["images"]
    assert (image["author"], image["licence"]) == ("Camille", "CC0-1.0")
    assert image["decorative"] is True


def test_documents_and_pages_are_linked_and_what_leads_nowhere_is_told(
    parts: Components, folder: LinkedFolder
) -> None:
    text = "[le guide](../guide.pdf), [suite](deux.md), [rien](absent.md)"
    found, notes = followed(parts, folder, body=text)
    (name,) = parts.blobs.names()
    assert f"[le guide](/media/{name})" in found["body"]
    assert "[[La suite|suite]]" in found["body"]
    assert notes == [(LOST, "absent.md")]
    assert "images" not in found


def test_a_file_that_is_not_taken_or_a_link_stays_out(
    parts: Components, folder: LinkedFolder
) -> None:
    secret = folder.path.parent / "secret.pdf"
    secret.write_bytes(b"%PDF-1.4\nUn secret.")
    (folder.path / "lost.pdf").symlink_to(secret)
    rows = [{"file": "../page.html"}, {"file": "../lost.pdf"}, {"file": "none.pdf"}]
    found, notes = followed(parts, folder, files=rows)
    assert found["files"] == rows
    assert [sort for sort, _ in notes] == [REFUSED]
    assert "page.html" in notes[0][1]
    assert list(parts.blobs.names()) == []
    assert folder.used == set()
