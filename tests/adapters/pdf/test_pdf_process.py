"""The process answers for what it was given; its fetcher is closed (test_pdf_maker)."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from commons.adapters.pdf.pdf_maker import can_make_pdf
from commons.adapters.pdf.pdf_process import DOCUMENT, FILES, MADE, STYLES

pytestmark = pytest.mark.skipif(
    not can_make_pdf(), reason="WeasyPrint or Pango is not on this machine"
)
PROGRAM = (sys.executable, "-m", "commons.adapters.pdf.pdf_process")


def put_down(folder: Path, html: str) -> None:
    (folder / DOCUMENT).write_text(html, encoding="utf-8")
    (folder / STYLES).write_text("", encoding="utf-8")
    (folder / FILES).write_text('{"base": "http://x/", "files": {}}')


def test_it_knows_nothing_of_the_environment(tmp_path: Path) -> None:
    put_down(tmp_path, "<p>Un")
    done = subprocess.run([*PROGRAM, str(tmp_path), "9"], env={}, check=False)
    assert done.returncode == 0
    assert (tmp_path / MADE).read_bytes().startswith(b"%PDF-")


def test_it_is_stopped_by_the_system(tmp_path: Path) -> None:
    put_down(tmp_path, "<p>Un mot.</p>" * 60_000)
    done = subprocess.run([*PROGRAM, str(tmp_path), "1.5"], env={}, check=False)
    assert done.returncode in {-signal.SIGPROF, -signal.SIGXCPU}
    assert not (tmp_path / MADE).exists()
