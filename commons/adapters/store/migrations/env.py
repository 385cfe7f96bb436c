"""Runs the steps on the connection that store.migrate gives; Alembic's entry."""

from alembic import context

from commons.adapters.store.engine.tables.all_tables import METADATA

connection = context.config.attributes["connection"]
if connection.dialect.name == "postgresql":
    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
context.configure(
    connection=connection,
    target_metadata=METADATA,
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
