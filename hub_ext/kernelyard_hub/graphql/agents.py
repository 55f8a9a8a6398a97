"""Agents (GQL-032) and what runs on them."""

from __future__ import annotations

from typing import Any

from ariadne import ObjectType

from kernelyard_hub.operations import agents as operations
from kernelyard_hub.operations.listings import agents as listings
from kernelyard_hub.operations.listings.paging import Listing, Page, Row
from kernelyard_hub.operations.listings.sessions import kernels_on

from .context import Context, Info, mutation, query, siblings

agent = ObjectType("Agent")


@query("agent")
async def one(context: Context, fields: frozenset[str], agent_id: str) -> Row | None:
    found = await context.read(listings.all_agents, agent_id=agent_id)
    return siblings(found, "id")[0] if found else None


@query("agents")
async def every(
    context: Context, fields: frozenset[str], scaling_group: str | None = None, status: str | None = None
) -> list[Row]:
    found = await context.read(listings.all_agents, scaling_group=scaling_group, status=status)
    return siblings(found, "id")


@query("agent_list")
async def paged(
    context: Context,
    fields: frozenset[str],
    limit: int,
    offset: int,
    filter: str | None = None,
    order: str | None = None,
    **narrow: Any,
) -> Listing:
    listing = await context.read(listings.agent_page, Page(limit, offset, filter, order), **narrow)
    siblings(listing.items, "id")
    return listing


@query("agent_summary")
async def summary(context: Context, fields: frozenset[str], agent_id: str) -> Row | None:
    listing = await context.read(listings.summary_page, context.who, Page(1), agent_id=agent_id)
    return listing.items[0] if listing.items else None


@query("agent_summary_list")
async def summaries(
    context: Context,
    fields: frozenset[str],
    limit: int,
    offset: int,
    filter: str | None = None,
    order: str | None = None,
    **narrow: Any,
) -> Listing:
    return await context.read(
        listings.summary_page, context.who, Page(limit, offset, filter, order), **narrow
    )


@mutation("modify_agent")
async def modify(context: Context, id: str, props: dict[str, Any]) -> None:
    await operations.modify(context.site, context.who, id, props)


@agent.field("compute_containers")
async def containers(row: Row, info: Info, status: str | None = None) -> list[Row]:
    context = info.context
    ids = row["_siblings"]
    found = await context.once(
        ("Agent.compute_containers", ids, status),
        lambda: context.read(kernels_on, context.who, list(ids), status),
    )
    return found.get(row["id"], [])


TYPES = [agent]
