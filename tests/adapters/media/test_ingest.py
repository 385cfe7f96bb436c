"""What is taken in is a clean picture or a document, whatever it says it is."""

import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from commons.adapters.media.blob_store import BlobStore, State
from commons.adapters.media.images import KEPT_BYTES
from commons.adapters.media.ingest import display_name, size_made, take_file
from commons.core.domain.pictures.media import file_name
from commons.core.domain.pictures.size import Size
from commons.core.domain.schema.problem import Rule
from commons.errors import NotFoundError, StorageError, UnfitFileError
from tests.adapters.media import pictures
from tests.adapters.media.pictures import drawing, written

JPEG = written(drawing(), "JPEG")
WIDE = 1400


@pytest.fixture
def blobs(tmp_path: Path) -> BlobStore:
    return BlobStore(data_dir=tmp_path)


def taken(blobs: BlobStore, content: bytes, called: str = "a.png") -> tuple[str, bytes]:
    """Take in an image; give its name and what is kept of it."""
    found = take_file(blobs, BytesIO(content), called, image=True)
    return found.name, blobs.path(found.name).read_bytes()


def refusal(blobs: BlobStore, content: bytes, called: str = "a.png") -> UnfitFileError:
    """Give why an image is refused; nothing may be kept of it."""
    with pytest.raises(UnfitFileError) as caught:
        take_file(blobs, BytesIO(content), called, image=True)
    left = [path for path in blobs.data_dir.rglob("*") if path.is_file()]
    assert left == []
    return caught.value


CLEAN: dict[str, Callable[[], bytes]] = {
    "jpg": lambda: JPEG,
    "progressive jpg": lambda: written(drawing(), "JPEG", progressive=True),
    "grey jpg": lambda: written(drawing(mode="L"), "JPEG"),
    "png": lambda: written(drawing(), "PNG"),
    "palette png": lambda: written(drawing(mode="P"), "PNG", transparency=0),
    "16-bit png": lambda: written(Image.new("I;16", (400, 300), 40_000), "PNG"),
    "transparent png": lambda: written(drawing(mode="RGBA"), "PNG"),
    "webp": lambda: written(drawing(), "WEBP"),
    "transparent webp": lambda: written(drawing(mode="RGBA"), "WEBP", lossless=True),
}


@pytest.mark.parametrize("make", CLEAN.values(), ids=CLEAN)
def test_a_clean_picture_is_kept_byte_for_byte(
    blobs: BlobStore, make: Callable[[], bytes]
) -> None:
    content = make()
    _, kept = taken(blobs, content)
    assert kept == content


SAYING_MORE: dict[str, Callable[[], bytes]] = {
    "exif in a jpg": lambda: written(drawing(), "JPEG", exif=pictures.exif()),
    "exif in a png": lambda: written(drawing(), "PNG", exif=pictures.exif()),
    "exif in a webp": lambda: written(drawing(), "WEBP", exif=pictures.exif()),
    "comment in a jpg": lambda: written(
        drawing(), "JPEG", comment=pictures.SECRET.encode()
    ),
    "text in a png": lambda: written(drawing(), "PNG", pnginfo=pictures.comment()),
    "xmp in a webp": lambda: written(
        drawing(), "WEBP", xmp=f"<x>{pictures.SECRET}</x>".encode()
    ),
    "page after a jpg": lambda: (
        JPEG + f"<html><script>{pictures.SECRET}</script>".encode()
    ),
    "page after a png": lambda: (
        written(drawing(), "PNG") + f"<script>{pictures.SECRET}".encode()
    ),
    "page after a webp": lambda: (
        written(drawing(), "WEBP") + f"<script>{pictures.SECRET}".encode()
    ),
    "profile in a jpg": lambda: written(
        drawing(), "JPEG", icc_profile=pictures.profile()
    ),
    "profile in a palette": lambda: written(
        drawing(mode="P"), "PNG", icc_profile=pictures.profile(), transparency=0
    ),
}


@pytest.mark.parametrize("make", SAYING_MORE.values(), ids=SAYING_MORE)
def test_whatever_stands_beside_the_picture_is_gone_and_the_picture_stays(
    blobs: BlobStore, make: Callable[[], bytes]
) -> None:
    content = make()
    name, kept = taken(blobs, content)
    assert kept != content
    assert pictures.SECRET.encode() not in kept
    with Image.open(BytesIO(kept)) as image:
        assert not image.getexif()
        assert not {"exif", "xmp", "comment", "icc_profile"} & set(image.info)
        assert image.size == (400, 300)
        colours = image.convert("RGB")
        ends = [colours.getpixel((x, 150)) for x in (5, 395)]
    before = drawing()
    for found, x in zip(ends, (5, 395), strict=True):
        was = before.getpixel((x, 150))
        assert isinstance(found, tuple)
        assert isinstance(was, tuple)
        assert all(abs(a - b) < 12 for a, b in zip(found, was, strict=True)), name
    assert taken(blobs, kept)[0] == name


@pytest.mark.parametrize("orientation", range(2, 9))
def test_a_picture_stands_upright_as_it_was_seen(
    blobs: BlobStore, orientation: int
) -> None:
    told = pictures.exif(orientation=orientation)
    name, _ = taken(blobs, written(drawing(400, 200), "JPEG", exif=told))
    turned = orientation > 4
    wanted = Size(width=200, height=400) if turned else Size(width=400, height=200)
    assert blobs.size(name) == wanted


def test_colours_for_printers_become_colours_for_screens(blobs: BlobStore) -> None:
    _, kept = taken(blobs, written(drawing(mode="CMYK"), "JPEG"))
    with Image.open(BytesIO(kept)) as image:
        assert image.mode == "RGB"


REFUSED: dict[str, tuple[Callable[[], bytes], Rule]] = {
    "nothing": (lambda: b"", Rule.FILE_EMPTY),
    "a script": (lambda: b"#!/bin/sh\nrm -rf /\n", Rule.FILE_NOT_IMAGE),
    "a page": (lambda: b"<!doctype html><script>x</script>", Rule.FILE_NOT_IMAGE),
    "a drawing that runs": (
        lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>',
        Rule.FILE_FOREIGN_IMAGE,
    ),
    "a gif": (lambda: written(drawing(), "GIF"), Rule.FILE_FOREIGN_IMAGE),
    "a bitmap": (lambda: written(drawing(), "BMP"), Rule.FILE_FOREIGN_IMAGE),
    "a jpg cut short": (lambda: JPEG[:-900], Rule.FILE_DAMAGED),
    "a jpg that begins": (lambda: JPEG[:4], Rule.FILE_DAMAGED),
    "a png cut short": (lambda: written(drawing(), "PNG")[:-200], Rule.FILE_DAMAGED),
    "a webp cut short": (lambda: written(drawing(), "WEBP")[:-90], Rule.FILE_DAMAGED),
    "a png that lies": (lambda: pictures.png(90, 90, data=b"x"), Rule.FILE_DAMAGED),
    "a png without size": (lambda: pictures.png(0, 9), Rule.FILE_DAMAGED),
    "a bomb": (lambda: pictures.png(50_000, 50_000), Rule.FILE_TOO_WIDE),
    "a very long strip": (lambda: pictures.png(50_000_000, 1), Rule.FILE_TOO_WIDE),
    "an animated png": (lambda: pictures.moving("PNG"), Rule.FILE_MOVES),
    "an animated webp": (lambda: pictures.moving("WEBP"), Rule.FILE_MOVES),
    "a picture of twenty-six megabytes": (
        lambda: JPEG + bytes(26 * 1024 * 1024),
        Rule.FILE_TOO_LARGE,
    ),
    "a vast png": (lambda: pictures.png(9000, 9000), Rule.FILE_TOO_WIDE),
    "thirty megabytes": (lambda: bytes(30 * 1024 * 1024), Rule.FILE_TOO_LARGE),
}


@pytest.mark.parametrize(("make", "rule"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_picture_to_show_is_refused_with_its_reason(
    blobs: BlobStore, make: Callable[[], bytes], rule: Rule
) -> None:
    assert refusal(blobs, make()).rule == rule


def test_every_cut_of_a_picture_is_refused(blobs: BlobStore) -> None:
    for content in (JPEG, written(drawing(), "PNG"), written(drawing(), "WEBP")):
        for cut in range(1, len(content) - 1, len(content) // 20):
            refusal(blobs, content[:cut])


MEASURE = """
import sys
from pathlib import Path
from commons.errors import UnfitFileError
from commons.adapters.media.blob_store import BlobStore
from commons.adapters.media.ingest import take_file

def peak():
    return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])

before = peak()
try:
    take_file(BlobStore(data_dir=Path(sys.argv[1])), Path(sys.argv[2]).open("rb"), "a", image=True)
except UnfitFileError as error:
    print(error.rule, peak() - before)
"""


def test_a_bomb_costs_no_memory(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb"
    bomb.write_bytes(pictures.png(50_000, 50_000))
    words = [sys.executable, "-c", MEASURE, str(tmp_path), str(bomb)]
    told = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    rule, kilobytes = told.split()
    assert rule == Rule.FILE_TOO_WIDE
    assert int(kilobytes) < 10_000


def test_smaller_sizes_are_made_and_made_again_when_they_are_lost(
    blobs: BlobStore,
) -> None:
    content = written(drawing(WIDE, 700), "PNG")
    name, _ = taken(blobs, content)
    for width in (320, 640, 1280):
        path = size_made(blobs, name, width)
        with Image.open(path) as image:
            assert (image.format, image.width) == ("WEBP", width)
        path.unlink()
        assert size_made(blobs, name, width).is_file()
    with pytest.raises(NotFoundError):
        size_made(blobs, name, 641)
    with pytest.raises(NotFoundError):
        size_made(blobs, f"{0:064x}.png", 640)


@pytest.mark.parametrize("mode", ["P", "LA", "RGBA", "L", "1", "I;16"])
def test_smaller_sizes_keep_what_is_transparent_and_how_light_it_is(
    blobs: BlobStore, mode: str
) -> None:
    image = drawing(mode="L" if mode == "I;16" else mode)
    if mode == "I;16":
        image = image.convert("I").point(lambda v: v * 256).convert("I;16")
    if mode in {"LA", "RGBA"}:
        image.putalpha(128)
    name, _ = taken(blobs, written(image, "PNG"))
    with Image.open(size_made(blobs, name, 320)) as small:
        assert small.has_transparency_data == (mode in {"LA", "RGBA"})
        light, dark = (small.convert("L").getpixel((x, 120)) for x in (4, 315))
    assert isinstance(light, int | float)
    assert isinstance(dark, int | float)
    assert light - dark > 200


def test_the_same_file_is_kept_once(blobs: BlobStore) -> None:
    first, _ = taken(blobs, JPEG, "une.jpg")
    second, _ = taken(blobs, JPEG, "autre.jpg")
    assert first == second
    assert list(blobs.names()) == [first]
    assert blobs.state(first) is State.SOUND


def test_what_was_taken_in_before_is_not_decoded_again(blobs: BlobStore) -> None:
    def seconds_of_decoders() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    content = written(drawing(WIDE, 700), "PNG")
    begun = seconds_of_decoders()
    first = take_file(blobs, BytesIO(content), "une.png", image=True)
    decoded = seconds_of_decoders()
    assert decoded > begun
    again = take_file(blobs, BytesIO(content), "autre.png", image=True)
    assert (again.name, again.size, again.title) == (first.name, first.size, "autre")
    assert seconds_of_decoders() == decoded
    blobs.size_path(first.name, 640).unlink()
    blobs.path(first.name).write_bytes(b"damaged")
    third = take_file(blobs, BytesIO(content), "encore.png", image=True)
    assert (third.name, third.size) == (first.name, first.size)
    assert blobs.state(first.name) is State.SOUND
    assert blobs.size_path(first.name, 640).is_file()


PACKAGED = "application/vnd.oasis.opendocument.text"


def zipped(**parts: bytes | str) -> bytes:
    """Give an archive of these parts; "__" stands for a dot, "_0_" for a slash."""
    into = BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("_0_", "/").replace("__", "."), content)
    return into.getvalue()


OFFICE = {"[Content_Types]__xml": "<Types/>"}
ODT = zipped(mimetype=PACKAGED, content__xml="<x/>")


@pytest.mark.parametrize(
    ("called", "content", "ending"),
    [
        ("trame.ODT", ODT, "odt"),
        ("trame.docx", ODT, "odt"),
        ("a.docx", zipped(**OFFICE, word_0_document__xml="<x/>"), "docx"),
        ("a.xlsx", zipped(**OFFICE, xl_0_workbook__xml="<x/>"), "xlsx"),
        ("a.zip", zipped(**OFFICE, ppt_0_presentation__xml="<x/>"), "pptx"),
        ("livre.epub", zipped(mimetype="application/epub+zip", a__xhtml="x"), "epub"),
        ("cartes.zip", zipped(a__pdf="%PDF-", dos_0_b__JPG="x", c__md="x"), "zip"),
        ("note.pdf", b"%PDF-1.7", "pdf"),
        ("note", b"%PDF-1.7", "pdf"),
        ("note.exe", b"%PDF-1.7", "pdf"),
        ("note.rtf", b"{\\rtf1 x}", "rtf"),
        ("note.txt", b"1 < 2, et <b>gras</b>", "txt"),
        ("note.md", "# Été\r\n\n<div>".encode(), "md"),
        ("note.markdown", b"x", "md"),
        ("tableau.CSV", "Étape;Durée\n".encode("cp1252"), "csv"),
        ("sans", b"x", "txt"),
        ("a.très long", b"x", "txt"),
        ("../../etc/passwd.txt", b"x", "txt"),
    ],
)
def test_a_document_is_kept_under_the_ending_that_its_content_tells(
    blobs: BlobStore, called: str, content: bytes, ending: str
) -> None:
    found = take_file(blobs, BytesIO(content), called)
    assert found.size is None
    assert found.name.endswith(f".{ending}")
    assert blobs.path(found.name).read_bytes() == content


def heif(brand: bytes) -> bytes:
    return b"\0\0\0\x18ftyp" + brand + bytes(12)


FOREIGN = {
    "tiff": (written(drawing(), "TIFF"), "TIFF"),
    "big-endian tiff": (b"MM\0*" + bytes(40), "TIFF"),
    "heic": (heif(b"heic"), "HEIC"),
    "heif": (heif(b"mif1"), "HEIC"),
    "avif": (heif(b"avif"), "AVIF"),
    "gif": (written(drawing(), "GIF"), "GIF"),
    "bmp": (written(drawing(), "BMP"), "BMP"),
    "svg": (b'<?xml version="1.0"?>\n<svg onload="x()"/>', "SVG"),
}


@pytest.mark.parametrize("image", [False, True])
@pytest.mark.parametrize("called", ["a.pdf", "a.jpg", "a.heic", "a", "a.txt"])
@pytest.mark.parametrize(("content", "sort"), FOREIGN.values(), ids=FOREIGN)
def test_an_image_whose_camera_data_would_stay_is_refused_by_its_format(
    blobs: BlobStore,
    content: bytes,
    sort: str,
    called: str,
    image: bool,  # noqa: FBT001 - whether a photo is asked for, or any file
) -> None:
    with pytest.raises(UnfitFileError) as caught:
        take_file(blobs, BytesIO(content), called, image=image)
    assert caught.value.rule == Rule.FILE_FOREIGN_IMAGE
    assert caught.value.details["format"] == sort
    assert list(blobs.names()) == []


UNKNOWN = {
    "a page": ("page.html", b"<p>x</p>"),
    "a page called text": ("note.txt", b" \n<!DOCTYPE html><p>x"),
    "a page called a document": ("note.pdf", b"<html>"),
    "a script": ("note.txt", b"#!/bin/sh\n"),
    "a script by name": ("note.js", b"alert(1)"),
    "a second ending": ("facture.pdf.bat", b"del x"),
    "a program": ("note.pdf", b"MZ\x90\0\x03\0\0\0"),
    "a program called text": ("note.txt", b"\x7fELF\x02\x01"),
    "no package": ("trame.odt", b"PK\x03\x04 odt"),
    "a film": ("film.mp4", heif(b"isom")),
    "an archive of a program": ("a.zip", zipped(setup__exe="MZ")),
    "an archive in an archive": ("a.zip", zipped(b__zip="PK")),
    "an archive of nothing": ("a.zip", zipped()),
    "an archive that leaves its folder": ("a.zip", zipped(**{"../b__md": "x"})),
    "an archive with more behind": ("a.zip", zipped(b__md="x") + b"<script>"),
    "macros": (
        "a.docx",
        zipped(**OFFICE, word_0_document__xml="x", word_0_vbaProject__bin="x"),
    ),
    "a list without end": (
        "a.zip",
        zipped(**{f"{'a' * 300}{n}__md": "" for n in range(2_000)}),
    ),
}


@pytest.mark.parametrize(("called", "content"), UNKNOWN.values(), ids=UNKNOWN)
def test_what_is_no_document_of_a_known_sort_is_refused(
    blobs: BlobStore, called: str, content: bytes
) -> None:
    with pytest.raises(UnfitFileError) as caught:
        take_file(blobs, BytesIO(content), called)
    assert caught.value.rule == Rule.FILE_SORT
    assert list(blobs.names()) == []


@pytest.mark.parametrize(
    ("called", "kept"),
    [
        ("Trame d’animation", "trame-d-animation.pdf"),
        ("facture.exe", "facture-exe.pdf"),
        ("../../etc/passwd", "etc-passwd.pdf"),
        ("\u202egpj.exe", "gpj-exe.pdf"),
        ('a"\r\nX: y', "a-x-y.pdf"),
        ("CON", "fichier-con.pdf"),
        ("lpt1", "fichier-lpt1.pdf"),
        ("…", "fiche.pdf"),
    ],
)
def test_a_document_is_offered_under_a_name_that_any_computer_takes(
    called: str, kept: str
) -> None:
    assert file_name(called, f"{0:064x}.pdf") == kept


def test_a_long_name_is_cut() -> None:
    assert len(file_name("a" * 5_000, f"{0:064x}.pdf")) < 120


HIDING: dict[str, Callable[[], bytes]] = {
    "within the end": lambda: pictures.with_chunk(b"IEND", pictures.SECRET.encode()),
    "in a chunk of colours": lambda: pictures.with_chunk(
        b"gAMA", pictures.SECRET.encode()
    ),
    "behind the coded lines": lambda: pictures.with_lines(pictures.SECRET.encode()),
    "in lines of their own": lambda: pictures.with_chunk(
        b"IDAT", pictures.SECRET.encode()
    ),
}


@pytest.mark.parametrize("make", HIDING.values(), ids=HIDING)
def test_a_png_hides_nothing_behind_its_picture(
    blobs: BlobStore, make: Callable[[], bytes]
) -> None:
    content = make()
    assert pictures.SECRET.encode() in content
    name, kept = taken(blobs, content)
    assert pictures.SECRET.encode() not in kept
    assert taken(blobs, kept) == (name, kept)


def test_an_image_sent_as_a_document_is_made_clean_all_the_same(
    blobs: BlobStore,
) -> None:
    told = written(drawing(), "JPEG", exif=pictures.exif())
    found = take_file(blobs, BytesIO(told), "affiche.pdf")
    assert found.name.endswith(".jpg")
    assert pictures.SECRET.encode() not in blobs.path(found.name).read_bytes()


@pytest.mark.parametrize(
    ("called", "seen"),
    [
        ("C:\\Photos\\banc.jpg", "banc.jpg"),
        ("../../../etc/passwd", "passwd"),
        ("\u202egpj.exe", "gpj.exe"),
        ("a\x00b\nc.png", "a b c.png"),
        ("e\u0301te\u0301.png", "été.png"),
        ("", "fichier"),
        ("...", "fichier"),
        ("x" * 300 + ".png", f"{'x' * 30}…{'x' * 25}.png"),
    ],
)
def test_the_name_that_a_file_was_given_is_shown_without_tricks(
    called: str, seen: str
) -> None:
    assert display_name(called) == seen


def test_a_disk_that_refuses_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "media").write_text("no folder")
    with pytest.raises(StorageError):
        take_file(BlobStore(data_dir=tmp_path), BytesIO(JPEG), "a.jpg")


def photo(width: int, height: int, **chosen: object) -> bytes:
    """Return a picture full of grain, which no format makes light."""
    grain = Image.effect_noise((width // 4, height // 4), 90).resize((width, height))
    return written(grain.convert("RGB"), "JPEG", quality=97, **chosen)


def test_a_heavy_photo_is_made_lighter_and_says_nothing_of_its_camera(
    blobs: BlobStore,
) -> None:
    heavy = photo(4600, 3450, exif=pictures.exif())
    assert len(heavy) > KEPT_BYTES
    found = take_file(blobs, BytesIO(heavy), "a.jpg", image=True)
    kept = blobs.path(found.name).read_bytes()
    assert len(kept) <= KEPT_BYTES
    assert pictures.SECRET.encode() not in kept
    assert found.size is not None
    with Image.open(BytesIO(kept)) as image:
        assert image.size == (found.size.width, found.size.height)
        assert max(image.size) == 3840


def test_a_jpeg_of_more_pixels_than_are_decoded_comes_in_at_half_its_width(
    blobs: BlobStore,
) -> None:
    vast = written(Image.new("RGB", (9000, 6000), "navy"), "JPEG", quality=50)
    found = take_file(blobs, BytesIO(vast), "a.jpg", image=True)
    assert found.size == Size(width=3840, height=2560)
    assert refusal_of_pixels(blobs, 12_000, 11_000) == Rule.FILE_TOO_WIDE


def refusal_of_pixels(blobs: BlobStore, width: int, height: int) -> str:
    image = Image.new("L", (width, height))
    with pytest.raises(UnfitFileError) as refused:
        take_file(blobs, BytesIO(written(image, "JPEG")), "a.jpg", image=True)
    return refused.value.rule


def test_a_light_photo_keeps_its_pixels(blobs: BlobStore) -> None:
    found = take_file(
        blobs, BytesIO(written(drawing(5000, 3000), "JPEG")), "a.jpg", image=True
    )
    assert found.size == Size(width=5000, height=3000)
