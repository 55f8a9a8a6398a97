"""Sessions and their kernels (GQL-055 to GQL-058), also in the words of the older API."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from kernelyard_hub.operations.listings import sessions as listings
from kernelyard_hub.operations.listings.paging import Listing, Page, Row
from kernelyard_hub.operations.listings.sessions_legacy import legacy, legacy_order
from kernelyard_hub.operations.sessions import commit as session_commit

from .context import Context, query


@query("compute_session")
async def compute_session(context: Context, fields: frozenset[str], id: UUID) -> Row | None:
    found = await context.read(listings.one_session, context.who, id, fields)
    await _ask_commits(context, fields, [found] if found is not None else [])
    return found


async def _ask_commits(context: Context, fields: frozenset[str], rows: list[Row]) -> None:
    """Only the nodes know whether an archive is being written."""
    if "commit_status" in fields and rows:
        known = await session_commit.of_sessions(context.site, [row["id"] for row in rows])
        for row in rows:
            row["commit_status"] = known.get(row["id"])


@query("compute_session_list")
async def compute_session_list(
    context: Context,
    fields: frozenset[str],
    limit: int,
    offset: int,
    filter: str | None = None,
    order: str | None = None,
    **narrow: Any,
) -> Listing:
    wanted = Page(limit, offset, filter, order)
    found = await context.read(listings.session_page, context.who, wanted, fields, **narrow)
    await _ask_commits(context, fields, found.items)
    return found


@query("compute_container")
async def compute_container(context: Context, fields: frozenset[str], id: UUID) -> Row | None:
    return await context.read(listings.one_kernel, context.who, id)


@query("compute_container_list")
async def compute_container_list(
    context: Context,
    fields: frozenset[str],
    limit: int,
    offset: int,
    session_id: str,
    filter: str | None = None,
    order: str | None = None,
    role: str | None = None,
) -> Listing:
    wanted = Page(limit, offset, filter, order)
    return await context.read(listings.kernel_page, context.who, wanted, session_id, role=role)


@query("legacy_compute_session_list")
async def legacy_list(
    context: Context,
    fields: frozenset[str],
    limit: int,
    offset: int,
    order_key: str | None = None,
    order_asc: bool | None = None,
    **narrow: Any,
) -> Listing:
    wanted = Page(limit, offset, None, legacy_order(order_key, order_asc))
    found = await context.read(
        listings.session_page, context.who, wanted, frozenset({"containers"}), **narrow
    )
    return Listing([legacy(row) for row in found.items], found.total_count)


@query("legacy_compute_session")
async def legacy_session(
    context: Context,
    fields: frozenset[str],
    sess_id: str,
    domain_name: str | None = None,
    access_key: str | None = None,
) -> Row | None:
    found = await context.read(
        listings.named_session, context.who, sess_id, domain_name=domain_name, access_key=access_key
    )
    return legacy(found) if found is not None else None
