"""The engines that a bench is run on: a file, or a server that keeps what it says."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from tests.servers import postgresql
from tests.servers.postgres_server import PostgresServer

SQLITE, POSTGRESQL = ENGINES = ("sqlite", "postgresql")


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """Where databases lie; `process` is the server's first one, 0 where there is none."""

    name: str
    process: int = 0


@contextmanager
def on_engine(name: str) -> Iterator[Engine]:
    """Have the databases that are made meanwhile, by any process, lie on an engine.

    The server waits for the disk as one that is installed, which that of the tests does
    not.
    """
    if name == SQLITE:
        with _chosen(""):
            yield Engine(name=name)
        return
    with PostgresServer() as server, _chosen(server.url("bench")):
        yield Engine(name=name, process=server.process)


@contextmanager
def _chosen(address: str) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as now:
        now.setenv("COMMONS_TEST_DATABASE", address)
        now.setattr(postgresql, "CHOSEN", address)
        postgresql.forget_server()
        yield
    postgresql.forget_server()
