"""The HTTP side of uploads: tus 1.0 with termination, without creation, as the client speaks it (client
contract 4.1, T41-T44).

The first request is ``PATCH`` with ``Upload-Offset: 0``; its answer is exactly 204 with the new
``Upload-Offset``. Bytes that arrived before a connection broke are kept, so an upload resumes where it
stopped.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from aiohttp import StreamReader, web

from . import uploads
from .errors import (
    InvalidParameters,
    OffsetMismatch,
    TusVersionMismatch,
    UploadTimeout,
    UploadTooLarge,
    WrongContentType,
)
from .revocations import Transfer
from .service import Service
from .tokens import UploadGrant
from .uploads import Part
from .volumes import Volume

VERSION = "1.0.0"
BATCH = 1 << 20
"""Bytes of one upload that are written at a time, about; fewer where many come at once, so that all of them
together hold about `TOGETHER`.
"""
LEAST_BATCH = 256 << 10
TOGETHER = 32 << 20
_HEADERS = "Tus-Resumable, Upload-Length, Upload-Metadata, Upload-Offset, Content-Type"
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": _HEADERS,
    "Access-Control-Expose-Headers": _HEADERS,
    "Access-Control-Allow-Methods": "*",
}
"""On every answer, refusals too: a page of another origin may upload, because only the token authorises."""


@dataclass(frozen=True)
class TusRoutes:
    """The handlers of ``/upload``."""

    service: Service

    async def options(self, _: web.Request) -> web.Response:
        """What this server speaks."""
        limit = str(self.service.limits.max_upload_size)
        headers = {"Tus-Version": VERSION, "Tus-Extension": "termination", "Tus-Max-Size": limit}
        return web.Response(headers=CORS | {"Tus-Resumable": VERSION} | headers)

    async def head(self, request: web.Request) -> web.Response:
        """How far an upload is."""
        _check_version(request)
        grant = self.service.tokens.open(request.query.get("token"), UploadGrant)
        volume = self.service.volume(grant.folder.volume)
        arrived = await self.service.in_thread(uploads.offset, volume, grant)
        return web.Response(headers=_progress(grant, arrived))

    async def patch(self, request: web.Request) -> web.Response:
        """Some bytes at the present end of an upload; the last ones put the file in its place."""
        _check_version(request)
        if request.content_type != "application/offset+octet-stream":
            raise WrongContentType("Upload with Content-Type: application/offset+octet-stream.")
        if request.headers.get("Content-Encoding", "identity") != "identity":
            raise WrongContentType("An upload cannot have a Content-Encoding.")
        grant = self.service.tokens.open(request.query.get("token"), UploadGrant)
        start = _offset(request)
        if start + (request.content_length or 0) > grant.size:
            raise UploadTooLarge(f"The upload ends at {grant.size} bytes.")
        with self.service.running.entered(grant, request) as transfer:
            arrived = await self._receive(transfer, grant, start)
        return web.Response(status=204, headers=_progress(grant, arrived))

    async def delete(self, request: web.Request) -> web.Response:
        """Give an upload up (tus "termination"): its bytes are gone."""
        _check_version(request)
        grant = self.service.tokens.open(request.query.get("token"), UploadGrant)
        volume = self.service.volume(grant.folder.volume)
        await self.service.in_thread(uploads.cancel, volume, grant)
        return web.Response(status=204, headers={"Tus-Resumable": VERSION})

    async def _receive(self, transfer: Transfer, grant: UploadGrant, start: int) -> int:
        service = self.service
        if start == 0:
            service.meters[grant.folder.volume].transfers += 1
        volume = service.volume(grant.folder.volume)
        holding = uploads.part(volume, grant)
        part = await service.in_thread(holding.__enter__)
        try:
            if part.offset != start:
                raise OffsetMismatch(f"It goes on at {part.offset}.", headers=_progress(grant, part.offset))
            end = await self._store(transfer, part, grant)
            if end == grant.size:
                transfer.check()
                durable = service.limits.durable
                await service.in_transfer_thread(
                    uploads.land, volume, grant, part.fd, durable=durable, check=transfer.check
                )
            return end
        finally:
            holding.__exit__(None, None, None)

    async def _store(self, transfer: Transfer, part: Part, grant: UploadGrant) -> int:
        """Write what arrives, one batch in a thread while the next comes in. At most two batches are in
        memory.
        """
        volume, end = self.service.volume(grant.folder.volume), part.offset
        writing: asyncio.Task[None] | None = None
        try:
            async for batch in _batches(transfer.request.content, self.service):
                size = sum(map(len, batch))
                if end + size > grant.size:
                    raise UploadTooLarge(f"The upload ends at {grant.size} bytes.")
                await self.service.let_verbs_pass(size)
                done, writing = writing, None
                if done is not None:
                    await done
                transfer.check()
                writing = asyncio.create_task(self._write(volume, grant, part.fd, batch, end))
                end += size
                self.service.meters[grant.folder.volume].stored(size)
        finally:
            if writing is not None:
                await writing
        return end

    async def _write(self, volume: Volume, grant: UploadGrant, fd: int, batch: list[bytes], at: int) -> None:
        """Where a quota is full, this counts: not in all threads."""
        async with self.service.write_turns.of(grant.folder.quota_scope):
            await self.service.in_transfer_thread(uploads.write, volume, grant, fd, batch, at)


async def _batches(content: StreamReader, service: Service) -> AsyncIterator[list[bytes]]:
    """The body in lists of about `BATCH` bytes. What came before an error comes before the error, too."""
    idle_timeout = service.limits.idle_timeout
    batch: list[bytes] = []
    size = 0
    problem: BaseException | None = None
    while True:
        try:
            async with asyncio.timeout(idle_timeout):
                piece, _ = await content.readchunk()
        except TimeoutError:
            problem = UploadTimeout(f"Nothing came for {idle_timeout:g} seconds.")
            break
        except Exception as error:  # noqa: BLE001 - the connection broke, in one of several ways; raised again below
            problem = error
            break
        if not piece:
            if content.at_eof():
                break
            continue
        batch.append(piece)
        size += len(piece)
        if size >= max(LEAST_BATCH, min(BATCH, TOGETHER // (2 * service.running.count))):
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
    if problem is not None:
        raise problem


def _progress(grant: UploadGrant, arrived: int) -> dict[str, str]:
    return {
        **CORS,
        "Cache-Control": "no-store",
        "Tus-Resumable": VERSION,
        "Upload-Offset": str(arrived),
        "Upload-Length": str(grant.size),
    }


def _check_version(request: web.Request) -> None:
    if request.headers.get("Tus-Resumable", VERSION) != VERSION:
        raise TusVersionMismatch(headers={"Tus-Version": VERSION, "Tus-Resumable": VERSION})


def _offset(request: web.Request) -> int:
    text = request.headers.get("Upload-Offset", "")
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        reason = "A whole number of bytes is required."
        raise InvalidParameters(f"Upload-Offset: {reason}", data={"Upload-Offset": reason})
    return int(text)
