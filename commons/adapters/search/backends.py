"""The search back ends that an operator may choose from (COMMONS_SEARCH)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from commons.adapters.search.port import Index
from commons.adapters.search.sql.home import TableHome
from commons.adapters.search.sql.index import (
    open_index as open_sql_index,
    open_tables,
)
from commons.adapters.search.whoosh.index import open_index as open_whoosh_index
from commons.errors import SettingsError


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexPlace:
    """Where an index may lie: in a folder of this machine, or beside the database.

    `beside` is None where the database is a file.
    """

    folder: Path
    beside: TableHome | None = None


OpenIndex: TypeAlias = Callable[[IndexPlace, int], Index]
"""Opens the index that lies in a place; a greater recipe makes it anew."""


def _open_whoosh(place: IndexPlace, recipe: int) -> Index:
    return open_whoosh_index(place.folder, recipe)


def _open_sql(place: IndexPlace, recipe: int) -> Index:
    return open_sql_index(place.folder, recipe)


def _open_beside(place: IndexPlace, recipe: int) -> Index:
    if place.beside is None:
        raise SettingsError(
            "COMMONS_SEARCH: « postgresql » asks for a COMMONS_DATABASE_URL on a server"
        )
    return open_tables(place.beside, recipe)


BACKENDS: Mapping[str, OpenIndex] = {
    "whoosh": _open_whoosh,
    "sql": _open_sql,
    "postgresql": _open_beside,
}
"""Each sits the contract of tests/adapters/search/test_port.py."""
