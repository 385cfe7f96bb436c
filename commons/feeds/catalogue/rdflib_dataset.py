"""Opens a commons, or a dump of one, as an rdflib dataset, for SPARQL and scripts.

Each version is a graph named by its IRI, who wrote it and when stands in the default
graph, and a query that names no graph asks the union. All of it is held in memory,
some 0.3 MB and 5 ms a sheet: a large commons is for a triple store, which reads the
dumps. Nothing that serves readers leads here.
"""

import gzip
import io
from pathlib import Path
from typing import BinaryIO, cast

from rdflib import Dataset

from commons.adapters.rdf.triples.terms import SHEET_PREFIXES
from commons.adapters.store.engine.unit_of_work import open_store
from commons.adapters.store.log import blocks
from commons.core.domain.addresses import iri
from commons.errors import StorageError
from commons.feeds.catalogue.dumps import BATCH
from commons.settings import Settings


def open_commons(settings: Settings, *, history: bool = False) -> Dataset:
    """Return what a commons publishes: live sheets as they stand, or every version.

    The data folder is read and not changed, while a server writes in it or not. IRIs
    have the base of the settings. Raises StorageError for a folder that holds none.
    """
    dataset = Dataset(default_union=True)
    store = open_store(settings.database_url)
    if not store.holds_commons():
        raise StorageError(f"{settings.data_dir} ne contient pas de commun")
    try:
        with store.read() as work:
            after = 0
            while batch := blocks.blocks_after(
                work, current=not history, after=after, limit=BATCH
            ):
                joined = b"".join(block for _, block in batch)
                quads = io.BytesIO(iri.expand_base(joined, settings.base_url))
                dataset.parse(quads, format="nquads")
                after = batch[-1][0]
    finally:
        store.close()
    return _name_prefixes(dataset)


def open_dump(path: Path) -> Dataset:
    """Return what a dump holds, compressed (.gz) or not.

    Raises OSError, rdflib.exceptions.ParserError for what is no N-Quads.
    """
    dataset = Dataset(default_union=True)
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as quads:
        dataset.parse(cast("BinaryIO", quads), format="nquads")
    return _name_prefixes(dataset)


def _name_prefixes(dataset: Dataset) -> Dataset:
    """Have queries know our prefixes; once all is read, for parsers bind their own."""
    for prefix, namespace in SHEET_PREFIXES.items():
        dataset.bind(prefix, namespace)
    return dataset
