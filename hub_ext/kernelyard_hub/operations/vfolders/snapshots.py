"""Snapshots of folders, where the volume makes them. `vfolders_files` lists and fetches what lies in one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field, StringConstraints

from kernelyard_hub import errors
from kernelyard_hub.operations.vfolders.life import find
from kernelyard_hub.operations.vfolders.proxies import ask, client_of
from kernelyard_hub.operations.vfolders.rules import effective, folder_ref, need_host
from kernelyard_hub.principal import Principal
from kernelyard_hub.site import Site
from kernelyard_hub.store import vfolders as store
from kernelyard_storage.protocol import RestoreRequest, Snapshot, SnapshotRequest

NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"


class NewSnapshot(BaseModel):
    """``name`` by default: the time."""

    name: Annotated[str, StringConstraints(pattern=NAME)] | None = None


class RestorePath(BaseModel):
    """What is taken out of a snapshot, and where it goes (where it was; what is there stays beside it)."""

    path: str = Field(default=".", min_length=1, max_length=4096)
    target: Annotated[str, StringConstraints(min_length=1, max_length=4096)] | None = None


async def listing(site: Site, who: Principal, ref: str) -> dict[str, Any]:
    """The folder's snapshots, the latest first; ``supported`` says whether its volume makes any."""
    row = await find(site, who, ref)
    try:
        listed = await ask(client_of(site, row["host"]).snapshots(folder_ref(row)))
    except errors.NotSupported:
        return {"items": [], "supported": False}
    found = sorted(listed.snapshots, key=lambda each: each.created, reverse=True)
    return {"items": [_item(each) for each in found], "supported": True}


async def create(site: Site, who: Principal, ref: str, name: str | None) -> dict[str, Any]:
    """Keep the folder as it is now. Raises `InvalidParameters` where the volume cannot."""
    row = await _writable(site, who, ref)
    name = name or f"{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}"
    request = SnapshotRequest(folder=folder_ref(row), name=name)
    return _item(await ask(client_of(site, row["host"]).create_snapshot(request)))


async def delete(site: Site, who: Principal, ref: str, name: str) -> None:
    row = await _writable(site, who, ref)
    await ask(client_of(site, row["host"]).delete_snapshot(_request(row, name)))


async def restore(site: Site, who: Principal, ref: str, name: str, body: RestorePath) -> None:
    """Copy a file or directory out of a snapshot. Nothing is overwritten."""
    row = await _writable(site, who, ref)
    _request(row, name)
    request = RestoreRequest(folder=folder_ref(row), name=name, path=body.path, target=body.target)
    await ask(client_of(site, row["host"]).restore(request))


async def _writable(site: Site, who: Principal, ref: str) -> store.Row:
    """The folder, for its owner and those who may delete in it; for others it is not found."""
    row = await find(site, who, ref, write=True)
    if effective(who, row) not in ("owner", "wd"):
        raise errors.FolderNotFound(data=ref)
    allowed = await site.store.read(lambda conn: store.allowed_hosts(conn, who))
    need_host(allowed, row["host"], "modify-vfolder")
    return row


def _request(row: store.Row, name: str) -> SnapshotRequest:
    try:
        return SnapshotRequest(folder=folder_ref(row), name=name)
    except ValueError:
        raise errors.NotFound("There is no such snapshot.", data={"name": name[:64]}) from None


def _item(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "name": snapshot.name,
        "created": datetime.fromtimestamp(snapshot.created, UTC).isoformat(),
        "used_bytes": snapshot.used_bytes,
    }
