"""Questions as people ask them, on the starter sheets: what comes first, how much."""

from typing import Any

import pytest

from commons.adapters.search.port import Query
from commons.adapters.store.log import revisions
from commons.services.search.facets import MINUTES, PEOPLE, list_facets
from commons.services.search.find import Results, find_sheets
from commons.wiring.components import Components

PHILLIPS = "Phillips 6×6"
BALLOT = "L’abaque de Régnier"

QUESTIONS = [
    ("comment faire parler les gens qui ne parlent jamais", PHILLIPS, 3, 10),
    ("comment faire parler les gens qui ne parlent jamais", "Cercle de parole", 3, 10),
    ("faire parler les timides", PHILLIPS, 3, 10),
    ("faire parler les timides", "Boule de neige", 5, 10),
    ("café associatif", "World café", 3, 10),
    ("debat mouvant", "Débat mouvant", 1, 10),
    ("debat mouvnt", "Débat mouvant", 1, 10),
    ("porteur de parol", "Porteur de parole", 1, 10),
    ("habitant.e.s", "La carte des initiatives", 5, 15),
    ("comment prendre une décision sans voter ?", "Décision par consentement", 3, 10),
    ("qui fait quoi sur mon territoire ?", "La carte des initiatives", 5, 10),
    (
        "comment animer une réunion quand on est nombreux ?",
        "Les cartes des rôles",
        3,
        15,
    ),
    ("faire le bilan d’un événement", "Débat-bilan", 1, 5),
    ("recueillir l’avis des passants dans la rue", "Porteur de parole", 1, 10),
    ("lire un livre à plusieurs", "Arpentage", 1, 5),
    ("comment mesurer l’utilité de notre association ?", "La grille d’utilité", 3, 10),
    ("écrire le compte rendu d’une réunion", "Ordre du jour et compte", 1, 10),
    ("quels outils pour écrire à plusieurs à distance ?", "Le bloc-notes", 1, 10),
    ("visiter le quartier avec les habitants", "Marche exploratoire", 1, 10),
    ("jouer une scène d’injustice", "Théâtre-forum", 1, 5),
    ("donner la parole à tout le monde dans une grande salle", PHILLIPS, 1, 10),
    ("un débat où on bouge dans la salle", "Débat mouvant", 3, 15),
    ("comment aider d’autres à refaire notre projet ?", "Pair à pair", 1, 10),
    ("voter avec des couleurs", BALLOT, 1, 10),
    ("discuter en petits groupes", PHILLIPS, 3, 15),
    (
        "est-ce que quelqu’un a déjà organisé un festival ?",
        "Préparer le festival",
        3,
        10,
    ),
    ("réunion publique pour informer les gens", "Inform’action", 1, 10),
    ("faire le portrait des personnes qui agissent", "Portraits croisés", 1, 10),
    ("trouver qui a quelles compétences dans le groupe", "Le tableau", 3, 10),
    ("prendre des notes ensemble pendant un atelier", "Le bloc-notes", 3, 10),
    ("connaître les initiatives près de chez moi", "La carte", 3, 10),
    ("améliorer la sécurité des trottoirs", "Marche exploratoire", 3, 10),
    ("jeu de rôle sur les discriminations", "Théâtre-forum", 3, 10),
    ("une journée où les participants choisissent les sujets", "Forum", 3, 10),
    ("les réunions sont toujours accaparées par les mêmes", "Les cartes", 3, 10),
    ("interroger les gens sur la place du marché", "Porteur de parole", 5, 15),
]
"""What is asked, how the title of a sheet that answers begins, the worst place that
it may have, and how many results there may be."""


def titles(parts: Components, words: str) -> list[str]:
    """Give the titles found, best first."""
    found = parts.index.search(Query(words=words, size=100))
    with parts.store.read() as work:
        heads = revisions.get_heads(work, [hit.id for hit in found.hits])
    return [heads[hit.id].title for hit in found.hits]


@pytest.mark.parametrize(("words", "title", "worst", "most"), QUESTIONS)
def test_the_sheet_that_answers_comes_first_and_the_tail_is_short(
    starter: Components, words: str, title: str, worst: int, most: int
) -> None:
    found = titles(starter, words)
    assert any(name.startswith(title) for name in found[:worst]), found[:5]
    assert len(found) <= most


@pytest.mark.parametrize("words", ["parler", "lieu", "timide", "sociocratie"])
def test_a_word_alone_finds_every_sheet_that_has_it(
    starter: Components, words: str
) -> None:
    alone = titles(starter, words)
    beside = titles(starter, f"comment faire {words} les gens ?")
    assert alone
    assert set(beside) <= set(alone)


@pytest.mark.parametrize("words", ["sociocratie", "sociocratei", "timide"])
def test_a_rare_word_loses_nothing_in_a_sentence(
    starter: Components, words: str
) -> None:
    sentence = f"comment parler de {words} dans une réunion ?"
    assert set(titles(starter, words)) <= set(titles(starter, sentence))


def test_a_common_half_of_a_compound_does_not_stand_for_the_whole(
    starter: Components,
) -> None:
    assert len(titles(starter, "tiers-lieu")) <= 5


def test_words_that_say_little_find_when_there_is_nothing_else(
    starter: Components,
) -> None:
    assert titles(starter, "comment faire ?")[0].startswith("La trame « comment faire")
    assert titles(starter, "faire comment xyzzyplugh") == []


def found_by(parts: Components, **asked: Any) -> Results:
    with parts.store.read() as work:
        facets = list_facets(parts.schema, parts.places)
        return find_sheets(facets, parts.index, work, Query(**asked))


def test_what_the_words_filter_by_joins_the_filters_given(starter: Components) -> None:
    found = found_by(
        starter, words="sorte:outil réunion", filters={"kind": ("method",)}
    )
    assert set(found.filters["kind"]) == {"method", "tool"}
    assert found.words == "réunion"


def test_a_number_that_was_given_stays_when_one_in_the_words_fits_nothing(
    starter: Components,
) -> None:
    found = found_by(starter, words="débat en 2 minutes", fits={PEOPLE: 25}, filters={})
    assert found.unfitting == {MINUTES: 2}
    assert found.numbers == {PEOPLE: 25}
    assert found.total


def test_only_the_number_that_no_sheet_fits_is_let_go(starter: Components) -> None:
    found = found_by(starter, words="un débat pour 25 personnes en 2 minutes")
    assert found.unfitting == {MINUTES: 2}
    assert found.numbers == {PEOPLE: 25}
    assert found.fits_first
    assert found.total


def test_a_question_whose_numbers_fit_nothing_is_about_its_words(
    starter: Components,
) -> None:
    found = found_by(starter, words="une rencontre en 2 minutes")
    assert found.unfitting == {MINUTES: 2}
    assert not found.fits_first
    plain = found_by(starter, words="une rencontre")
    assert (found.total, found.close) == (plain.total, plain.close)


def test_numbers_alone_are_let_go_only_where_another_stays(starter: Components) -> None:
    found = found_by(starter, words="on est 25, on a 2 minutes")
    assert (found.numbers, found.unfitting) == ({PEOPLE: 25}, {MINUTES: 2})
    assert found.total
    assert found_by(starter, words="on a 2 minutes").total == 0


def test_to_be_about_numbers_is_kept_without_reading_them_again(
    starter: Components,
) -> None:
    read = found_by(starter, words="débat pour 25 personnes")
    again = found_by(starter, words=read.words, fits=read.numbers, fits_first=True)
    demanded = found_by(starter, words=read.words, fits=read.numbers)
    assert again.total == read.total > demanded.total
    assert not found_by(starter, words="débat", fits_first=True).fits_first
