"""A PDF is made in a bounded process, of what it was given, and kept."""

import io
import json
import os
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from pypdf import PdfReader

from commons.adapters.pdf import pdf_maker
from commons.adapters.pdf.pdf_maker import (
    ASK_AGAIN_SECONDS,
    PdfAbility,
    PdfDocument,
    PdfStore,
    can_make_pdf,
)
from commons.adapters.pdf.pdf_process import FILES, MADE, STYLES
from commons.core.files.locks import lock_file
from commons.errors import (
    BusyError,
    PreparingError,
    StorageError,
    TooCostlyError,
)
from tests.adapters.media.pictures import drawing, written
from tests.servers.fresh_process import printed_by

pytestmark = pytest.mark.skipif(
    not can_make_pdf(), reason="WeasyPrint or Pango is not on this machine"
)
BASE = "http://commons.example"


def document(body: str, **chosen: object) -> PdfDocument:
    html = (
        f'<!doctype html><html lang="fr"><title>Été</title><body>{body}</body></html>'
    )
    given = {"html": html, "styles": "h1 { font-size: 20pt }", "base": BASE, **chosen}
    return PdfDocument(**given)  # type: ignore[arg-type]  # what a test chose


def read(content: bytes) -> Any:
    """Give a PDF as pypdf reads it, whose types say less than it knows."""
    return PdfReader(io.BytesIO(content))


def words_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in read(content).pages)


@pytest.fixture
def store(tmp_path: Path) -> PdfStore:
    return PdfStore(data_dir=tmp_path)


def test_letters_of_french_are_in_the_pdf(store: PdfStore) -> None:
    said = "L’œuvre « d’où » naît ; ça, à l’été – où ?"
    content = store.make(document(f"<h1>{said}</h1>"))
    assert words_of(content).split() == said.split()
    assert read(content).trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_a_pdf_is_made_once_and_found_again(store: PdfStore) -> None:
    one = document("<p>Un</p>")
    assert store.find(one) is None
    made = store.make(one)
    assert store.find(one) == made == store.make(one)
    assert store.find(document("<p>Un</p>", base="http://ailleurs.example")) is None
    assert len(list((store.data_dir / "pdf").glob("*.pdf"))) == 1
    assert list((store.data_dir / "pdf").glob(".made-*")) == []


def test_an_image_of_ours_is_shown_and_a_link_leads_to_our_site(
    store: PdfStore, tmp_path: Path
) -> None:
    path = tmp_path / "image.png"
    path.write_bytes(written(drawing(60, 40), "PNG"))
    shown = document(
        '<img src="/media/a.png"><a href="/sheets/x">ici</a>',
        files={"/media/a.png": (path, "image/png")},
    )
    (page,) = read(store.make(shown)).pages
    assert len(page.images) == 1
    (link,) = page["/Annots"]
    assert link.get_object()["/A"]["/URI"] == f"{BASE}/sheets/x"


class _Trap(BaseHTTPRequestHandler):
    heard: list[str]

    def do_GET(self) -> None:
        self.heard.append(self.path)
        self.send_error(404)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_nothing_else_is_fetched_from_the_network_or_the_disk(
    store: PdfStore, tmp_path: Path
) -> None:
    _Trap.heard = []
    secret = tmp_path / "secret.png"
    secret.write_bytes(written(drawing(60, 40), "PNG"))
    with HTTPServer(("127.0.0.1", 0), _Trap) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        there = f"http://127.0.0.1:{server.server_port}"
        asked = [f"{there}/a.png", f"file://{secret}", str(secret), "/media/b.png"]
        images = "".join(f'<img src="{url}" alt="rien">' for url in asked)
        hostile = (
            f'<link rel="stylesheet" href="{there}/b.css">'
            f'<link rel="attachment" href="file://{secret}">'
            f'<style>@import url("{there}/c.css"); p {{ background: url("{there}/d") }}'
            f'@font-face {{ font-family: x; src: url("file://{secret}") }}</style>'
            f'<object data="{there}/e.svg"></object>{images}<p>Du texte</p>'
            f'<svg width="9" height="9"><image href="file://{secret}"/></svg>'
        )
        content = store.make(document(hostile))
        server.shutdown()
    made = read(content)
    assert _Trap.heard == []
    assert [one for page in made.pages for one in page.images] == []
    assert made.attachments == {}
    assert "Du texte" in words_of(content)


def test_what_is_too_long_is_stopped_within_two_seconds_of_a_processor(
    store: PdfStore,
) -> None:
    before = os.times()
    with pytest.raises(TooCostlyError):
        store.make(document("<p>Un mot.</p>" * 60_000))
    after = os.times()
    spent = after.children_user + after.children_system
    assert spent - before.children_user - before.children_system < 2.3
    assert list((store.data_dir / "pdf").glob("*.pdf")) == []


def test_the_process_is_refused_more_memory(tmp_path: Path) -> None:
    (tmp_path / FILES).write_text(json.dumps({"base": BASE, "files": {}}))
    (tmp_path / "document.html").write_text("<p>x")
    (tmp_path / STYLES).write_text("")
    hungry = (
        "from commons.adapters.pdf import pdf_process as p; from pathlib import Path;"
        "p.MOST_MEMORY_BYTES = 200_000_000; p._lay_out = lambda _: bytes(900_000_000);"
        f"raise SystemExit(p.main(Path({str(tmp_path)!r}), 9))"
    )
    done = subprocess.run([sys.executable, "-c", hungry], check=False)
    assert done.returncode == 4
    assert not (tmp_path / MADE).exists()


def test_the_folder_is_bounded_and_what_was_asked_last_stays(
    store: PdfStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = [document(f"<p>{number}</p>") for number in range(3)]
    size = len(store.make(documents[0]))
    monkeypatch.setattr(pdf_maker, "MOST_BYTES", int(size * 2.5))
    store.make(documents[1])
    time.sleep(0.01)
    assert store.find(documents[0]) is not None
    store.make(documents[2])
    found = [store.find(one) is not None for one in documents]
    assert found == [True, False, True]


def test_one_is_made_at_a_time(
    store: PdfStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = store.data_dir / "pdf"
    folder.mkdir()
    monkeypatch.setattr(pdf_maker, "_WAIT_SECONDS", 0.1)
    with lock_file(folder / ".lock"), pytest.raises(BusyError):
        store.make(document("<p>Un</p>"))
    assert store.make(document("<p>Un</p>"))


def waited_for(store: PdfStore, one: PdfDocument) -> bytes:
    """Give a PDF that is made apart, once it is there."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        try:
            return store.make_apart(one)
        except PreparingError:
            time.sleep(0.2)
    raise TimeoutError


def test_what_nobody_waits_for_is_there_later(store: PdfStore) -> None:
    one = document("<p>Un mot.</p>" * 3_000)
    begun = time.monotonic()
    with pytest.raises(PreparingError):
        store.make_apart(one)
    assert time.monotonic() - begun < 1
    assert waited_for(store, one) == store.find(one)


def test_what_is_too_long_even_so_is_tried_once(
    store: PdfStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_maker, "APART_SECONDS", 1.0)
    one = document("<p>Un mot.</p>" * 60_000)
    with pytest.raises(TooCostlyError):
        waited_for(store, one)
    monkeypatch.setattr(pdf_maker, "run_bounded", None)
    with pytest.raises(TooCostlyError):
        store.make_apart(one)


def test_what_was_too_long_is_tried_again_after_a_day(store: PdfStore) -> None:
    one = document("<p>Un mot.</p>")
    mark = store.data_dir / "pdf" / f"{one.digest}.failed"
    mark.parent.mkdir()
    mark.touch()
    with pytest.raises(TooCostlyError):
        store.make_apart(one)
    long_ago = time.time() - pdf_maker.FAILED_SECONDS - 1
    os.utime(mark, (long_ago, long_ago))
    assert waited_for(store, one).startswith(b"%PDF-")
    assert not mark.exists()


def test_whether_pdfs_can_be_made_is_known_without_loading_a_library() -> None:
    asked = (
        "from commons.adapters.pdf.pdf_maker import can_make_pdf\n"
        "print(can_make_pdf(), 'pango' in open('/proc/self/maps').read())"
    )
    assert printed_by(asked).split() == ["True", "False"]


def test_the_pages_start_no_process_to_know_whether_pdfs_can_be_made() -> None:
    asked = (
        "import subprocess\n"
        "def refuse(*_, **__): raise AssertionError('a process')\n"
        "subprocess.Popen = refuse\n"
        "import commons.app\n"
        "from commons.adapters.pdf import pdf_maker\n"
        "print(pdf_maker.can_make_pdf())"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, check=False, text=True
    )
    assert "in can_make_pdf" in done.stderr
    assert "<module>\n    import commons.app" not in done.stderr


def test_a_failure_is_asked_again_after_a_while_and_success_never() -> None:
    asked: list[float] = []
    now = [1000.0]
    answers = [False, False, True]

    def ask() -> bool:
        asked.append(now[0])
        return answers[len(asked) - 1]

    able = PdfAbility(ask, lambda: now[0])
    for later, wanted, times in (
        (0, False, 1),
        (ASK_AGAIN_SECONDS - 1, False, 1),
        (1, False, 2),
        (ASK_AGAIN_SECONDS + 1, True, 3),
        (10**6, True, 3),
    ):
        now[0] += later
        assert able.found() is wanted
        assert len(asked) == times


def test_another_that_is_being_made_comes_first(store: PdfStore) -> None:
    one = document("<p>Un</p>")
    folder = store.data_dir / "pdf"
    folder.mkdir()
    with lock_file(folder / ".lock"), pytest.raises(PreparingError):
        store.make_apart(one)
    assert waited_for(store, one).startswith(b"%PDF-")


def test_a_disk_that_refuses_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError):
        PdfStore(data_dir=tmp_path / "file").make(document("<p>Un</p>"))


def test_what_a_killed_process_left_goes(store: PdfStore) -> None:
    left = store.data_dir / "pdf" / ".made-abc"
    left.mkdir(parents=True)
    (left / MADE).touch()
    store.make(document("<p>Un</p>"))
    assert not left.exists()
