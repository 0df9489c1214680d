"""What Alembic runs: the migrations of `versions`, on the connection that `core.runs.database` has opened."""

from alembic import context

from core.runs.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
