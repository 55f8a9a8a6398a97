"""Domains (GQL-006, GQL-007) and projects, which the API calls groups (GQL-040, GQL-041)."""

from __future__ import annotations

from uuid import UUID

from ..operations import listings_site as listings
from ..operations.listings_paging import Row
from .context import Context, query


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
