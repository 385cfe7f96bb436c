"""The engines that are tried: each row of the table, and one that is not in it."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy.engine import URL

from commons.adapters.store.engine import engines
from commons.adapters.store.engine.engines import ENGINES, StoreEngine
from commons.adapters.store.engine.sqlite import database as sqlite
from tests.servers import postgresql

SCHEME = "counting"
SERVED = "postgresql"
TRIED = (*ENGINES, SCHEME)
FILED = ("sqlite", SCHEME)
"""Those whose databases lie in a file."""


class CountingEngine:
    """Another engine: SQLite under a scheme of its own; counts what it is asked."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()

    def parse_address(self, url: str) -> URL:
        self.asked["parse_address"] += 1
        return sqlite.parse_address(url.replace(SCHEME, "sqlite", 1))

    def __getattr__(self, name: str) -> Callable[..., Any]:
        answer = getattr(sqlite, name)

        def count(*given: Any, **named: Any) -> Any:
            self.asked[name] += 1
            return answer(*given, **named)

        return count


def know_counting_engine(monkeypatch: pytest.MonkeyPatch) -> CountingEngine:
    """Add its row to the table."""
    engine = CountingEngine()
    known = {**ENGINES, SCHEME: lambda: cast("StoreEngine", engine)}
    monkeypatch.setattr(engines, "ENGINES", known)
    return engine


def address_in(folder: Path, scheme: str, *, begun: bool = False) -> str:
    """Give an address of that scheme, of a database with nothing in it.

    Or, on a server, with an empty commons that is `begun`.
    """
    if scheme == SERVED:
        template = postgresql.empty_commons() if begun else ""
        return postgresql.database_for(folder, template)
    return f"{scheme}:///{folder / 'commons.sqlite'}"
