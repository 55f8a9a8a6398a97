"""Who is asking. Every request has one `Principal`; how it proved itself makes no difference to what it
may do.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal
from uuid import UUID

from aiohttp import web


class Role(StrEnum):
    SUPERADMIN = "superadmin"
    ADMIN = "admin"  # of the domain
    USER = "user"
    MONITOR = "monitor"


@dataclass(frozen=True, slots=True)
class Principal:
    """An account that has proven who it is, by signature, Hub cookie, Hub token or login cookie."""

    user_id: UUID
    username: str
    email: str
    domain: str
    role: Role
    access_key: str
    """The keypair that is charged: the one that signed, else the user's main one."""
    resource_policy: str
    """Of that keypair."""
    means: Literal["keypair", "hub-cookie", "hub-token", "login-cookie", "service"]
    rate_limit: int = 30_000
    """Requests per 15 minutes that the keypair is granted (AUTH-013)."""
    networks: tuple[str, ...] = ()
    """Where the account may be used from; empty is everywhere."""
    login: UUID | None = None
    """The login with a password that the cookie stands for."""

    @property
    def is_superadmin(self) -> bool:
        return self.role is Role.SUPERADMIN


ServiceName = Literal["hub", "agent", "storage", "metrics"]


@dataclass(frozen=True, slots=True)
class ServicePrincipal:
    """One of our own services: ``hub`` (the Hub's process), ``agent`` or ``storage``; or ``metrics``, a
    monitoring system that may read figures and nothing else.
    """

    name: ServiceName
    node: str | None = None
    """Of an agent on another machine: whose. It speaks for this node and for nobody else."""
    enrolment: UUID | None = None


PRINCIPAL: web.RequestKey[Principal | ServicePrincipal | None] = web.RequestKey(
    "principal",
    object,  # type: ignore[arg-type]
)
"""Where a request carries who is asking; None on routes that need no credentials."""
