"""EndedSessions: the sessions that were signed out, so that a copy of their cookie is worth nothing."""

import time

import sqlalchemy as sql

from core.access.access_tables import ended_sessions


class EndedSessions:
    """The ended sessions of one workspace, in the same database as its runs.

    Args:
        engine: the database, as `open_database` gives it.
        seconds: how long a cookie could be valid; an older entry is not needed.
    """

    def __init__(self, engine: sql.Engine, seconds: float = 32 * 86400.0):
        self._engine = engine
        self._seconds = seconds

    def end(self, session_id: str) -> None:
        """End a session, everywhere and for good."""
        now = time.time()
        outdated = (ended_sessions.c.ended_at < now - self._seconds) | (ended_sessions.c.session_id == session_id)
        with self._engine.begin() as connection:
            connection.execute(sql.delete(ended_sessions).where(outdated))
            connection.execute(sql.insert(ended_sessions).values(session_id=session_id, ended_at=now))

    def is_ended(self, session_id: str) -> bool:
        """Whether a session was signed out."""
        query = sql.select(sql.literal(1)).where(ended_sessions.c.session_id == session_id)
        with self._engine.connect() as connection:
            return connection.execute(query).first() is not None
