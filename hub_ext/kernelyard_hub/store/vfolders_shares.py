"""Who else may use a folder, and who has been asked whether he wants to: shares and invitations."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Select, Text, and_, cast, delete, func, or_, select, update
from sqlalchemy.sql import ColumnElement

from kernelyard_hub.principal import Principal, Role

from .models import (
    memberships,
    projects,
    session_mounts,
    sessions,
    users,
    vfolder_invitations,
    vfolder_permissions,
    vfolders,
)
from .models.sessions import OPEN
from .vfolders import LIVE, Row, listed

_OWNER = users.alias("owner")


def give(conn: Connection, folder_id: UUID, user_id: UUID, permission: str) -> None:
    """Share a folder with a user; one who has it already has that permission from now on."""
    mine = _share(folder_id, [user_id])
    if not conn.execute(update(vfolder_permissions).where(mine).values(permission=permission)).rowcount:
        row = {"id": uuid4(), "vfolder_id": folder_id, "user_id": user_id, "permission": permission}
        conn.execute(vfolder_permissions.insert().values(**row, created_at=datetime.now(UTC)))


def take(conn: Connection, folder_id: UUID, user_ids: Collection[UUID]) -> list[UUID]:
    """End the shares; whose they were."""
    mine = _share(folder_id, user_ids)
    found = list(conn.scalars(select(vfolder_permissions.c.user_id).where(mine)))
    conn.execute(delete(vfolder_permissions).where(mine))
    return found


def permission_of(conn: Connection, folder_id: UUID, user_id: UUID) -> str | None:
    return conn.scalar(select(vfolder_permissions.c.permission).where(_share(folder_id, [user_id])))


def _share(folder_id: UUID, user_ids: Collection[UUID]) -> ColumnElement[bool]:
    return and_(vfolder_permissions.c.vfolder_id == folder_id, vfolder_permissions.c.user_id.in_(user_ids))


def forget_strangers(conn: Connection, user_ids: Collection[UUID]) -> None:
    """What members of projects were given in their folders ends with the membership."""
    theirs = select(memberships.c.user_id).where(
        memberships.c.user_id == vfolder_permissions.c.user_id,
        memberships.c.project_id == vfolders.c.project_id,
    )
    foreign = select(vfolder_permissions.c.id).join(
        vfolders, vfolders.c.id == vfolder_permissions.c.vfolder_id
    )
    foreign = foreign.where(
        vfolder_permissions.c.user_id.in_(user_ids), vfolders.c.project_id.is_not(None), ~theirs.exists()
    )
    conn.execute(delete(vfolder_permissions).where(vfolder_permissions.c.id.in_(foreign)))


def forget_guest(conn: Connection, user_id: UUID, email: str | None) -> None:
    """Of an account that is forgotten: its shares, and the invitations from and to it."""
    conn.execute(delete(vfolder_permissions).where(vfolder_permissions.c.user_id == user_id))
    asked = by(user_id) if email is None else or_(by(user_id), to(email))
    conn.execute(delete(vfolder_invitations).where(asked))


def of_owners(conn: Connection, user_ids: Collection[UUID]) -> list[Row]:
    """Folders of these users that others have as guests."""
    guests = select(vfolder_permissions.c.vfolder_id)
    return listed(conn, and_(LIVE, vfolders.c.user_id.in_(user_ids), vfolders.c.id.in_(guests)))


def mounted_by(conn: Connection, user_ids: Collection[UUID]) -> set[UUID]:
    """Folders that open sessions of these users mount, or have mounted."""
    mine = select(sessions.c.id, sessions.c.spec).where(OPEN, sessions.c.user_id.in_(user_ids))
    found, ids = set[UUID](), list[UUID]()
    for row in conn.execute(mine):
        ids.append(row.id)
        for mount in row.spec.get("mounts") or []:
            folder = mount.get("folder") if isinstance(mount, dict) else None
            if folder:
                found.add(UUID(folder["folder_id"]))
    late = select(session_mounts.c.vfolder_id).where(session_mounts.c.session_id.in_(ids))
    return found | set(conn.scalars(late))


def shares(conn: Connection, condition: ColumnElement[bool]) -> list[Row]:
    """Shares with ``email`` and ``domain_name`` of whom they are for, and the folder's ``name``, ``status``,
    ``ownership_type`` and owners; the oldest first.
    """
    query = with_folders(
        select(
            vfolder_permissions,
            users.c.email,
            vfolders.c.name,
            vfolders.c.status,
            vfolders.c.ownership_type,
            vfolders.c.user_id.label("owner_id"),
            vfolders.c.project_id,
        )
    ).where(condition, LIVE)
    query = query.order_by(vfolder_permissions.c.created_at, vfolder_permissions.c.id)
    return [dict(row) for row in conn.execute(query).mappings()]


def any_of(conn: Connection, folder_id: UUID) -> bool:
    """Whether anybody has the folder from its owner, or was asked."""
    return bool(shares(conn, of_folder(folder_id)) or invitations(conn, into(folder_id)))


def with_folders(query: Select[Any]) -> Select[Any]:
    """Shares of folders, whom they are for (`users`), and the folders' owners."""
    return (
        query.select_from(vfolder_permissions)
        .join(vfolders, vfolders.c.id == vfolder_permissions.c.vfolder_id)
        .join(users, users.c.id == vfolder_permissions.c.user_id)
        .outerjoin(_OWNER, _OWNER.c.id == vfolders.c.user_id)
        .outerjoin(projects, projects.c.id == vfolders.c.project_id)
    )


def governed(who: Principal) -> ColumnElement[bool]:
    """Shares of folders that ``who`` owns, or administrates: a domain's admin those of the domain except what
    superadmins own, superadmins all.
    """
    if who.role is Role.SUPERADMIN:
        return LIVE
    mine = vfolders.c.user_id == who.user_id
    if who.role is not Role.ADMIN:
        return mine
    of_domain = and_(_OWNER.c.domain_name == who.domain, _OWNER.c.role != Role.SUPERADMIN.value)
    return or_(mine, of_domain, projects.c.domain_name == who.domain)


def of_folder(folder_id: UUID) -> ColumnElement[bool]:
    return vfolder_permissions.c.vfolder_id == folder_id


def people(conn: Connection, emails: Collection[str], domain: str | None) -> list[Row]:
    """``id`` and ``email`` of the active accounts with these addresses (lower case), in one domain or all."""
    query = select(users.c.id, users.c.email).where(
        func.lower(users.c.email).in_(emails), users.c.status == "active"
    )
    if domain is not None:
        query = query.where(users.c.domain_name == domain)
    return [dict(row) for row in conn.execute(query.order_by(users.c.email)).mappings()]


def members(conn: Connection, project_id: UUID, emails: Collection[str]) -> list[Row]:
    """``id`` and ``email`` of the active members of a project with these addresses (lower case)."""
    query = (
        select(users.c.id, users.c.email)
        .join(memberships, memberships.c.user_id == users.c.id)
        .where(
            memberships.c.project_id == project_id,
            func.lower(users.c.email).in_(emails),
            users.c.status == "active",
        )
    )
    return [dict(row) for row in conn.execute(query.order_by(users.c.email)).mappings()]


def mounted(conn: Connection, folder_id: UUID) -> list[Row]:
    """Open sessions that mount a folder, as they were started and as their mounts have changed since:
    ``session_id``, ``name``, ``owner`` (address) and ``permission``.
    """
    changes = session_mounts.c
    query = select(session_mounts).where(changes.vfolder_id == folder_id)
    changed: dict[UUID, dict[str, str | None]] = {}
    for row in conn.execute(query):
        now = None if row.state == "removed" else row.permission
        changed.setdefault(row.session_id, {})[row.target] = now
    written = cast(sessions.c.spec, Text).contains(str(folder_id))
    owner = select(users.c.email).where(users.c.id == sessions.c.user_id).scalar_subquery()
    about = select(sessions.c.id, sessions.c.name, sessions.c.spec, owner.label("email"))
    found = []
    for row in conn.execute(about.where(OPEN, or_(written, sessions.c.id.in_(changed)))):
        mounts = _mounts(row.spec, folder_id) | changed.get(row.id, {})
        permissions = [permission for permission in mounts.values() if permission is not None]
        if permissions:
            most = max(permissions, key=["ro", "rw", "wd"].index)
            told = {"session_id": str(row.id), "name": row.name, "owner": row.email}
            found.append({**told, "permission": most})
    return found


def _mounts(spec: Mapping[str, Any], folder_id: UUID) -> dict[str, str | None]:
    """Target -> permission, as the session was started."""
    return {
        str(mount["target"]): str(mount["permission"])
        for mount in spec.get("mounts") or []
        if isinstance(mount, dict) and (mount.get("folder") or {}).get("folder_id") == str(folder_id)
    }


# ── invitations ───────────────────────────────────────────────────────────────────────────────────────


def invite(
    conn: Connection, folder_id: UUID, inviter: UUID, emails: Collection[str], permission: str
) -> None:
    """Pending invitations to a folder; the addresses are in lower case, none of them is invited already."""
    now = datetime.now(UTC)
    for email in emails:
        values = {"id": uuid4(), "vfolder_id": folder_id, "inviter": inviter, "invitee": email}
        conn.execute(
            vfolder_invitations.insert().values(
                **values, permission=permission, state="pending", created_at=now
            )
        )


def asked(conn: Connection, folder_id: UUID) -> set[str]:
    """Addresses with a pending invitation to the folder, by whomever."""
    pending = and_(into(folder_id), vfolder_invitations.c.state == "pending")
    return set(conn.scalars(select(vfolder_invitations.c.invitee).where(pending)))


def invitations(conn: Connection, condition: ColumnElement[bool]) -> list[Row]:
    """Pending invitations to folders that are there, by people who own them still; with ``inviter_email``,
    ``inviter_domain`` and ``vfolder_name``, the oldest first.
    """
    query = (
        select(
            vfolder_invitations,
            users.c.email.label("inviter_email"),
            users.c.domain_name.label("inviter_domain"),
            users.c.role.label("inviter_role"),
            vfolders.c.name.label("vfolder_name"),
            vfolders.c.host,
        )
        .join(vfolders, vfolders.c.id == vfolder_invitations.c.vfolder_id)
        .join(users, users.c.id == vfolder_invitations.c.inviter)
        .where(condition, LIVE, vfolder_invitations.c.state == "pending", vfolders.c.user_id == users.c.id)
        .order_by(vfolder_invitations.c.created_at, vfolder_invitations.c.id)
    )
    return [dict(row) for row in conn.execute(query).mappings()]


def to(email: str) -> ColumnElement[bool]:
    return vfolder_invitations.c.invitee == email.lower()


def by(user_id: UUID) -> ColumnElement[bool]:
    return vfolder_invitations.c.inviter == user_id


def of_id(invitation_id: UUID) -> ColumnElement[bool]:
    return vfolder_invitations.c.id == invitation_id


def into(folder_id: UUID) -> ColumnElement[bool]:
    return vfolder_invitations.c.vfolder_id == folder_id


def change(conn: Connection, condition: ColumnElement[bool], values: Mapping[str, Any]) -> None:
    """Of pending invitations."""
    pending = and_(vfolder_invitations.c.state == "pending", condition)
    changed = {**values, "modified_at": datetime.now(UTC)}
    conn.execute(update(vfolder_invitations).where(pending).values(changed))
