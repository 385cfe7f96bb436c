"""What a segment holds, made of new documents and of the live ones of others."""

from collections.abc import Iterable
from random import Random
from typing import Any

from commons.adapters.search.port import Document
from commons.adapters.search.storage import encoding
from commons.adapters.search.storage.contents import SegmentContents, build_contents
from commons.adapters.search.storage.entries import index_entry
from commons.adapters.search.storage.segment import StoredSegment
from tests.adapters.search.makers import a_document

WORDS = ["compost", "jardin", "vélo", "quartier", "partage", "atelier", "eau", "mur"]


class Memory:
    """A SegmentReader over the bytes of one segment."""

    def __init__(self, contents: SegmentContents) -> None:
        self._contents = contents

    def summary(self) -> bytes:
        return encoding.encode_summary(self._contents)

    def lexicon(self) -> bytes:
        return encoding.encode_lexicon(self._contents)

    def row(self, field: str, term: str) -> bytes | None:
        row = self._contents.terms[field].get(term)
        return row and encoding.encode_row(row, self._contents.size)

    def rows(self, field: str) -> Iterable[tuple[str, bytes]]:
        for term, row in self._contents.terms[field].items():
            yield term, encoding.encode_row(row, self._contents.size)

    def stored(self, document: int) -> dict[str, Any]:
        return dict(self._contents.stored[document])

    def read_ahead(self, documents: Iterable[int]) -> None:
        """Have everything at hand."""


def made_of(documents: Iterable[Document]) -> SegmentContents:
    return build_contents((), map(index_entry, documents))


def some_documents(count: int) -> list[Document]:
    rng = Random(7)  # noqa: S311  # no secret
    return [
        a_document(
            f"{number}",
            title=" ".join(rng.sample(WORDS, 3)),
            texts={"body": " ".join(rng.choices(WORDS, k=12))},
            facets={"theme": tuple(rng.sample("xyz", rng.randrange(3)))},
            sequence=number + 1,
        )
        for number in range(count)
    ]


def test_terms_hold_their_documents_in_order_with_their_weights() -> None:
    contents = made_of(
        [a_document("a", title="Jardin"), a_document("b", title="Jardin, compost")]
    )
    documents, weights = contents.terms["exact"]["jardin"]
    assert list(documents) == [0, 1]
    assert weights[0] > weights[1] > 0.5
    assert list(contents.terms["exact"]["compost"][0]) == [1]
    assert contents.identifiers == ["a", "b"]
    assert contents.facets["kind"] == {"method": [0, 1]}


def test_written_again_segments_hold_what_their_live_documents_held() -> None:
    documents = some_documents(40)
    halves = documents[:20], documents[20:32]
    lives = [0b1011_0110_0011_1010_0101, 0b0110_1001_0110]
    segments = [StoredSegment(Memory(made_of(half))) for half in halves]
    absorbed = list(zip(segments, lives, strict=True))
    contents = build_contents(absorbed, map(index_entry, documents[32:]))
    standing = [
        one
        for half, live in zip(halves, lives, strict=True)
        for place, one in enumerate(half)
        if live >> place & 1
    ]
    assert contents == made_of([*standing, *documents[32:]])


def test_nothing_makes_an_empty_segment() -> None:
    gone = StoredSegment(Memory(made_of(some_documents(3))))
    contents = build_contents([(gone, 0)], ())
    assert (contents.size, contents.terms) == (0, {"exact": {}, "stem": {}})
