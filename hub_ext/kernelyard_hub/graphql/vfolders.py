"""Virtual folders (GQL-059), the volumes that hold them, and what a storage host may allow."""

from __future__ import annotations

from typing import Any

from kernelyard_hub.operations.listings import shares as listings_shares
from kernelyard_hub.operations.listings import vfolders as listings
from kernelyard_hub.operations.listings.paging import Listing, Page, Row
from kernelyard_hub.operations.listings.sessions import uuid_of

from ..store.vfolders import HOST_PERMISSIONS
from .context import Context, query

MEASURED = "performance_metric"


@query("vfolder")
async def vfolder(context: Context, fields: frozenset[str], id: str | None = None) -> Row | None:
    if id is None:
        return None
    found = await context.read(listings.all_vfolders, context.who, folder_id=uuid_of(id, "id"))
    return found[0] if found else None


@query("vfolders")
async def vfolders(
    context: Context, fields: frozenset[str], group_id: str | None = None, **narrow: Any
) -> list[Row]:
    project_id = uuid_of(group_id, "group_id") if group_id is not None else None
    return await context.read(listings.all_vfolders, context.who, group_id=project_id, **narrow)


async def _page(
    context: Context,
    which: listings.Which,
    limit: int,
    offset: int,
    filter: str | None = None,
    order: str | None = None,
    **narrow: Any,
) -> Listing:
    wanted = Page(limit, offset, filter, order)
    return await context.read(listings.vfolder_page, context.who, wanted, which, **narrow)


@query("vfolder_list")
async def all_folders(context: Context, fields: frozenset[str], **arguments: Any) -> Listing:
    return await _page(context, "all", **arguments)


@query("vfolder_own_list")
async def own_folders(context: Context, fields: frozenset[str], **arguments: Any) -> Listing:
    return await _page(context, "own", **arguments)


@query("vfolder_invited_list")
async def invited_folders(context: Context, fields: frozenset[str], **arguments: Any) -> Listing:
    return await _page(context, "invited", **arguments)


@query("vfolder_project_list")
async def project_folders(context: Context, fields: frozenset[str], **arguments: Any) -> Listing:
    return await _page(context, "project", **arguments)


@query("vfolder_permission_list")
async def shares(
    context: Context,
    fields: frozenset[str],
    limit: int,
    offset: int,
    filter: str | None = None,
    order: str | None = None,
) -> Listing:
    wanted = Page(limit, offset, filter, order)
    return await context.read(listings_shares.share_page, context.who, wanted)


@query("storage_volume")
async def storage_volume(context: Context, fields: frozenset[str], id: str | None = None) -> Row | None:
    volumes = await listings.all_volumes(context.site, measured=MEASURED in fields)
    return next((volume for volume in volumes if volume["id"] == id), None)


@query("storage_volume_list")
async def storage_volumes(
    context: Context,
    fields: frozenset[str],
    limit: int,
    offset: int,
    filter: str | None = None,
    order: str | None = None,
) -> Listing:
    wanted = Page(limit, offset, filter, order)
    return await listings.volume_page(context.site, wanted, measured=MEASURED in fields)


@query("vfolder_host_permissions")
async def host_permissions(context: Context, fields: frozenset[str]) -> Row:
    return {"vfolder_host_permission_list": list(HOST_PERMISSIONS)}
