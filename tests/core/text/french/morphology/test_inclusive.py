"""Inclusive writing gives its two forms, and signs that serve elsewhere give none."""

import pytest

from commons.core.text.french.morphology.inclusive import (
    inclusive_forms,
    split_capitals,
)


@pytest.mark.parametrize(
    ("base", "endings", "forms"),
    [
        ("acteur", ["ice", "s"], ("acteurs", "actrices")),
        ("acteur", ["rice"], ("acteur", "actrice")),
        ("entrepreneurs", ["euses"], ("entrepreneurs", "entrepreneuses")),
        ("habitant", ["e", "s"], ("habitants", "habitantes")),
        ("habitant", ["es"], ("habitants", "habitantes")),
        ("porteur", ["se"], ("porteur", "porteuse")),
        ("creatif", ["ve", "s"], ("creatifs", "creatives")),
        ("nouveaux", ["elles"], ("nouveaux", "nouvelles")),
        ("heureux", ["se", "s"], ("heureux", "heureuses")),
        ("public", ["que", "s"], ("publics", "publiques")),
        ("parent", ["s"], ("parent", "parents")),
    ],
)
def test_a_base_and_its_endings_give_both_forms(
    base: str, endings: list[str], forms: tuple[str, ...]
) -> None:
    assert inclusive_forms(base, endings) == forms


@pytest.mark.parametrize(
    ("base", "endings"),
    [
        ("a", ["e"]),
        ("2024", ["e"]),
        ("fin", ["le"]),
        ("jardin", ["x"]),
        ("site", ["fr"]),
        ("et", ["ou"]),
        ("on", ["s"]),
    ],
)
def test_an_ending_that_does_not_suit_gives_none(base: str, endings: list[str]) -> None:
    assert inclusive_forms(base, endings) == ()


def test_a_middle_dot_allows_any_short_ending_but_a_known_word() -> None:
    assert inclusive_forms("mec", ["esse"]) == ("mec", "mecesse")
    assert inclusive_forms("prof", ["ette"]) == ()
    assert inclusive_forms("prof", ["ette"], loose=True) == ("prof", "profette")
    assert inclusive_forms("prof", ["leur"], loose=True) == ()
    assert inclusive_forms("prof", ["interminable"], loose=True) == ()


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("étudiantEs", ("étudiant", "E", "s")),
        ("étudiantES", ("étudiant", "ES", "")),
        ("acteurRICE", ("acteur", "RICE", "")),
        ("étudiantes", None),
        ("LibreOffice", None),
        ("ONU", None),
        ("wifiXYZ", None),
    ],
)
def test_capitals_within_a_word_part_it(
    word: str, parts: tuple[str, str, str] | None
) -> None:
    assert split_capitals(word) == parts
