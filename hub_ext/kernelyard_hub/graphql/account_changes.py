"""Changes of users (GQL-037 to GQL-039) and keypairs (GQL-047 to GQL-049)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from kernelyard_hub.operations.accounts import keypairs, users, users_purge
from kernelyard_hub.operations.listings import accounts as listings_accounts
from kernelyard_hub.operations.listings.paging import Row

from .context import Context, mutation

_USER = frozenset({"groups"})
_KEYPAIR = frozenset({"projects", "concurrency_used"})


@mutation("create_user")
async def create_user(context: Context, email: str, props: dict[str, Any]) -> Row:
    return {"user": await _user(context, await users.create(context.site, context.who, email, props))}


@mutation("modify_user")
async def modify_user(context: Context, email: str, props: dict[str, Any]) -> Row:
    return {"user": await _user(context, await users.modify(context.site, context.who, email, props))}


@mutation("delete_user")
async def delete_user(context: Context, email: str) -> None:
    await users.delete(context.site, context.who, email)


@mutation("purge_user")
async def purge_user(context: Context, email: str, props: dict[str, Any]) -> None:
    await users_purge.purge(context.site, context.who, email, props)


@mutation("create_keypair")
async def create_keypair(context: Context, user_id: str, props: dict[str, Any]) -> Row:
    access_key, secret_key = await keypairs.create(context.site, context.who, user_id, props)
    made = await context.read(
        listings_accounts.one_keypair, context.site.box, context.who, _KEYPAIR, access_key=access_key
    )
    # Whoever makes a keypair for somebody has to be able to hand it over, this once.
    return {"keypair": {**(made or {}), "secret_key": secret_key}}


@mutation("modify_keypair")
async def modify_keypair(context: Context, access_key: str, props: dict[str, Any]) -> None:
    await keypairs.modify(context.site, context.who, access_key, props)


@mutation("delete_keypair")
async def delete_keypair(context: Context, access_key: str) -> None:
    await keypairs.delete(context.site, context.who, access_key)


async def _user(context: Context, user_id: UUID) -> Row | None:
    return await context.read(listings_accounts.one_user, context.who, _USER, user_id=user_id)
