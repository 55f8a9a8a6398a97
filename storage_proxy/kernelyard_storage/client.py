"""Typed client of a storage proxy's manager API, for the hub service. See `kernelyard_storage.protocol`."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self, TypeVar

import aiohttp
from pydantic import BaseModel

from . import protocol as p

T = TypeVar("T", bound=BaseModel)


class StorageError(Exception):
    """The storage proxy answered, and refused; ``code`` is the last part of the type.

    ``data`` has ``errno`` and ``paths`` where the file system refused, else the fields that are wrong.
    """

    def __init__(self, status: int, code: str, title: str, detail: str = "", data: Any = None) -> None:
        super().__init__(f"{title}: {detail}" if detail else title)
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail
        self.data = data


class StorageUnreachable(Exception):
    """No answer from the storage proxy."""


class StorageTimeout(StorageUnreachable):
    """No answer in time: it may be away, or just busy with this request."""


class StorageClient:
    """One storage proxy. Safe to share between tasks; close it with ``async with`` or `close`."""

    def __init__(self, manager_url: str, secret: str, *, timeout: float = 30.0) -> None:
        self.manager_url = manager_url.rstrip("/")
        self._timeout = timeout
        self._headers = {"Authorization": f"Bearer {secret}", "X-Kernelyard-Protocol": str(p.PROTOCOL)}
        self._http: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        if self._http is not None:
            await self._http.close()
            self._http = None

    async def health(self) -> p.Health:
        return await self._call("GET", "/health", None, p.Health)

    async def volumes(self) -> p.VolumeList:
        return await self._call("GET", "/volumes", None, p.VolumeList)

    async def create_folder(self, folder: p.FolderRef) -> None:
        await self._call("POST", "/folders", folder, None)

    async def delete_folder(self, folder: p.FolderRef) -> None:
        await self._call("POST", "/folders/delete", folder, None)

    async def usage(self, folder: p.FolderRef) -> p.FolderUsage:
        return await self._call("POST", "/folders/usage", folder, p.FolderUsage)

    async def list_files(self, request: p.PathRequest) -> p.FileList:
        return await self._call("POST", "/files/list", request, p.FileList)

    async def list_files_json(self, request: p.PathRequest) -> bytes:
        """The same as the text that came, for who reads ten thousand entries in another thread."""
        return await self._send("POST", "/files/list", request)

    async def mkdir(self, request: p.MkdirRequest) -> None:
        await self._call("POST", "/files/mkdir", request, None)

    async def rename(self, request: p.RenameRequest) -> None:
        await self._call("POST", "/files/rename", request, None)

    async def move(self, request: p.MoveRequest) -> None:
        await self._call("POST", "/files/move", request, None)

    async def delete_files(self, request: p.DeleteFilesRequest) -> None:
        await self._call("POST", "/files/delete", request, None)

    async def upload(self, request: p.UploadRequest) -> p.Transfer:
        return await self._call("POST", "/uploads", request, p.Transfer)

    async def download(self, request: p.DownloadRequest) -> p.Transfer:
        return await self._call("POST", "/downloads", request, p.Transfer)

    async def revoke(self, request: p.RevokeRequest) -> None:
        await self._call("POST", "/transfers/revoke", request, None)

    async def clone(self, request: p.CloneRequest) -> p.TaskState:
        return await self._call("POST", "/folders/clone", request, p.TaskState)

    async def handover(self, request: p.HandoverRequest) -> p.Transfer:
        return await self._call("POST", "/folders/handover", request, p.Transfer)

    async def task(self, task: p.TaskRef) -> p.TaskState:
        return await self._call("POST", "/tasks/get", task, p.TaskState)

    async def cancel_task(self, task: p.TaskRef) -> None:
        await self._call("POST", "/tasks/cancel", task, None)

    async def snapshots(self, folder: p.FolderRef) -> p.SnapshotList:
        return await self._call("POST", "/snapshots/list", folder, p.SnapshotList)

    async def create_snapshot(self, request: p.SnapshotRequest) -> p.Snapshot:
        return await self._call("POST", "/snapshots/create", request, p.Snapshot)

    async def delete_snapshot(self, request: p.SnapshotRequest) -> None:
        await self._call("POST", "/snapshots/delete", request, None)

    async def restore(self, request: p.RestoreRequest) -> None:
        await self._call("POST", "/snapshots/restore", request, None)

    async def quota(self, scope: p.QuotaRef) -> p.QuotaState:
        return await self._call("POST", "/quota/get", scope, p.QuotaState)

    async def set_quota(self, limit: p.QuotaLimit) -> p.QuotaState:
        return await self._call("POST", "/quota/set", limit, p.QuotaState)

    async def performance(self, volume: p.VolumeRef) -> p.Performance:
        return await self._call("POST", "/volumes/performance", volume, p.Performance)

    async def inventory(self, volume: p.VolumeRef) -> p.Inventory:
        return await self._call("POST", "/volumes/inventory", volume, p.Inventory)

    async def _call(self, method: str, path: str, body: BaseModel | None, answer: type[T] | None) -> T:
        text = await self._send(method, path, body)
        return answer.model_validate_json(text) if answer is not None else None  # type: ignore[return-value]

    async def _send(self, method: str, path: str, body: BaseModel | None) -> bytes:
        if self._http is None:
            self._http = aiohttp.ClientSession(
                headers=self._headers, timeout=aiohttp.ClientTimeout(total=self._timeout)
            )
        data = body.model_dump_json() if body is not None else None
        try:
            async with self._http.request(
                method, self.manager_url + path, data=data, headers={"Content-Type": "application/json"}
            ) as response:
                text = await response.read()
        except TimeoutError as error:
            raise StorageTimeout(f"{self.manager_url}: {error!r}") from error
        except (aiohttp.ClientError, OSError) as error:
            raise StorageUnreachable(f"{self.manager_url}: {error!r}") from error
        if response.status >= 400:
            raise _refusal(response.status, text.decode("utf-8", "replace"))
        return text


class _Problem(BaseModel):
    type: str = "about:blank"
    title: str = "The storage proxy refused the request."
    detail: str = ""
    data: Any = None


def _refusal(status: int, text: str) -> StorageError:
    try:
        problem = _Problem.model_validate_json(text)
    except ValueError:
        problem = _Problem(detail=text[:200])
    return StorageError(status, problem.type.rpartition("/")[2], problem.title, problem.detail, problem.data)
