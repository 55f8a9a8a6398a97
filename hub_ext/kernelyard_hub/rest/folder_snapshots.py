"""Copies of folders: clones (REST-049), and snapshots where the volume makes them."""

from __future__ import annotations

from aiohttp import web

from kernelyard_hub.http.call import Call, Route, answer, nothing
from kernelyard_hub.operations.vfolders import clones as folder_clones
from kernelyard_hub.operations.vfolders import snapshots as folder_snapshots

from .folders import acting

CREATED = 201


async def clone(call: Call) -> web.StreamResponse:
    """Copy a folder. ``bgtask_id`` is null when the copy is whole, else what to follow at
    ``/events/background-task``; deleting the copy meanwhile gives it up.
    """
    body = await call.read(folder_clones.CloneFolder)
    made = await folder_clones.clone(call.site, await acting(call), call.path("folder"), body)
    return answer(made, CREATED)


async def listing(call: Call) -> web.StreamResponse:
    """The folder's snapshots."""
    return answer(await folder_snapshots.listing(call.site, await acting(call), call.path("folder")))


async def create(call: Call) -> web.StreamResponse:
    """Keep the folder as it is now."""
    body = await call.read(folder_snapshots.NewSnapshot)
    made = await folder_snapshots.create(call.site, await acting(call), call.path("folder"), body.name)
    return answer(made, CREATED)


async def delete(call: Call) -> web.StreamResponse:
    await folder_snapshots.delete(call.site, await acting(call), call.path("folder"), call.path("snapshot"))
    return nothing()


async def restore(call: Call) -> web.StreamResponse:
    """Copy a path out of a snapshot into the folder."""
    body = await call.read(folder_snapshots.RestorePath)
    who, folder = await acting(call), call.path("folder")
    await folder_snapshots.restore(call.site, who, folder, call.path("snapshot"), body)
    return nothing(CREATED)


ROUTES = [
    Route("POST", "/folders/{folder}/clone", "vfolder.clone", clone),
    Route("GET", "/folders/{folder}/snapshots", "vfolder.snapshots", listing),
    Route("POST", "/folders/{folder}/snapshots", "vfolder.snapshot-create", create),
    Route("DELETE", "/folders/{folder}/snapshots/{snapshot}", "vfolder.snapshot-delete", delete),
    Route("POST", "/folders/{folder}/snapshots/{snapshot}/restore", "vfolder.snapshot-restore", restore),
]
