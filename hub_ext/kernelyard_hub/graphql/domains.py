"""Domains (GQL-006, GQL-007) and projects, which the API calls groups (GQL-040, GQL-041)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from kernelyard_hub.operations.accounts import domains as domain_operations
from kernelyard_hub.operations.accounts import projects as project_operations
from kernelyard_hub.operations.listings import site as listings
from kernelyard_hub.operations.listings.paging import Row

from .context import Context, mutation, query

_BESIDE = frozenset({"scaling_groups"})
"""What a changed domain or project shows that is not in its row."""


@query("domain")
async def domain(context: Context, fields: frozenset[str], name: str | None = None) -> Row | None:
    return await context.read(listings.one_domain, context.who, fields, name=name)


@query("domains")
async def domains(context: Context, fields: frozenset[str], is_active: bool | None = None) -> list[Row]:
    return await context.read(listings.all_domains, fields, is_active=is_active)


@query("group")
async def group(
    context: Context, fields: frozenset[str], id: UUID, domain_name: str | None = None
) -> Row | None:
    found = await context.read(
        listings.all_projects, context.who, fields, project_id=id, domain_name=domain_name
    )
    return found[0] if found else None


@query("groups_by_name")
async def groups_by_name(
    context: Context, fields: frozenset[str], name: str, domain_name: str | None = None
) -> list[Row]:
    return await context.read(listings.all_projects, context.who, fields, name=name, domain_name=domain_name)


@query("groups")
async def groups(
    context: Context, fields: frozenset[str], domain_name: str | None = None, is_active: bool | None = None
) -> list[Row]:
    return await context.read(
        listings.all_projects, context.who, fields, domain_name=domain_name, is_active=is_active
    )


# ── changes ────────────────────────────────────────────────────────────────────────────────────────────


@mutation("create_domain")
async def create_domain(context: Context, name: str, props: dict[str, Any]) -> Row:
    await domain_operations.create(context.site, context.who, name, props)
    return {"domain": await context.read(listings.one_domain, context.who, _BESIDE, name=name)}


@mutation("modify_domain")
async def modify_domain(context: Context, name: str, props: dict[str, Any]) -> Row:
    now = await domain_operations.modify(context.site, context.who, name, props)
    return {"domain": await context.read(listings.one_domain, context.who, _BESIDE, name=now)}


@mutation("delete_domain")
async def delete_domain(context: Context, name: str) -> None:
    await domain_operations.delete(context.site, context.who, name)


@mutation("purge_domain")
async def purge_domain(context: Context, name: str) -> None:
    await domain_operations.purge(context.site, context.who, name)


@mutation("create_group")
async def create_group(context: Context, name: str, props: dict[str, Any]) -> Row:
    made = await project_operations.create(context.site, context.who, name, props)
    return {"group": await _project(context, made)}


@mutation("modify_group")
async def modify_group(context: Context, gid: UUID, props: dict[str, Any]) -> Row:
    await project_operations.modify(context.site, context.who, gid, props)
    return {"group": await _project(context, gid)}


@mutation("delete_group")
async def delete_group(context: Context, gid: UUID) -> None:
    await project_operations.delete(context.site, context.who, gid)


@mutation("purge_group")
async def purge_group(context: Context, gid: UUID) -> None:
    await project_operations.purge(context.site, context.who, gid)


async def _project(context: Context, project_id: UUID) -> Row | None:
    found = await context.read(listings.all_projects, context.who, _BESIDE, project_id=project_id)
    return found[0] if found else None
