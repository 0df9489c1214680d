"""core.access.audit_log"""

import pytest

from core.access import audit_log
from core.access.actor import LOCAL, Actor
from core.config import RunConfig
from core.errors import AccessError, RunStateError

ADMIN, EDITOR = Actor("ada@x.org", "admin"), Actor("ed@x.org", "editor")


def test_a_deletion_is_recorded_with_who_what_and_when(store):
    run = store.acting_for(EDITOR).create(RunConfig(), "my run")
    store.acting_for(EDITOR).delete(run.run_id)
    (entry,) = store.audit.newest(ADMIN)
    assert (entry.who, entry.action, entry.subject) == ("ed@x.org", "delete run", run.run_id)
    assert entry.description == "my run"
    assert entry.at >= run.created_at


def test_what_the_local_user_does_is_recorded_too(store):
    store.delete(store.create(RunConfig()).run_id)
    assert [entry.who for entry in store.audit.newest(LOCAL)] == ["the local user"]


def test_a_refused_deletion_is_not_recorded(store):
    run = store.create(RunConfig())
    with pytest.raises(AccessError):
        store.acting_for(EDITOR).delete(run.run_id)
    store.claim(run.run_id, None)
    with pytest.raises(RunStateError):
        store.delete(run.run_id)
    assert store.audit.newest(ADMIN) == []


def test_only_admins_read_the_log(store):
    with pytest.raises(AccessError, match=r"^Reading the audit log needs the role admin"):
        store.audit.newest(EDITOR)


def test_entries_expire(store, monkeypatch):
    store.audit.add(ADMIN, "delete run", "1")
    monkeypatch.setattr(audit_log, "SECONDS_KEPT", -1.0)
    store.audit.add(ADMIN, "delete run", "2")
    assert store.audit.newest(ADMIN) == []
