"""core.access.demo_links"""

import stat

import pytest

from core.access.actor import Actor
from core.access.demo_links import DemoLinks
from core.config import RunConfig
from core.errors import AccessError

ADMIN, EDITOR, OTHER = Actor("ada@x.org", "admin"), Actor("ed@x.org", "editor"), Actor("eve@x.org", "editor")


@pytest.fixture
def link(store):
    """A link of an editor to their own run, for a week."""
    run = store.acting_for(EDITOR).create(RunConfig())
    return store.links.create(EDITOR, run.run_id, run.owner, 7)


def test_a_link_leads_to_its_run(store, link):
    assert store.links.find(link.token) == link
    assert link.expires_at - link.created_at == 7 * 86400
    assert store.links.of_run(link.run_id) == [link]


@pytest.mark.parametrize("token", ["", "x", "x.y", "ünicode", "a" * 9999])
def test_a_made_up_token_leads_nowhere(store, link, token):
    assert store.links.find(token) is None


def test_a_changed_token_leads_nowhere(store, link):
    assert store.links.find(link.token[:-2] + ("aa" if link.token[-2:] != "aa" else "bb")) is None
    assert store.links.find(link.link_id) is None


def test_an_expired_link_leads_nowhere(store, link, monkeypatch):
    monkeypatch.setattr("time.time", lambda: link.expires_at + 1)
    assert store.links.find(link.token) is None
    assert store.links.of_run(link.run_id) == []


def test_a_revoked_link_leads_nowhere_and_both_acts_are_recorded(store, link):
    store.links.revoke(EDITOR, link.link_id, link.owner)
    assert store.links.find(link.token) is None
    assert [entry.action for entry in store.audit.newest(ADMIN)] == ["revoke demo link", "create demo link"]


def test_only_owners_and_admins_make_and_revoke_links(store, link):
    with pytest.raises(AccessError):
        store.links.create(OTHER, link.run_id, EDITOR.name, 7)
    with pytest.raises(AccessError):
        store.links.revoke(OTHER, link.link_id, EDITOR.name)
    assert store.links.find(link.token)
    store.links.revoke(ADMIN, link.link_id, EDITOR.name)
    assert store.links.find(link.token) is None


def test_a_link_is_valid_for_a_few_chosen_periods_only(store, link):
    with pytest.raises(AccessError, match="1, 7 or 30 days"):
        store.links.create(EDITOR, link.run_id, EDITOR.name, 4000)


def test_the_key_is_made_once_and_only_its_owner_reads_it(store, link):
    key = store.jobs.home / "demo_links.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert [*key.parent.glob("demo_links.key.*")] == []
    assert DemoLinks(store._engine, store.jobs.home).find(link.token) == link


def test_a_guest_reads_the_run_of_the_link_alone(store, link):
    store.create(RunConfig())
    guest = store.acting_for(Actor("demo link", "guest", (), link.run_id))
    assert [run.run_id for run in guest.list()] == [link.run_id]
    assert guest.get(link.run_id).run_id == link.run_id
