"""The record of a folder that is about to be made, new or a copy: whose it is, and whether it is allowed."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import Connection

from kernelyard_hub import errors
from kernelyard_hub.operations.vfolders.rules import need_host
from kernelyard_hub.principal import Principal, Role
from kernelyard_hub.store import vfolders as store


def new(
    conn: Connection, who: Principal, folder_id: UUID, name: str, host: str, *, group: str | None = None
) -> store.Row:
    """The row of a folder of ``who``'s, or of the project ``group``. Raises `FolderExists`, `Forbidden`,
    `NotFound` for the project, and `InvalidParameters` for a host that is not allowed, or one folder too many
    (STO-010, STO-012, STO-015).
    """
    project = _project(conn, who, group) if group else None
    row = owned(who, folder_id, name, host, project_id=project["id"] if project else None)
    need_host(store.allowed_hosts(conn, who, row["project_id"]), host, "create-vfolder")
    refuse_more(conn, name, user_id=row["user_id"], project_id=row["project_id"])
    return row


def owned(
    who: Principal, folder_id: UUID, name: str, host: str, *, project_id: UUID | None = None
) -> store.Row:
    """The row itself, whatever is allowed."""
    return {
        "id": folder_id,
        "name": name,
        "host": host,
        "quota_scope": f"project:{project_id}" if project_id else f"user:{who.user_id}",
        "usage_mode": "general",
        "permission": "rw",
        "ownership_type": "group" if project_id else "user",
        "user_id": None if project_id else who.user_id,
        "project_id": project_id,
        "creator": who.email,
        "cloneable": False,
        "status": "ready",
        "created_at": datetime.now(UTC),
    }


def refuse_more(conn: Connection, name: str, *, user_id: UUID | None, project_id: UUID | None) -> None:
    """Raise `FolderExists`, or `InvalidParameters` for one folder too many."""
    if store.name_taken(conn, name, user_id=user_id, project_id=project_id):
        raise errors.FolderExists(data=name)
    count, limit = store.count_and_limit(conn, user_id=user_id, project_id=project_id)
    if limit and count >= limit:
        raise errors.InvalidParameters("You cannot create more vfolders.")


def _project(conn: Connection, who: Principal, group: str) -> store.Row:
    """The project of a new group folder; only admins make those (golden 058)."""
    if who.role not in (Role.ADMIN, Role.SUPERADMIN):
        raise errors.Forbidden("no permission")
    project = store.project_of(conn, who, group)
    if project is None:
        raise errors.NotFound(title="No such user group.", data=group)
    return project
