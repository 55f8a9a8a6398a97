"""Virtual folders: create, list, show, rename, and which of them a session mounts.

What happens inside a folder is in `vfolders_files`. A folder that a user cannot reach, or may not change, is
*not found* (golden 088), so that names of foreign folders cannot be guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from kernelyard_agent import slots
from kernelyard_hub import errors
from kernelyard_hub.operations.accounts.policies import MOST_BYTES
from kernelyard_hub.operations.sessions.create import allowed_groups
from kernelyard_hub.operations.undivided import undivided
from kernelyard_hub.operations.vfolders import records
from kernelyard_hub.operations.vfolders import revocation as vfolders_revocation
from kernelyard_hub.operations.vfolders import view as vfolders_view
from kernelyard_hub.operations.vfolders.mounts import mounts_for
from kernelyard_hub.operations.vfolders.proxies import ask, client_of
from kernelyard_hub.operations.vfolders.rules import (
    HOME,
    PERMISSIONS,
    Permission,
    check_name,
    effective,
    folder_ref,
    is_owner,
    is_private,
    may_manage,
    may_write,
    need_host,
    shared_by,
    shown_permission,
)
from kernelyard_hub.principal import Principal
from kernelyard_hub.scheduler.readers.reading import read_groups
from kernelyard_hub.scheduler.snapshot import SYSTEM
from kernelyard_hub.site import Site
from kernelyard_hub.store import settings
from kernelyard_hub.store import vfolders as store
from kernelyard_hub.store import vfolders_shares as shares
from kernelyard_hub.store.models import vfolders
from kernelyard_hub.store.once import once
from kernelyard_storage.client import StorageClient
from kernelyard_storage.protocol import FolderUsage


class CreateFolder(BaseModel):
    """``POST /folders``."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    host: str | None = Field(default=None, max_length=128)
    usage_mode: Literal["general", "model", "data"] | None = None
    permission: Permission | None = None
    group: str | None = Field(default=None, max_length=64, validation_alias=AliasChoices("group", "group_id"))
    quota: str | int | None = None
    """Bytes, or as people write them; 0 = no limit of its own."""
    cloneable: bool | None = None
    unmanaged_path: str | None = None


async def create(site: Site, who: Principal, body: CreateFolder) -> dict[str, Any]:
    """Create a folder on disk and in the database; undone when taken or over the limit (052, 103)."""
    if body.unmanaged_path is not None:
        raise errors.Forbidden(
            "Unmanaged folders are not offered here: all folders lie where their volume puts them.",
            data={"unmanaged_path": "is not offered"},
        )
    name = check_name(body.name)
    host = body.host or site.config.default_host
    need_type(site, "group" if body.group else "user")
    max_size = _quota(body.quota)
    folder_id = uuid4()

    def decide(conn: Connection) -> store.Row:
        return records.new(conn, who, folder_id, name, host, group=body.group) | {
            "usage_mode": body.usage_mode or "general",
            "permission": body.permission or "rw",
            "cloneable": bool(body.cloneable),
            "max_size": max_size,
        }

    row = await undivided(_create(site, decide))
    return {
        "id": row["id"].hex,
        "name": row["name"],
        "quota_scope_id": row["quota_scope"],
        "host": row["host"],
        "usage_mode": row["usage_mode"],
        "permission": row["permission"],
        "max_size": row["max_size"],
        "creator": row["creator"],
        "ownership_type": row["ownership_type"],
        "user": str(row["user_id"]) if row["user_id"] else None,
        "group": str(row["project_id"]) if row["project_id"] else None,
        "cloneable": row["cloneable"],
        "status": row["status"],
    }


async def _create(site: Site, decide: Callable[[Connection], store.Row]) -> store.Row:
    """Folder first, row second: a crash in between leaves an empty directory, never a row without one."""
    row = await site.store.read(decide)
    await ask(client_of(site, row["host"]).create_folder(folder_ref(row)))
    await site.quotas.introduce(row["host"], row["quota_scope"])

    def insert(conn: Connection) -> store.Row:
        decided = decide(conn)
        store.insert(conn, decided)
        return decided

    try:
        return await site.store.write(insert)
    except Exception as refusal:
        await _take_back(site, row)
        if isinstance(refusal, IntegrityError):
            raise errors.FolderExists(data=row["name"]) from refusal
        raise


async def _take_back(site: Site, row: Mapping[str, Any]) -> None:
    """Remove the directory of a row that was not written; `storage_check` finds what is left. A failure
    beside the database's own words may have come after the write: then both stay.
    """
    if await site.store.read(lambda conn: store.listed(conn, vfolders.c.id == row["id"])):
        return
    with suppress(errors.ApiError):
        await ask(client_of(site, row["host"]).delete_folder(folder_ref(row)))


async def ensure_home(site: Site, who: Principal) -> store.Row:
    """The caller's folder ``home``, made at first need; the limit on folders does not apply to it."""

    def existing(conn: Connection) -> store.Row | None:
        rows = store.listed(conn, store.owned_by(who.user_id))
        return next((row for row in rows if row["name"] == HOME), None)

    found = await site.store.read(existing)
    if found is not None:
        return found
    folder_id = uuid4()

    def decide(conn: Connection) -> store.Row:
        if settings.frozen(conn):
            raise errors.ServerFrozen("There is no folder 'home' yet, and none is made now.")
        if store.name_taken(conn, HOME, user_id=who.user_id, project_id=None):
            raise errors.FolderExists(data=HOME)
        return records.owned(who, folder_id, HOME, site.config.default_host)

    with suppress(errors.FolderExists):  # somebody else made it in the meantime
        await undivided(_create(site, decide))
    made = await site.store.read(existing)
    if made is None:
        raise errors.Unavailable("The folder 'home' is being deleted; try again.")
    return made


async def find(
    site: Site, who: Principal, ref: str, *, write: bool = False, manage: bool = False
) -> store.Row:
    """The folder that ``ref`` means to the caller, else `FolderNotFound`; also where it may not change it."""
    row = await site.store.read(lambda conn: store.named(conn, who, ref))
    if row is None or effective(who, row) is None:
        raise errors.FolderNotFound(data=ref)
    if (write and not may_write(who, row)) or (manage and not may_manage(who, row)):
        raise errors.FolderNotFound(data=ref)
    if write and row["status"] == "cloning":
        raise errors.Conflict(f"The folder {row['name']!r} is being copied; it is empty until it is whole.")
    return row


async def listing(
    site: Site, who: Principal, *, everything: bool = False, group: str | None = None
) -> list[dict[str, Any]]:
    """``GET /folders``: what the caller reaches (golden 094); superadmins may ask for all (``all``)."""

    def read(conn: Connection) -> list[store.Row]:
        if everything:
            if not who.is_superadmin:
                raise errors.Forbidden("Only superadmins list the folders of everybody.")
            return store.listed(conn, store.LIVE, who)
        condition = store.reachable(who)
        if group is not None:
            project = store.project_of(conn, who, group)
            project_id = project["id"] if project is not None else None
            condition = condition & store.own_or_of_project(project_id)
        return store.listed(conn, condition, who)

    return [vfolders_view.item(who, row) for row in await site.store.read(read)]


async def info(site: Site, who: Principal, ref: str) -> dict[str, Any]:
    """``GET /folders/{name}`` (golden 061). Sizes come from the storage proxy."""
    row = await find(site, who, ref)
    if row["status"] == "ready":
        usage = await ask(client_of(site, row["host"]).usage(folder_ref(row)))
    else:  # not whole yet, or missing
        usage = FolderUsage(used_bytes=0, files=0)
    created = str(row["created_at"])
    return {
        "name": row["name"],
        "id": row["id"].hex,
        "host": row["host"],
        "quota_scope_id": row["quota_scope"],
        "status": row["status"],
        "numFiles": usage.files,
        "num_files": usage.files,
        "used_bytes": usage.used_bytes,
        "created": created,
        "created_at": created,
        "last_used": str(row["last_used"] or row["created_at"]),
        "user": str(row["user_id"]),
        "group": str(row["project_id"]),
        "type": row["ownership_type"],
        "is_owner": is_owner(who, row),
        "manage": may_manage(who, row),
        "permission": shown_permission(who, row),
        "shared_by": shared_by(who, row),
        "usage_mode": row["usage_mode"],
        "cloneable": row["cloneable"],
        "max_size": row["max_size"],
        "cur_size": usage.used_bytes,
    }


async def rename(site: Site, who: Principal, ref: str, new_name: str) -> None:
    """Give a folder another name, unique among all that the caller reaches (golden 077)."""
    new_name = check_name(new_name, renamed=True)
    row = await find(site, who, ref, manage=True)
    await _need_permission(site, who, row, "modify-vfolder")

    def write(conn: Connection) -> None:
        now = _managed(conn, who, row["id"], ref)
        if store.named_exactly(conn, who, new_name):
            raise errors.InvalidParameters(
                "One of your accessible vfolders already has the name you requested."
            )
        if store.name_taken(conn, new_name, user_id=now["user_id"], project_id=now["project_id"]):
            raise errors.FolderExists(data=new_name)
        refuse_private(conn, now["id"], new_name)
        store.update(conn, now["id"], {"name": new_name})

    await site.store.write(write)


def refuse_private(conn: Connection, folder_id: UUID, name: str) -> None:
    """Raise `InvalidParameters` where others have, or are asked to have, what would mount itself."""
    if is_private(name) and shares.any_of(conn, folder_id):
        raise errors.InvalidParameters(
            f"{name} would mount itself, and others have this folder: end the sharing first."
        )


def _managed(conn: Connection, who: Principal, folder_id: UUID, ref: str) -> store.Row:
    """The folder as it is in this write. Raises `FolderNotFound` when it has gone, or is not the caller's to
    manage any more.
    """
    row = store.named(conn, who, str(folder_id))
    if row is None or row["id"] != folder_id or not may_manage(who, row):
        raise errors.FolderNotFound(data=ref)
    return row


async def update_options(
    site: Site, who: Principal, ref: str, *, cloneable: bool | None, permission: Permission | None
) -> None:
    """Change whether others may clone the folder, and what they may do in it; None leaves a value alone."""
    row = await find(site, who, ref, manage=True)
    await _need_permission(site, who, row, "modify-vfolder")
    given = {"cloneable": cloneable, "permission": permission}
    changes = {name: value for name, value in given.items() if value is not None}

    def write(conn: Connection) -> store.Row:
        now = _managed(conn, who, row["id"], ref)
        if changes:
            store.update(conn, now["id"], changes)
        return now

    async def carry_out() -> None:
        before = await site.store.write(write)
        lowered = permission is not None and (
            PERMISSIONS.index(permission) < PERMISSIONS.index(before["permission"])
        )
        if lowered and before["ownership_type"] == "group":  # guests of users have permissions of their own
            await vfolders_revocation.lost(site, before, None)

    await undivided(carry_out())


async def hosts(
    site: Site, who: Principal, *, group: str | None = None, everything: bool = False
) -> dict[str, Any]:
    """``GET /folders/_/hosts`` (golden 048): the hosts that the caller may use, and their volumes' state."""

    def read(conn: Connection) -> tuple[list[str], list[str]]:
        project = store.project_of(conn, who, group) if group else None
        project_id = project["id"] if project is not None else None
        for_files = _groups_for_files(conn, who, project_id)
        return sorted(store.allowed_hosts(conn, who, project_id)), for_files

    volumes = await volume_info(site)
    mine, for_files = await site.store.read(read)
    for volume in volumes.values():
        volume["sftp_scaling_groups"] = for_files
    allowed = sorted(volumes) if everything else [host for host in mine if host]
    default = site.config.default_host
    return {
        "default": default if default in allowed else next(iter(allowed), None),
        "allowed": allowed,
        "volume_info": {host: volumes[host] for host in allowed if host in volumes},
    }


def _groups_for_files(conn: Connection, who: Principal, project_id: UUID | None) -> list[str]:
    """Resource groups in which the caller may start sessions of the type ``system`` (SCH-033)."""
    groups = once(conn, read_groups)
    names = allowed_groups(conn, who, project_id, hidden=True)
    return [name for name in names if name in groups and SYSTEM in groups[name].session_types]


async def volume_info(site: Site) -> dict[str, dict[str, Any]]:
    """Every volume that answers now, by host. A proxy that does not answer is left out, not an error."""
    found: dict[str, dict[str, Any]] = {}
    for proxy, client in site.storage.items():
        try:
            volumes = (await ask(client.volumes())).volumes
        except errors.Unavailable:
            continue
        for volume in volumes:
            percentage = 100 * volume.used_bytes / volume.total_bytes if volume.total_bytes else 0.0
            found[f"{proxy}:{volume.name}"] = {
                "backend": volume.backend,
                "capabilities": volume.capabilities,
                "usage": {"percentage": percentage},
                "sftp_scaling_groups": [],
            }
    return found


async def _need_permission(
    site: Site, who: Principal, row: Mapping[str, Any], permission: str
) -> StorageClient:
    """Check a host permission; returns the folder's storage proxy."""
    allowed = await site.store.read(lambda conn: store.allowed_hosts(conn, who))
    need_host(allowed, row["host"], permission)
    return client_of(site, row["host"])


def need_type(site: Site, kind: str) -> None:
    """Raise `InvalidParameters` where folders of users, or of projects (``group``), are not made."""
    if kind not in site.config.folder_types:
        offered = " and ".join(site.config.folder_types) or "no"
        raise errors.InvalidParameters(
            f"Folders of the type {kind!r} are not made here; there are {offered} folders.",
            data={"group": f"{offered} folders only"},
        )


def _quota(quota: str | int | None) -> int | None:
    """Bytes; None and 0 mean no limit of the folder's own."""
    if quota is None or str(quota).strip() == "":
        return None
    try:
        size = slots.parse("mem", quota)
    except slots.SlotError as error:
        raise errors.InvalidParameters("Input validation error", data={"quota": str(error)}) from None
    if size > MOST_BYTES:
        raise errors.InvalidParameters(
            "Input validation error", data={"quota": f"is {MOST_BYTES} bytes at the most"}
        )
    return size or None


__all__ = [
    "HOME",
    "CreateFolder",
    "check_name",
    "create",
    "ensure_home",
    "find",
    "hosts",
    "info",
    "listing",
    "mounts_for",
    "rename",
    "update_options",
    "volume_info",
]
