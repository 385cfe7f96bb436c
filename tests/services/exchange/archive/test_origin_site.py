"""An export says from which site it comes, if it says it with one voice."""

from pathlib import Path

import pytest

from commons.services.exchange.archive.origin_site import site_of_export

SHEET = "4e89bke0xq91"


def version(folder: Path, url: str, sheet: str = SHEET, number: int = 1) -> None:
    path = folder / "versions" / sheet / f"{number}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\nid: {sheet}\nversion:\n  url: {url}\n---\n")


def test_the_site_of_the_last_versions_is_that_of_the_export(tmp_path: Path) -> None:
    version(tmp_path, f"http://vieux.example/sheets/{SHEET}/v/1")
    version(tmp_path, f"https://un.example/wiki/sheets/{SHEET}/v/10", number=10)
    assert site_of_export(tmp_path) == "https://un.example/wiki"
    version(tmp_path, f"https://deux.example/sheets/{SHEET[::-1]}/v/1", SHEET[::-1])
    assert site_of_export(tmp_path) == ""


@pytest.mark.parametrize(
    "url",
    [
        *("12", "''", "[a]", "/sheets/4e89bke0xq91/v/1", "javascript:alert(1)"),
        *("https://un.example/", "https://un.example/sheets/4e89bke0xq91/v/2"),
        "ftp://un.example/sheets/4e89bke0xq91/v/1",
    ],
)
def test_what_is_no_address_of_that_version_says_nothing(
    url: str, tmp_path: Path
) -> None:
    version(tmp_path, url)
    assert site_of_export(tmp_path) == ""


def test_what_cannot_be_read_says_nothing(tmp_path: Path) -> None:
    assert site_of_export(tmp_path) == ""
    path = tmp_path / "versions" / SHEET
    path.mkdir(parents=True)
    assert site_of_export(tmp_path) == ""
    (path / "1.md").write_bytes(b"---\n\xff")
    assert site_of_export(tmp_path) == ""
    (path / "1.md").write_text("---\nversion: 3\n---\n")
    assert site_of_export(tmp_path) == ""
