"""What no dictionary knows is put right; a real word never is."""

import pytest

from commons.adapters.search.port import Index
from commons.core.domain.schema.thesaurus import ThesaurusTerm
from commons.core.text.french.meaning.thesaurus import Thesaurus
from tests.adapters.search.makers import a_document, ask, filled, ids

TITLES = (
    *("Atelier d’écriture", "Débat mouvant", "Comment animer un groupe", "Moment calme"),
    *("Boule de neige", "World café", "Covoiturage", "Assemblée de village"),
    *("Facilitation graphique", "Des bandes traînées", "Mobilité douce", "Réunir les voisins"),
)  # fmt: skip
TERMS = (
    ThesaurusTerm(
        key="photo",
        label={"fr": "photolangage", "en": "photo elicitation"},
        names=("langage par l’image",),
    ),
)


@pytest.fixture
def known(index: Index) -> Index:
    return filled(index, *(a_document(f"{n}", title=t) for n, t in enumerate(TITLES)))


@pytest.mark.parametrize(
    ("typed", "put"),
    [
        ("atelié", "atelier"),
        ("débat mouvan", "débat mouvant"),
        ("asemblé de vilage", "assemblée de village"),
        ("facilitation graphik", "facilitation graphique"),
        ("coment animer", "comment animer"),
        ("bouledeneige", "boule de neige"),
        ("worldcafé", "world café"),
        ("co voiturage", "covoiturage"),
    ],
)
def test_errors_of_the_ear_and_of_the_hand_are_put_right(
    known: Index, typed: str, put: str
) -> None:
    assert ask(known, typed).corrected == put


@pytest.mark.parametrize(
    "typed", ["balade urbaine", "impact social", "repair café", "mobiliser des bénévoles", "best way to"]
)  # fmt: skip
def test_a_real_word_is_never_replaced(known: Index, typed: str) -> None:
    found = ask(known, typed)
    assert (found.corrected, found.corrections) == ("", ())


def test_each_word_is_told_and_may_be_searched_as_typed(known: Index) -> None:
    found = ask(known, "debatt et graphik")
    assert found.corrections == (("debatt", "débat"), ("graphik", "graphique"))
    assert ask(known, "debatt et graphik", verbatim=True).corrections == ()


@pytest.mark.parametrize(("typed", "title"), [("covoit", "Covoiturage"), ("assem", "Assemblée de village")])  # fmt: skip
def test_the_last_word_may_be_half_typed(known: Index, typed: str, title: str) -> None:
    assert ids(ask(known, typed)) == [f"{TITLES.index(title)}"]


def test_a_word_of_the_thesaurus_is_known_and_completed(index: Index) -> None:
    filled(index, a_document("a", title="Langage par l’image"))
    words = Thesaurus(TERMS)
    for typed in ("photolangage", "photolan", "photolangaje"):
        assert ids(ask(index, typed, thesaurus=words)) == ["a"], typed
