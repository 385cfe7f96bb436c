"""Where no sheet has a word, what says the same answers; English finds French sheets."""

from commons.adapters.search.port import Index
from tests.adapters.search.makers import a_document, ask, filled, ids


def test_a_word_that_no_sheet_has_finds_what_says_the_same(index: Index) -> None:
    filled(index, a_document("bins", title="Trier les déchets"), a_document("other"))
    assert ids(ask(index, "ordures")) == ["bins"]


def test_the_word_itself_is_enough_where_a_sheet_has_it(index: Index) -> None:
    filled(
        index,
        a_document("bins", title="Trier les déchets"),
        a_document("dump", title="Les ordures du marché"),
    )
    assert ids(ask(index, "ordures")) == ["dump"]
    assert ids(ask(index, "ordures du marché")) == ["dump"]


def test_a_question_in_english_finds_french_sheets(index: Index) -> None:
    filled(
        index,
        a_document("next", title="Entre voisins"),
        a_document("books", title="La bibliothèque du quartier"),
    )
    assert ids(ask(index, "my neighbours")) == ["next"]
    assert ids(ask(index, "where is the library?")) == ["books"]
