"""The thesaurus that is shipped: whole, in both languages, and asked by its stems."""

from collections import Counter

import pytest

from commons.core.domain.schema.thesaurus import ThesaurusTerm
from commons.core.kinds.contract.vocabulary import vocabulary_triples
from commons.core.text.french.meaning.thesaurus import (
    Thesaurus,
    thesaurus_of,
    words_of,
    words_of_name,
)
from commons.wiring.assembly import load_schema

SCHEMA = load_schema()[0]
TERMS = {term.key: term for term in SCHEMA.thesaurus}


def names_for(words: str) -> set[str]:
    """Give the other names of what some words mean."""
    meanings = thesaurus_of(SCHEMA).meanings(words_of(words))
    return {name.text for meaning in meanings for name in meaning.names}


def test_there_are_four_hundred_concepts_in_both_languages() -> None:
    assert len(TERMS) >= 400
    assert all({"fr", "en"} <= set(term.label) for term in TERMS.values())
    assert thesaurus_of(SCHEMA) is thesaurus_of(SCHEMA)


def test_neighbours_are_there_and_not_both_broader_and_related() -> None:
    for term in TERMS.values():
        assert {*term.broader, *term.related} <= set(TERMS), term.key
        assert not set(term.broader) & set(term.related), term.key
        assert term.key not in {*term.broader, *term.related}


def test_a_concept_has_each_name_once() -> None:
    for term in TERMS.values():
        names = Counter((*term.label.values(), *term.names, *term.needs))
        doubled = {name for name, count in names.items() if count > 1}
        assert doubled <= set(term.label.values()) | set(term.names), term.key


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("mentorat", "parrainage"),
        ("talking sticks", "cercle de parole"),
        ("ODJ", "ordre du jour"),
        ("Balades urbaines", "marche exploratoire"),
        ("les gens ne viennent plus à nos réunions", "participation citoyenne"),
        ("toujours les mêmes personnes qui parlent", "distribution de la parole"),
    ],
)
def test_words_lead_to_other_names(words: str, name: str) -> None:
    assert name in names_for(words)


def test_a_name_within_a_longer_one_is_not_meant() -> None:
    terms = (
        ThesaurusTerm(key="a", label={"fr": "café"}, names=("bistrot",)),
        ThesaurusTerm(key="b", label={"fr": "café des idées"}, names=("world café",)),
    )
    found = Thesaurus(terms).meanings(words_of("un café des idées"))
    assert [name.text for meaning in found for name in meaning.names] == ["world café"]


def test_the_terms_are_served_as_data() -> None:
    told = {str(triple.subject) for triple in vocabulary_triples(SCHEMA)}
    assert "<https://w3id.org/knowledge-commons/thesaurus#icebreaker>" in told


def test_only_new_names_are_analysed_when_a_thesaurus_is_edited() -> None:
    Thesaurus(SCHEMA.thesaurus)
    before = words_of_name.cache_info().misses
    edited = ThesaurusTerm(key="new", label={"fr": "nouveau mot"}, names=("vocable",))
    words = Thesaurus([*SCHEMA.thesaurus, edited])
    assert words_of_name.cache_info().misses == before + 2
    assert words.meanings(words_of("un nouveau mot"))


@pytest.mark.parametrize("words", ["que faire", "personne ne vient", "on fait un jeu"])
def test_words_that_only_look_like_a_name_name_nothing(words: str) -> None:
    assert not names_for(words) & {"foire", "festival", "carte d’empathie"}


def test_a_compound_is_not_the_one_part_that_is_more_than_grammar() -> None:
    term = ThesaurusTerm(key="a", label={"fr": "bien-être"}, names=("relaxation",))
    assert Thesaurus([term]).meanings(words_of("comment bien accueillir")) == []
    (found,) = Thesaurus([term]).meanings(words_of("notre bien-être, viennent-ils"))
    assert [name.text for name in found.names] == ["relaxation"]
    assert [min(word.forms) for word in words_of("viennent-ils")] == ["viennent"]


def test_an_english_name_is_no_french_word() -> None:
    terms = (
        ThesaurusTerm(
            key="fair",
            label={"fr": "fête", "en": "four"},
            names=("gala",),
            english=frozenset({"four"}),
        ),
    )
    assert Thesaurus(terms).meanings(words_of("le four à pain")) == []
    (meaning,) = Thesaurus(terms).meanings(words_of("une fête"))
    assert {name.stems for name in meaning.names} == {("gal",), ("en_four",)}


def test_a_need_is_known_by_words_that_tell_little_alone() -> None:
    assert "RACI" in names_for("on ne sait pas qui fait quoi")


def test_a_need_is_known_by_words_that_say_the_same() -> None:
    term = ThesaurusTerm(
        key="a", label={"fr": "relève"}, needs=("les bénévoles sont fatigués ici",)
    )
    found = Thesaurus([term]).meanings(words_of("nos volontaires sont crevés, ici"))
    assert [meaning.need for meaning in found] == [True]
    assert Thesaurus([term]).meanings(words_of("nos volontaires sont ravis, ici")) == []


def test_what_is_told_twice_of_one_concept_counts_once() -> None:
    needs = ("plus de voiture", "voiture en panne")
    term = ThesaurusTerm(key="a", label={"fr": "covoiturage"}, needs=needs)
    (found,) = Thesaurus([term]).meanings(
        words_of("plus de voiture, elle est en panne")
    )
    assert found.places == (0, 1, 2)


def test_what_any_occasion_is_called_is_no_other_name_for_what_helps() -> None:
    terms = (
        ThesaurusTerm(
            key="a", label={"fr": "sondage"}, related=("b",), needs=("date",)
        ),
        ThesaurusTerm(key="b", label={"fr": "réunion"}, names=("comité",)),
    )
    (found,) = Thesaurus(terms).meanings(words_of("une date"))
    assert [name.text for name in found.names] == ["sondage", "comité"]
