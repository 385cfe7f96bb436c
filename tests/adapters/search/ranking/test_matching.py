"""Other words answer for those asked, and what is said not to be there counts less."""

from commons.adapters.search.port import Index
from commons.core.domain.schema.thesaurus import ThesaurusTerm
from commons.core.text.french.meaning.thesaurus import Thesaurus
from tests.adapters.search.makers import a_document, ask, filled, ids

THESAURUS = Thesaurus(
    (
        ThesaurusTerm(
            key="circle",
            label={"fr": "cercle de parole", "en": "talking circle"},
            names=("bâton de parole", "talking stick", "CdP"),
            needs=("personne n’ose parler",),
        ),
        ThesaurusTerm(
            key="mentoring",
            label={"fr": "mentorat", "en": "mentoring"},
            names=("pair à pair",),
            broader=("help",),
        ),
        ThesaurusTerm(key="help", label={"fr": "entraide", "en": "mutual aid"}),
    )
)


def test_a_synonym_finds_and_is_told(index: Index) -> None:
    filled(
        index,
        a_document("circle", title="Cercle de parole"),
        a_document("other", title="Parole de maire", sequence=2),
    )
    for words in (
        "talking stick",
        "bâton de parole",
        "CDP",
        "personne n’ose plus parler",
    ):
        assert ids(ask(index, words, thesaurus=THESAURUS))[0] == "circle", words
    assert ask(index, "talking stick", thesaurus=THESAURUS).also == (
        "cercle de parole",
    )
    assert ids(ask(index, "talking stick")) == []


def test_the_word_itself_comes_before_its_synonym(index: Index) -> None:
    filled(
        index,
        a_document("same", title="Pair à pair", sequence=2),
        a_document("word", title="Mentorat"),
    )
    assert ids(ask(index, "mentorat", thesaurus=THESAURUS)) == ["word", "same"]


def test_a_narrower_word_answers_a_broader_one(index: Index) -> None:
    filled(index, a_document("a", title="Le mentorat"))
    assert ids(ask(index, "entraide", thesaurus=THESAURUS)) == ["a"]


def test_half_of_a_name_says_less_than_a_synonym_of_the_whole(index: Index) -> None:
    filled(
        index,
        a_document("half", title="La parole du maire", sequence=2),
        a_document("same", title="Talking stick"),
    )
    assert ids(ask(index, "bâton de parole", thesaurus=THESAURUS))[0] == "same"


def test_what_is_said_not_to_be_there_is_not_looked_for(index: Index) -> None:
    filled(
        index,
        a_document("with", title="Écrire avec un ordinateur"),
        a_document("paper", title="Écrire sur du papier", sequence=2),
        a_document("says", title="Écrire sans ordinateur", sequence=3),
        *(a_document(f"{n}", title=f"Autre {n}", sequence=n) for n in range(9)),
    )
    assert ids(ask(index, "écrire sans ordinateur", tail=True)) == [
        "says",
        "paper",
        "with",
    ]


def test_being_without_has_the_names_that_the_thesaurus_gives_it(index: Index) -> None:
    term = ThesaurusTerm(key="cut", label={"fr": "sans écran"}, names=("déconnexion",))
    filled(
        index,
        a_document("cut", title="Déconnexion"),
        a_document("off", title="Déconnexion de l’écran", sequence=2),
        a_document("screens", title="Le prix de l’écran", sequence=3),
        *(a_document(f"{n}", title=f"Autre {n}", sequence=n) for n in range(9)),
    )
    found = ids(ask(index, "sans écran", thesaurus=Thesaurus([term]), tail=True))
    assert {"cut", "off"} <= set(found)
    assert "screens" not in found[:2]


def test_the_tail_follows_what_is_close(index: Index) -> None:
    filled(
        index,
        *(a_document(f"{n}", title=f"Un atelier {n}", sequence=n) for n in range(3)),
        *(a_document(f"o{n}", title=f"Autre {n}", sequence=n) for n in range(9)),
        a_document("both", title="Atelier de sérigraphie", sequence=20),
    )
    short = ask(index, "atelier sérigraphie")
    whole = ask(index, "atelier sérigraphie", tail=True)
    assert (short.total, short.close, ids(short)) == (1, 1, ["both"])
    assert (whole.total, whole.close, ids(whole)[0]) == (4, 1, "both")


def test_what_must_fit_fits(index: Index) -> None:
    filled(
        index,
        a_document("small", spans={"people": (2, 12)}),
        a_document("large", spans={"people": (10, 10**9)}, sequence=2),
        a_document("silent", sequence=3),
    )
    assert set(ids(ask(index, fits={"people": 12}))) == {"small", "large"}
    assert ids(ask(index, fits={"people": 500})) == ["large"]
    assert ask(index, fits={"people": 1}).total == 0
    assert list(ask(index).facets) == ["kind"]


def test_spans_may_be_below_zero(index: Index) -> None:
    filled(index, a_document("cold", spans={"people": (-5, 12)}))
    assert ids(ask(index, fits={"people": 12})) == ["cold"]


def test_acronyms_in_capitals_are_no_stop_words(index: Index) -> None:
    filled(
        index,
        a_document("ca", title="Le CA de l’association"),
        a_document("other", title="Réunir les gens", sequence=2),
    )
    assert ids(ask(index, "réunir le CA"))[0] in {"ca", "other"}
    assert "ca" in ids(ask(index, "réunir le CA"))


def test_where_nothing_is_without_it_the_rest_of_the_question_is_answered(
    index: Index,
) -> None:
    filled(index, a_document("some", title="Une activité"), a_document("other"))
    assert ids(ask(index, "une activité sans matériel")) == ["some"]
    assert not ids(ask(index, "un xyzzyx sans matériel"))


def test_a_need_told_in_other_words_has_the_names_of_what_helps(index: Index) -> None:
    term = ThesaurusTerm(
        key="mediation",
        label={"fr": "médiation"},
        needs=("se disputer avec un voisin",),
    )
    filled(index, a_document("help", title="La médiation"), a_document("other"))
    thesaurus = Thesaurus((term,))
    assert ids(ask(index, "des querelles de voisinage", thesaurus=thesaurus)) == [
        "help"
    ]
    assert not ids(ask(index, "des légumes au potager", thesaurus=thesaurus))
