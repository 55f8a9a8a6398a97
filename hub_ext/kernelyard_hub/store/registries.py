"""Registries of images, and which of them a domain's people may use (KRN-038, UIA-035)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from ..secretbox import SecretBox
from .models import container_registries, domains

TYPES = ("docker", "harbor2", "gitlab")


@dataclass(frozen=True, slots=True)
class Registry:
    """One registry. ``hostname`` is the first part of its images' names, ``url`` where it is asked."""

    hostname: str
    url: str
    type: str = "docker"
    projects: tuple[str, ...] = ()
    """Only these are scanned; empty = all that it lists."""
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    ssl_verify: bool = True
    api_endpoint: str = ""
    """Base URL of GitLab itself, for the type ``gitlab``."""


def read(conn: Connection, box: SecretBox, hostname: str) -> Registry | None:
    """A registry with its password."""
    row = conn.execute(
        select(container_registries).where(container_registries.c.hostname == hostname)
    ).first()
    return None if row is None else _registry(row, box)


def read_all(conn: Connection, box: SecretBox) -> list[Registry]:
    rows = conn.execute(select(container_registries).order_by(container_registries.c.hostname))
    return [_registry(row, box) for row in rows]


def put(conn: Connection, box: SecretBox, registry: Registry) -> None:
    """Add a registry, or replace it."""
    remove(conn, registry.hostname)
    conn.execute(
        insert(container_registries).values(
            hostname=registry.hostname,
            url=registry.url,
            type=registry.type,
            projects=list(registry.projects),
            username=registry.username,
            password_encrypted=box.seal(registry.password) if registry.password else None,
            ssl_verify=registry.ssl_verify,
            api_endpoint=registry.api_endpoint,
            modified_at=datetime.now(UTC),
        )
    )


def remove(conn: Connection, hostname: str) -> bool:
    """Forget a registry; its images stay known. False for an unknown one."""
    here = container_registries.c.hostname == hostname
    return bool(conn.execute(delete(container_registries).where(here)).rowcount)


def allowed(conn: Connection, domain: str) -> frozenset[str]:
    """Registries whose images people of the domain may use. What is not listed is not allowed (S13)."""
    found = conn.scalar(select(domains.c.allowed_docker_registries).where(domains.c.name == domain))
    return frozenset(found or ())


def _registry(row: Row[Any], box: SecretBox) -> Registry:
    return Registry(
        hostname=row.hostname,
        url=row.url,
        type=row.type,
        projects=tuple(row.projects),
        username=row.username,
        password=box.open(row.password_encrypted) if row.password_encrypted else None,
        ssl_verify=row.ssl_verify,
        api_endpoint=row.api_endpoint,
    )
