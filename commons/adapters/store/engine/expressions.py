"""What each engine says in words of its own, for queries that all of them run."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Connection,
    Insert,
    bindparam,
    exists,
    insert,
    select,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from commons.adapters.store.engine.tables.core_tables import Row


class PositionOf(GenericFunction[int]):
    """Where the second text begins in the first, by signs; 0 where it is not in it."""

    name = "instr"
    type = BigInteger()
    inherit_cache = True


class LargerOf(GenericFunction[int]):
    """The larger of two numbers, neither of which is null."""

    name = "larger_of"
    type = BigInteger()
    inherit_cache = True


class ByteLength(GenericFunction[int]):
    """How many bytes a text takes as UTF-8."""

    name = "octet_length"
    type = BigInteger()
    inherit_cache = True


class LikeAnyCase(GenericFunction[bool]):
    """Whether a text answers a pattern of LIKE, the capitals of ASCII as small letters."""

    name = "like_any_case"
    type = Boolean()
    inherit_cache = True


class AsJson(GenericFunction[Any]):
    """What a text says as JSON; of a damaged one each engine says what it likes."""

    name = "as_json"
    type = JSON()
    inherit_cache = True


@compiles(PositionOf, "postgresql")
def _position_on_postgresql(said: Any, compiler: SQLCompiler, **kw: Any) -> str:
    return f"strpos({compiler.process(said.clauses, **kw)})"


@compiles(LargerOf, "sqlite")
def _larger_on_sqlite(said: Any, compiler: SQLCompiler, **kw: Any) -> str:
    return f"max({compiler.process(said.clauses, **kw)})"


@compiles(LargerOf, "postgresql")
def _larger_on_postgresql(said: Any, compiler: SQLCompiler, **kw: Any) -> str:
    return f"greatest({compiler.process(said.clauses, **kw)})"


@compiles(ByteLength, "sqlite")
def _bytes_on_sqlite(said: Any, compiler: SQLCompiler, **kw: Any) -> str:
    return f"length(CAST({compiler.process(said.clauses, **kw)} AS BLOB))"


@compiles(AsJson, "sqlite")
def _json_on_sqlite(said: Any, compiler: SQLCompiler, **kw: Any) -> str:
    return compiler.process(said.clauses, **kw)


@compiles(AsJson, "postgresql")
def _json_on_postgresql(said: Any, compiler: SQLCompiler, **kw: Any) -> str:
    return f"CAST({compiler.process(said.clauses, **kw)} AS JSON)"


@compiles(LikeAnyCase, "sqlite")
def _like_on_sqlite(said: Any, compiler: SQLCompiler, **kw: Any) -> str:
    text, pattern = said.clauses
    return f"{compiler.process(text, **kw)} LIKE {compiler.process(pattern, **kw)}"


@compiles(LikeAnyCase, "postgresql")
def _like_on_postgresql(said: Any, compiler: SQLCompiler, **kw: Any) -> str:
    text, pattern = said.clauses
    return f"{compiler.process(text, **kw)} ILIKE {compiler.process(pattern, **kw)}"


def insert_missing(row: type[Row]) -> Insert:
    """Give the order that adds a row, given by its columns, unless its key is there."""
    table = row.__table__
    values = [bindparam(column.key, type_=column.type) for column in table.columns]
    there = exists().where(
        *(column == bindparam(column.key) for column in table.primary_key)
    )
    return insert(row).from_select(
        [column.key for column in table.columns], select(*values).where(~there)
    )


def insert_untaken(row: type[Row]) -> Insert:
    """Give the order that adds a row, unless what is to be unique is there: it counts 0.

    Both engines say ON CONFLICT DO NOTHING so; no savepoint is needed, nor trips for it.
    """
    return postgresql.insert(row).on_conflict_do_nothing()


@contextmanager
def attempted(connection: Connection) -> Iterator[None]:
    """Let a statement be refused, and the transaction go on as if it had not been asked.

    SQLite lets it; PostgreSQL refuses all that follows, unless there is a savepoint.
    """
    if connection.dialect.name == "sqlite":
        yield
    else:
        with connection.begin_nested():
            yield
