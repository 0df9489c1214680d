"""Alembic's migrations of the run store; `core.runs.database` runs them when a store opens."""
