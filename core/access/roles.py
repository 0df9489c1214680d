"""Roles: who has which, by lists of e-mail addresses or a claim of the identity provider; from the environment."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from core.access.actor import ROLES, Actor, Role
from core.access.person_folder import person_folder
from core.settings import PREFIX, Workspace

SIGNED_IN_ROLES: tuple[Role, ...] = ROLES[1:]


def _addresses(value: Any) -> Any:
    if isinstance(value, str):
        return frozenset(part.strip().casefold() for part in value.split(",") if part.strip())
    return value


Addresses = Annotated[frozenset[str], NoDecode, BeforeValidator(_addresses)]


class Roles(BaseSettings):
    """The roles of an installation. Someone who is in no list and has no claim has no access.

    Args:
        admins, editors, viewers: e-mail addresses, separated by commas; `*` for everyone who can sign in.
        roles_claim: the claim of the identity token that lists roles, such as `roles` or `groups`; the roles in it
            are called `viewer`, `editor` and `admin`.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True)

    admins: Addresses = frozenset()
    editors: Addresses = frozenset()
    viewers: Addresses = frozenset()
    roles_claim: str = "roles"

    def role_of(self, claims: Mapping[str, Any]) -> Role | None:
        """The highest role that the lists or the claim give; None for no access."""
        address = _address(claims)
        claim = claims.get(self.roles_claim)
        claimed = {claim} if isinstance(claim, str) else set(filter(_is_text, claim if isinstance(claim, list) else ()))
        listed = {"viewer": self.viewers, "editor": self.editors, "admin": self.admins}
        for role in reversed(SIGNED_IN_ROLES):
            people = listed[role]
            if role in claimed or "*" in people or (address and address in people):
                return role
        return None

    def actor_of(self, claims: Mapping[str, Any], workspace: Workspace) -> Actor | None:
        """Who signed in, as an actor who may read the data folder and their own uploads; None for no access."""
        role, name = self.role_of(claims), name_of(claims)
        if role is None or not name:
            return None
        own = workspace.uploads_folder if role == "admin" else person_folder(workspace.uploads_folder, name)
        return Actor(name, role, (workspace.data, own))


def name_of(claims: Mapping[str, Any]) -> str:
    """What a person is called: the e-mail address that the provider vouches for, or the provider's own name for them.

    The two never look alike, so that nobody who may choose the second gets what belongs to the first.
    """
    return _address(claims) or (f"subject {subject}" if (subject := str(claims.get("sub") or "")) else "")


def _address(claims: Mapping[str, Any]) -> str:
    """The e-mail address, unless the provider says that it is not verified."""
    address = claims.get("email")
    if not isinstance(address, str) or "@" not in address or claims.get("email_verified") in (False, "false"):
        return ""
    return address.strip().casefold()


def _is_text(value: Any) -> bool:
    return isinstance(value, str)
