"""What answers the judged questions: ours, and SQLite's full text as a yardstick."""

import re
import sqlite3
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from commons.adapters.search.port import Document, Query
from commons.adapters.search.whoosh.index import open_index
from commons.core.domain.sheet import Revision
from commons.core.text.french.thesaurus import thesaurus_of
from commons.services.search.facets import list_facets
from commons.services.search.find import search_fitting, understand_query
from commons.services.search.indexing import index_document
from commons.wiring import load_schema

Ask = Callable[[str], list[str]]
"""Gives the names of the sheets that answer a question, best first."""
DEEPEST = 20


def our_search(sheets: Mapping[str, Revision]) -> Ask:
    """Give the search of the wiki over some sheets."""
    schema, places = load_schema()
    facets, thesaurus = list_facets(schema, places), thesaurus_of(schema)
    names = {revision.sheet: name for name, revision in sheets.items()}
    index = open_index(Path(tempfile.mkdtemp()))
    told = [index_document(schema, places, one) for one in sheets.values()]
    index.apply(told, len(told))

    def ask(words: str) -> list[str]:
        query = Query(words=words, size=DEEPEST, thesaurus=thesaurus)
        asked = understand_query(facets, index, query)
        return [names[hit.id] for hit in search_fitting(index, asked, query)[0].hits]

    return ask


def sqlite_search(sheets: Mapping[str, Revision]) -> Ask:
    """Give FTS5 over the same texts: accents folded, any word, BM25 by column."""
    schema, places = load_schema()
    database = sqlite3.connect(":memory:")
    database.execute(
        "CREATE VIRTUAL TABLE texts USING fts5(name UNINDEXED, title, summary, body,"
        " tokenize='unicode61 remove_diacritics 2')"
    )
    for name, revision in sheets.items():
        told = index_document(schema, places, revision)
        row = (name, told.title, told.summary, _body(told))
        database.execute("INSERT INTO texts VALUES (?, ?, ?, ?)", row)

    def ask(words: str) -> list[str]:
        asked = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", words))
        rows = database.execute(
            "SELECT name FROM texts WHERE texts MATCH ?"
            " ORDER BY bm25(texts, 1, 8, 3, 1) LIMIT ?",
            (asked, DEEPEST),
        )
        return [name for (name,) in rows]

    return ask


ENGINES: Mapping[str, Callable[[Mapping[str, Revision]], Ask]] = {
    "Commons": our_search,
    "FTS5": sqlite_search,
}


def _body(document: Document) -> str:
    return "\n".join(
        document.texts.get(key, "") for key in ("keywords", "main", "body")
    )
