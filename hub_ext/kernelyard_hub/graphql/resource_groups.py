"""Resource groups, which the API calls scaling groups (GQL-011 to GQL-015), and presets (GQL-027,
GQL-028)."""

from __future__ import annotations

from ..operations import listings_site as listings
from ..operations.listings_paging import Row
from ..operations.listings_sessions import uuid_of
from .context import Context, query


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
