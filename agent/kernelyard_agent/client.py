"""Typed client of an agent, for the hub service. See `kernelyard_agent.protocol` for the calls."""

from __future__ import annotations

import asyncio
import ssl
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import quote
from uuid import UUID

import aiohttp
from pydantic import BaseModel
from yarl import URL

from . import mounting as m
from . import protocol as p
from .tls import explain

STREAM_BUFFER = 256 * 1024
"""Bytes of a raw connection that are read ahead."""

T = TypeVar("T", bound=BaseModel)


class AgentError(Exception):
    """The agent answered, and refused. ``status`` is its HTTP status, ``title`` safe to show."""

    def __init__(self, status: int, title: str, detail: str = "") -> None:
        super().__init__(f"{title}: {detail}" if detail else title)
        self.status = status
        self.title = title
        self.detail = detail


class AgentUnreachable(Exception):
    """No answer. What happened to the request is unknown: it may have been carried out."""


class AgentClient:
    """One agent. Safe to share between tasks; close it with ``async with`` or `close`.

    An agent on another machine is asked by https: ``tls`` is our side of it, ``name`` what its certificate
    must say. ``refusal`` is why this agent must not be asked at all: every call raises it.
    """

    def __init__(
        self,
        address: str,
        secret: str,
        *,
        timeout: float = 10.0,
        tls: ssl.SSLContext | None = None,
        name: str | None = None,
        refusal: str | None = None,
    ) -> None:
        self.address = address.rstrip("/")
        self._refusal = refusal
        self._tls: dict[str, Any] = {"ssl": tls, "server_hostname": name} if tls is not None else {}
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

    async def kernels(self) -> p.KernelList:
        return await self._call("GET", "/kernels", None, p.KernelList)

    async def create_kernel(self, request: p.CreateKernel) -> p.KernelStatus:
        return await self._call("POST", "/kernels", request, p.KernelStatus)

    async def destroy_kernel(self, kernel_id: UUID, request: p.DestroyKernel) -> p.KernelStatus:
        return await self._call("DELETE", f"/kernels/{kernel_id}", request, p.KernelStatus)

    async def calls(self, request: p.KernelCalls) -> list[p.KernelAnswer]:
        """Several creates and destroys by one request."""
        return (await self._call("POST", "/calls", request, p.KernelAnswers, timeout=30.0)).answers

    async def logs_of(self, kernel_ids: list[UUID]) -> dict[UUID, str]:
        """The logs of those of the kernels that the node knows."""
        return (await self._call("POST", "/logs", p.KernelIds(kernels=kernel_ids), p.LogsOf)).logs

    async def execute(self, kernel_id: UUID, request: p.ExecuteRequest) -> p.ExecuteResult:
        return await self._call("POST", f"/kernels/{kernel_id}/execute", request, p.ExecuteResult)

    async def interrupt(self, kernel_id: UUID) -> None:
        await self._call("POST", f"/kernels/{kernel_id}/interrupt", None, None)

    async def complete(self, kernel_id: UUID, request: p.CompleteRequest) -> p.CompleteResult:
        return await self._call("POST", f"/kernels/{kernel_id}/complete", request, p.CompleteResult)

    async def logs(self, kernel_id: UUID) -> p.KernelLogs:
        return await self._call("GET", f"/kernels/{kernel_id}/logs", None, p.KernelLogs)

    async def start_service(self, kernel_id: UUID, name: str, request: p.StartService) -> p.ServicePort:
        path = f"/kernels/{kernel_id}/services/{quote(name, safe='')}/start"
        return await self._call("POST", path, request, p.ServicePort, timeout=p.SERVICE_START + 5.0)

    async def stop_service(self, kernel_id: UUID, name: str) -> None:
        path = f"/kernels/{kernel_id}/services/{quote(name, safe='')}/stop"
        await self._call("POST", path, None, None, timeout=30.0)

    async def mounts(self, kernel_id: UUID) -> m.KernelMounts:
        return await self._call("GET", f"/kernels/{kernel_id}/mounts", None, m.KernelMounts)

    async def add_mount(self, kernel_id: UUID, mount: p.Mount) -> m.KernelMounts:
        return await self._call("POST", f"/kernels/{kernel_id}/mounts", mount, m.KernelMounts)

    async def remove_mount(self, kernel_id: UUID, request: m.RemoveMount) -> m.Removal:
        return await self._call("POST", f"/kernels/{kernel_id}/mounts/remove", request, m.Removal)

    async def mount_holders(self, kernel_id: UUID, request: m.FolderHolders) -> m.Holders:
        return await self._call("POST", f"/kernels/{kernel_id}/mounts/holders", request, m.Holders)

    async def end_mount_holders(self, kernel_id: UUID, request: m.EndHolders) -> m.Holders:
        return await self._call("POST", f"/kernels/{kernel_id}/mounts/holders/end", request, m.Holders)

    async def commit(self, kernel_id: UUID) -> p.CommitStatus:
        return await self._call("POST", f"/kernels/{kernel_id}/commit", None, p.CommitStatus)

    async def commit_status(self, kernel_id: UUID) -> p.CommitStatus:
        return await self._call("GET", f"/kernels/{kernel_id}/commit", None, p.CommitStatus)

    async def pull_image(self, request: p.PullImage) -> p.PullStatus:
        """Begin to fetch an image, or ask how far it is."""
        return await self._call("POST", "/images/pull", request, p.PullStatus)

    async def remove_image(self, request: p.RemoveImage) -> None:
        await self._call("POST", "/images/remove", request, None, timeout=120.0)

    async def ticket(self, kernel_id: UUID, name: str) -> p.Ticket:
        """What opens the service in one browser."""
        path = f"/kernels/{kernel_id}/services/{quote(name, safe='')}/tickets"
        return await self._call("POST", path, None, p.Ticket)

    async def revoke(self, kernel_id: UUID) -> None:
        """End tickets, cookies and open connections of the kernel."""
        await self._call("DELETE", f"/kernels/{kernel_id}/access", None, None)

    async def connect(self, kernel_id: UUID, name: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A raw connection to the service. The caller closes the writer.

        Raises `AgentError` as it refuses, `AgentUnreachable` without an answer.
        """
        if self._refusal is not None:
            raise AgentUnreachable(f"{self.address}: {self._refusal}")
        path = f"/kernels/{kernel_id}/services/{quote(name, safe='')}/connect"
        url = URL(self.address + path, encoded=True)
        wanted = {**self._headers, "Host": url.authority, "Connection": "Upgrade", "Upgrade": p.UPGRADE}
        head = [f"GET {url.raw_path} HTTP/1.1", *(f"{key}: {value}" for key, value in wanted.items()), "", ""]
        writer: asyncio.StreamWriter | None = None
        try:
            async with asyncio.timeout(self._timeout):
                reader, writer = await asyncio.open_connection(
                    url.host, url.port, limit=STREAM_BUFFER, **self._tls
                )
                writer.write("\r\n".join(head).encode())
                status, text = await _upgraded(reader)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
            if writer is not None:
                writer.transport.abort()
            raise AgentUnreachable(f"{self.address}: {error!r}") from error
        except BaseException:
            if writer is not None:
                writer.transport.abort()
            raise
        if status != 101:
            writer.transport.abort()
            raise _refusal(status, text)
        return reader, writer

    async def upload(self, kernel_id: UUID, request: p.FilesUpload) -> None:
        await self._call("POST", f"/kernels/{kernel_id}/files/upload", request, None)

    async def list_files(self, kernel_id: UUID, request: p.FilePath) -> p.SessionFiles:
        return await self._call("POST", f"/kernels/{kernel_id}/files/list", request, p.SessionFiles)

    async def download(self, kernel_id: UUID, request: p.FilePath) -> p.PackedFile:
        return await self._call("POST", f"/kernels/{kernel_id}/files/download", request, p.PackedFile)

    async def _call(
        self,
        method: str,
        path: str,
        body: BaseModel | None,
        answer: type[T] | None,
        *,
        timeout: float | None = None,
    ) -> T:
        if self._refusal is not None:
            raise AgentUnreachable(f"{self.address}: {self._refusal}")
        if self._http is None:
            # A run that waits for its output holds a connection; others must not have to wait for it.
            self._http = aiohttp.ClientSession(
                headers=self._headers,
                timeout=aiohttp.ClientTimeout(total=self._timeout),
                connector=aiohttp.TCPConnector(limit=0),
            )
        data = body.model_dump_json() if body is not None else None
        try:
            async with self._http.request(
                method,
                URL(self.address + path, encoded=True),
                data=data,
                headers={"Content-Type": "application/json"},
                timeout=aiohttp.ClientTimeout(total=timeout or self._timeout),
                allow_redirects=False,
                **self._tls,
            ) as response:
                text = await response.text()
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            why = explain(error, "it") if self._tls else repr(error)
            raise AgentUnreachable(f"{self.address}: {why}") from error
        if response.status >= 400:
            raise _refusal(response.status, text)
        return answer.model_validate_json(text) if answer is not None else None  # type: ignore[return-value]


async def _upgraded(reader: asyncio.StreamReader) -> tuple[int, str]:
    """The status of the answer, and its body when that is not 101."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    status = int(head.split(" ", 2)[1])
    if status == 101:
        return status, ""
    fields = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
    length = min(int(fields.get("content-length", "0")), STREAM_BUFFER)
    return status, (await reader.readexactly(length)).decode(errors="replace")


class _Problem(BaseModel):
    title: str = "The agent refused the request."
    detail: str = ""


def _refusal(status: int, text: str) -> AgentError:
    try:
        problem = _Problem.model_validate_json(text)
    except ValueError:
        problem = _Problem(detail=text[:200])
    return AgentError(status, problem.title, problem.detail)
