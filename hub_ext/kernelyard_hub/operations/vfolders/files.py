"""What happens inside a virtual folder: list, make directories, move, delete, and transfers.

Paths are checked by the storage proxy, the only one that joins them; here they are passed on as they came.
"""

from __future__ import annotations

import asyncio
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from kernelyard_hub import errors
from kernelyard_hub.operations.vfolders import listing as vfolders_listing
from kernelyard_hub.operations.vfolders import quota_scopes
from kernelyard_hub.operations.vfolders.life import find
from kernelyard_hub.operations.vfolders.proxies import ask, client_of
from kernelyard_hub.operations.vfolders.rules import folder_ref, need_host
from kernelyard_hub.principal import Principal
from kernelyard_hub.site import Site
from kernelyard_hub.store import vfolders as store
from kernelyard_storage import protocol as p

Path = Annotated[str, StringConstraints(min_length=1, max_length=4096)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=255)]
SnapshotName = Annotated[str, StringConstraints(pattern=p.SNAPSHOT_NAME)]


class ListFiles(BaseModel):
    path: str = Field(default=".", max_length=4096)
    snapshot: SnapshotName | None = None


class MakeDirectory(BaseModel):
    path: Path
    parents: bool = False
    exist_ok: bool = False


class RequestUpload(BaseModel):
    path: Path
    size: int = Field(ge=0, le=2**63 - 1)


class RequestDownload(BaseModel):
    """The client of today says ``path``, the original's own tests say ``file`` (golden 067)."""

    path: Path | None = None
    file: Path | None = None
    archive: Literal[True, False, "zip", "tar"] = False
    """A directory (or file) as a stream made on the fly; ``true`` is zip."""
    names: Annotated[list[Name], Field(min_length=1, max_length=p.MOST_NAMES)] | None = None
    """Of the directory ``path`` only these, in one archive."""
    inline: bool = False
    """Shown, where its type is harmless, instead of saved."""
    snapshot: SnapshotName | None = None


class RenameFile(BaseModel):
    target_path: Path
    new_name: Name
    is_dir: bool = False


class MoveFile(BaseModel):
    src: Path
    dst: Path


class DeleteFiles(BaseModel):
    files: Annotated[list[Path], Field(min_length=1, max_length=50_000)]
    recursive: bool = False


async def files(site: Site, who: Principal, ref: str, body: ListFiles) -> bytes:
    """The JSON text of one directory's entries (`vfolders_listing`), today's or a snapshot's."""
    row = await find(site, who, ref)
    request = p.PathRequest(folder=folder_ref(row), path=body.path or ".", snapshot=body.snapshot)
    listed = await ask(client_of(site, row["host"]).list_files_json(request))
    return await asyncio.to_thread(vfolders_listing.render, listed)


async def mkdir(site: Site, who: Principal, ref: str, body: MakeDirectory) -> None:
    row = await find(site, who, ref, write=True)
    await _need(site, who, row, "upload-file")
    request = p.MkdirRequest(
        folder=folder_ref(row), path=body.path, parents=body.parents, exist_ok=body.exist_ok
    )
    await ask(client_of(site, row["host"]).mkdir(request))


async def request_upload(site: Site, who: Principal, ref: str, body: RequestUpload) -> dict[str, str]:
    """Where to send the bytes, and the token that allows it. An empty file is there at once (T42).

    Who has lost the folder meanwhile gets no token: what is withdrawn are tokens that were made before.
    """
    row = await find(site, who, ref, write=True)
    await _need(site, who, row, "upload-file")
    await quota_scopes.need_room(site, row, body.size)
    request = p.UploadRequest(folder=folder_ref(row), path=body.path, size=body.size, user=who.username)
    transfer = await ask(client_of(site, row["host"]).upload(request))
    await find(site, who, str(row["id"]), write=True)
    return {"token": transfer.token, "url": transfer.url}


async def request_download(
    site: Site, who: Principal, ref: str, path: str, body: RequestDownload
) -> dict[str, str]:
    """Where to fetch ``path`` from. A file that is not there is said by the download itself (golden 068)."""
    if body.names and not body.archive:
        raise errors.InvalidParameters(
            "Input validation error", data={"archive": "is required with names: zip or tar"}
        )
    row = await find(site, who, ref)
    await _need(site, who, row, "download-file")
    request = p.DownloadRequest(
        folder=folder_ref(row),
        path=path,
        user=who.username,
        archive="zip" if body.archive is True else body.archive or None,
        names=tuple(body.names or ()),
        inline=body.inline,
        snapshot=body.snapshot,
        name=row["name"],
    )
    transfer = await ask(client_of(site, row["host"]).download(request))
    await find(site, who, str(row["id"]))
    return {"token": transfer.token, "url": transfer.url}


async def rename_file(site: Site, who: Principal, ref: str, body: RenameFile) -> None:
    row = await find(site, who, ref, write=True)
    await _need(site, who, row, "modify-vfolder")
    request = p.RenameRequest(folder=folder_ref(row), path=body.target_path, new_name=body.new_name)
    await ask(client_of(site, row["host"]).rename(request))


async def move_file(site: Site, who: Principal, ref: str, body: MoveFile) -> None:
    row = await find(site, who, ref, write=True)
    await _need(site, who, row, "modify-vfolder")
    request = p.MoveRequest(folder=folder_ref(row), source=body.src, target=body.dst)
    await ask(client_of(site, row["host"]).move(request))


async def delete_files(site: Site, who: Principal, ref: str, body: DeleteFiles) -> None:
    row = await find(site, who, ref, write=True)
    await _need(site, who, row, "modify-vfolder")
    request = p.DeleteFilesRequest(folder=folder_ref(row), paths=body.files, recursive=body.recursive)
    await ask(client_of(site, row["host"]).delete_files(request))
    site.room.forget(row["id"])


async def _need(site: Site, who: Principal, row: store.Row, permission: str) -> None:
    need_host(await site.store.read(lambda conn: store.allowed_hosts(conn, who)), row["host"], permission)
