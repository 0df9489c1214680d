"""DemoLinks: links that show one run to someone without an account; signed, expiring and revocable."""

import secrets
import time
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sql
from itsdangerous import BadSignature, URLSafeSerializer

from core.access.access_tables import demo_links
from core.access.actor import Actor
from core.access.audit_log import record
from core.errors import AccessError
from core.system.formatting import counted

DAYS = (1, 7, 30)  # that a link may be valid for
_KEY_FILE = "demo_links.key"


@dataclass(frozen=True)
class DemoLink:
    """One link; times are in seconds since 1970.

    Args:
        token: what the link contains.
        owner: who made it.
    """

    link_id: str
    run_id: str
    owner: str
    created_at: float
    expires_at: float
    revoked: bool
    token: str


class DemoLinks:
    """The demo links of one workspace.

    Args:
        engine: the database, as `open_database` gives it.
        home: the workspace, where the key that signs links is kept.
    """

    def __init__(self, engine: sql.Engine, home: Path):
        self._engine = engine
        self._home = home

    def create(self, actor: Actor, run_id: str, owner: str, days: int) -> DemoLink:
        """Make a link to a run.

        Args:
            owner: of the run; only it and admins may show the run to others.

        Raises:
            AccessError: when the run belongs to someone else, or a link cannot be valid for so long.
        """
        actor.require_change(owner, f"Run {run_id}")
        if days not in DAYS:
            raise AccessError(
                f"A link for {days} days was asked for.",
                f"A link is valid for {', '.join(map(str, DAYS[:-1]))} or {DAYS[-1]} days.",
                "Choose one of them.",
            )
        now, link_id = time.time(), secrets.token_urlsafe(16)
        values = {"link_id": link_id, "run_id": run_id, "owner": actor.name, "created_at": now}
        values |= {"expires_at": now + days * 86400.0, "revoked": False}
        with self._engine.begin() as connection:
            connection.execute(sql.insert(demo_links).values(values))
            record(connection, actor, "create demo link", run_id, f"valid for {counted(days, 'day', 'days')}")
        return self._read(demo_links.c.link_id == link_id)[0]

    def of_run(self, run_id: str) -> list[DemoLink]:
        """The links to a run that work, newest first."""
        return self._read(demo_links.c.run_id == run_id, sql.not_(demo_links.c.revoked), _lasts())

    def revoke(self, actor: Actor, link_id: str, owner: str) -> None:
        """End a link at once.

        Raises:
            AccessError: when neither the run nor the link is the actor's.
        """
        for link in self._read(demo_links.c.link_id == link_id):
            actor.require_change(actor.name if link.owner == actor.name else owner, f"The link to run {link.run_id}")
            with self._engine.begin() as connection:
                revoked = sql.update(demo_links).where(demo_links.c.link_id == link_id).values(revoked=True)
                connection.execute(revoked)
                record(connection, actor, "revoke demo link", link.run_id)

    def find(self, token: str) -> DemoLink | None:
        """The link of a token; None when it is forged, expired or revoked."""
        try:
            link_id = self._serializer().loads(token)
        except BadSignature:
            return None
        links = self._read(demo_links.c.link_id == str(link_id), sql.not_(demo_links.c.revoked), _lasts())
        return next(iter(links), None)

    def _read(self, *conditions: sql.ColumnElement[bool]) -> list[DemoLink]:
        query = sql.select(demo_links).where(*conditions).order_by(demo_links.c.created_at.desc())
        with self._engine.connect() as connection:
            rows = connection.execute(query).mappings().all()
        return [DemoLink(**row, token=self._token(row["link_id"])) for row in rows]

    def _token(self, link_id: str) -> str:
        return str(self._serializer().dumps(link_id))

    def _serializer(self) -> URLSafeSerializer:
        path = self._home / _KEY_FILE
        if not path.is_file():
            _write_key(path)
        return URLSafeSerializer(path.read_text(encoding="ascii"), salt="demo link")


def _lasts() -> sql.ColumnElement[bool]:
    return demo_links.c.expires_at > time.time()


def _write_key(path: Path) -> None:
    """Write a new key, whole and readable by its owner only; the first of several processes wins."""
    unfinished = path.with_name(f"{_KEY_FILE}.{secrets.token_hex(8)}")
    unfinished.touch(mode=0o600)
    unfinished.write_text(secrets.token_hex(32), encoding="ascii")
    try:
        path.hardlink_to(unfinished)
    except FileExistsError:
        pass
    finally:
        unfinished.unlink()
