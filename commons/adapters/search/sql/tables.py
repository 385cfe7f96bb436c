"""The tables of an index, and what is asked of them, in SQL that every engine knows.

A segment never changes once written, but for which of its documents are gone. Whoever
reads does so within one transaction, which sees one commit.
"""

import json
import secrets
import zlib
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from commons.adapters.search.sql.home import TableHome
from commons.adapters.search.storage import encoding
from commons.adapters.search.storage.contents import SegmentContents

METADATA = MetaData()
SEGMENTS = Table(
    "segments",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("summary", LargeBinary, nullable=False),
    Column("lexicon", LargeBinary, nullable=False),
    Column("gone", LargeBinary, nullable=False),
)
"""`gone` are the documents that no longer stand, a bit each, the lowest first."""
DOCUMENTS = Table(
    "documents",
    METADATA,
    Column("segment", Integer, primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("texts", LargeBinary, nullable=False),
)
POSTINGS = Table(
    "postings",
    METADATA,
    Column("segment", Integer, primary_key=True, autoincrement=False),
    Column("field", String, primary_key=True),
    Column("term", String, primary_key=True),
    Column("documents", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
"""The documents and weights of a term of a segment, as `encoding` writes them."""
STATE = Table(
    "state",
    METADATA,
    Column("edition", String, nullable=False),
    Column("recipe", Integer, nullable=False),
    Column("mark", BigInteger, nullable=False),
    Column("whole", Boolean, nullable=False),
    Column("commits", BigInteger, nullable=False),
    Column("next_segment", BigInteger, nullable=False),
)
"""One row; `commits` rises with each one, `edition` names the tables for ever."""

_HELD = (SEGMENTS, DOCUMENTS, POSTINGS)


def create_tables(connection: Connection, recipe: int) -> None:
    """Make the tables that are missing, and empty them for another recipe."""
    METADATA.create_all(connection)
    state = connection.execute(select(STATE)).one_or_none()
    if state is None:
        values = {"mark": 0, "whole": False, "commits": 0, "next_segment": 1}
        edition = secrets.token_hex(8)
        connection.execute(
            insert(STATE).values(edition=edition, recipe=recipe, **values)
        )
    elif state.recipe != recipe:
        remove_all(connection)
        connection.execute(update(STATE).values(recipe=recipe))


def remove_all(connection: Connection) -> None:
    """Forget all documents and set the mark to 0."""
    for table in _HELD:
        connection.execute(delete(table))
    connection.execute(
        update(STATE).values(mark=0, whole=False, commits=STATE.c.commits + 1)
    )


def write_segment(
    connection: Connection, home: TableHome, contents: SegmentContents
) -> None:
    """Add a segment, with a number that no other one had."""
    number = connection.execute(select(STATE.c.next_segment)).scalar_one()
    connection.execute(update(STATE).values(next_segment=number + 1))
    connection.execute(
        insert(SEGMENTS).values(
            number=number,
            summary=encoding.encode_summary(contents),
            lexicon=encoding.encode_lexicon(contents),
            gone=b"",
        )
    )
    texts = [
        {"segment": number, "place": place, "texts": encode_texts(stored)}
        for place, stored in enumerate(contents.stored)
    ]
    rows = [
        {
            "segment": number,
            "field": field,
            "term": term,
            "documents": encoding.encode_row(row, contents.size),
        }
        for field, terms in sorted(contents.terms.items())
        for term, row in sorted(terms.items())
    ]
    for table, values in ((DOCUMENTS, texts), (POSTINGS, rows)):
        if values:
            home.insert(connection, table, values)


def write_gone(connection: Connection, number: int, size: int, gone: int) -> None:
    """Write which documents of a segment no longer stand, as bits."""
    encoded = gone.to_bytes(size // 8 + 1, "little")
    statement = update(SEGMENTS).where(SEGMENTS.c.number == number)
    connection.execute(statement.values(gone=encoded))


def read_values(connection: Connection) -> None:
    """Read every value.

    Raises zlib.error, ValueError, TypeError for what is not as it was written.
    """
    for number, summary, lexicon in connection.execute(
        select(SEGMENTS.c.number, SEGMENTS.c.summary, SEGMENTS.c.lexicon)
    ):
        size = len(encoding.decode_summary(summary).identifiers)
        encoding.decode_lexicon(lexicon)
        for row in connection.scalars(_POSTINGS_OF, {"segment": number}):
            encoding.decode_row(row, size)
    for texts in connection.scalars(select(DOCUMENTS.c.texts)):
        decode_texts(texts)


def remove_segments(connection: Connection, numbers: Iterable[int]) -> None:
    """Remove segments and all that they hold."""
    for number in numbers:
        connection.execute(delete(SEGMENTS).where(SEGMENTS.c.number == number))
        for table in (DOCUMENTS, POSTINGS):
            connection.execute(delete(table).where(table.c.segment == number))


_POSTINGS_OF = select(POSTINGS.c.documents).where(
    POSTINGS.c.segment == bindparam("segment")
)


def encode_texts(stored: Mapping[str, Any]) -> bytes:
    """Give the bytes of what is stored with a document."""
    text = json.dumps(stored, ensure_ascii=False)
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 1)


def decode_texts(encoded: bytes) -> dict[str, Any]:
    """Read what is stored with a document. Raises ValueError, zlib.error."""
    text = zlib.decompress(encoded).decode("utf-8", "surrogatepass")
    stored: dict[str, Any] = json.loads(text)
    return stored
