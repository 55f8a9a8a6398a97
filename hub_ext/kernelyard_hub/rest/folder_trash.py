"""The trash of virtual folders: list, restore, purge (STO-024), named as in the original's later releases."""

from __future__ import annotations

from aiohttp import web
from pydantic import BaseModel, Field

from kernelyard_hub import errors
from kernelyard_hub.http.call import Call, Route, answer, nothing
from kernelyard_hub.operations.vfolders import trash as folder_trash

from .folders import acting


class Discarded(BaseModel):
    """Which folder: its id, or its name where it is the only one of that name in the trash."""

    id: str | None = Field(default=None, max_length=64)
    vfolder_id: str | None = Field(default=None, max_length=64)

    @property
    def ref(self) -> str:
        ref = self.id or self.vfolder_id
        if not ref:
            raise errors.InvalidParameters("Input validation error", data={"id": "is required"})
        return ref


class Restored(Discarded):
    name: str | None = Field(default=None, min_length=1, max_length=64)
    """Another name for it, where its own is taken by now."""


async def listing(call: Call) -> web.StreamResponse:
    """The caller's trash; ``purge_at`` says when a folder is removed for good."""
    return answer({"items": await folder_trash.listing(call.site, await acting(call))})


async def restore(call: Call) -> web.StreamResponse:
    """Take a folder out of the trash."""
    body = await call.read(Restored)
    return answer(await folder_trash.restore(call.site, await acting(call), body.ref, body.name))


async def purge(call: Call) -> web.StreamResponse:
    """Remove a folder of the trash for good."""
    body = await call.read(Discarded)
    await folder_trash.purge(call.site, await acting(call), body.ref)
    return nothing()


ROUTES = [
    Route("GET", "/folders/_/trash", "vfolder.trash", listing),
    Route("POST", "/folders/restore-from-trash-bin", "vfolder.restore", restore),
    Route("POST", "/folders/purge", "vfolder.purge", purge),
    Route("POST", "/folders/delete-from-trash-bin", "vfolder.purge", purge),
]
