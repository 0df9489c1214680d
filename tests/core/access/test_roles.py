"""core.access.roles"""

import pytest

from core.access.roles import Roles, name_of

ROLES = Roles(admins=frozenset({"ada@x.org"}), editors=frozenset({"ed@x.org"}), viewers=frozenset({"vi@x.org"}))


@pytest.mark.parametrize(
    ("claims", "role"),
    [
        ({"email": "ada@x.org"}, "admin"),
        ({"email": "ADA@X.org"}, "admin"),
        ({"email": "ed@x.org"}, "editor"),
        ({"email": "vi@x.org", "email_verified": True}, "viewer"),
        ({"email": "ada@x.org", "email_verified": False}, None),
        ({"email": "nobody@x.org"}, None),
        ({"sub": "1", "roles": ["editor"]}, "editor"),
        ({"sub": "1", "roles": "admin"}, "admin"),
        ({"sub": "1", "roles": ["owner", 3, None]}, None),
        ({"sub": "1", "roles": ["guest"]}, None),
        ({"sub": "1", "roles": 7}, None),
        ({"email": "vi@x.org", "roles": ["editor"]}, "editor"),
        ({"email": "*"}, None),
        ({}, None),
    ],
)
def test_the_highest_role_of_lists_and_claim_counts(claims, role):
    assert ROLES.role_of(claims) == role


def test_lists_and_claim_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("BOTHWAYS_EDITORS", " Ed@x.org , eve@x.org ,")
    monkeypatch.setenv("BOTHWAYS_VIEWERS", "*")
    monkeypatch.setenv("BOTHWAYS_ROLES_CLAIM", "groups")
    roles = Roles()
    assert roles.role_of({"email": "ed@x.org"}) == "editor"
    assert roles.role_of({"email": "someone@else.org"}) == "viewer"
    assert roles.role_of({"sub": "1", "groups": ["admin"]}) == "admin"
    assert roles.role_of({"sub": "1", "roles": ["admin"]}) == "viewer"


def test_a_subject_never_looks_like_an_address():
    assert name_of({"sub": "ada@x.org"}) != name_of({"email": "ada@x.org"})
    assert name_of({}) == ""


def test_an_editor_reads_the_data_folder_and_their_own_uploads(settings):
    ed = ROLES.actor_of({"email": "ed@x.org"}, settings)
    ada = ROLES.actor_of({"email": "ada@x.org"}, settings)
    assert ed.folders[0] == ada.folders[0] == settings.home / "data"
    assert ed.folders[1].parent == settings.uploads_folder == ada.folders[1]


def test_nobody_without_a_role_or_a_name_becomes_an_actor(settings):
    assert ROLES.actor_of({"email": "nobody@x.org"}, settings) is None
    assert ROLES.actor_of({"roles": ["admin"]}, settings) is None
