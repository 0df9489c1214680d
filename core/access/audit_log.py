"""AuditLog: who did what and when, of every action that removes something or lets someone in."""

import time
from dataclasses import dataclass

import sqlalchemy as sql

from core.access.access_tables import audit
from core.access.actor import Actor

SECONDS_KEPT = 400 * 86400.0  # a year and a month


@dataclass(frozen=True)
class AuditEntry:
    """One action; `at` is in seconds since 1970.

    Args:
        action: a word or two, such as `delete run`.
        subject: the id of what was acted on.
        description: its name, or what else is not known any more after the action.
    """

    at: float
    who: str
    action: str
    subject: str
    description: str


class AuditLog:
    """The audit log of one workspace, in the same database as its runs; entries are only added, and expire.

    Args:
        engine: the database, as `open_database` gives it.
    """

    def __init__(self, engine: sql.Engine):
        self._engine = engine

    def newest(self, actor: Actor, limit: int = 200) -> list[AuditEntry]:
        """The newest entries first.

        Raises:
            AccessError: for anyone but an admin.
        """
        actor.require("admin", "Reading the audit log")
        columns = (audit.c.at, audit.c.who, audit.c.action, audit.c.subject, audit.c.description)
        query = sql.select(*columns).order_by(audit.c.at.desc(), audit.c.entry_id.desc()).limit(limit)
        with self._engine.connect() as connection:
            return [AuditEntry(*row) for row in connection.execute(query)]

    def add(self, actor: Actor, action: str, subject: str, description: str = "") -> None:
        """Record an action in a transaction of its own."""
        with self._engine.begin() as connection:
            record(connection, actor, action, subject, description)


def record(connection: sql.Connection, actor: Actor, action: str, subject: str, description: str = "") -> None:
    """Record an action in the transaction that does it, so that neither is there without the other."""
    now = time.time()
    values = {"at": now, "who": str(actor), "action": action, "subject": subject, "description": description}
    connection.execute(sql.insert(audit).values(values))
    connection.execute(sql.delete(audit).where(audit.c.at < now - SECONDS_KEPT))
