"""What a query and a document may ask of the index, whatever they hold."""

import pytest
from flask.testing import FlaskClient
from hypothesis import given, strategies

from commons.adapters.search.port import Index
from commons.adapters.search.postings.field_weights import MOST_WORDS
from commons.adapters.search.question import spelling
from commons.adapters.search.question.correction import MOST_CORRECTED
from commons.adapters.search.question.word_groups import MOST_GROUPS, word_groups
from commons.core.domain.language.folding import fold_typography
from commons.core.text.french.analysis import limit_words
from commons.core.text.french.morphology.stemming import ODD_HEADS, stem_word
from commons.core.text.french.occurrences import spelling_of, stem_occurrences
from commons.web.journeys.search.results.search_request import MOST_CHOSEN
from commons.wiring.shipped import shipped_folder
from tests.adapters.search.makers import a_document, ask, filled, ids
from tests.people.visitor import said_by

FRENCH = sorted(
    {
        word
        for path in shipped_folder("content").rglob("*.md")
        for word in fold_typography(path.read_text(encoding="utf-8")).split()
        if word.isalpha() and len(word) > 2
    }
)


def test_a_word_and_its_stem_begin_alike() -> None:
    pairs = {(word[:2], stem_word(word)[:2]) for word in FRENCH}
    assert {pair for pair in pairs if pair[0] != pair[1]} <= ODD_HEADS
    assert len(FRENCH) > 2_000


@given(strategies.text("aeioustrnxlmy", min_size=3, max_size=12))
def test_any_word_and_its_stem_begin_alike(word: str) -> None:
    pair = word[:2], stem_word(word)[:2]
    assert pair[0] == pair[1] or pair in ODD_HEADS


def test_so_many_words_of_a_text_are_looked_at() -> None:
    text = "autre jardin jardiner " * 10
    stems = {stem_word("jardin")}
    assert len(stem_occurrences(text, stems, 4)) == len(
        stem_occurrences(text, stems)[:4]
    )
    assert stem_occurrences(text, stems, 0) == []


@pytest.mark.parametrize(
    ("text", "form", "raw"),
    [
        ("Un cœur à l’Œuvre", "oeuvre", "Œuvre"),
        ("L’été, l’e\u0301te\u0301", "ete", "été"),
        ("rien de tel", "ete", ""),
    ],
)
def test_a_form_is_found_as_it_was_typed(text: str, form: str, raw: str) -> None:
    assert spelling_of(text, form) == raw


def test_a_query_asks_for_so_many_words() -> None:
    asked = " ".join(f"mot{number}" for number in range(200))
    assert len(word_groups(asked)) == MOST_GROUPS


def test_so_many_words_of_a_query_are_corrected(index: Index) -> None:
    known = ["jardinage", "compostage", "concertation", "mediation", "animation"]
    filled(index, a_document("a", texts={"body": " ".join([*known, "habitation"])}))
    typed = [word[:-1] + "m" for word in known]
    corrected = ask(index, " ".join(typed)).corrected.split()
    assert corrected == known[:MOST_CORRECTED] + typed[MOST_CORRECTED:]


def test_a_word_is_compared_with_those_of_its_length_first() -> None:
    alike = [f"abcde{chr(97 + a)}{chr(97 + b)}" for a in range(26) for b in range(26)]
    long = [f"{word}a" for word in alike] * 20
    known = spelling.build_lexicon([*long, *alike])
    assert len(long) > spelling.MOST_COMPARED
    assert spelling.nearest_words("abcdezz", [known])[0] == "abcdezz"


def test_a_text_is_cut_where_it_had_so_many_different_words() -> None:
    text = " ".join(f"mot{number // 2}" for number in range(100))
    assert limit_words(text, 50) == (text, 50)
    cut, count = limit_words(text, 10)
    assert (cut.split()[-1], count) == ("mot9", 10)


def test_the_first_words_of_a_document_are_found(index: Index) -> None:
    body = " ".join(f"m{number:05}" for number in range(MOST_WORDS + 10))
    filled(index, a_document("a", title="Une fiche", texts={"body": body}))
    assert ids(ask(index, f"m{MOST_WORDS - 20:05}")) == ["a"]
    assert ids(ask(index, f"m{MOST_WORDS + 5:05}")) == []
    assert ids(ask(index, "fiche")) == ["a"]


def test_filters_said_a_thousand_times_are_taken_in_part(client: FlaskClient) -> None:
    filters = "&".join(f"theme=t{number}" for number in range(1_000))
    answer = client.get(f"/search?q=a&{filters}&{filters}")
    words = said_by(answer).split()
    assert f"t{MOST_CHOSEN - 1}" in words
    assert f"t{MOST_CHOSEN}" not in words
    assert len(answer.get_data()) < 200_000


SPANS = {"few": (2, 6), "some": (8, 20), "many": (10, 200)}


@pytest.fixture
def sized(index: Index) -> Index:
    rows = (("few", "Débat à quelques-uns"), ("some", "Le bocal"), ("many", "Débat"))
    return filled(
        index,
        *(
            a_document(key, title=title, spans={"people": SPANS[key]}, sequence=n)
            for n, (key, title) in enumerate(rows)
        ),
        a_document("none", title="Débat sans nombre"),
    )


def test_all_that_fits_comes_after_what_answers_the_words_too(sized: Index) -> None:
    found = ask(sized, "débat", fits={"people": 12}, fits_first=True, tail=True)
    assert ids(found) == ["many", "some"]
    assert (found.total, found.close) == (2, 1)
    assert ids(ask(sized, "débat", fits={"people": 12}, tail=True)) == ["many"]


def test_words_for_any_occasion_put_nothing_before_what_fits(sized: Index) -> None:
    found = ask(sized, "une réunion", fits={"people": 12}, fits_first=True, tail=True)
    assert set(ids(found)) == {"many", "some"}
    assert found.close == found.total


def test_what_fits_is_held_to_the_signs_as_well(sized: Index) -> None:
    asked = {"fits": {"people": 12}, "fits_first": True, "tail": True}
    assert ids(ask(sized, "réunion -débat", **asked)) == ["some"]


def test_a_word_derived_from_the_same_verb_answers(index: Index) -> None:
    filled(
        index,
        a_document("noun", title="Rénovation d’un lavoir"),
        a_document("verb", title="Rénover un lavoir", sequence=2),
        a_document("other", title="Construire un lavoir", sequence=3),
    )
    assert ids(ask(index, "rénover")) == ["verb", "noun"]


def test_english_is_analysed_as_english(index: Index) -> None:
    filled(
        index,
        a_document("en", title="Welcoming volunteers", language="en"),
        a_document("fr", title="Le poste à souder", sequence=2),
    )
    assert ids(ask(index, "how to welcome a volunteer")) == ["en"]
    assert ids(ask(index, "welcomed")) == ["en"]
    (hit,) = ask(index, "volunteering").hits
    assert hit.id == "en"


def test_words_of_an_english_text_are_marked(index: Index) -> None:
    filled(index, a_document("en", title="Zero", summary="We met the councillors.", language="en"))  # fmt: skip
    (hit,) = ask(index, "a councillor").hits
    assert (True, "councillors") in hit.summary
