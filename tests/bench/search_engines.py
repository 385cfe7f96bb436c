"""Does the work of a search index in a process of its own, and says what it cost.

`python -m tests.bench.search_engines build|ask ENGINE FOLDER SIZE` prints one line of
JSON. Times are of the processor, in milliseconds: those of the wall tell of neighbours.
What a database server does beside is not in them. Tantivy, a library in Rust, is the
yardstick: it neither counts facets nor cuts extracts.
"""

import importlib
import json
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeAlias

from sqlalchemy.engine import make_url

from commons.adapters.search.backends import BACKENDS
from commons.adapters.search.port import Document, Query
from commons.adapters.store.engine.postgresql.side_writes.side_tables import SCHEMA
from commons.core.text.french.meaning.thesaurus import Thesaurus, thesaurus_of
from commons.services.search.facets import Facets, list_facets
from commons.services.search.find import search_fitting, understand_query
from commons.services.search.indexing import (
    BATCH_SIZE,
    RECIPE,
    UNKNOWN,
    index_document,
)
from commons.wiring.assembly import load_schema
from tests.adapters.search.places import place_in
from tests.bench import sheets
from tests.bench.race import percentile
from tests.core.kinds.examples import revision
from tests.servers import postgresql

SAVES, ASKED = 150, 150
TANTIVY = "tantivy"
_PAGE = 20
_SIZE = "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relnamespace = %s::regnamespace"
_FIELDS = ("title", "summary", "body")

Costs: TypeAlias = dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """An index that is open: one commit of documents, and how many answer a question.

    `prepare` is what the thread of a worker does once, and no reader waits for.
    """

    prepare: Callable[[], object]
    write: Callable[[Sequence[Document]], None]
    ask: Callable[[str], int]


Opener: TypeAlias = Callable[[Path], Engine]


def documents(size: int) -> Iterator[Document]:
    """Give what is indexed of the last versions of the sheets of the bench."""
    schema, places = load_schema()
    press = sheets.Press(schema=schema, codes=list(places.codes()))
    for number in range(size):
        *_, last = sheets.intents(press, number)
        told = revision(last.kind, dict(last.values), sheet=sheets.identifier(number))
        yield index_document(schema, places, replace(told, sequence=number + 1))


def ours(name: str) -> Opener:
    """Give what opens a back end, with all that a question of a reader asks of it.

    The schema and its thesaurus are there before, as in a server that forks.
    """
    schema, places = load_schema()
    facets, thesaurus = list_facets(schema, places), thesaurus_of(schema)
    return partial(_open_ours, name, facets, thesaurus)


def _open_ours(name: str, facets: Facets, thesaurus: Thesaurus, folder: Path) -> Engine:
    index = BACKENDS[name](place_in(folder, name), RECIPE)

    def write(changes: Sequence[Document]) -> None:
        index.apply(changes, index.mark() + len(changes), whole=True)

    def ask(words: str) -> int:
        query = Query(words=words, size=_PAGE, thesaurus=thesaurus)
        asked = understand_query(facets, index, query)
        return search_fitting(index, asked, query)[0].total

    return Engine(
        prepare=lambda: index.search(replace(UNKNOWN, thesaurus=thesaurus)),
        write=write,
        ask=ask,
    )


def open_tantivy(folder: Path) -> Engine:
    """Give Tantivy with its French stemmer, any word. Raises ImportError."""
    tantivy = importlib.import_module(TANTIVY)
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("name", stored=True, tokenizer_name="raw")
    for field in _FIELDS:
        builder.add_text_field(field, stored=True, tokenizer_name="fr_stem")
    folder.mkdir(exist_ok=True)
    index = tantivy.Index(builder.build(), path=str(folder))

    def write(changes: Sequence[Document]) -> None:
        writer = index.writer()
        for one in changes:
            writer.delete_documents("name", one.id)
            body = "\n".join(one.texts.values())
            texts = dict(zip(_FIELDS, (one.title, one.summary, body), strict=True))
            writer.add_document(tantivy.Document(name=one.id, **texts))
        writer.commit()
        writer.wait_merging_threads()  # until then it holds the lock of the next one
        index.reload()

    def ask(words: str) -> int:
        asked = " ".join(re.findall(r"\w+", words))
        query = index.parse_query(asked, list(_FIELDS))
        searcher = index.searcher()
        found = searcher.search(query, _PAGE)
        return len([searcher.doc(place)["name"] for _, place in found.hits])

    return Engine(prepare=lambda: None, write=write, ask=ask)


def build(engine: Engine, folder: Path, size: int) -> Costs:
    """Index sheets, then save some again, one by one, each found at once."""
    known = list(documents(size))
    began = time.process_time()
    slowest = max(
        _cost_ms(partial(engine.write, known[first : first + BATCH_SIZE]))
        for first in range(0, size, BATCH_SIZE)
    )
    seconds = time.process_time() - began
    saves = []
    for number in range(SAVES):
        old, word = known[number * size // SAVES], f"zq{number}zq"
        new = replace(old, title=f"{old.title} {word}", sequence=size + number + 1)
        saves.append(_cost_ms(partial(engine.write, [new])))
        assert engine.ask(word), word
    return {
        "per_second": size / seconds,
        "slowest_batch": slowest,
        "save_p95": percentile(saves, 95),
        "save_slowest": max(saves),
        "disk_mb": _size_mb(folder),
    }


def _size_mb(folder: Path) -> float:
    """Give what an index takes of a disk, here or on a server."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    if files:
        return sum(path.stat().st_size for path in files) / 1_000_000
    with postgresql.connected(make_url(postgresql.database_for(folder))) as connection:
        ((size_bytes,),) = connection.execute(_SIZE, [SCHEMA]).fetchall()
    return float(size_bytes) / 1_000_000


def ask(opener: Opener, folder: Path) -> Costs:
    """Open an index that is there, and ask: the first question, then many."""
    began = time.process_time()
    engine = opener(folder)
    engine.prepare()
    ready = (time.process_time() - began) * 1000
    first = _cost_ms(partial(engine.ask, "jardin partagé"))
    costs = [_cost_ms(partial(engine.ask, words)) for words in sheets.queries(ASKED)]
    return {
        "ready": ready,
        "first": first,
        "p50": percentile(costs, 50),
        "p95": percentile(costs, 95),
    }


def _cost_ms(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


def _main(work: str, name: str, folder: Path, size: int) -> None:
    opener = open_tantivy if name == TANTIVY else ours(name)
    costs = (
        build(opener(folder), folder, size) if work == "build" else ask(opener, folder)
    )
    sys.stdout.write(f"{json.dumps(costs)}\n")


if __name__ == "__main__":
    _main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
