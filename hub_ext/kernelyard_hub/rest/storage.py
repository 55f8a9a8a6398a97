"""Storage: what people hold of their quotas, and the admins' view of volumes."""

from __future__ import annotations

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from kernelyard_hub import errors
from kernelyard_hub.http.call import Call, Route, answer
from kernelyard_hub.operations.vfolders import quota_scopes, storage_check
from kernelyard_hub.operations.vfolders import volumes as storage_volumes
from kernelyard_hub.principal import Principal

from .folders import acting


class OfHost(BaseModel):
    host: str | None = Field(default=None, max_length=128)


class FolderHost(BaseModel):
    folder_host: str = Field(min_length=1, max_length=128)


class OfAgent(BaseModel):
    agent_id: str | None = Field(default=None, max_length=64)


class Largest(BaseModel):
    limit: int = Field(default=100, ge=1, le=10_000)


class Unmount(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=256)
    edit_fstab: bool = False


class Mount(Unmount):
    fs_location: str = Field(min_length=1, max_length=4096)
    options: str | None = Field(default=None, max_length=4096)


async def usage(call: Call) -> web.StreamResponse:
    """What the caller and the caller's projects hold, and may hold at the most."""
    return answer({"items": await quota_scopes.own_usage(call.site, await acting(call))})


async def quotas(call: Call) -> web.StreamResponse:
    """All quota scopes, the fullest first."""
    body = await call.read(OfHost)
    return answer({"items": await quota_scopes.everything(call.site, body.host)})


async def report(call: Call) -> web.StreamResponse:
    """The largest folders."""
    body = await call.read(Largest)
    return answer({"items": await storage_volumes.report(call.site, body.limit)})


async def check(call: Call) -> web.StreamResponse:
    """Folders of the database against those on the volumes."""
    return answer(await storage_check.check(call.site))


async def repair(call: Call) -> web.StreamResponse:
    """Repair what is named: orphans move into the trash, missing folders are marked."""
    body = await call.read(storage_check.Repair)
    who = call.principal if isinstance(call.principal, Principal) else None
    return answer(await storage_check.repair(call.site, who, body))


async def performance(call: Call) -> web.StreamResponse:
    body = await call.read(FolderHost)
    return answer({"metric": await storage_volumes.performance(call.site, body.folder_host)})


async def fstab(call: Call) -> web.StreamResponse:
    body = await call.read(OfAgent)
    return answer(await storage_volumes.fstab(call.site, body.agent_id))


async def mounts(call: Call) -> web.StreamResponse:
    """What is mounted where."""
    return answer(await storage_volumes.mounted(call.site))


async def mount(call: Call) -> web.StreamResponse:
    """Refused, with what to do instead."""
    await call.read(Mount)
    raise errors.Forbidden(storage_volumes.MOUNTED_BY_ADMINS)


async def unmount(call: Call) -> web.StreamResponse:
    """Refused, with what to do instead."""
    await call.read(Unmount)
    raise errors.Forbidden(storage_volumes.MOUNTED_BY_ADMINS)


ROUTES = [
    Route("GET", "/folders/_/usage", "vfolder.usage", usage),
    Route("GET", "/folders/_/perf-metric", "storage.performance", performance),
    Route("GET", "/folders/_/fstab", "storage.mounts", fstab),
    Route("GET", "/folders/_/mounts", "storage.mounts", mounts),
    Route("POST", "/folders/_/mounts", "storage.mounts", mount),
    Route("DELETE", "/folders/_/mounts", "storage.mounts", unmount),
    Route("GET", "/storage/quotas", "storage.quotas", quotas),
    Route("GET", "/storage/report", "storage.report", report),
    Route("GET", "/storage/check", "storage.check", check),
    Route("POST", "/storage/check/repair", "storage.repair", repair),
]
