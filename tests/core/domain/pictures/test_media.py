"""The name of a file says what it is, and nothing else is a name."""

import pytest

from commons.core.domain.pictures.media import (
    ANY_TYPE,
    file_ending,
    file_name,
    is_image,
    is_name,
    media_type,
    named_in,
)
from commons.core.domain.schema.kind import Values

DIGEST = "0123456789abcdef" * 4
PICTURE, TABLE = f"{DIGEST}.jpg", f"{DIGEST}.csv"


@pytest.mark.parametrize(
    ("value", "name", "image"),
    [
        (PICTURE, True, True),
        (TABLE, True, False),
        (f"{DIGEST}.jpeg", True, False),
        (f"{DIGEST}.", False, False),
        (DIGEST, False, False),
        (f"{DIGEST[1:]}.jpg", False, False),
        (f"{DIGEST.upper()}.jpg", False, False),
        (f"{PICTURE}\n", False, False),
        (f"../{PICTURE}", False, False),
        (None, False, False),
    ],
)
def test_a_name_is_a_digest_and_an_ending(
    value: object, *, name: bool, image: bool
) -> None:
    assert is_name(value) is name
    assert is_image(value) is image


@pytest.mark.parametrize(
    ("name", "ending", "kind"),
    [
        (PICTURE, "jpg", "image/jpeg"),
        (TABLE, "csv", "text/csv"),
        (f"{DIGEST}.exe", "exe", ANY_TYPE),
    ],
)
def test_the_ending_gives_the_media_type(name: str, ending: str, kind: str) -> None:
    assert file_ending(name) == ending
    assert media_type(name) == kind


@pytest.mark.parametrize(
    ("called", "kept"),
    [
        ("L’été à Brest", "l-ete-a-brest.csv"),
        ("CON", "fichier-con.csv"),
        ("com1", "fichier-com1.csv"),
        ("com10", "com10.csv"),
        ("../a.exe", "a-exe.csv"),
        ("", "fiche.csv"),
    ],
)
def test_a_file_is_offered_under_a_name_for_any_computer(
    called: str, kept: str
) -> None:
    assert file_name(called, TABLE) == kept


def test_files_are_named_in_values_of_any_depth() -> None:
    values: Values = {
        "images": [{"image": PICTURE, "alt": "Une place"}, 3],
        "body": f"![](/media/{TABLE}) et https://ici.fr/media/{PICTURE}",
    }
    assert list(named_in(values)) == [PICTURE, TABLE, PICTURE]


@pytest.mark.parametrize("text", [f"x{PICTURE}", f"{PICTURE}xxx", f"{PICTURE}.exe"])
def test_what_runs_into_other_letters_is_no_name(text: str) -> None:
    assert list(named_in(text)) == []
