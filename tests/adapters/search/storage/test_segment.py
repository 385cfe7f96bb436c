"""A stored segment answers as its contents say, and reads a term once."""

from array import array

from commons.adapters.search.port import BEHIND, YES
from commons.adapters.search.storage.segment import StoredSegment
from tests.adapters.search.makers import a_document
from tests.adapters.search.storage.test_contents import Memory, made_of


def a_segment() -> StoredSegment:
    return StoredSegment(
        Memory(
            made_of(
                [
                    a_document("a", title="Compost", facets={BEHIND: (YES,)}),
                    a_document("b", texts={"body": "Un compost."}, sequence=7),
                ]
            )
        )
    )


def test_postings_say_who_holds_a_term_and_who_is_about_it() -> None:
    segment = a_segment()
    postings = segment.exact("compost")
    assert postings.documents == array("H", [0, 1])
    assert (postings.bits, postings.leading) == (0b11, 0b01)
    assert segment.exact("compost") is postings
    assert segment.stem("inconnu").bits == 0


def test_documents_are_told_by_place() -> None:
    segment = a_segment()
    assert segment.size == 2
    assert segment.places == {"a": 0, "b": 1}
    assert list(segment.sequences) == [1, 7]
    assert segment.facets["kind"] == {"method": 0b11}
    assert segment.behind == 0b01
    assert segment.stored(1)["id"] == "b"
    assert 7 in segment.lexicon
