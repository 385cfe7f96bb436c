"""What lists and counts much of what there is: asked of a small and of a large instance.

Each question is put with other words each time where what is kept would answer it.
"""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from sqlalchemy import text

from commons.adapters.store.engine.postgresql.side_writes.side_tables import SCHEMA
from commons.adapters.store.engine.unit_of_work import open_store
from commons.adapters.store.log import revisions
from commons.core.domain.addresses import iri
from tests.bench.race import Ask
from tests.conftest import settings_in

TURNS = 27
MOST_GROWN = 1.5
"""How many times as much ten times as many sheets may cost."""

_SIZE_OF_INDEX = (
    "SELECT coalesce(sum(pg_total_relation_size(oid)), 0) FROM pg_class"
    " WHERE relnamespace = (:schema)::regnamespace AND relkind = 'r'"
)
_WRITER = f"/people/{iri.id_from_name('bench/person/0')}"
_RECORDS = "/oai?verb=ListRecords&metadataPrefix=oai_dc&set=territory"

PATHS: Mapping[str, str] = {
    "home": "/?n={n}",
    "territory, a commune": "/territories/commune:35238?n={n}",
    "territory, a region": "/territories/region:53?n={n}",
    "person": f"{_WRITER}?n={{n}}",
    "person, Turtle": f"{_WRITER}.ttl?n={{n}}",
    "themes": "/themes?n={n}",
    "theme": "/themes/culture?n={n}",
    "OAI-PMH, ListSets": "/oai?verb=ListSets",
    "OAI-PMH, ListRecords of a set": _RECORDS,
    "search without words": "/search?n={n}",
    "search without words, page 30": "/search?page=30&n={n}",
    "what a search may mean": "/search/suggestions.json?q=ate&n={n}",
    "map": "/map?n={n}",
}
"""What is measured -> its address, which ends otherwise each time."""


def asks(what: str) -> list[Ask]:
    """Give the questions of a row of PATHS."""
    return [Ask(path=PATHS[what].format(n=number)) for number in range(TURNS)]


def bytes_a_version(folder: Path) -> tuple[float, float]:
    """Give what a version takes of the disk: the database, and the search index."""
    settings = settings_in(folder)
    store, index = open_store(settings.database_url), settings.data_dir / "index"
    with store.read() as work:
        versions = revisions.head_sequence(work)
        searched = 0
        if not store.lies_in_file:
            asked = text(_SIZE_OF_INDEX)
            searched = int(
                work.connection.execute(asked, {"schema": SCHEMA}).scalar_one()
            )
    if store.lies_in_file:
        with closing(sqlite3.connect(store.file)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database = store.file.stat().st_size
        searched = sum(
            path.stat().st_size for path in index.rglob("*") if path.is_file()
        )
    else:
        database = store.size_bytes() - searched
    store.close()
    return database / versions, searched / versions
