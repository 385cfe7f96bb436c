"""What lists and counts much of what there is: asked of a small and of a large instance.

Each question is put with other words each time where what is kept would answer it.
"""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from commons.core.domain.addresses import iri
from tests.bench.race import Ask

TURNS = 27
MOST_GROWN = 1.5
"""How many times as much ten times as many sheets may cost."""

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


def bytes_a_version(folder: Path) -> float:
    """Give what the database takes of the disk, by the number of versions."""
    file = folder / "commons.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (versions,) = connection.execute("SELECT count(*) FROM revisions").fetchone()
    return file.stat().st_size / int(versions)
