"""The search back ends that an operator may choose from (COMMONS_SEARCH)."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

from commons.adapters.search.port import Index
from commons.adapters.search.sql.index import open_index as open_sql_index
from commons.adapters.search.whoosh.index import open_index as open_whoosh_index

OpenIndex: TypeAlias = Callable[[Path, int], Index]
"""Opens the index that lies in a folder; a greater recipe makes it anew."""

BACKENDS: Mapping[str, OpenIndex] = {
    "whoosh": open_whoosh_index,
    "sql": open_sql_index,
}
"""Each sits the contract of tests/adapters/search/test_port.py."""
