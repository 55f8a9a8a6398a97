"""Images (GQL-060 to GQL-067)."""

from __future__ import annotations

from typing import Any

from kernelyard_hub.operations import images as operations
from kernelyard_hub.operations import rescan
from kernelyard_hub.operations.listings import images as listings
from kernelyard_hub.operations.listings.paging import Row

from .context import Context, mutation, query


@query("image")
async def image(
    context: Context, fields: frozenset[str], reference: str, architecture: str | None = "x86_64"
) -> Row | None:
    return await context.read(listings.one_image, context.who, reference, architecture or "x86_64")


@query("images")
async def images(
    context: Context,
    fields: frozenset[str],
    is_installed: bool | None = None,
    is_operation: bool | None = None,
) -> list[Row]:
    return await context.read(
        listings.all_images, context.who, is_installed=is_installed, is_operation=is_operation
    )


@mutation("rescan_images")
async def rescan_images(context: Context, registry: str | None = None) -> Row:
    return {"task_id": await rescan.begin(context.site, context.who, registry)}


@mutation("preload_image")
async def preload_image(context: Context, references: list[str], target_agents: list[str]) -> Row:
    return {"task_id": await operations.preload(context.site, context.who, references, target_agents)}


@mutation("unload_image")
async def unload_image(context: Context, references: list[str], target_agents: list[str]) -> Row:
    return {"task_id": await operations.unload(context.site, context.who, references, target_agents)}


@mutation("alias_image")
async def alias_image(context: Context, alias: str, target: str, architecture: str | None = None) -> None:
    await context.site.store.write(lambda conn: operations.alias(conn, alias, target, architecture))


@mutation("dealias_image")
async def dealias_image(context: Context, alias: str) -> None:
    await context.site.store.write(lambda conn: operations.dealias(conn, alias))


@mutation("forget_image")
async def forget_image(context: Context, reference: str, architecture: str | None = None) -> None:
    await context.site.store.write(lambda conn: operations.forget(conn, reference, architecture))


@mutation("clear_images")
async def clear_images(context: Context, registry: str | None = None) -> None:
    await context.site.store.write(lambda conn: operations.clear(conn, registry))


@mutation("modify_image")
async def modify_image(
    context: Context, target: str, props: dict[str, Any], architecture: str | None = None
) -> None:
    await context.site.store.write(lambda conn: operations.modify(conn, target, architecture, props))
