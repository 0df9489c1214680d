"""core.access.actor"""

import os
from pathlib import Path

import pytest

from core.access.actor import LOCAL, Actor
from core.errors import AccessError

VIEWER, EDITOR, ADMIN = (Actor("a@x.org", role) for role in ("viewer", "editor", "admin"))


@pytest.fixture
def limited(tmp_path: Path) -> Actor:
    """An editor who may name files in `data` only."""
    (tmp_path / "data").mkdir()
    (tmp_path / "secret.csv").write_text("text,label\npassword,1\n", encoding="utf-8")
    return Actor("a@x.org", "editor", (tmp_path / "data",))


@pytest.mark.parametrize(
    ("actor", "may"), [(VIEWER, False), (EDITOR, True), (ADMIN, True), (LOCAL, True), (Actor("", "guest"), False)]
)
def test_an_action_needs_its_role_or_a_higher_one(actor, may):
    if may:
        actor.require("editor", "Training")
    else:
        with pytest.raises(AccessError, match=f"^Training needs the role editor, and .* has the role {actor.role}"):
            actor.require("editor", "Training")


@pytest.mark.parametrize(
    ("actor", "owner", "may"),
    [
        (EDITOR, "a@x.org", True),
        (EDITOR, "b@x.org", False),
        (EDITOR, "", False),
        (VIEWER, "a@x.org", False),
        (ADMIN, "b@x.org", True),
        (ADMIN, "", True),
        (LOCAL, "", True),
        (LOCAL, "b@x.org", True),
        (Actor("", "editor"), "", False),
    ],
)
def test_only_an_owner_who_may_edit_and_admins_change_something(actor, owner, may):
    assert actor.may_change(owner) == may
    if not may:
        with pytest.raises(AccessError):
            actor.require_change(owner, "Run 1a2b")


def test_a_guest_sees_one_run():
    guest = Actor("demo link", "guest", (), "1a2b")
    assert guest.may_see("1a2b")
    assert not guest.may_see("3c4d")


def test_files_in_the_folder_may_be_named(limited, tmp_path):
    limited.require_files(tmp_path / "data" / "missing.csv", str(tmp_path / "data" / "in" / "it.csv"), None, "")


def test_the_local_user_may_name_any_file():
    LOCAL.require_files("/etc/passwd", "~root/.ssh/id")


@pytest.mark.parametrize(
    "path",
    ["{}/secret.csv", "{}/data/../secret.csv", "/etc/passwd", "/dev/tty", "~/x.csv", "~root/x", "x", "a\0b"],
)
def test_no_path_leads_out_of_the_folder(limited, tmp_path, path):
    with pytest.raises(AccessError, match="is outside the folders"):
        limited.require_files(path.format(tmp_path))


def test_no_link_leads_out_of_the_folder(limited, tmp_path):
    (tmp_path / "data" / "innocent.csv").symlink_to(tmp_path / "secret.csv")
    (tmp_path / "data" / "folder").symlink_to(tmp_path)
    (tmp_path / "data" / "loop").symlink_to(tmp_path / "data" / "loop")
    for path in ("innocent.csv", "folder/secret.csv"):
        with pytest.raises(AccessError, match="is outside the folders") as refusal:
            limited.require_files(tmp_path / "data" / path)
        assert "password" not in str(refusal.value)
    assert os.path.islink(tmp_path / "data" / "loop")


def test_a_folder_may_itself_be_a_link(tmp_path):
    (tmp_path / "disk").mkdir()
    (tmp_path / "data").symlink_to(tmp_path / "disk")
    Actor("a", "editor", (tmp_path / "data",)).require_files(tmp_path / "data" / "x.csv")
