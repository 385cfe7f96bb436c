"""Which database engine answers, and of which version."""

from commons.adapters.store.engine.unit_of_work import Work


def database_version(work: Work) -> tuple[str, tuple[int, ...]]:
    """Return the name of the engine, and its version as numbers."""
    dialect = work.connection.dialect
    number = dialect.server_version_info or ()
    return dialect.name, tuple(int(part) for part in number)
