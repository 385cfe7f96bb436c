"""A segment in Whoosh's files: each term is found in the block where it stands."""

from dataclasses import replace
from pathlib import Path

from whoosh.index import TOC, FileIndex
from whoosh.writing import SegmentWriter

from commons.adapters.search.storage import encoding
from commons.adapters.search.whoosh.segment_files import (
    SCHEMA,
    Codec,
    Files,
    SegmentFile,
    State,
    segment_documents,
)
from tests.adapters.search.storage.test_contents import made_of, some_documents


def test_every_term_is_read_as_it_was_written(tmp_path: Path) -> None:
    words = [f"mot{n:03}" for n in range(300)]
    documents = some_documents(12)
    documents[3] = replace(documents[3], texts={"body": " ".join(words)})
    contents = made_of(documents)
    storage = Files(str(tmp_path), supports_mmap=False)
    storage.create_index(SCHEMA, indexname="MAIN")
    writer = SegmentWriter(
        FileIndex(storage, indexname="MAIN"), codec=Codec(), _lk=False
    )
    for stored in segment_documents(contents, State(mark=5, whole=True)):
        writer.add_document(stored=stored)
    writer.commit(merge=False)
    (raw,) = TOC.read(storage, "MAIN").segments
    file = SegmentFile(storage, SCHEMA, raw)
    assert file.state == State(mark=5, whole=True)
    for field, rows in contents.terms.items():
        encoded = {
            term: encoding.encode_row(row, contents.size) for term, row in rows.items()
        }
        assert dict(file.rows(field)) == encoded
        assert {term: file.row(field, term) for term in rows} == encoded
        assert file.row(field, "") is None
        assert file.row(field, "zzzz") is None
    assert [file.stored(place) for place in range(12)] == list(contents.stored)
    assert file.summary() == encoding.encode_summary(contents)
    assert file.lexicon() == encoding.encode_lexicon(contents)
