"""Quota scopes, as superadmins see and set them (STO-019, STO-020)."""

from __future__ import annotations

from typing import Any

from kernelyard_hub.operations.listings.paging import Row
from kernelyard_hub.operations.vfolders import quota_scopes as operations

from .context import Context, mutation, query


@query("quota_scope")
async def quota_scope(
    context: Context, fields: frozenset[str], storage_host_name: str, quota_scope_id: str
) -> Row:
    return await operations.show(context.site, storage_host_name, quota_scope_id)


@mutation("set_quota_scope", tells=False)
async def set_quota_scope(
    context: Context, props: dict[str, Any], quota_scope_id: str, storage_host_name: str
) -> Row:
    done = await operations.put(context.site, context.who, storage_host_name, quota_scope_id, props)
    return {"quota_scope": done}


@mutation("unset_quota_scope", tells=False)
async def unset_quota_scope(context: Context, quota_scope_id: str, storage_host_name: str) -> Row:
    done = await operations.unset(context.site, context.who, storage_host_name, quota_scope_id)
    return {"quota_scope": done}
