"""Folders on their way out: in the trash (``delete-pending``), and being removed (``delete-ongoing``)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Text, and_, cast, or_, select
from sqlalchemy.sql import ColumnElement

from kernelyard_hub.principal import Principal, Role

from .models import projects, session_mounts, sessions, users, vfolders
from .models.sessions import OPEN
from .vfolders import Row, called, listed

TRASHED = vfolders.c.status == "delete-pending"
GOING = vfolders.c.status == "delete-ongoing"
STILL_THERE = vfolders.c.status.not_in(("delete-complete", "delete-ongoing"))
"""What has to be taken away when its owner is forgotten: the trash as well."""


@dataclass(frozen=True, slots=True)
class Mounting:
    """An open session that mounts a folder."""

    session_id: UUID
    name: str
    user_id: UUID
    domain: str


def of(who: Principal) -> ColumnElement[bool]:
    """The trash that a user may empty: the own folders; for admins those of the projects of the domain; for
    superadmins of all projects, and what has no owner any more.
    """
    mine = vfolders.c.user_id == who.user_id
    discarded = and_(vfolders.c.trashed_at.is_not(None), or_(TRASHED, GOING))
    if who.role is Role.SUPERADMIN:
        return and_(discarded, or_(mine, vfolders.c.user_id.is_(None)))
    if who.role is Role.ADMIN:
        in_domain = select(projects.c.id).where(projects.c.domain_name == who.domain)
        return and_(discarded, or_(mine, vfolders.c.project_id.in_(in_domain)))
    return and_(discarded, mine)


def found(conn: Connection, who: Principal, ref: str) -> list[Row]:
    """What ``ref``, an id or a name, means in the caller's trash. A name may mean several folders."""
    return listed(conn, and_(of(who), called(ref)), who)


def due(conn: Connection, before: datetime) -> list[Row]:
    """What has been in the trash since before then."""
    return listed(conn, and_(TRASHED, vfolders.c.trashed_at < before))


def emails(conn: Connection, user_ids: set[UUID]) -> dict[UUID, str]:
    """Addresses of accounts that still exist."""
    query = select(users.c.id, users.c.email).where(users.c.id.in_(user_ids))
    return {row.id: row.email for row in conn.execute(query)}


def change(
    conn: Connection, folder_id: UUID, status: str, values: dict[str, Any], *also: ColumnElement[bool]
) -> bool:
    """Change a folder that has ``status``, and is ``also`` so; False when it is otherwise by now."""
    query = vfolders.update().where(vfolders.c.id == folder_id, vfolders.c.status == status, *also)
    return conn.execute(query.values(values)).rowcount == 1


def doom(conn: Connection, folder_id: UUID, before: datetime | None = None) -> bool:
    """Say that a folder of the trash is being removed; False when it is not in the trash any more, or
    (``before``) has been put there again since.
    """
    there = TRASHED if before is None else and_(TRASHED, vfolders.c.trashed_at < before)
    query = vfolders.update().where(vfolders.c.id == folder_id, or_(there, GOING))
    return conn.execute(query.values(status="delete-ongoing", status_info=None)).rowcount == 1


def mounting(conn: Connection, folder_id: UUID) -> list[Mounting]:
    """Open sessions that mount the folder: as they were started, and as their mounts have changed since."""
    changes = session_mounts.c
    query = select(changes.session_id, changes.target, changes.state).where(changes.vfolder_id == folder_id)
    changed = {(row.session_id, row.target): row.state != "removed" for row in conn.execute(query)}
    late = {session_id for (session_id, _), there in changed.items() if there}
    written = cast(sessions.c.spec, Text).contains(str(folder_id))
    query = select(
        sessions.c.id, sessions.c.name, sessions.c.user_id, sessions.c.domain_name, sessions.c.spec
    ).where(OPEN, or_(written, sessions.c.id.in_(late)))
    return [
        Mounting(row.id, row.name, row.user_id, row.domain_name)
        for row in conn.execute(query)
        if row.id in late
        or any(changed.get((row.id, target), True) for target in _targets(row.spec, str(folder_id)))
    ]


def _targets(spec: dict[str, Any], folder_id: str) -> Iterator[str]:
    for mount in spec.get("mounts") or []:
        if isinstance(mount, dict) and (mount.get("folder") or {}).get("folder_id") == folder_id:
            yield str(mount.get("target", ""))
