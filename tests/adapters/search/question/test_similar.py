"""The words by which a document is compared with others are those that say something."""

from commons.adapters.search.question.similar import MOST_WORDS, telling_stems
from commons.core.text.french.stemming import stem_word


def test_rare_words_of_the_title_come_first_and_grammar_never() -> None:
    found = telling_stems(
        {
            "title": "Comment faire un compost avec les gens",
            "summary": "Une méthode pour trier les épluchures de la cantine.",
        }
    )
    assert found[0] == stem_word("compost")
    assert stem_word("epluchures") in found
    assert not {"le", "un", "avec", "comment"} & set(found)


def test_they_are_few_however_long_the_texts_are() -> None:
    words = " ".join(f"mot{n}" for n in range(5_000))
    assert len(telling_stems({"title": words, "summary": words})) == MOST_WORDS
    assert telling_stems({"title": "", "body": "compost"}) == []
