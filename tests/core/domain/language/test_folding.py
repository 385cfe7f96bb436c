"""What folds the same, and that what was folded and stored folds so for ever."""

import unicodedata
from collections.abc import Callable
from hashlib import sha256

import pytest
from hypothesis import given, strategies as st

from commons.core.domain.language.folding import (
    fold,
    fold_case,
    fold_email,
    fold_place_names,
    fold_signs,
    fold_typography,
    fold_words,
    strip_accents,
    strip_to_ascii,
)

FROZEN: dict[Callable[[str], str | bytes], str] = {
    fold_case: "a8ce2cc31c7b80fa",
    fold_email: "b565ec97a734275b",
    fold_signs: "e1e2de10756c0f07",
    strip_accents: "eb68f8222cf5f3a3",
    strip_to_ascii: "72bd41ed18785f4f",
    fold: "ee6ac390db6bd94d",
    fold_typography: "583600c02f3f2399",
    fold_place_names: "f3d40e4084e274a8",
    fold_words: "867107afbd256b8d",
}
"""The first digits of the sha-256 of what each makes of every character of old."""


def of_old() -> list[str]:
    """Give the letters and signs of Unicode 3.2, whose forms are frozen (UAX 15)."""
    codes = (*range(0x20, 0x3400), *range(0xA000, 0xA4D0), *range(0xF900, 0x10000))
    assigned = unicodedata.ucd_3_2_0.category
    return [chr(code) for code in codes if assigned(chr(code)) not in {"Cn", "Cs"}]


@pytest.mark.parametrize("function", FROZEN, ids=lambda function: function.__name__)
def test_what_is_stored_folds_as_it_always_did(
    function: Callable[[str], str | bytes],
) -> None:
    digest = sha256()
    for sign in of_old():
        for form in ("NFC", "NFD"):
            found = function(unicodedata.normalize(form, f"Aé{sign} {sign}"))
            text = found if isinstance(found, bytes) else found.encode()
            digest.update(text + b"\0")
    assert digest.hexdigest()[:16] == FROZEN[function]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("L’Été à Étel", "l'ete a etel"),
        ("CŒUR", "coeur"),
        ("ex æquo", "ex aequo"),
        ("Straße", "strasse"),
        ("\U0001d434\U0001d435", "ab"),
        ("  trop \n d’espaces\u00a0! ", "trop d'espaces !"),
        ("ﬁche", "fiche"),
        ("été", "ete"),
        ("日本", "日本"),
        ("", ""),
    ],
)
def test_what_reads_the_same_folds_the_same(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize("text", ["L’ÎLE Œ", "İstanbul", "ǅ ﬃ ẞ"])
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_case_alone_is_folded_in_one_form() -> None:
    assert fold_case("E\u0301TÉ Straße") == "été strasse"


@pytest.mark.parametrize(
    "spelling",
    ["camille.é@exemple.fr", " Camille.É@Exemple.FR\n", "camille.e\u0301@exemple.fr"],
)
def test_spellings_of_one_address_share_their_folded_form(spelling: str) -> None:
    assert fold_email(spelling) == "camille.é@exemple.fr"


def test_two_addresses_stay_two() -> None:
    assert fold_email("camille.e@exemple.fr") != fold_email("camille.é@exemple.fr")


def test_accents_go_and_what_cannot_be_ascii_with_them() -> None:
    assert strip_accents("Ça, œuf, ﬁn, \u0439") == "Ca, œuf, fin, \u0438"
    assert strip_to_ascii("Ça, œuf, ﬁn, \u0439") == b"Ca, uf, fin, "


def test_a_folded_name_has_its_words_between_spaces_line_by_line() -> None:
    assert (
        fold_place_names("L’Haÿ-les-Roses\nŒuilly") == b" l hay les roses \n oeuilly \n"
    )


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("Saint-Étienne", "st etienne"),
        ("Sainte-Foy", "STE FOY"),
        ("Communauté de communes du Pays", "cc du pays"),
        ("Communauté d’agglomération de l’Est", "CA de l'Est"),
        ("Communauté urbaine d'Arras", "cu d’arras"),
    ],
)
def test_what_is_written_in_two_ways_is_one(written: str, same: str) -> None:
    assert fold_words(written) == fold_words(same)


def test_what_holds_letters_of_other_scripts_names_nothing() -> None:
    assert fold_words("Brest 日本") == b""
    assert fold_words("Бrest") == b""
    assert fold_words("") == b""
    assert fold_words("Brest\n(29)") == b"brest 29"


def test_without_case_and_signs_a_name_keeps_its_accents() -> None:
    assert fold_signs("L’Île-d’Yeu") == fold_signs("l'île d'yeu")
    assert fold_signs("Île") == fold_signs("i\u0302le")
    assert fold_signs("Île") != fold_signs("Ile")


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("L’Œuvre à cœur", "l'oeuvre a coeur"),
        ("ÆØŁĐ", "aeold"),
        ("Bien\u2011Vivre \u2013 ici", "bien-vivre - ici"),
        ("mot\u00adcaché\u200b", "motcache"),
        ("`AB`", "'ab'"),
        ("Straße", "strasse"),
        ("\U0001d434\U0001d435", "ab"),
        ("", ""),
    ],
)
def test_typography_is_folded(text: str, folded: str) -> None:
    assert fold_typography(text) == folded


@given(st.text(max_size=40))
def test_what_is_folded_stays_so_in_ascii(text: str) -> None:
    once = fold_typography(text)
    if once.isascii():
        assert fold_typography(once) == once
