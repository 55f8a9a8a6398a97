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


_ANYBODY = Rule(Need.ANYBODY)
_USER = Rule(Need.USER)
_OWN = Rule(Need.USER, impersonate=True)
_SUPERADMIN = Rule(Need.SUPERADMIN)
_HUB = Rule(Need.HUB)
_AGENT = Rule(Need.AGENT)

TABLE: dict[str, Rule] = {
    # operation -> rule; grouped by noun. GraphQL fields are called ``gql.<field>``.
    # What needs no credentials. `console.page` is files of the build; its index asks for the Hub's login.
    "version.get": _ANYBODY,
    "manager.status": _ANYBODY,
    "manager.announcement": _ANYBODY,
    "auth.authorize": _ANYBODY,
    "console.page": _ANYBODY,
    "console.callback": _ANYBODY,
    # the service
    "manager.announce": _SUPERADMIN,
    "auth.test": _USER,
    "auth.role": _USER,
    "acl.get": _USER,
    "config.resource-slots": _USER,
    "config.vfolder-types": _USER,
    "console.overview": _USER,
    "console.stream": _USER,
    "console.logout": _USER,
    "graphql.query": _USER,  # each field has its own row
    # resources
    "scaling-group.list": _USER,
    "resource.presets": _USER,
    "resource.check-presets": _USER,
    "resource.recalculate": _SUPERADMIN,
    # sessions
    "session.create": _OWN,
    "session.match": _OWN,
    "session.info": _OWN,
    "session.destroy": _OWN,
    "session.rename": _OWN,
    "session.execute": _OWN,
    "session.interrupt": _OWN,
    "session.complete": _OWN,
    "session.logs": _OWN,
    "session.apps": _OWN,
    # virtual folders
    "vfolder.create": _USER,
    "vfolder.list": _USER,
    "vfolder.delete": _USER,
    "vfolder.hosts": _USER,
    "vfolder.all-hosts": _SUPERADMIN,
    "vfolder.types": _USER,
    "vfolder.info": _USER,
    "vfolder.rename": _USER,
    "vfolder.update-options": _USER,
    "vfolder.files": _USER,
    "vfolder.mkdir": _USER,
    "vfolder.upload": _USER,
    "vfolder.download": _USER,
    "vfolder.rename-file": _USER,
    "vfolder.move-file": _USER,
    "vfolder.delete-files": _USER,
    # the Hub's own process
    "hub.authenticate": _HUB,
    "hub.users": _HUB,
    "hub.form": _HUB,
    "hub.session-create": _HUB,
    "hub.session": _HUB,
    "hub.session-end": _HUB,
    "hub.session-watch": _HUB,
    "hub.server": _HUB,
    # agents
    "agent.heartbeat": _AGENT,
    "agent.event": _AGENT,
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
