"""Virtual folders and the volumes that hold them, as lists show them."""

from __future__ import annotations

import asyncio
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select

from kernelyard_hub.errors import Forbidden, InvalidParameters
from kernelyard_hub.operations.accounts.owners import owner_of
from kernelyard_hub.operations.listings.filters import Column, Kind
from kernelyard_hub.operations.listings.paging import (
    MAX_LIMIT,
    Listing,
    Page,
    Row,
    everything,
    page,
    scope_of,
)
from kernelyard_hub.operations.vfolders.rules import shown_permission
from kernelyard_hub.principal import Principal, Role
from kernelyard_hub.site import Site
from kernelyard_hub.store.models import keypairs, projects, users, vfolders
from kernelyard_hub.store.vfolders import (
    LIVE,
    OWNERS,
    permission_shown_to,
    reachable,
    seen_by,
    shared_with,
    with_owners,
)
from kernelyard_storage.client import StorageClient, StorageError, StorageUnreachable
from kernelyard_storage.protocol import VolumeRef

STATUSES = {
    "READY": "ready",
    "PERFORMING": "performing",
    "CLONING": "cloning",
    "DELETING": "deleting",
    "MOUNTED": "mounted",
    "ERROR": "error",
}
PERMISSIONS = {"READ_ONLY": "ro", "READ_WRITE": "rw", "RW_DELETE": "wd", "OWNER_PERM": "wd"}
USAGE_MODES = {"GENERAL": "general", "MODEL": "model", "DATA": "data"}
COLUMNS = {
    "id": Column(vfolders.c.id, Kind.UUID),
    "host": Column(vfolders.c.host),
    "quota_scope_id": Column(vfolders.c.quota_scope),
    "name": Column(vfolders.c.name),
    "user": Column(vfolders.c.user_id, Kind.UUID),
    "user_email": Column(users.c.email),
    "group": Column(vfolders.c.project_id, Kind.UUID),
    "group_name": Column(projects.c.name),
    "creator": Column(vfolders.c.creator),
    "unmanaged_path": Column(vfolders.c.unmanaged_path),
    "usage_mode": Column(vfolders.c.usage_mode, Kind.ENUM, USAGE_MODES),
    "ownership_type": Column(vfolders.c.ownership_type, Kind.ENUM, {"USER": "user", "GROUP": "group"}),
    "max_size": Column(vfolders.c.max_size, Kind.NUMBER),
    "created_at": Column(vfolders.c.created_at, Kind.TIME),
    "last_used": Column(vfolders.c.last_used, Kind.TIME),
    "cloneable": Column(vfolders.c.cloneable, Kind.BOOLEAN),
    "status": Column(vfolders.c.status, Kind.ENUM, STATUSES),
    "num_files": Column(vfolders.c.files, Kind.NUMBER),
    "cur_size": Column(vfolders.c.used_bytes, Kind.NUMBER),
}
Which = Literal["all", "own", "invited", "project"]


def vfolder_page(
    conn: Connection,
    who: Principal,
    wanted: Page,
    which: Which = "all",
    *,
    domain_name: str | None = None,
    group_id: UUID | None = None,
    access_key: str | None = None,
) -> Listing:
    """One page of folders (GQL-059)."""
    query = _select(who, _seen(conn, who, which, domain_name, access_key))
    if group_id is not None:
        query = query.where(vfolders.c.project_id == group_id)
    seen = Column(permission_shown_to(who), Kind.ENUM, PERMISSIONS)
    columns = {**COLUMNS, "permission": seen}
    rows, total = page(
        conn, query, columns, wanted, default=vfolders.c.created_at.asc(), key=vfolders.c.id.asc()
    )
    return Listing([_folder(who, row) for row in rows], total)


def all_vfolders(
    conn: Connection,
    who: Principal,
    *,
    folder_id: UUID | None = None,
    domain_name: str | None = None,
    group_id: UUID | None = None,
    access_key: str | None = None,
) -> list[Row]:
    """Folders without pages, or the one of that id."""
    query = _select(who, _seen(conn, who, "all", domain_name, access_key))
    if folder_id is not None:
        query = query.where(vfolders.c.id == folder_id)
    if group_id is not None:
        query = query.where(vfolders.c.project_id == group_id)
    rows = everything(conn, query.order_by(vfolders.c.created_at, vfolders.c.id))
    return [_folder(who, row) for row in rows]


def folders_of(conn: Connection, who: Principal, user_ids: list[UUID]) -> dict[UUID, list[Row]]:
    """The folders of users who have already been found visible, by user."""
    query = _select(who, and_(LIVE, vfolders.c.user_id.in_(user_ids))).order_by(vfolders.c.created_at)
    found: dict[UUID, list[Row]] = {}
    for row in everything(conn, query):
        found.setdefault(row["user_id"], []).append(_folder(who, row))
    return found


def _seen(
    conn: Connection, who: Principal, which: Which, domain_name: str | None, access_key: str | None
) -> ColumnElement[bool]:
    """The folders that ``who`` may list, narrowed to one kind, one domain, or the owner of a keypair. Admins
    see those of their domain beside what they reach themselves; own, invited and project lists are those of
    the keypair's owner.
    """
    scope = scope_of(who, domain_name=domain_name)
    whose = who if which == "all" else owner_of(conn, who, access_key)
    kinds: dict[Which, ColumnElement[bool]] = {
        "own": and_(LIVE, vfolders.c.user_id == whose.user_id),
        "invited": shared_with(whose),
        "project": and_(reachable(whose), vfolders.c.ownership_type == "group"),
        "all": LIVE if who.role in (Role.ADMIN, Role.SUPERADMIN) else reachable(who),
    }
    conditions = [kinds[which]]
    if domain_name is not None or (which == "all" and who.role is Role.ADMIN):
        here = or_(users.c.domain_name == scope.domain, projects.c.domain_name == scope.domain)
        conditions.append(here if domain_name is not None else or_(here, reachable(who)))
    if access_key is not None and which == "all":
        owner = conn.scalar(select(keypairs.c.user_id).where(keypairs.c.access_key == access_key))
        if owner != who.user_id and who.role not in (Role.ADMIN, Role.SUPERADMIN):
            raise Forbidden()
        conditions.append(vfolders.c.user_id == owner)
    return and_(*conditions)


def _select(who: Principal, condition: ColumnElement[bool]) -> Select[Any]:
    return with_owners(select(vfolders, *OWNERS, *seen_by(who))).where(condition)


def _folder(who: Principal, row: Any) -> Row:
    return {
        **row,
        "permission": shown_permission(who, row),
        "user": row["user_id"],
        "group": row["project_id"],
        "quota_scope_id": row["quota_scope"],
        "max_files": 0,
        "num_files": row["files"],
        "cur_size": row["used_bytes"],
    }


# ── volumes ────────────────────────────────────────────────────────────────────────────────────────────


async def all_volumes(site: Site, *, measured: bool = False) -> list[Row]:
    """The volumes of every storage proxy that answers, with their performance if that is asked for. For
    superadmins.
    """
    answers = await asyncio.gather(
        *(_volumes(name, client, measured) for name, client in sorted(site.storage.items()))
    )
    return [volume for volumes in answers for volume in volumes]


async def volume_page(site: Site, wanted: Page, *, measured: bool = False) -> Listing:
    """One page of volumes. They are few and not in the database, so there is nothing to filter by."""
    if not 1 <= wanted.limit <= MAX_LIMIT or wanted.offset < 0:
        raise InvalidParameters(f"limit must be between 1 and {MAX_LIMIT}, and offset not negative")
    if wanted.filter or wanted.order:
        raise InvalidParameters("Storage volumes cannot be filtered or ordered; leave filter and order out")
    volumes = await all_volumes(site, measured=measured)
    return Listing(volumes[wanted.offset : wanted.offset + wanted.limit], len(volumes))


async def _volumes(proxy: str, client: StorageClient, measured: bool) -> list[Row]:
    metrics: dict[str, Row] = {}
    try:
        listed = await client.volumes()
        for volume in listed.volumes if measured else ():
            metrics[volume.name] = (await client.performance(VolumeRef(volume=volume.name))).model_dump()
    except (StorageError, StorageUnreachable):
        # The list shows what is there to use; the proxy's absence is the log's and the doctor's business.
        return []
    return [
        {
            "id": f"{proxy}:{volume.name}",
            "backend": volume.backend,
            "capabilities": volume.capabilities,
            "hardware_metadata": {"status": "healthy", "status_info": None, "metadata": {}},
            "performance_metric": metrics.get(volume.name, {}),
            "usage": {"capacity_bytes": volume.total_bytes, "used_bytes": volume.used_bytes},
        }
        for volume in listed.volumes
    ]
