"""A small archive that unpacks to a large one is refused before it is unpacked."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from commons.adapters.documents.opendocument import read_opendocument
from commons.adapters.documents.pictures import MOST_PICTURE_BYTES, PictureFolder
from commons.adapters.documents.unpacking import MOST_TEXT_BYTES
from commons.adapters.documents.word import read_word


@pytest.mark.parametrize("read", [read_word, read_opendocument])
@pytest.mark.parametrize(
    "parts",
    [
        {"word/document.xml": MOST_TEXT_BYTES + 1},
        {"content.xml": MOST_TEXT_BYTES // 2, "styles.xml": MOST_TEXT_BYTES // 2 + 1},
        {"Pictures/a.png": MOST_PICTURE_BYTES + 1},
    ],
    ids=["a text", "texts together", "a picture"],
)
def test_what_unpacks_to_more_than_is_read_is_refused_unread(
    tmp_path: Path, read: Callable[[Path, PictureFolder], str], parts: dict[str, int]
) -> None:
    path = tmp_path / "given"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, size in parts.items():
            archive.writestr(name, b" " * size)
    with pytest.raises(MemoryError):
        read(path, PictureFolder(path=tmp_path))
    assert [one.name for one in tmp_path.iterdir()] == ["given"]
