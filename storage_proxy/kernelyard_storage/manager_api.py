"""The manager API: what the hub service asks. See the table in `kernelyard_storage.protocol`."""

from __future__ import annotations

import hmac
import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from typing import TypeVar

from aiohttp import web
from aiohttp.typedefs import Handler

from . import files, paths, uploads
from . import protocol as p
from .bodies import answer, read
from .errors import AuthFailed, InvalidParameters, ProtocolMismatch, ServerFault
from .manager_folders import FolderRoutes
from .middleware import add_safe_headers, problems
from .service import Service
from .tokens import DownloadGrant, packed

log = logging.getLogger("kernelyard_storage.revocations")
T = TypeVar("T")

MAX_BODY = 4 << 20
MOST_ADDRESS = 8000
"""Characters of an address whose token names files: below the 8 KiB that proxies take, with some around."""
PATIENCE = 20.0
"""Seconds that the end of a copy is waited for whose folder is to be deleted."""


@dataclass(frozen=True)
class ManagerRoutes:
    """One handler for each row of the contract."""

    service: Service

    async def health(self, _: web.Request) -> web.Response:
        return answer(p.Health(version=version("kernelyard")))

    async def volumes(self, _: web.Request) -> web.Response:
        return answer(await self.service.in_thread(self._volumes))

    def _volumes(self) -> p.VolumeList:
        found: list[p.Volume] = []
        for volume in self.service.volumes.values():
            total, used, _ = volume.totals()
            found.append(
                p.Volume(
                    name=volume.name,
                    backend=volume.backend,
                    capabilities=list(volume.capabilities),
                    total_bytes=total,
                    used_bytes=used,
                    quota=volume.quota,
                    mark=volume.mark,
                )
            )
        return p.VolumeList(volumes=found)

    async def create_folder(self, request: web.Request) -> web.Response:
        folder = await read(request, p.FolderRef)
        await self.service.in_thread(self.service.volume(folder.volume).create_folder, folder)
        return web.Response(status=201)

    async def delete_folder(self, request: web.Request) -> web.Response:
        """A copy that is still being made is given up first: it would be there afterwards."""
        folder = await read(request, p.FolderRef)
        volume = self.service.volume(folder.volume)

        def work() -> None:
            if not self.service.tasks.end_making(folder.folder_id, PATIENCE):
                raise ServerFault("The copy into this folder does not end; try again.")
            volume.delete_folder(folder)

        await self.service.in_walk_thread(f"delete {folder.quota_scope}", work)
        return web.Response(status=204)

    async def usage(self, request: web.Request) -> web.Response:
        folder = await read(request, p.FolderRef)
        volume = self.service.volume(folder.volume)
        return answer(await self.service.in_walk_thread(folder.quota_scope, volume.usage, folder))

    async def list_files(self, request: web.Request) -> web.Response:
        wanted = await read(request, p.PathRequest)

        def work(folder: int) -> bytes:
            # Ten thousand entries become text in this thread, not in the loop.
            return files.listing(folder, wanted.path)

        text = await self._in_folder(wanted.folder, work, wanted.snapshot)
        return web.Response(body=text, content_type="application/json")

    async def mkdir(self, request: web.Request) -> web.Response:
        wanted = await read(request, p.MkdirRequest)
        owner = self.service.volume(wanted.folder.volume).owner

        def work(folder: int) -> None:
            files.mkdir(folder, wanted.path, owner, parents=wanted.parents, exist_ok=wanted.exist_ok)

        await self._in_folder(wanted.folder, work)
        return web.Response(status=204)

    async def rename(self, request: web.Request) -> web.Response:
        wanted = await read(request, p.RenameRequest)
        await self._in_folder(
            wanted.folder, lambda folder: files.rename(folder, wanted.path, wanted.new_name)
        )
        return web.Response(status=204)

    async def move(self, request: web.Request) -> web.Response:
        wanted = await read(request, p.MoveRequest)
        owner = self.service.volume(wanted.folder.volume).owner
        await self._in_folder(
            wanted.folder, lambda folder: files.move(folder, wanted.source, wanted.target, owner)
        )
        return web.Response(status=204)

    async def delete_files(self, request: web.Request) -> web.Response:
        wanted = await read(request, p.DeleteFilesRequest)
        volume = self.service.volume(wanted.folder.volume)

        def work(folder: int) -> None:
            try:
                files.delete(folder, wanted.paths, volume.trash, recursive=wanted.recursive)
            finally:
                volume.quotas.changed(wanted.folder.quota_scope)

        await self._in_folder(wanted.folder, work)
        return web.Response(status=204)

    async def upload(self, request: web.Request) -> web.Response:
        wanted = await read(request, p.UploadRequest)
        volume = self.service.volume(wanted.folder.volume)
        most = self.service.limits.max_upload_size
        turns = f"upload {wanted.folder.quota_scope}"  # it counts where a quota is full
        grant = await self.service.in_walk_thread(turns, uploads.begin, volume, wanted, most)
        return answer(
            p.Transfer(url=f"{self.service.client_url}/upload", token=self.service.tokens.seal(grant))
        )

    async def download(self, request: web.Request) -> web.Response:
        """A token, also for a file that is not there: whether it is shows when it is fetched, as on the
        original.
        """
        wanted = await read(request, p.DownloadRequest)
        if wanted.archive is None:
            paths.entry(wanted.path)
        else:
            paths.components(wanted.path)
        names = _chosen(wanted)
        await self._in_folder(wanted.folder, lambda _: None, wanted.snapshot)
        grant = DownloadGrant(
            folder=wanted.folder,
            relpath=wanted.path,
            user=wanted.user,
            archive=wanted.archive,
            chosen=packed(names),
            inline=wanted.inline,
            snapshot=wanted.snapshot,
            name=wanted.name,
        )
        found = p.Transfer(url=f"{self.service.client_url}/download", token=self.service.tokens.seal(grant))
        length = len(found.url) + len("?token=") + len(found.token)
        if names and length > MOST_ADDRESS:
            raise InvalidParameters(
                f"The {len(names)} names do not fit into one address; choose fewer, or the whole directory.",
                data={"names": f"make it {length} characters long, {MOST_ADDRESS} are allowed"},
            )
        return answer(found)

    async def revoke(self, request: web.Request) -> web.Response:
        """When this answers, what was under way moves no further byte and puts no file in its place, and a
        restart does not forget it.
        """
        wanted = await read(request, p.RevokeRequest)
        folder = wanted.folder.folder_id if wanted.folder else None
        if folder is None and wanted.user is None:
            raise InvalidParameters("Name a folder, a user, or both.", data={"folder": "is required"})
        service = self.service
        at = service.revocations.withdraw(folder, wanted.user)
        cut = service.running.cut(folder, wanted.user)
        await service.in_thread(service.revocations.record, at, folder, wanted.user)
        if not await service.running.ended(cut):
            log.warning("%d transfers were withdrawn; some of them still wait for the disk", len(cut))
        return web.Response(status=204)

    async def performance(self, request: web.Request) -> web.Response:
        wanted = await read(request, p.VolumeRef)
        return answer(self.service.meters[self.service.volume(wanted.volume).name].report())

    async def _in_folder(self, ref: p.FolderRef, work: Callable[[int], T], snapshot: str | None = None) -> T:
        """Open a folder, or a snapshot of it, and work on it, in a thread."""
        volume = self.service.volume(ref.volume)

        def run() -> T:
            folder = volume.open_snapshot(ref, snapshot) if snapshot else volume.open_folder(ref)
            try:
                with volume.quotas.named(ref.quota_scope):
                    return work(folder)
            finally:
                os.close(folder)

        with self.service.meters[volume.name].verb(), self.service.verbs_under_way.busy():
            return await self.service.in_thread(run)


def _chosen(wanted: p.DownloadRequest) -> tuple[str, ...]:
    """The names that are wanted of a directory, each once. Raises `InvalidPath`, `InvalidParameters`."""
    names = tuple(dict.fromkeys(paths.single(name) for name in wanted.names))
    if names and wanted.archive is None:
        raise InvalidParameters("Names are for archives only.", data={"names": "need an archive"})
    return names


def manager_app(service: Service, secret: str) -> web.Application:
    """The application of the manager port. Every request needs the secret, also one for a path that is not
    there.
    """

    @web.middleware
    async def authenticate(request: web.Request, handler: Handler) -> web.StreamResponse:
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        known = hmac.compare_digest(given.strip().encode("utf-8", "surrogateescape"), secret.encode())
        if scheme.lower() != "bearer" or not known:
            raise AuthFailed
        spoken = request.headers.get("X-Kernelyard-Protocol", "")
        if spoken != str(p.PROTOCOL):
            raise ProtocolMismatch(
                f"This storage proxy speaks protocol {p.PROTOCOL}; the request, {spoken[:20] or 'none'}. "
                f"Install the same release of Kernelyard on both.",
                data={"protocol": p.PROTOCOL},
            )
        return await handler(request)

    app = web.Application(middlewares=[problems, authenticate], client_max_size=MAX_BODY)
    app.on_response_prepare.append(add_safe_headers)
    routes = ManagerRoutes(service)
    app.add_routes(
        [
            web.get("/health", routes.health),
            web.get("/volumes", routes.volumes),
            web.post("/folders", routes.create_folder),
            web.post("/folders/delete", routes.delete_folder),
            web.post("/folders/usage", routes.usage),
            web.post("/files/list", routes.list_files),
            web.post("/files/mkdir", routes.mkdir),
            web.post("/files/rename", routes.rename),
            web.post("/files/move", routes.move),
            web.post("/files/delete", routes.delete_files),
            web.post("/uploads", routes.upload),
            web.post("/downloads", routes.download),
            web.post("/transfers/revoke", routes.revoke),
            web.post("/volumes/performance", routes.performance),
            *FolderRoutes(service).table(),
        ]
    )
    return app
