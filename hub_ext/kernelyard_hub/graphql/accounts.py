"""Users (GQL-034 to GQL-036) and keypairs (GQL-045, GQL-046)."""

from __future__ import annotations

from typing import Any

from ariadne import ObjectType

from kernelyard_hub.operations.listings import accounts as listings
from kernelyard_hub.operations.listings.paging import Listing, Page, Row
from kernelyard_hub.operations.listings.sessions import sessions_of, uuid_of
from kernelyard_hub.operations.listings.vfolders import folders_of

from .context import Context, Info, query, selected, siblings

keypair_type = ObjectType("KeyPair")


@query("user")
async def user(
    context: Context, fields: frozenset[str], domain_name: str | None = None, email: str | None = None
) -> Row | None:
    return await context.read(listings.one_user, context.who, fields, email=email, domain_name=domain_name)


@query("user_from_uuid")
async def user_from_uuid(
    context: Context, fields: frozenset[str], domain_name: str | None = None, user_id: str | None = None
) -> Row | None:
    wanted = uuid_of(user_id, "user_id") if user_id is not None else None
    return await context.read(listings.one_user, context.who, fields, user_id=wanted, domain_name=domain_name)


@query("users")
async def users(context: Context, fields: frozenset[str], **narrow: Any) -> list[Row]:
    return await context.read(listings.all_users, context.who, fields, **narrow)


@query("user_list")
async def user_list(
    context: Context,
    fields: frozenset[str],
    limit: int,
    offset: int,
    filter: str | None = None,
    order: str | None = None,
    **narrow: Any,
) -> Listing:
    wanted = Page(limit, offset, filter, order)
    return await context.read(listings.user_page, context.who, wanted, fields, **narrow)


@query("keypair")
async def keypair(
    context: Context, fields: frozenset[str], domain_name: str | None = None, access_key: str | None = None
) -> Row | None:
    found = await context.read(
        listings.one_keypair,
        context.site.box,
        context.who,
        fields,
        domain_name=domain_name,
        access_key=access_key,
    )
    return _siblings([found])[0] if found is not None else None


@query("keypairs")
async def keypairs(context: Context, fields: frozenset[str], **narrow: Any) -> list[Row]:
    return _siblings(
        await context.read(listings.all_keypairs, context.site.box, context.who, fields, **narrow)
    )


@query("keypair_list")
async def keypair_list(
    context: Context,
    fields: frozenset[str],
    limit: int,
    offset: int,
    filter: str | None = None,
    order: str | None = None,
    **narrow: Any,
) -> Listing:
    wanted = Page(limit, offset, filter, order)
    listing = await context.read(
        listings.keypair_page, context.site.box, context.who, wanted, fields, **narrow
    )
    _siblings(listing.items)
    return listing


@keypair_type.field("compute_sessions")
async def compute_sessions(row: Row, info: Info, status: str | None = None) -> list[Row]:
    context = info.context
    keys, fields = row["_siblings"], selected(info)
    found = await context.once(
        ("KeyPair.compute_sessions", keys, status, fields),
        lambda: context.read(sessions_of, context.who, list(keys), status, fields),
    )
    return found.get(row["access_key"], [])


@keypair_type.field("vfolders")
async def vfolders(row: Row, info: Info) -> list[Row]:
    context = info.context
    owners = row["_owners"]
    found = await context.once(
        ("KeyPair.vfolders", owners), lambda: context.read(folders_of, context.who, list(owners))
    )
    return found.get(row["user"], [])


def _siblings(rows: list[Row]) -> list[Row]:
    owners = tuple({row["user"]: None for row in rows})
    for row in rows:
        row["_owners"] = owners
    return siblings(rows, "access_key")


TYPES = [keypair_type]
