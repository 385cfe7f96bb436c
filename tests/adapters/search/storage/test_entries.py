"""What is kept of a document is what it is found by, and what is told of it."""

from commons.adapters.search.postings.field_weights import CLASSES
from commons.adapters.search.storage.entries import (
    TELLING,
    index_entry,
    plain_texts,
)
from commons.core.text.french.morphology.stemming import stem_word
from tests.adapters.search.makers import a_document


def test_an_entry_holds_what_a_document_can_be_found_by() -> None:
    document = a_document(
        "a",
        kind="tool",
        title="Jardins",
        texts={"body": "Un **mot**"},
        facets={"themes": ("culture", "sport")},
        spans={"people": (2, 8)},
        sequence=7,
    )
    entry = index_entry(document)
    assert (entry.id, entry.sequence) == ("a", 7)
    assert entry.facets == {
        "kind": ("tool",),
        "themes": ("culture", "sport"),
        "~people": ("2:8",),
    }
    assert {"jardins", "mot"} <= entry.terms["exact"].keys()
    texts = plain_texts(document)
    telling = [stem_word("jardins")]
    stored = {"id": "a", "language": "fr", **texts, TELLING: telling}
    assert entry.stored == stored


def test_the_texts_are_plain_and_the_title_is_told_once() -> None:
    same = a_document(title="Jardin", summary="Vert", texts={"title": "Jardin"})
    other = a_document(title="Jardin", texts={"title": "Garden", "main": "# Un *mot*"})
    assert plain_texts(same)["title"].split() == ["Jardin"]
    assert plain_texts(same)["summary"] == "Vert"
    assert plain_texts(other)["title"].split() == ["Jardin", "Garden"]
    assert plain_texts(other)["main"] == "Un mot"
    assert list(plain_texts(other)) == [row.key for row in CLASSES]
