"""Actor: who acts, and which actions and files the role allows."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from core.errors import AccessError

Role = Literal["guest", "viewer", "editor", "admin"]
ROLES: tuple[Role, ...] = ("guest", "viewer", "editor", "admin")  # each may do what those before it may


@dataclass(frozen=True)
class Actor:
    """Someone who acts on runs, checked by the actions themselves.

    Args:
        name: e-mail address or other name that the identity provider vouches for; empty for the local user.
        role: a guest sees one run, a viewer reads and scores, an editor trains and changes their own, an admin all.
        folders: where files must be that are read for this person; None for any file of this machine.
        run_id: the only run that a guest sees.
    """

    name: str = ""
    role: Role = "admin"
    folders: tuple[Path, ...] | None = None
    run_id: str | None = None

    def __str__(self) -> str:
        return self.name or "the local user"

    def may(self, role: Role) -> bool:
        """Whether the role includes another one."""
        return ROLES.index(self.role) >= ROLES.index(role)

    def may_change(self, owner: str) -> bool:
        """Whether something of this owner may be changed, cancelled and deleted; what has no owner is the admins'."""
        return self.may("admin") or (self.may("editor") and owner != "" and owner == self.name)

    def may_see(self, run_id: str) -> bool:
        """Whether a run may be looked at."""
        return self.role != "guest" or run_id == self.run_id

    def sees_paths(self, owner: str, paths: Sequence[str]) -> bool:
        """Whether the folders of these files may be shown, which someone's settings name."""
        if self.folders is None or self.may_change(owner):
            return True
        folders = self.folders  # compared as names: it is asked of every run of a list, and opens nothing
        return self.may("editor") and all(any(map(Path(path).is_relative_to, folders)) for path in paths)

    def require(self, role: Role, action: str) -> None:
        """Refuse an action that the role does not include.

        Args:
            action: as the beginning of a sentence, such as `Training`.

        Raises:
            AccessError: naming both roles.
        """
        if not self.may(role):
            raise AccessError(
                f"{action} needs the role {role}, and {self} has the role {self.role}.",
                f"Your role must be {' or '.join(ROLES[ROLES.index(role) :])}.",
                "Ask an admin of this installation for the role.",
            )

    def require_change(self, owner: str, subject: str) -> None:
        """Refuse to change what belongs to someone else.

        Args:
            subject: what is changed, such as `Run 1a2b`.

        Raises:
            AccessError: naming the subject.
        """
        self.require("editor", f"Changing {subject[:1].lower()}{subject[1:]}")
        if not self.may_change(owner):
            raise AccessError(
                f"{subject} belongs to {owner or 'no one in particular'}.",
                "An editor changes, cancels and deletes only their own; an admin everything.",
                "Ask its owner or an admin.",
            )

    def require_files(self, *paths: str | Path | None) -> None:
        """Refuse files outside the folders; links, `..` and `~` are resolved before.

        Raises:
            AccessError: naming the path as it was typed, and nothing of what is there.
        """
        for path in paths:
            if path and self.folders is not None and not _is_inside(Path(path), self.folders):
                raise AccessError(
                    f"{path} is outside the folders that this server reads for you.",
                    "A path must be in the data folder of the server, or name a file that you uploaded.",
                    "Upload the file, or ask an admin to put it there.",
                )


LOCAL = Actor()  # who runs the command line, or an app that only this machine reaches


def _is_inside(path: Path, folders: Sequence[Path]) -> bool:
    try:
        resolved = path.expanduser().resolve()
        return any(resolved.is_relative_to(folder.expanduser().resolve()) for folder in folders)
    except (OSError, RuntimeError, ValueError):  # a loop of links, `~nobody`, a NUL character
        return False
