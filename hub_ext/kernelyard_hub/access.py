"""The one access table: which operation needs which role, and over whose objects. What is not listed is denied.

Routes and GraphQL fields name an operation; `allow` is asked before anything else happens. Ownership of single
objects is part of each operation's query (a foreign object is *not found*, so that names cannot be guessed).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .errors import AuthFailed, Forbidden
from .principal import Principal, Role, ServicePrincipal


class Need(StrEnum):
    ANYBODY = "anybody"  # no credentials at all
    USER = "user"  # any account, over its own objects
    ADMIN = "admin"  # the domain's admin, over the domain's objects; superadmins over all
    SUPERADMIN = "superadmin"
    HUB = "hub"  # the Hub's process
    AGENT = "agent"
    STORAGE = "storage"


@dataclass(frozen=True, slots=True)
class Rule:
    need: Need
    impersonate: bool = False
    """Whether admins may act for another keypair (``owner_access_key``, REST-072)."""


TABLE: dict[str, Rule] = {
    # operation -> rule; grouped by noun
    "version.get": Rule(Need.ANYBODY),
}


def allow(operation: str, who: Principal | ServicePrincipal | None) -> None:
    """Raise `AuthFailed` or `Forbidden` unless ``who`` may do ``operation``. An unlisted operation is denied."""
    rule = TABLE.get(operation)
    if rule is None:
        raise Forbidden("This operation is not in the access table.")
    if rule.need is Need.ANYBODY:
        return
    if who is None:
        raise AuthFailed("Unauthorized access", title="Unauthorized access")
    if isinstance(who, ServicePrincipal):
        if rule.need.value != who.name:
            raise Forbidden()
        return
    if rule.need is Need.USER:
        return
    if rule.need is Need.ADMIN and who.role in (Role.ADMIN, Role.SUPERADMIN):
        return
    if rule.need is Need.SUPERADMIN and who.role is Role.SUPERADMIN:
        return
    raise Forbidden()
