"""A folder is read to its end, nothing outside it, and what is passed over is told."""

import os
import unicodedata
from pathlib import Path, PurePosixPath

import pytest

from commons.errors import CommonsError, TooLargeError
from commons.services.exchange.foreign import survey as surveying
from commons.services.exchange.foreign.survey import (
    FileChoice,
    Reason,
    read_inside,
    survey_folder,
)
from tests.core.kinds.examples import SCHEMA


def filled(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("# Un titre\n", encoding="utf-8")
    return folder


def looked_at(
    folder: Path, choice: FileChoice | None = None
) -> tuple[dict[str, str], dict[str, Reason]]:
    found = survey_folder(folder, SCHEMA.kinds, choice or FileChoice())
    sheets = {str(one.path): one.kind for one in found.sheets}
    return sheets, {str(path): reason for path, reason in found.passed}


def test_every_ending_case_and_depth_of_markdown_is_taken(tmp_path: Path) -> None:
    filled(
        tmp_path,
        *("method/a.md", "method/b.MD", "method/c.markdown", "method/deep/er/d.md"),
        *("Method/e.md", "Méthodes/f.md", "fr/outils/g.md", "experience/h.mkd"),
    )
    sheets, passed = looked_at(tmp_path)
    assert sheets == {
        **dict.fromkeys(
            ("method/a.md", "method/b.MD", "method/c.markdown", "method/deep/er/d.md"),
            "method",
        ),
        **dict.fromkeys(("Method/e.md", "Méthodes/f.md"), "method"),
        "fr/outils/g.md": "tool",
        "experience/h.mkd": "experience",
    }
    assert passed == {}


def test_what_is_passed_over_is_told_with_its_reason(tmp_path: Path) -> None:
    filled(tmp_path, "notes/a.md", "method/photo.jpg", "method/.b.md", ".git/c.md")
    sheets, passed = looked_at(tmp_path)
    assert sheets == {}
    assert passed == {
        "notes/a.md": Reason.NO_KIND,
        "method/photo.jpg": Reason.NOT_MARKDOWN,
        "method/.b.md": Reason.HIDDEN,
        ".git": Reason.HIDDEN,
    }


def test_a_choice_says_the_kind_and_the_files(tmp_path: Path) -> None:
    filled(
        tmp_path, *("README.md", "_m/a.md", "_m/_template.md", "_m/bare", "pages/b.md")
    )
    choice = FileChoice(kind="method", files=("_m/*",), without=("_template.md",))
    sheets, passed = looked_at(tmp_path, choice)
    assert sheets == {"_m/a.md": "method", "_m/bare": "method"}
    assert passed["_m/_template.md"] is Reason.NOT_CHOSEN
    assert passed["pages/b.md"] is Reason.NOT_CHOSEN
    sheets, passed = looked_at(tmp_path, FileChoice(kind="tool"))
    assert set(sheets) == {"_m/a.md", "_m/_template.md", "pages/b.md"}
    assert passed["README.md"] is Reason.BESIDE


def test_links_pipes_and_devices_are_passed_over_and_never_opened(
    tmp_path: Path,
) -> None:
    secret = filled(tmp_path / "outside", "secret.md") / "secret.md"
    folder = filled(tmp_path / "in", "method/a.md")
    (folder / "method/link.md").symlink_to(secret)
    (folder / "tool").symlink_to(secret.parent)
    os.mkfifo(folder / "method/pipe.md")
    sheets, passed = looked_at(folder)
    assert sheets == {"method/a.md": "method"}
    assert passed == {
        "method/link.md": Reason.LINK,
        "method/pipe.md": Reason.SPECIAL,
        "tool": Reason.LINK,
    }
    for name in ("method/link.md", "method/pipe.md", "tool/secret.md", "method/no.md"):
        with pytest.raises(CommonsError):
            read_inside(folder, PurePosixPath(name))
    assert read_inside(folder, PurePosixPath("method/a.md")) == b"# Un titre\n"


def test_the_whole_of_a_folder_is_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(tmp_path, *(f"method/{n}.md" for n in range(5)))
    for name, most in (("MOST_SHEETS", 4), ("MOST_BYTES", 40), ("MOST_ENTRIES", 5)):
        with monkeypatch.context() as patch:
            patch.setattr(surveying, name, most)
            with pytest.raises(TooLargeError):
                looked_at(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(surveying, "LARGEST_BYTES", 5)
        assert set(looked_at(tmp_path)[1].values()) == {Reason.LARGE}
    with pytest.raises(TooLargeError):
        read_inside(tmp_path, PurePosixPath("method/1.md"), most=5)


def test_a_pattern_chooses_files_whichever_system_wrote_their_names(
    tmp_path: Path,
) -> None:
    apart = unicodedata.normalize("NFD", "méthodes/été.md")
    filled(tmp_path, apart)
    for pattern in ("méthodes/é*.md", "é*.md", unicodedata.normalize("NFD", "été.md")):
        chosen = FileChoice(kind="method", files=(pattern,))
        assert looked_at(tmp_path, chosen)[0] == {apart: "method"}
