"""The pictures of a document: once each, named in order, bounded."""

from pathlib import Path

import pytest

from commons.adapters.documents import pictures
from commons.adapters.documents.pictures import PictureFolder, PictureLimitError


def test_a_picture_is_kept_once_under_a_name_of_ours(tmp_path: Path) -> None:
    folder = PictureFolder(path=tmp_path)
    assert folder.keep(b"\x89PNG a") == "image-1.png"
    assert folder.keep(b"\xff\xd8\xff b") == "image-2.jpg"
    assert folder.keep(b"\x89PNG a") == "image-1.png"
    assert folder.keep(b"\x01\x00 a drawing") == "image-3.bin"
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "image-1.png",
        "image-2.jpg",
        "image-3.bin",
    ]


@pytest.mark.parametrize(
    ("bound", "most"), [("MOST_PICTURES", 1), ("MOST_PICTURE_BYTES", 3)]
)
def test_their_number_and_their_size_are_bounded(
    bound: str, most: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, bound, most)
    folder = PictureFolder(path=tmp_path)
    folder.keep(b"ab")
    with pytest.raises(PictureLimitError):
        folder.keep(b"cd")
