"""``/session/{session}/mounts``: folders of a running session; ``/folders/{folder}/holders`` for owners."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from kernelyard_hub.http.call import Call, Route, answer, nothing
from kernelyard_hub.operations.accounts.owners import acting
from kernelyard_hub.operations.sessions import mounts as session_mounts

from .sessions import owner


class Wish(BaseModel):
    model_config = ConfigDict(extra="forbid")

    folder: str = Field(min_length=1, max_length=64)
    target: str | None = Field(default=None, min_length=1, max_length=1024)
    subpath: str = Field(default="", max_length=1024)
    permission: Literal["ro", "rw", "wd"] | None = None


class Removal(BaseModel):
    force: bool = False


class Pids(BaseModel):
    pids: list[int] | None = Field(default=None, max_length=1000)


class PidsOf(Pids):
    session_id: UUID


async def listing(call: Call) -> web.StreamResponse:
    return answer(await session_mounts.listing(call.site, call.who, call.path("session"), owner(call)))


async def add(call: Call) -> web.StreamResponse:
    body = await call.read(Wish)
    wish = session_mounts.MountWish(body.folder, body.target, body.subpath, body.permission)
    made = await session_mounts.add(call.site, call.who, call.path("session"), wish, owner(call))
    return answer(made, 201)


async def remove(call: Call) -> web.StreamResponse:
    body = await call.read(Removal)
    await session_mounts.remove(
        call.site,
        call.who,
        call.path("session"),
        call.path("folder"),
        force=body.force,
        owner_access_key=owner(call),
    )
    return nothing()


async def holders(call: Call) -> web.StreamResponse:
    found = await session_mounts.holders(
        call.site, call.who, call.path("session"), call.path("folder"), owner(call)
    )
    return answer({"holders": found})


async def end_holders(call: Call) -> web.StreamResponse:
    body = await call.read(Pids)
    left = await session_mounts.end_holders(
        call.site, call.who, call.path("session"), call.path("folder"), body.pids, owner(call)
    )
    return answer({"holders": left})


async def folder_holders(call: Call) -> web.StreamResponse:
    who = await acting(call.site, call.who, owner(call))
    found = await session_mounts.folder_holders(call.site, who, call.path("folder"))
    return answer({"holders": found})


async def end_folder_holders(call: Call) -> web.StreamResponse:
    body = await call.read(PidsOf)
    who = await acting(call.site, call.who, owner(call))
    left = await session_mounts.end_folder_holders(
        call.site, who, call.path("folder"), body.session_id, body.pids
    )
    return answer({"holders": left})


_MOUNTS = "/session/{session}/mounts"
_ONE = _MOUNTS + "/{folder}"
ROUTES = [
    Route("GET", _MOUNTS, "session.mounts", listing),
    Route("POST", _MOUNTS, "session.mount", add),
    Route("DELETE", _ONE, "session.unmount", remove),
    Route("GET", _ONE + "/holders", "session.mount-holders", holders),
    Route("POST", _ONE + "/holders/end", "session.end-mount-holders", end_holders),
    Route("GET", "/folders/{folder}/holders", "vfolder.holders", folder_holders),
    Route("POST", "/folders/{folder}/holders/end", "vfolder.end-holders", end_folder_holders),
]
