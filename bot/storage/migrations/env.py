"""What Alembic runs: the changes, on the connection that the caller opened."""

from alembic import context

from bot.storage.schema import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=context.config.attributes["connection"].dialect.name == "sqlite",
    transactional_ddl=True,  # SQLite's DDL is transactional too; Alembic assumes it is not
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
