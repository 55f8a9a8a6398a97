"""What the storage proxy's tests share: a volume, a folder, a running proxy, the client's requests."""

from __future__ import annotations

import io
import json
import os
import secrets
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp

from kernelyard_storage.app import StorageProxy
from kernelyard_storage.client import StorageClient
from kernelyard_storage.paths import Owner
from kernelyard_storage.protocol import DownloadRequest, FolderRef, Transfer, UploadRequest
from kernelyard_storage.volumes import Volume
from kernelyard_storage.volumes.vfs import VfsVolume

OURSELVES = Owner(os.geteuid(), os.getegid(), change=False)
# fchown to ourselves is allowed for everybody, so the branch for root runs without root, too.
SESSION = (
    Owner(1000, 1000, change=True) if os.geteuid() == 0 else Owner(os.geteuid(), os.getegid(), change=True)
)

TUS = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}


def folder_ref(scope: str = "user", volume: str = "volume1") -> FolderRef:
    return FolderRef(volume=volume, quota_scope=f"{scope}:{uuid4()}", folder_id=uuid4())


def unfinished(root: Path) -> list[Path]:
    """The unfinished uploads on a volume."""
    return sorted((root / ".uploads").glob("*/*"))


@dataclass(frozen=True)
class OpenFolder:
    """A folder on a volume: by descriptor, as the service sees it, and by path, as the test looks at it."""

    volume: VfsVolume
    ref: FolderRef
    fd: int
    path: Path

    @property
    def root(self) -> Path:
        """The volume's path."""
        return self.path.parents[3]


@contextmanager
def open_folder(base: Path, owner: Owner = OURSELVES) -> Iterator[OpenFolder]:
    """A new folder on a new volume in ``base``."""
    root = base / "volume1"
    root.mkdir()
    volume = VfsVolume("volume1", str(root), owner)
    ref = folder_ref()
    volume.create_folder(ref)
    fd = volume.open_folder(ref)
    try:
        yield OpenFolder(volume, ref, fd, root / ref.relative_path())
    finally:
        os.close(fd)
        volume.close()


def write_secret(path: Path, text: str | None = None) -> Path:
    path.write_text((text or secrets.token_urlsafe(48)) + "\n")
    path.chmod(0o600)
    return path


@dataclass(frozen=True)
class Answer:
    """A response that was read to its end."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Rig:
    """A running storage proxy, with clients for both of its ports."""

    proxy: StorageProxy
    manager: StorageClient
    http: aiohttp.ClientSession
    root: Path
    folder: FolderRef

    @property
    def path(self) -> Path:
        return self.root / self.folder.relative_path()

    @property
    def volume(self) -> Volume:
        """The volume inside the proxy."""
        service = self.proxy._service
        assert service is not None
        return service.volumes["volume1"]

    async def upload(self, path: str, size: int, user: str = "alice") -> Transfer:
        return await self.manager.upload(UploadRequest(folder=self.folder, path=path, size=size, user=user))

    async def download(self, path: str, user: str = "alice") -> Transfer:
        return await self.manager.download(DownloadRequest(folder=self.folder, path=path, user=user))

    async def patch(self, transfer: Transfer, data: Any, offset: int, **headers: str) -> Answer:
        """One PATCH, as the client sends it; the answer is read."""
        return await self.request(
            "PATCH", transfer, data=data, **{**TUS, "Upload-Offset": str(offset), **headers}
        )

    async def request(self, method: str, transfer: Transfer, *, data: Any = None, **headers: str) -> Answer:
        async with self.http.request(
            method, transfer.url, params={"token": transfer.token}, data=data, headers=headers
        ) as response:
            return Answer(response.status, response.headers, await response.read())

    async def put(self, path: str, content: bytes) -> None:
        """Upload a whole file."""
        transfer = await self.upload(path, len(content))
        if content:
            assert (await self.patch(transfer, io.BytesIO(content), 0)).status == 204


@asynccontextmanager
async def running(
    base: Path,
    *,
    folder: FolderRef | None = None,
    new_keys: bool = True,
    volume: Mapping[str, Any] | None = None,
    others: Mapping[str, Any] | None = None,
    **settings: Any,
) -> AsyncIterator[Rig]:
    """A proxy in this process, on free ports, with one volume and one folder (a new one, or ``folder``)."""
    root = base / "volume1"
    root.mkdir(exist_ok=True)
    secret, key = base / "storage.token", base / "transfer.key"
    if new_keys:
        write_secret(secret)
        write_secret(key)
    proxy = StorageProxy(
        **{"manager_port": 0, "client_port": 0, **settings},
        secret_file=str(secret),
        transfer_key_file=str(key),
        volumes={"volume1": {"backend": "vfs", "path": str(root), **(volume or {})}, **(others or {})},
    )
    await proxy.open()
    try:
        async with (
            StorageClient(f"http://127.0.0.1:{proxy.manager_port}", secret.read_text().strip()) as manager,
            aiohttp.ClientSession(auto_decompress=False) as http,
        ):
            if folder is None:
                folder = folder_ref()
                await manager.create_folder(folder)
            yield Rig(proxy, manager, http, root, folder)
    finally:
        await proxy.close()
