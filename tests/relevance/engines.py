"""What answers the judged questions: ours, and other engines as yardsticks."""

import importlib
import re
import sqlite3
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from commons.adapters.search.backends import BACKENDS
from commons.adapters.search.port import Document, Index, Query
from commons.core.domain.language.folding import fold_typography
from commons.core.domain.sheet import Revision
from commons.core.text.french.meaning.thesaurus import thesaurus_of
from commons.services.search.facets import list_facets
from commons.services.search.find import search_fitting, understand_query
from commons.services.search.indexing import index_document
from commons.wiring.assembly import load_schema
from tests.adapters.search.places import place_in

Ask = Callable[[str], list[str]]
"""Gives the names of the sheets that answer a question, best first."""
DEEPEST = 20
_FIELDS = ("title", "summary", "body")


def indexed_sheets(sheets: Mapping[str, Revision], back_end: str = "whoosh") -> Index:
    """Give an index of the wiki that holds some sheets."""
    index = BACKENDS[back_end](place_in(Path(tempfile.mkdtemp()), back_end), 1)
    told = _documents(sheets).values()
    index.apply(told, len(told))
    return index


def our_search(sheets: Mapping[str, Revision], back_end: str = "whoosh") -> Ask:
    """Give the search of the wiki over some sheets."""
    schema, places = load_schema()
    facets, thesaurus = list_facets(schema, places), thesaurus_of(schema)
    names = {revision.sheet: name for name, revision in sheets.items()}
    index = indexed_sheets(sheets, back_end)

    def ask(words: str) -> list[str]:
        query = Query(words=words, size=DEEPEST, thesaurus=thesaurus)
        asked = understand_query(facets, index, query)
        return [names[hit.id] for hit in search_fitting(index, asked, query)[0].hits]

    return ask


def sqlite_search(sheets: Mapping[str, Revision]) -> Ask:
    """Give FTS5 over the same texts: accents folded, any word, BM25 by column."""
    database = sqlite3.connect(":memory:")
    database.execute(
        "CREATE VIRTUAL TABLE texts USING fts5(name UNINDEXED, title, summary, body,"
        " tokenize='unicode61 remove_diacritics 2')"
    )
    for name, told in _documents(sheets).items():
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


def tantivy_search(sheets: Mapping[str, Revision]) -> Ask:
    """Give Tantivy with its French stemmer, any word. Raises ImportError."""
    tantivy = importlib.import_module("tantivy")
    builder = tantivy.SchemaBuilder().add_text_field("name", stored=True)
    for field in _FIELDS:
        builder.add_text_field(field, tokenizer_name="french")
    index = tantivy.Index(builder.build())
    steps = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for step in (
        tantivy.Filter.lowercase(),
        tantivy.Filter.ascii_fold(),
        tantivy.Filter.stemmer("french"),
    ):
        steps = steps.filter(step)
    index.register_tokenizer("french", steps.build())
    writer = index.writer()
    for name, told in _documents(sheets).items():
        texts = dict(zip(_FIELDS, (told.title, told.summary, _body(told)), strict=True))
        writer.add_document(tantivy.Document(name=name, **texts))
    writer.commit()
    index.reload()
    boosts = dict(zip(_FIELDS, (8.0, 3.0, 1.0), strict=True))

    def ask(words: str) -> list[str]:
        asked = " ".join(re.findall(r"\w+", words))
        query = index.parse_query(asked, list(_FIELDS), field_boosts=boosts)
        searcher = index.searcher()
        hits = searcher.search(query, DEEPEST).hits
        return [searcher.doc(place)["name"][0] for _, place in hits]

    return ask


def bm25s_search(sheets: Mapping[str, Revision]) -> Ask:
    """Give bm25s with Snowball's French stemmer. Raises ImportError."""
    bm25s = importlib.import_module("bm25s")
    stemmer = importlib.import_module("snowballstemmer").stemmer("french")
    told = _documents(sheets)
    names = list(told)

    def tokens(text: str) -> list[str]:
        return [
            str(stemmer.stemWord(word))
            for word in re.findall(r"\w+", fold_typography(text))
        ]

    ranker = bm25s.BM25()
    ranker.index(
        [
            tokens(f"{one.title} " * 8 + f"{one.summary} " * 3 + _body(one))
            for one in told.values()
        ],
        show_progress=False,
    )

    def ask(words: str) -> list[str]:
        scores = ranker.get_scores(tokens(words))
        best = sorted(range(len(names)), key=lambda place: -scores[place])
        return [names[place] for place in best[:DEEPEST] if scores[place] > 0]

    return ask


ENGINES: Mapping[str, Callable[[Mapping[str, Revision]], Ask]] = {
    "Commons": our_search,
    "FTS5": sqlite_search,
    "tantivy": tantivy_search,
    "bm25s": bm25s_search,
}


def _documents(sheets: Mapping[str, Revision]) -> dict[str, Document]:
    schema, places = load_schema()
    return {name: index_document(schema, places, one) for name, one in sheets.items()}


def _body(document: Document) -> str:
    return "\n".join(
        document.texts.get(key, "") for key in ("keywords", "main", "body")
    )
