"""The search of a copy: words and choices in files of a bounded size."""

import json
from pathlib import Path
from typing import Any

from commons.adapters.search.port import Document
from commons.services.exchange.freezing import static_index
from commons.services.exchange.freezing.static_index import (
    ListedSheet,
    write_static_index,
)

COUNT = 450


def document(number: int) -> Document:
    return Document(
        id=f"{number:012}",
        kind="method",
        title=f"L’Œuvre n° {number}",
        summary="",
        texts={"title": f"L’Œuvre n° {number}", "body": "Les ateliers du cœur 東京"},
        facets={"theme": ("culture",) if number % 2 else (), "kind": ("method",)},
        sequence=number,
    )


def written(folder: Path) -> dict[str, Any]:
    found = (
        ListedSheet(document=document(number), address=f"/s/{number}", kind="Méthode")
        for number in range(COUNT)
    )
    files = write_static_index(found, folder / "draft", int)
    return {name: json.loads(content) for name, content in files}


def test_words_and_choices_name_sheets_and_no_more_than_can_be_shown(
    tmp_path: Path,
) -> None:
    files = written(tmp_path)
    index = files["search/index.json"]
    assert index == {"sheets": COUNT, "a_file": 100, "words": index["words"]}
    assert files["search/sheets/4.json"][49] == [
        "/s/449",
        "L’Œuvre n° 449",
        "",
        "Méthode",
    ]
    words = files["search/words/oe.json"]["oeuvre"]
    assert words[:4] == [449, 9, 448, 9]
    assert len(words) == 2 * static_index.MOST_SHEETS
    assert files["search/words/u6771u4eac.json"]["東京"][:2] == [449, 1]
    chosen = [
        told["theme=culture"]
        for name, told in files.items()
        if "/chosen/" in name and "theme=culture" in told
    ]
    assert chosen[0][:2] == [449, 447]
    assert not list(tmp_path.iterdir())


def test_a_sheet_keeps_its_place_when_another_goes(tmp_path: Path) -> None:
    kept = (
        ListedSheet(document=document(number), address=f"/s/{number}", kind="Méthode")
        for number in (204, 1)
    )
    files = dict(write_static_index(kept, tmp_path / "draft", int))
    assert [row and row[0] for row in json.loads(files["search/sheets/0.json"])] == [
        None,
        "/s/1",
    ]
    assert json.loads(files["search/sheets/2.json"])[4][0] == "/s/204"
    assert json.loads(files["search/index.json"])["sheets"] == 2


def test_a_large_file_is_parted_by_one_letter_more(tmp_path: Path) -> None:
    with_few = static_index.LARGEST_FILE
    try:
        static_index.LARGEST_FILE = 100
        names = {name for name in written(tmp_path) if "/words/" in name}
    finally:
        static_index.LARGEST_FILE = with_few
    assert "search/words/atel.json" in names
    assert "search/words/at.json" not in names
