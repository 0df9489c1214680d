"""The database of the run store: its engine, its backups and its migrations."""

from core.runs.database.engine import open_database

__all__ = ["open_database"]
