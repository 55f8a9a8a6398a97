"""Images (GQL-060 to GQL-067)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

from sqlalchemy import Connection

from kernelyard_hub.operations import changes, rescan
from kernelyard_hub.operations import images as operations
from kernelyard_hub.operations.listings import images as listings
from kernelyard_hub.operations.listings.paging import Row

from .context import Context, mutation, query

P = ParamSpec("P")


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
    details = {"target": target, "architecture": architecture}
    await _change(context, "alias_image", alias, details, operations.alias, alias, target, architecture)


@mutation("dealias_image")
async def dealias_image(context: Context, alias: str) -> None:
    await _change(context, "dealias_image", alias, {}, operations.dealias, alias)


@mutation("forget_image")
async def forget_image(context: Context, reference: str, architecture: str | None = None) -> None:
    details = {"architecture": architecture}
    await _change(context, "forget_image", reference, details, operations.forget, reference, architecture)


@mutation("clear_images")
async def clear_images(context: Context, registry: str | None = None) -> None:
    await _change(context, "clear_images", registry or "*", {}, operations.clear, registry)


@mutation("modify_image")
async def modify_image(
    context: Context, target: str, props: dict[str, Any], architecture: str | None = None
) -> None:
    details = {**props, "of": architecture}
    await _change(context, "modify_image", target, details, operations.modify, target, architecture, props)


async def _change(
    context: Context,
    name: str,
    target: str,
    details: dict[str, Any],
    work: Callable[Concatenate[Connection, P], None],
    *args: P.args,
    **kwargs: P.kwargs,
) -> None:
    await changes.change(
        context.site, context.who, name, target, lambda conn: work(conn, *args, **kwargs), details
    )
