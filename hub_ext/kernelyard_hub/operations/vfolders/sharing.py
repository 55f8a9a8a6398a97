"""Who uses a folder beside its owner: told, changed, ended, left (REST-044 to REST-048)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Connection, and_

from kernelyard_hub import audit, errors
from kernelyard_hub.operations.undivided import undivided
from kernelyard_hub.operations.vfolders import invitations
from kernelyard_hub.operations.vfolders.life import find
from kernelyard_hub.operations.vfolders.revocation import lost
from kernelyard_hub.operations.vfolders.rules import Permission, need_host
from kernelyard_hub.principal import Principal
from kernelyard_hub.site import Site
from kernelyard_hub.store import vfolders as folders
from kernelyard_hub.store import vfolders_shares as store
from kernelyard_hub.store.models import vfolder_permissions, vfolders

NEEDS = "set-user-specific-permission"


class Share(BaseModel):
    """``POST /folders/{f}/share`` of a project's folder."""

    permission: Permission = "rw"
    emails: list[invitations.Email] = Field(min_length=1, max_length=invitations.MOST)


class Unshare(BaseModel):
    emails: list[invitations.Email] = Field(min_length=1, max_length=invitations.MOST)


async def shared(site: Site, who: Principal, folder_id: UUID | None = None) -> list[dict[str, Any]]:
    """Who has been given the folders that the caller owns or, as an admin, looks after (REST-045, golden
    090); a folder that is not one of those is shared with nobody.
    """
    condition = store.governed(who)
    if folder_id is not None:
        condition = and_(condition, store.of_folder(folder_id))
    rows = await site.store.read(lambda conn: store.shares(conn, condition))
    return [
        {
            "vfolder_id": str(row["vfolder_id"]),
            "vfolder_name": row["name"],
            "status": row["status"],
            "owner": str(row["project_id"] or row["owner_id"]),
            "type": "project" if row["project_id"] else "user",
            "shared_to": {"uuid": str(row["user_id"]), "email": row["email"]},
            "perm": row["permission"],
        }
        for row in rows
    ]


async def shares(site: Site, who: Principal, ref: str) -> dict[str, Any]:
    """All about one folder for those who manage it: guests, invitations, and sessions that mount it."""
    row = await find(site, who, ref, manage=True)

    def read(conn: Connection) -> dict[str, Any]:
        return {
            "shared": [
                {
                    "user_id": str(each["user_id"]),
                    "email": each["email"],
                    "permission": each["permission"],
                    "since": each["created_at"].isoformat(),
                }
                for each in store.shares(conn, store.of_folder(row["id"]))
            ],
            "invitations": [
                {
                    "id": str(each["id"]),
                    "email": each["invitee"],
                    "permission": each["permission"],
                    "created_at": each["created_at"].isoformat(),
                }
                for each in store.invitations(conn, store.into(row["id"]))
            ],
            "mounted": store.mounted(conn, row["id"]),
        }

    return await site.store.read(read)


async def change(
    site: Site, who: Principal, folder_id: UUID, user_id: UUID, permission: Permission | None
) -> None:
    """Give a guest, or a member with a permission of his own, another one; None takes it away (REST-046).
    Raises `NotFound`.
    """

    def write(conn: Connection) -> folders.Row:
        row = _governed(conn, who, folder_id, user_id)
        need_host(folders.allowed_hosts(conn, who), row["host"], NEEDS)
        if permission is None:
            store.take(conn, folder_id, [user_id])
        else:
            store.give(conn, folder_id, user_id, permission)
        return row

    async def carry_out() -> None:
        row = await site.store.write(write)
        _note(who, row, "share_vfolder", {"user": str(user_id), "permission": permission})
        await lost(site, row, [user_id])

    await undivided(carry_out())


def _governed(conn: Connection, who: Principal, folder_id: UUID, user_id: UUID) -> folders.Row:
    """The folder, if that user has a share of it and the caller governs that share."""
    mine = and_(store.of_folder(folder_id), vfolder_permissions.c.user_id == user_id)
    if not store.shares(conn, and_(mine, store.governed(who))):
        raise errors.NotFound(
            "That folder is not shared with that user.",
            data={"vfolder": str(folder_id), "user": str(user_id)},
        )
    return folders.listed(conn, vfolders.c.id == folder_id)[0]


async def share(site: Site, who: Principal, ref: str, body: Share) -> list[str]:
    """Give members of a project a permission of their own on one of its folders (REST-047, STO-011); their
    addresses. All or nobody: raises `NotFound` naming those who are no members.
    """
    row = await _projects_folder(site, who, ref)

    def write(conn: Connection) -> list[folders.Row]:
        need_host(folders.allowed_hosts(conn, who), row["host"], NEEDS)
        found = store.members(conn, row["project_id"], body.emails)
        known = {each["email"].lower() for each in found}
        if missing := sorted(set(body.emails) - known):
            raise errors.NotFound(
                f"Some users do not belong to folder's group: {', '.join(missing)[:500]}",
                title="No such user.",
                data={"emails": missing},
            )
        for each in found:
            store.give(conn, row["id"], each["id"], body.permission)
        return found

    return await undivided(_written(site, who, row, write, {"permission": body.permission}))


async def unshare(site: Site, who: Principal, ref: str, emails: list[str]) -> list[str]:
    """Members have again what the folder gives to all (REST-048); the addresses of those who had more or
    less. Raises `NotFound` when there is none.
    """
    row = await _projects_folder(site, who, ref)

    def write(conn: Connection) -> list[folders.Row]:
        need_host(folders.allowed_hosts(conn, who), row["host"], NEEDS)
        has = store.shares(conn, store.of_folder(row["id"]))
        found = [each for each in has if each["email"].lower() in emails]
        if not found:
            raise errors.NotFound(title="No such user(s).", data={"emails": emails})
        store.take(conn, row["id"], [each["user_id"] for each in found])
        return [{"id": each["user_id"], "email": each["email"]} for each in found]

    return await undivided(_written(site, who, row, write, {"permission": None}))


async def _written(
    site: Site, who: Principal, row: folders.Row, write: Any, details: dict[str, Any]
) -> list[str]:
    changed: list[folders.Row] = await site.store.write(write)
    emails = [str(each["email"]) for each in changed]
    _note(who, row, "share_vfolder", {**details, "emails": emails})
    await lost(site, row, [each["id"] for each in changed])
    return emails


async def leave(site: Site, who: Principal, ref: str, user_id: UUID | None = None) -> None:
    """Give back a folder that somebody shares (REST-044, golden 092). Superadmins may name who leaves."""
    if user_id is None or user_id == who.user_id:
        row = await find(site, who, ref)
        if row["ownership_type"] != "user":
            raise errors.InvalidParameters("Cannot leave a group vfolder.")
        if row["user_id"] == who.user_id:
            raise errors.InvalidParameters("Cannot leave a vfolder owned by the requesting user.")
        guest = who.user_id
    elif who.is_superadmin:
        row, guest = await site.store.read(lambda conn: _guests(conn, ref, user_id)), user_id
    else:
        raise errors.Forbidden("Only superadmins make others leave a folder.")

    async def carry_out() -> None:
        await site.store.write(lambda conn: store.take(conn, row["id"], [guest]))
        _note(who, row, "leave_vfolder", {"user": str(guest)})
        await lost(site, row, [guest])

    await undivided(carry_out())


def _guests(conn: Connection, ref: str, user_id: UUID) -> folders.Row:
    """What ``ref`` means among the folders that others share with this user."""
    mine = and_(vfolder_permissions.c.user_id == user_id, vfolders.c.ownership_type == "user")
    found = store.shares(conn, and_(mine, folders.called(ref)))
    if not found:
        raise errors.FolderNotFound(data=ref)
    return folders.listed(conn, vfolders.c.id == found[0]["vfolder_id"])[0]


async def _projects_folder(site: Site, who: Principal, ref: str) -> folders.Row:
    row = await find(site, who, ref, manage=True)
    if row["ownership_type"] != "group":
        raise errors.InvalidParameters("Only project folders are directly sharable; invite people to yours.")
    return row


def _note(who: Principal, row: Mapping[str, Any], operation: str, details: dict[str, Any]) -> None:
    audit.note(who, operation, str(row["id"]), {"name": row["name"], **details})
