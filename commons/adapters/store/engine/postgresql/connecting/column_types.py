"""How our column types are said to PostgreSQL: one order of signs, integers that last.

Keys are compared as bytes (COLLATE "C"), whatever the database's own order: pages,
feeds and harvesters rely on one order on every engine. Integers have eight bytes, as
SQLite's have.
"""

from typing import Any

from sqlalchemy import Column, Engine
from sqlalchemy.dialects.postgresql.base import PGTypeCompiler
from sqlalchemy.types import BigInteger, Integer, SmallInteger, String

_INTEGERS = (SmallInteger, Integer, BigInteger)


class ColumnTypes(PGTypeCompiler):
    """Says the types of columns, in tables as in the steps of migrations."""

    def visit_INTEGER(self, type_: Integer, **kw: Any) -> str:  # noqa: N802  # theirs
        """Have no column of four bytes."""
        said = super().visit_INTEGER(type_, **kw)
        return "BIGINT" if _is_column(kw) else said

    def visit_VARCHAR(self, type_: String, **kw: Any) -> str:  # noqa: N802  # theirs
        """Give columns their order; values that are sent have none of their own."""
        said = super().visit_VARCHAR(type_, **kw)
        return f'{said} COLLATE "C"' if _is_column(kw) and not type_.collation else said


def use_column_types(engine: Engine) -> None:
    """Have an engine say its types so, and send integers of whatever size they are."""
    dialect = engine.dialect
    dialect.type_compiler_instance = ColumnTypes(dialect)
    known = dialect.colspecs.items()
    dialect.colspecs = {kind: said for kind, said in known if kind not in _INTEGERS}


def _is_column(said: dict[str, Any]) -> bool:
    return isinstance(said.get("type_expression"), Column)
