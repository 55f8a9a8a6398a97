"""``/folders``: virtual folders. Status codes and keys are the original's (golden 048 to 101, 192, 193)."""

from __future__ import annotations

from typing import Literal

from aiohttp import web
from pydantic import BaseModel, Field

from kernelyard_hub import errors
from kernelyard_hub.http.call import Call, Route, answer, nothing
from kernelyard_hub.operations.accounts import owners
from kernelyard_hub.operations.vfolders import files as vfolders_files
from kernelyard_hub.operations.vfolders import life as vfolders
from kernelyard_hub.operations.vfolders import trash as folder_trash
from kernelyard_hub.principal import Principal

CREATED = 201
"""What ``mkdir``, ``rename`` and ``update-options`` answer, without a body."""


class ListFolders(BaseModel):
    all: bool = False
    group_id: str | None = None


class HostsOf(BaseModel):
    group_id: str | None = None


class FolderId(BaseModel):
    id: str | None = None
    vfolder_id: str | None = None


class NewName(BaseModel):
    new_name: str = Field(min_length=1, max_length=64)


class Options(BaseModel):
    cloneable: bool | None = None
    permission: Literal["ro", "rw", "wd"] | None = None


async def acting(call: Call) -> Principal:
    """The caller, or whom an admin acts for (REST-072)."""
    return await owners.acting(call.site, call.who, call.query("owner_access_key"))


async def create(call: Call) -> web.StreamResponse:
    body = await call.read(vfolders.CreateFolder, strict_query=True)
    return answer(await vfolders.create(call.site, await acting(call), body), CREATED)


async def listing(call: Call) -> web.StreamResponse:
    body = await call.read(ListFolders)
    found = await vfolders.listing(
        call.site, await acting(call), everything=body.all, group=body.group_id or None
    )
    return answer(found)


async def hosts(call: Call) -> web.StreamResponse:
    body = await call.read(HostsOf)
    return answer(await vfolders.hosts(call.site, await acting(call), group=body.group_id or None))


async def all_hosts(call: Call) -> web.StreamResponse:
    return answer(await vfolders.hosts(call.site, await acting(call), everything=True))


async def allowed_types(call: Call) -> web.StreamResponse:
    return answer(list(call.site.config.folder_types))


async def info(call: Call) -> web.StreamResponse:
    return answer(await vfolders.info(call.site, await acting(call), call.path("folder")))


async def delete(call: Call) -> web.StreamResponse:
    await folder_trash.put(call.site, await acting(call), call.path("folder"))
    return nothing()


async def delete_by_id(call: Call) -> web.StreamResponse:
    """``DELETE /folders`` with the id in its body."""
    body = await call.read(FolderId)
    folder = body.id or body.vfolder_id
    if not folder:
        raise errors.InvalidParameters("Input validation error", data={"id": "is required"})
    await folder_trash.put(call.site, await acting(call), folder)
    return nothing()


async def rename(call: Call) -> web.StreamResponse:
    body = await call.read(NewName)
    await vfolders.rename(call.site, await acting(call), call.path("folder"), body.new_name)
    return nothing(CREATED)


async def update_options(call: Call) -> web.StreamResponse:
    body = await call.read(Options)
    await vfolders.update_options(
        call.site,
        await acting(call),
        call.path("folder"),
        cloneable=body.cloneable,
        permission=body.permission,
    )
    return nothing(CREATED)


async def files(call: Call) -> web.StreamResponse:
    body = await call.read(vfolders_files.ListFiles)
    text = await vfolders_files.files(call.site, await acting(call), call.path("folder"), body)
    return web.Response(body=text, content_type="application/json", charset="utf-8")


async def mkdir(call: Call) -> web.StreamResponse:
    body = await call.read(vfolders_files.MakeDirectory)
    await vfolders_files.mkdir(call.site, await acting(call), call.path("folder"), body)
    return nothing(CREATED)


async def request_upload(call: Call) -> web.StreamResponse:
    body = await call.read(vfolders_files.RequestUpload)
    return answer(
        await vfolders_files.request_upload(call.site, await acting(call), call.path("folder"), body)
    )


async def request_download(call: Call) -> web.StreamResponse:
    body = await call.read(vfolders_files.RequestDownload)
    path = body.path or body.file
    if path is None:
        raise errors.InvalidParameters("Input validation error", data={"path": "is required"})
    return answer(
        await vfolders_files.request_download(call.site, await acting(call), call.path("folder"), path, body)
    )


async def rename_file(call: Call) -> web.StreamResponse:
    body = await call.read(vfolders_files.RenameFile)
    await vfolders_files.rename_file(call.site, await acting(call), call.path("folder"), body)
    return answer({})


async def move_file(call: Call) -> web.StreamResponse:
    body = await call.read(vfolders_files.MoveFile)
    await vfolders_files.move_file(call.site, await acting(call), call.path("folder"), body)
    return answer({})


async def delete_files(call: Call) -> web.StreamResponse:
    body = await call.read(vfolders_files.DeleteFiles)
    await vfolders_files.delete_files(call.site, await acting(call), call.path("folder"), body)
    return answer({})


ROUTES = [
    Route("POST", "/folders", "vfolder.create", create),
    Route("GET", "/folders", "vfolder.list", listing),
    Route("DELETE", "/folders", "vfolder.delete", delete_by_id),
    Route("GET", "/folders/_/hosts", "vfolder.hosts", hosts),
    Route("GET", "/folders/_/all_hosts", "vfolder.all-hosts", all_hosts),
    Route("GET", "/folders/_/all-hosts", "vfolder.all-hosts", all_hosts),
    Route("GET", "/folders/_/allowed_types", "vfolder.types", allowed_types),
    Route("GET", "/folders/_/allowed-types", "vfolder.types", allowed_types),
    Route("GET", "/folders/{folder}", "vfolder.info", info),
    Route("DELETE", "/folders/{folder}", "vfolder.delete", delete),
    Route("POST", "/folders/{folder}/rename", "vfolder.rename", rename),
    Route("POST", "/folders/{folder}/update-options", "vfolder.update-options", update_options),
    Route("GET", "/folders/{folder}/files", "vfolder.files", files),
    Route("POST", "/folders/{folder}/mkdir", "vfolder.mkdir", mkdir),
    Route("POST", "/folders/{folder}/request-upload", "vfolder.upload", request_upload),
    Route("POST", "/folders/{folder}/request-download", "vfolder.download", request_download),
    Route("POST", "/folders/{folder}/rename-file", "vfolder.rename-file", rename_file),
    Route("POST", "/folders/{folder}/move-file", "vfolder.move-file", move_file),
    Route("DELETE", "/folders/{folder}/delete-files", "vfolder.delete-files", delete_files),
]
