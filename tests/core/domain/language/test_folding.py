import pytest

from commons.core.domain.language.folding import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("L’Été à Étel", "l'ete a etel"),
        ("CŒUR", "coeur"),
        ("ex æquo", "ex aequo"),
        ("Straße", "strasse"),
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
