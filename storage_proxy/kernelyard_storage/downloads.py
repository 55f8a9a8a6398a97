"""Downloads: one file, whole or a range of it, from an open descriptor to the socket; or an archive, made
while it is sent (`kernelyard_storage.archives`).

An attachment of unknown type in a sandbox, so that a user's HTML never runs on the Hub's origin; shown in
the page only where `kernelyard_storage.previews` knows a harmless type. Bytes go from the page cache to the
socket by sendfile; what is not cached is read in a thread first, so that a slow disk never stops the loop.
The file is opened once, beneath its folder: no path is looked at twice.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import re
from collections import OrderedDict
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from math import ceil
from typing import BinaryIO, Literal
from urllib.parse import quote

from aiohttp import web

from . import archives, arrivals, moments, paths, previews
from .archives import ArchiveBroken, ZipRoom
from .errors import (
    FileNotFound,
    FileOperationFailed,
    FolderNotFound,
    PreviewTooLarge,
    RangeNotSatisfiable,
    TransferRevoked,
    naming,
)
from .protocol import FolderRef
from .revocations import Transfer, reset_unless_whole
from .service import Service
from .tokens import DownloadGrant
from .volumes import Volume

log = logging.getLogger("kernelyard_storage.downloads")

WINDOW = 2 << 20
"""Bytes per sendfile: what one download may send before the loop looks at the others."""
_READ = 256 << 10
_RANGE = re.compile(r"bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})", re.IGNORECASE | re.ASCII)


def parse_range(header: str | None, size: int) -> tuple[int, int] | None:
    """First byte and the byte after the last of a ``Range`` header, for a file of ``size`` bytes.

    None where the whole file is the answer: no header, one that is malformed, or several ranges (RFC 9110,
    14.2). Raises `RangeNotSatisfiable` where the file has none of these bytes.
    """
    match = _RANGE.fullmatch(header.strip()) if header else None
    if match is None or match[1] == match[2] == "":
        return None
    if match[1] == "":
        start, stop = max(0, size - int(match[2])), size
    else:
        start, stop = int(match[1]), min(size, int(match[2]) + 1) if match[2] else size
        if match[2] and int(match[2]) < start:
            return None
    if start >= size or start >= stop:
        raise RangeNotSatisfiable(headers={"Content-Range": f"bytes */{size}", "Accept-Ranges": "bytes"})
    return start, stop


def content_disposition(name: str, kind: str = "attachment") -> str:
    """``attachment`` or ``inline`` with an ASCII name and the real one (RFC 6266), no character of which can
    end the header.
    """
    plain = re.sub(r"[^ !#$&+.0-9;=@A-Z^_a-z{}~()\[\],-]", "_", name)
    real = quote(name.encode("utf-8", "replace"), safe="!#$&+.^_`|~-")
    return f"{kind};filename=\"{plain}\"; filename*=UTF-8''{real}"


@dataclass
class Validators:
    """Whether a resumed download may go on, by ``If-Range``.

    Dates have only whole seconds. So it is remembered which version of a file was handed out under which
    date; a date that stood for two versions is worth nothing any more, and the client gets the whole file
    again.
    """

    capacity: int = 4096
    _handed_out: OrderedDict[tuple[str, str], str | None] = field(default_factory=OrderedDict)

    def hand_out(self, file: str, date: str, etag: str) -> None:
        key = (file, date)
        known = self._handed_out.setdefault(key, etag)
        if known != etag:
            self._handed_out[key] = None
        self._handed_out.move_to_end(key)
        while len(self._handed_out) > self.capacity:
            self._handed_out.popitem(last=False)

    def unchanged(self, file: str, if_range: str | None, date: str, etag: str) -> bool:
        """Whether the file is still the one that the header speaks of; without a header the client takes the
        risk.
        """
        if if_range is None or if_range == etag:
            return True
        return if_range == date and self._handed_out.get((file, date), etag) == etag


@dataclass(frozen=True)
class DownloadRoutes:
    """The handler of ``/download``."""

    service: Service
    validators: Validators = field(default_factory=Validators)
    zips: ZipRoom = field(default_factory=ZipRoom)

    async def get(self, request: web.Request) -> web.StreamResponse:
        """What the token is for. ``HEAD`` is the same without the bytes."""
        service = self.service
        grant = service.tokens.open(request.query.get("token"), DownloadGrant)
        with service.running.entered(grant, request) as transfer:
            service.meters[grant.folder.volume].transfers += 1
            if grant.archive is not None:
                return await self._archive(transfer, grant, grant.archive)
            file = await service.in_thread(self._open, grant)
            try:
                return await self._answer(transfer, grant, file)
            finally:
                file.close()

    def _open(self, grant: DownloadGrant) -> BinaryIO:
        volume = self.service.volume(grant.folder.volume)
        folder = open_source(volume, grant)
        try:
            parts = paths.entry(grant.relpath)
            with _missing(grant.relpath):
                return os.fdopen(paths.open_for_reading(folder, parts, volume.owner), "rb", buffering=0)
        finally:
            os.close(folder)

    async def _answer(self, transfer: Transfer, grant: DownloadGrant, file: BinaryIO) -> web.StreamResponse:
        request = transfer.request
        found = os.fstat(file.fileno())
        etag = f'"{found.st_mtime_ns:x}-{found.st_size:x}"'
        date = formatdate(ceil(moments.writable(found.st_mtime)), usegmt=True)
        name = f"{grant.folder.folder_id}/{grant.snapshot or ''}/{grant.relpath}"
        span = None
        if self.validators.unchanged(name, request.headers.get("If-Range"), date, etag):
            span = parse_range(request.headers.get("Range"), found.st_size)
        start, stop = span or (0, found.st_size)
        headers = await self._shown_as(grant, file, stop - start)
        self.validators.hand_out(name, date, etag)
        response = web.StreamResponse(
            status=206 if span else 200,
            headers=headers
            | {
                "Etag": etag,
                "Last-Modified": date,
                "Accept-Ranges": "bytes",
                "Cache-Control": "no-store",
                "Content-Length": str(stop - start),
            },
        )
        if span:
            response.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{found.st_size}"
        await response.prepare(request)
        with _whole_or_cut(transfer):
            if request.method != "HEAD":
                await self._send(transfer, file, start, stop)
            await response.write_eof()
        return response

    async def _shown_as(self, grant: DownloadGrant, file: BinaryIO, count: int) -> dict[str, str]:
        """Media type and disposition. Raises `PreviewTooLarge`."""
        name = paths.entry(grant.relpath)[-1]
        shown = None
        if grant.inline:
            start = await self.service.in_thread(previews.first_bytes, file.fileno())
            shown = previews.media_type(name, start)
        if shown is not None and count > previews.MOST:
            raise PreviewTooLarge(f"At most {previews.MOST} bytes are shown.", data={"limit": previews.MOST})
        return {
            "Content-Type": shown or previews.OCTETS,
            "Content-Disposition": content_disposition(name, "inline" if shown else "attachment"),
        }

    async def _send(self, transfer: Transfer, file: BinaryIO, start: int, stop: int) -> None:
        """The bytes from ``start`` to ``stop``. A file that shrinks meanwhile ends the connection: the client
        sees it.
        """
        loop = asyncio.get_running_loop()
        meter = self.service.meters[transfer.grant.folder.volume]
        position = start
        while position < stop:
            count = min(WINDOW, stop - position)
            await self.service.let_verbs_pass(count)
            if not _cached(file.fileno(), position, count):
                await self.service.in_transfer_thread(_read_ahead, file.fileno(), position, count)
            transfer.check()
            connection = transfer.request.transport
            if connection is None or connection.is_closing():
                raise ConnectionResetError("the client went away")
            sent = await loop.sendfile(connection, file, position, count)
            if sent < count:
                raise ConnectionResetError("the file became shorter")
            meter.sent(sent)
            position += count

    async def _archive(
        self, transfer: Transfer, grant: DownloadGrant, kind: Literal["zip", "tar"]
    ) -> web.StreamResponse:
        """No length is known before the end, so there is none, and no ranges: HTTP's own framing says whether
        it is whole; in HTTP/1.0, which has none, whether the connection ends or is reset.
        """
        service, request = self.service, transfer.request
        volume = service.volume(grant.folder.volume)
        folder = await service.in_thread(open_source, volume, grant)
        try:
            with _missing(grant.relpath):
                scope = grant.folder.quota_scope
                names = grant.names
                parts, entries = await service.in_walk_thread(
                    scope, archives.check, folder, grant.relpath, kind, names
                )
            top = archives.name_in(grant.name, parts)
            name = f"{top or 'folder'}.{kind}"
            response = web.StreamResponse(
                headers={
                    "Content-Type": _ARCHIVE_TYPES[kind],
                    "Content-Disposition": content_disposition(name),
                    "Accept-Ranges": "none",
                    "Cache-Control": "no-store",
                }
            )
            walk = archives.Walk(folder, parts, top, volume.owner, names)
            with ExitStack() as held:
                if kind == "zip":
                    walk.most = held.enter_context(self.zips.taken(grant.user, entries))
                await response.prepare(request)
                with _whole_or_cut(transfer), reset_unless_whole(request):
                    if request.method != "HEAD":
                        await self._send_pieces(transfer, response, archives.stream(walk, kind))
                    await response.write_eof()
            return response
        finally:
            os.close(folder)

    async def handover(self, request: web.Request) -> web.StreamResponse:
        """A whole folder, for another storage proxy. It is broken off where the folder has gone meanwhile."""
        service = self.service
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        grant = service.tokens.open_once(token if scheme.lower() == "bearer" else None)
        with service.running.entered(grant, request) as transfer:
            volume = service.volume(grant.folder.volume)
            service.meters[volume.name].transfers += 1
            folder = await service.in_thread(volume.open_folder, grant.folder)
            try:
                walk = archives.Walk(folder, (), arrivals.TOP, volume.owner, closing=True)
                response = web.StreamResponse(
                    headers={"Content-Type": _ARCHIVE_TYPES["tar"], "Cache-Control": "no-store"}
                )
                await response.prepare(request)
                with _whole_or_cut(transfer), reset_unless_whole(request):
                    await self._send_pieces(transfer, response, _while_there(volume, grant.folder, walk))
                    await response.write_eof()
                return response
            finally:
                os.close(folder)

    async def _send_pieces(
        self, transfer: Transfer, response: web.StreamResponse, pieces: Generator[bytes, None, None]
    ) -> None:
        """Each piece is made in a thread after the one before has gone out: a slow client holds no thread."""
        service = self.service
        meter = service.meters[transfer.grant.folder.volume]
        try:
            while (piece := await service.in_transfer_thread(next, pieces, None)) is not None:
                transfer.check()
                if piece:
                    await response.write(piece)
                    meter.sent(len(piece))
        finally:
            await service.in_transfer_thread(pieces.close)


_ARCHIVE_TYPES = {"zip": "application/zip", "tar": "application/x-tar"}


def open_source(volume: Volume, grant: DownloadGrant) -> int:
    """The folder's descriptor, or its snapshot's, which the caller closes."""
    if grant.snapshot:
        return volume.open_snapshot(grant.folder, grant.snapshot)
    return volume.open_folder(grant.folder)


def _while_there(volume: Volume, folder: FolderRef, walk: archives.Walk) -> Generator[bytes, None, None]:
    """A tar stream whose end is only told while the folder is there. Raises `ArchiveBroken`."""
    held = b""
    for piece in archives.stream(walk, "tar"):
        yield held
        held = piece
    try:
        os.close(volume.open_folder(folder))
    except FolderNotFound as problem:
        raise ArchiveBroken("the folder was deleted") from problem
    yield held


@contextmanager
def _missing(path: str) -> Iterator[None]:
    """A file that is not there is 404 for downloads."""
    try:
        with naming(path):
            yield
    except FileOperationFailed as error:
        if error.errno == errno.ENOENT:
            raise FileNotFound(data=error.data) from None
        raise


@contextmanager
def _whole_or_cut(transfer: Transfer) -> Iterator[None]:
    """Once the headers are out, all that is left is to end the connection, lest it is taken for the whole."""
    try:
        yield
    except (OSError, ArchiveBroken, TransferRevoked) as error:
        if transfer.request.transport is not None:
            transfer.request.transport.abort()
        grant = transfer.grant
        level = logging.INFO if isinstance(error, ConnectionError | TransferRevoked) else logging.WARNING
        log.log(level, "user %r, %r: download cut off: %s", grant.user, grant.relpath, error)


def _cached(fd: int, position: int, count: int) -> bool:
    """Whether the ends of a stretch are in the page cache; where the file system cannot say, no."""
    probe = bytearray(1)
    try:
        return all(os.preadv(fd, [probe], at, os.RWF_NOWAIT) for at in (position, position + count - 1))
    except OSError:
        return False


def _read_ahead(fd: int, position: int, count: int) -> None:
    """Bring a stretch of a file into the page cache."""
    buffer = bytearray(_READ)
    end = position + count
    while position < end:
        read = os.preadv(fd, [buffer], position)
        if not read:
            return
        position += read
