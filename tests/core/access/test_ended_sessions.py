"""core.access.ended_sessions"""

from core.access.ended_sessions import EndedSessions


def test_a_session_is_ended_for_good_and_no_other(store):
    store.sessions.end("one")
    store.sessions.end("one")
    assert store.sessions.is_ended("one")
    assert not store.sessions.is_ended("two")


def test_what_no_cookie_can_mean_any_more_is_removed(store):
    store.sessions.end("old")
    EndedSessions(store._engine, seconds=-1.0).end("new")
    assert not store.sessions.is_ended("old")
