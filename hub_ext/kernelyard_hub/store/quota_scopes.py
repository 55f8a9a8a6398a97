"""Quota scopes: whose bytes are counted together on a volume, how many there may be, and how many there are.

A scope is ``user:<uuid>`` or ``project:<uuid>``. Its limit on a host is what an admin has set there, else
what the policy of the user or project says, else none (STO-019, STO-020).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Column, Connection, Table, func, or_, select, union
from sqlalchemy import delete as delete_from
from sqlalchemy.sql import ColumnElement

from .models import (
    memberships,
    project_resource_policies,
    projects,
    quota_scopes,
    user_resource_policies,
    users,
    vfolders,
)

Key = tuple[str, str]
"""Host (``proxy:volume``) and scope."""
Kind = Literal["user", "project"]


@dataclass(frozen=True, slots=True)
class Scope:
    """One scope on one host. Bytes; None is no limit."""

    host: str
    quota_scope: str
    name: str | None
    """Address of the user, name of the project; None when there is none any more."""
    limit: int | None
    explicit: bool
    """Whether an admin has set the limit."""

    @property
    def kind(self) -> Kind:
        return "user" if self.quota_scope.startswith("user:") else "project"

    @property
    def key(self) -> Key:
        return self.host, self.quota_scope


@dataclass(frozen=True, slots=True)
class Counted:
    """What the folders of a scope come to, as they were counted; None: not all of them were yet."""

    used_bytes: int
    files: int
    counted_at: datetime | None


def parse(quota_scope: str) -> tuple[Kind, UUID] | None:
    """What a scope's id means.

    >>> parse("user:dfa9da54-4b28-432f-be29-c0d680c7a412")
    ('user', UUID('dfa9da54-4b28-432f-be29-c0d680c7a412'))
    >>> parse("group:1") is parse("user:") is None
    True
    """
    kind, _, text = quota_scope.partition(":")
    try:
        owner = UUID(text)
    except ValueError:
        return None
    if kind == "user":
        return "user", owner
    return ("project", owner) if kind == "project" else None


def in_use(conn: Connection, only: ColumnElement[bool] | None = None) -> list[Key]:
    """Scopes that have a folder on a host, or a limit of their own there."""
    folders = select(vfolders.c.host, vfolders.c.quota_scope).distinct()
    if only is not None:
        return [(row.host, row.quota_scope) for row in conn.execute(folders.where(only))]
    both = union(folders, select(quota_scopes.c.host, quota_scopes.c.quota_scope))
    return sorted((row.host, row.quota_scope) for row in conn.execute(both))


def of_user(conn: Connection, user_id: UUID) -> list[str]:
    """A user's own scope, and those of the user's projects."""
    query = select(memberships.c.project_id).where(memberships.c.user_id == user_id)
    return [f"user:{user_id}", *sorted(f"project:{each}" for each in conn.scalars(query))]


def of_scopes(scopes: Iterable[str]) -> ColumnElement[bool]:
    return vfolders.c.quota_scope.in_(list(scopes))


def read(conn: Connection, keys: Iterable[Key]) -> list[Scope]:
    """Limits and names, in the order of ``keys``."""
    keys = list(keys)
    explicit = {
        (row.host, row.quota_scope): int(row.hard_limit)
        for row in conn.execute(select(quota_scopes))
        if len(keys) > 1 or (row.host, row.quota_scope) in keys
    }
    owners = {scope: parse(scope) for _, scope in keys}
    of_policy = _users(conn, owners.values()) | _projects(conn, owners.values())
    found = []
    for host, scope in keys:
        owner = owners[scope]
        name, policy = of_policy.get(owner, (None, None)) if owner is not None else (None, None)
        limit = explicit.get((host, scope), policy)
        found.append(Scope(host, scope, name, limit, (host, scope) in explicit))
    return found


_Limits = dict[tuple[Kind, UUID], tuple[str, int | None]]
MANY = 500
"""More ids than this are not asked for one by one."""


def _users(conn: Connection, owners: Iterable[tuple[Kind, UUID] | None]) -> _Limits:
    ids = [owner[1] for owner in owners if owner is not None and owner[0] == "user"]
    query = select(users.c.id, users.c.email, user_resource_policies.c.max_quota_scope_size).join(
        user_resource_policies, user_resource_policies.c.name == users.c.resource_policy
    )
    if len(ids) <= MANY:
        query = query.where(users.c.id.in_(ids))
    return {("user", row[0]): (row[1], _bytes(row[2])) for row in conn.execute(query)}


def _projects(conn: Connection, owners: Iterable[tuple[Kind, UUID] | None]) -> _Limits:
    ids = [owner[1] for owner in owners if owner is not None and owner[0] == "project"]
    query = select(projects.c.id, projects.c.name, project_resource_policies.c.max_quota_scope_size).join(
        project_resource_policies, project_resource_policies.c.name == projects.c.resource_policy
    )
    if len(ids) <= MANY:
        query = query.where(projects.c.id.in_(ids))
    return {("project", row[0]): (row[1], _bytes(row[2])) for row in conn.execute(query)}


def _bytes(policy: int | None) -> int | None:
    """A policy's ``max_quota_scope_size``: 0 and -1 are no limit (so says the original's own code)."""
    return policy if policy is not None and policy > 0 else None


def exists(conn: Connection, quota_scope: str) -> bool:
    """Whether there is such a user or project."""
    owner = parse(quota_scope)
    if owner is None:
        return False
    table: Table = users if owner[0] == "user" else projects
    column: Column[Any] = table.c.id
    return conn.scalar(select(column).where(column == owner[1])) is not None


def used(conn: Connection, key: Key) -> bool:
    """Whether the scope has folders on the host, or a limit of its own there; its owner may be gone."""
    folder = (vfolders.c.host == key[0]) & (vfolders.c.quota_scope == key[1])
    limit = (quota_scopes.c.host == key[0]) & (quota_scopes.c.quota_scope == key[1])
    found = conn.scalar(select(vfolders.c.id).where(folder).limit(1))
    return found is not None or conn.scalar(select(quota_scopes.c.host).where(limit)) is not None


def put(conn: Connection, key: Key, limit: int) -> None:
    """Set a limit, whatever the policy says."""
    remove(conn, key)
    conn.execute(
        quota_scopes.insert().values(
            host=key[0], quota_scope=key[1], hard_limit=limit, modified_at=datetime.now(UTC)
        )
    )


def remove(conn: Connection, key: Key) -> None:
    """Let the policy's limit hold again."""
    at = (quota_scopes.c.host == key[0]) & (quota_scopes.c.quota_scope == key[1])
    conn.execute(delete_from(quota_scopes).where(at))


def forget(conn: Connection, quota_scope: str) -> None:
    """Take away the limits of an owner who is about to be forgotten. Where others have folders of the scope
    by now, what held goes on, as a limit of the scope's own.
    """
    held = read(conn, in_use(conn, of_scopes([quota_scope])))
    conn.execute(delete_from(quota_scopes).where(quota_scopes.c.quota_scope == quota_scope))
    for scope in held:
        if scope.limit is not None:
            put(conn, scope.key, scope.limit)


def counted(conn: Connection, only: ColumnElement[bool] | None = None) -> dict[Key, Counted]:
    """Sums over the folders that were counted. ``counted_at``: the oldest count; None while one lacks."""
    folders = vfolders.c
    query = select(
        folders.host,
        folders.quota_scope,
        func.sum(folders.used_bytes).label("used_bytes"),
        func.sum(folders.files).label("files"),
        func.min(folders.counted_at).label("counted_at"),
        func.count().label("all"),
        func.count(folders.counted_at).label("counted"),
    ).group_by(folders.host, folders.quota_scope)
    if only is not None:
        query = query.where(or_(only))
    return {
        (row.host, row.quota_scope): Counted(
            int(row.used_bytes or 0),
            int(row.files or 0),
            row.counted_at if row.counted == row.all else None,
        )
        for row in conn.execute(query)
    }
