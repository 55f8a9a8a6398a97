"""Registries of images, and who may use them (KRN-038, UIA-032 to UIA-035)."""

from __future__ import annotations

from typing import Any

from kernelyard_hub.operations import registries as operations
from kernelyard_hub.operations.listings.paging import Row

from ..store import registries as store
from ..store.registries import Registry
from .context import Context, mutation, query

MASK = "*****"


@query("container_registries")
async def container_registries(context: Context, fields: frozenset[str]) -> list[Row]:
    found = await context.read(store.read_all, context.site.box)
    return [_shown(each) for each in found]


@query("container_registry")
async def container_registry(context: Context, fields: frozenset[str], hostname: str) -> Row | None:
    found = await context.read(store.read, context.site.box, hostname)
    return _shown(found) if found is not None else None


@mutation("create_container_registry", tells=False)
async def create_container_registry(context: Context, hostname: str, props: dict[str, Any]) -> Row:
    made = await operations.create(context.site, context.who, hostname, _fields(props))
    return {"container_registry": _shown(made)}


@mutation("modify_container_registry", tells=False)
async def modify_container_registry(context: Context, hostname: str, props: dict[str, Any]) -> Row:
    changed = await operations.modify(context.site, context.who, hostname, _fields(props))
    return {"container_registry": _shown(changed)}


@mutation("delete_container_registry", tells=False)
async def delete_container_registry(context: Context, hostname: str) -> Row:
    return {"container_registry": _shown(await operations.delete_one(context.site, context.who, hostname))}


def _fields(props: dict[str, Any]) -> dict[str, Any]:
    """Settings by their names in paths. A mask that comes back is no password."""
    return {
        "" if name == "url" else name: value
        for name, value in props.items()
        if not (name == "password" and value == MASK)
    }


def _shown(registry: Registry) -> Row:
    return {
        "id": registry.hostname,
        "hostname": registry.hostname,
        "config": {
            "url": registry.url,
            "type": registry.type,
            "project": list(registry.projects),
            "username": registry.username,
            "password": MASK if registry.password else None,
            "ssl_verify": registry.ssl_verify,
        },
    }
