"""What a camera wrote into a photo does not come in with the document that holds it."""

import time
import zipfile
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from commons.adapters.media import camera_data
from commons.adapters.media.blob_store import BlobStore
from commons.adapters.media.camera_data import blank_camera_data
from commons.adapters.media.ingest import take_file
from commons.core.domain.schema.problem import Rule
from commons.errors import UnfitFileError
from tests.adapters.media.pictures import (
    ORIENTATION,
    SECRET,
    comment,
    drawing,
    exif,
    written,
)

PHOTO = written(drawing(), "JPEG", exif=exif(orientation=6), xmp=SECRET.encode())
PNG = written(drawing(), "PNG", exif=exif())
PACKAGED = "application/vnd.oasis.opendocument.text"


@pytest.fixture
def blobs(tmp_path: Path) -> BlobStore:
    return BlobStore(data_dir=tmp_path)


def archive(parts: dict[str, bytes | str], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    into = BytesIO()
    with zipfile.ZipFile(into, "w") as made:
        for name, content in parts.items():
            stored = zipfile.ZIP_STORED if name == "mimetype" else how
            made.writestr(name, content, stored)
    return into.getvalue()


def kept(blobs: BlobStore, content: bytes, called: str) -> bytes:
    return blobs.path(take_file(blobs, BytesIO(content), called).name).read_bytes()


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as read:
        assert read.testzip() is None
        return {name: read.read(name) for name in read.namelist()}


def same_picture(content: bytes, before: bytes) -> bool:
    one, other = (Image.open(BytesIO(each)) for each in (content, before))
    return one.tobytes() == other.tobytes()


DOCX: dict[str, bytes | str] = {
    "[Content_Types].xml": "<Types/>",
    "word/document.xml": "<x/>",
    "word/media/image1.jpeg": PHOTO,
    "word/media/image2.png": PNG,
}
ODT: dict[str, bytes | str] = {
    "mimetype": PACKAGED,
    "content.xml": "<x/>",
    "Pictures/a.jpg": PHOTO,
}


@pytest.mark.parametrize(
    ("called", "parts"), [("a.docx", DOCX), ("a.odt", ODT)], ids=["docx", "odt"]
)
@pytest.mark.parametrize("how", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_photos_in_a_package_say_nothing_and_look_as_before(
    blobs: BlobStore, called: str, parts: dict[str, bytes | str], how: int
) -> None:
    found = parts_of(kept(blobs, archive(parts, how), called))
    assert list(found) == list(parts)
    for name, before in parts.items():
        after = found[name]
        if isinstance(before, str):
            assert after == before.encode()
            continue
        assert SECRET.encode() in before
        assert SECRET.encode() not in after
        assert same_picture(after, before)
        turned = Image.open(BytesIO(after)).getexif()
        assert dict(turned) == ({ORIENTATION: 6} if before is PHOTO else {})


def test_a_pdf_stays_the_pdf_it_is(blobs: BlobStore) -> None:
    drawn = written(drawing(), "PDF")
    start = drawn.index(b"\xff\xd8\xff")
    end = drawn.index(b"endstream", start)
    stream, photo = drawn[start:end], PHOTO[: PHOTO.index(b"\xff\xdb")]
    room = f"/Length {len(stream.rstrip())}".encode()
    more = f"/Length {len(stream.rstrip()) + len(photo) - 20}".encode()
    pdf = (
        drawn.replace(room, more)
        .replace(stream, photo + stream[20:], 1)
        .replace(b"startxref", b"startxref ")
    )
    assert SECRET.encode() in pdf
    after = kept(blobs, pdf, "a.pdf")
    assert len(after) == len(pdf)
    assert SECRET.encode() not in after
    assert len(PdfReader(BytesIO(after)).pages) == 1


def test_a_document_in_an_archive_loses_it_too(blobs: BlobStore) -> None:
    packed = archive({"a.docx": archive(DOCX), "b.jpg": PHOTO, "c.md": "# Bonjour"})
    found = parts_of(kept(blobs, packed, "tout.zip"))
    inner = parts_of(found["a.docx"])
    assert found["c.md"] == b"# Bonjour"
    for content in (*found.values(), *inner.values()):
        assert SECRET.encode() not in content


def test_what_says_nothing_stays_byte_for_byte(blobs: BlobStore) -> None:
    silent = archive({**ODT, "Pictures/a.jpg": written(drawing(), "JPEG")})
    assert kept(blobs, silent, "a.odt") == silent
    once = kept(blobs, archive(ODT), "a.odt")
    assert kept(blobs, once, "a.odt") == once


def test_a_document_that_has_its_name_already_keeps_it(blobs: BlobStore) -> None:
    content = archive(ODT)
    name = f"{sha256(content).hexdigest()}.odt"
    assert take_file(blobs, BytesIO(content), "a.odt", expected=name).name == name


def test_a_comment_in_a_png_goes() -> None:
    told = written(drawing(), "PNG", pnginfo=comment())
    after = blank_camera_data(told)
    assert after is None or (len(after) == len(told) and same_picture(after, told))


@pytest.mark.parametrize(
    "spoilt",
    [
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xe1\xff\xffExif\0\0",
        b"\xff\xd8\xff\xe1\0\0Exif\0\0" * 50,
        b"\xff\xd8\xff\xe1\0\x0cExif\0\0II*\0" + bytes(30),
        b"\xff\xd8\xff\xe1\0\x10Exif\0\0II*\0\xff\xff\xff\xff" + bytes(30),
        b"\xff\xd8\xff" * 9_000,
        b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffeXIf",
    ],
)
def test_what_is_cut_short_or_senseless_is_let_be_or_blanked(spoilt: bytes) -> None:
    after = blank_camera_data(spoilt)
    assert after is None or len(after) == len(spoilt)


def test_segments_without_end_are_refused_soon(blobs: BlobStore) -> None:
    hostile = b"%PDF-1.7" + b"\xff\xd8\xff\xe0\0\x04" * 1_000_000
    before = time.process_time()
    with pytest.raises(UnfitFileError) as caught:
        take_file(blobs, BytesIO(hostile), "a.pdf")
    assert caught.value.rule is Rule.FILE_TOO_HARD
    assert time.process_time() - before < 2


def test_an_archive_that_would_be_too_large_is_refused(
    blobs: BlobStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(camera_data, "MOST_UNPACKED_BYTES", 100_000)
    packed = archive({"a.md": "a" * 100_001})
    with pytest.raises(UnfitFileError) as caught:
        take_file(blobs, BytesIO(packed), "a.zip")
    assert caught.value.rule is Rule.FILE_TOO_HARD
