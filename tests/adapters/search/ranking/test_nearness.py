"""What a question means orders what its words find, and finds nothing itself."""

import pytest

from commons.adapters.search.backends import BACKENDS
from commons.adapters.search.port import Index
from commons.adapters.search.ranking import nearness
from commons.adapters.search.ranking.nearness import (
    decode_meaning,
    encode_meaning,
    text_meaning,
)
from tests.adapters.search.makers import a_document, ask, filled, ids
from tests.adapters.search.places import place_in

FIELD = a_document("field", title="Le champ du voisin", summary="On y sème du blé.")
QUARREL = a_document(
    "quarrel", title="Parler au voisin", summary="Apaiser une querelle, un désaccord."
)
OTHER = a_document("other", title="Apaiser une querelle", summary="Un désaccord.")


@pytest.fixture
def index(tmp_path) -> Index:
    return filled(BACKENDS["sql"](place_in(tmp_path, "sql"), 1), FIELD, QUARREL, OTHER)


def test_what_says_nearly_the_same_comes_first(index: Index) -> None:
    assert ids(ask(index, "ma dispute avec le voisin"))[0] == "quarrel"
    assert ids(ask(index, "le blé du voisin"))[0] == "field"


def test_of_what_is_as_near_by_definition_the_nearest_in_use_comes_first(
    monkeypatch: pytest.MonkeyPatch, index: Index
) -> None:
    monkeypatch.setattr(nearness, "NEARNESS", 0.0)
    asked = "ma dispute avec le voisin"
    assert ids(ask(index, asked))[0] == "quarrel"
    monkeypatch.setattr(nearness, "USE", -1.0)
    assert ids(ask(index, asked))[0] == "field"


def test_what_shares_no_word_is_not_found(index: Index) -> None:
    assert "other" not in ids(ask(index, "ma dispute avec le voisin"))


def test_a_word_alone_is_ordered_by_its_places_alone(index: Index) -> None:
    scores = [hit.score for hit in ask(index, "voisin").hits]
    assert scores[0] == pytest.approx(scores[1], rel=0.2)


def test_a_meaning_is_written_and_read_again() -> None:
    meaning = text_meaning({"title": "Apaiser une querelle", "summary": ""})
    assert meaning.defined
    assert meaning.used
    assert decode_meaning(encode_meaning(meaning)) == meaning
    assert encode_meaning(text_meaning({"title": ""})) == ""


def test_a_sheet_whose_title_says_nothing_means_what_its_text_does() -> None:
    meaning = text_meaning({"title": "Xyzzyx", "body": "Apaiser une querelle"})
    assert meaning.defined
    assert not meaning.used
    assert decode_meaning(encode_meaning(meaning)) == meaning
