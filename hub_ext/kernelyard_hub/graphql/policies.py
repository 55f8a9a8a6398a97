"""Resource policies of keypairs, users and projects (GQL-050, GQL-051)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kernelyard_hub.operations.accounts import policies
from kernelyard_hub.operations.accounts.policies import Kind
from kernelyard_hub.operations.listings import site as listings
from kernelyard_hub.operations.listings.paging import Row

from .context import Context, mutation, query


@query("keypair_resource_policy")
async def keypair_policy(context: Context, fields: frozenset[str], name: str | None = None) -> Row | None:
    wanted = name if name is not None else context.who.resource_policy
    found = await context.read(listings.keypair_policies, context.who, name=wanted)
    return found[0] if found else None


@query("keypair_resource_policies")
async def keypair_policies(context: Context, fields: frozenset[str]) -> list[Row]:
    return await context.read(listings.keypair_policies, context.who)


@query("user_resource_policy")
async def user_policy(context: Context, fields: frozenset[str], name: str | None = None) -> Row | None:
    wanted = name if name is not None else await context.read(listings.own_user_policy, context.who)
    found = await context.read(listings.user_policies, context.who, name=wanted)
    return found[0] if found else None


@query("user_resource_policies")
async def user_policies(context: Context, fields: frozenset[str]) -> list[Row]:
    return await context.read(listings.user_policies, context.who)


@query("project_resource_policy")
async def project_policy(context: Context, fields: frozenset[str], name: str) -> Row | None:
    found = await context.read(listings.project_policies, context.who, name=name)
    return found[0] if found else None


@query("project_resource_policies")
async def project_policies(context: Context, fields: frozenset[str]) -> list[Row]:
    return await context.read(listings.project_policies, context.who)


LISTS: dict[Kind, Callable[..., list[Row]]] = {
    "keypair": listings.keypair_policies,
    "user": listings.user_policies,
    "project": listings.project_policies,
}


def _mutations(kind: Kind) -> None:
    """Register what changes the policies of a kind."""

    @mutation(f"create_{kind}_resource_policy")
    async def create(context: Context, name: str, props: dict[str, Any]) -> Row:
        await policies.create(context.site, context.who, kind, name, props)
        (made,) = await context.read(LISTS[kind], context.who, name=name)
        return {"resource_policy": made}

    @mutation(f"modify_{kind}_resource_policy")
    async def modify(context: Context, name: str, props: dict[str, Any]) -> None:
        await policies.modify(context.site, context.who, kind, name, props)

    @mutation(f"delete_{kind}_resource_policy")
    async def delete(context: Context, name: str) -> None:
        await policies.delete(context.site, context.who, kind, name)


for each in LISTS:
    _mutations(each)
