"""Resource groups, which the API calls scaling groups (GQL-011 to GQL-015), and presets (GQL-027,
GQL-028)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from kernelyard_hub.operations import presets as preset_operations
from kernelyard_hub.operations import resource_groups as operations
from kernelyard_hub.operations.listings import site as listings
from kernelyard_hub.operations.listings.paging import Row
from kernelyard_hub.operations.listings.sessions import uuid_of

from .context import Context, mutation, query


@query("scaling_group")
async def scaling_group(context: Context, fields: frozenset[str], name: str | None = None) -> Row | None:
    found = await context.read(listings.all_resource_groups, name=name or "default")
    return found[0] if found else None


@query("scaling_groups")
async def scaling_groups(
    context: Context, fields: frozenset[str], name: str | None = None, is_active: bool | None = None
) -> list[Row]:
    return await context.read(listings.all_resource_groups, name=name, is_active=is_active)


@query("scaling_groups_for_domain")
async def for_domain(
    context: Context, fields: frozenset[str], domain: str, is_active: bool | None = None
) -> list[Row]:
    return await context.read(listings.all_resource_groups, domain=domain, is_active=is_active)


@query("scaling_groups_for_user_group")
async def for_project(
    context: Context, fields: frozenset[str], user_group: str, is_active: bool | None = None
) -> list[Row]:
    project_id = uuid_of(user_group, "user_group")
    return await context.read(listings.all_resource_groups, project_id=project_id, is_active=is_active)


@query("scaling_groups_for_keypair")
async def for_keypair(
    context: Context, fields: frozenset[str], access_key: str, is_active: bool | None = None
) -> list[Row]:
    return await context.read(listings.all_resource_groups, access_key=access_key, is_active=is_active)


@query("resource_preset")
async def preset(context: Context, fields: frozenset[str], name: str | None = None) -> Row | None:
    found = await context.read(listings.all_presets, name=name)
    return found[0] if found else None


@query("resource_presets")
async def presets(context: Context, fields: frozenset[str]) -> list[Row]:
    return await context.read(listings.all_presets)


# ── changes ────────────────────────────────────────────────────────────────────────────────────────────


@mutation("create_scaling_group")
async def create_group(context: Context, name: str, props: dict[str, Any]) -> Row:
    await operations.create(context.site, context.who, name, props)
    (made,) = await context.read(listings.all_resource_groups, name=name)
    return {"scaling_group": made}


@mutation("modify_scaling_group")
async def modify_group(context: Context, name: str, props: dict[str, Any]) -> None:
    await operations.modify(context.site, context.who, name, props)


@mutation("delete_scaling_group")
async def delete_group(context: Context, name: str) -> None:
    await operations.delete(context.site, context.who, name)


@mutation("associate_scaling_group_with_domain")
async def give_to_domain(context: Context, scaling_group: str, domain: str) -> None:
    await operations.associate(context.site, context.who, scaling_group, "domain", domain)


@mutation("associate_scaling_group_with_user_group")
async def give_to_project(context: Context, scaling_group: str, user_group: UUID) -> None:
    await operations.associate(context.site, context.who, scaling_group, "project", user_group)


@mutation("associate_scaling_group_with_keypair")
async def give_to_keypair(context: Context, scaling_group: str, access_key: str) -> None:
    await operations.associate(context.site, context.who, scaling_group, "keypair", access_key)


@mutation("disassociate_scaling_group_with_domain")
async def take_from_domain(context: Context, scaling_group: str, domain: str) -> None:
    await operations.disassociate(context.site, context.who, scaling_group, "domain", domain)


@mutation("disassociate_scaling_group_with_user_group")
async def take_from_project(context: Context, scaling_group: str, user_group: str) -> None:
    project_id = uuid_of(user_group, "user_group")
    await operations.disassociate(context.site, context.who, scaling_group, "project", project_id)


@mutation("disassociate_scaling_group_with_keypair")
async def take_from_keypair(context: Context, scaling_group: str, access_key: str) -> None:
    await operations.disassociate(context.site, context.who, scaling_group, "keypair", access_key)


@mutation("disassociate_all_scaling_groups_with_domain")
async def take_all_from_domain(context: Context, domain: str) -> None:
    await operations.disassociate(context.site, context.who, None, "domain", domain)


@mutation("disassociate_all_scaling_groups_with_group")
async def take_all_from_project(context: Context, user_group: UUID) -> None:
    await operations.disassociate(context.site, context.who, None, "project", user_group)


@mutation("create_resource_preset")
async def create_preset(context: Context, name: str, props: dict[str, Any]) -> Row:
    await preset_operations.create(context.site, context.who, name, props)
    (made,) = await context.read(listings.all_presets, name=name)
    return {"resource_preset": made}


@mutation("modify_resource_preset")
async def modify_preset(context: Context, name: str, props: dict[str, Any]) -> None:
    await preset_operations.modify(context.site, context.who, name, props)


@mutation("delete_resource_preset")
async def delete_preset(context: Context, name: str) -> None:
    await preset_operations.delete(context.site, context.who, name)
