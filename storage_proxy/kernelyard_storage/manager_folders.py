"""The manager API's routes about whole folders and volumes: clones, snapshots, quotas, the inventory."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from aiohttp import web
from pydantic import TypeAdapter

from . import arrivals, clones, files
from . import protocol as p
from .bodies import answer, read
from .errors import FolderNotFound, InvalidParameters, TaskNotFound
from .service import Service
from .tasks import Task

PATIENCE = 0.8
"""Seconds in which a clone that shares blocks is usually done: then the first answer says so."""
COUNTING = 5.0
"""Seconds in which a folder is counted that is handed over; what is found is what will come at least."""
_FOUND = TypeAdapter(list[p.FoundFolder])


@dataclass(frozen=True)
class FolderRoutes:
    """The handlers of ``/folders/clone``, ``/folders/handover``, ``/tasks``, ``/snapshots``, ``/quota`` and
    ``/volumes/inventory``.
    """

    service: Service

    async def clone(self, request: web.Request) -> web.Response:
        """Done at once where the volume can; else a task, whose state is asked for."""
        wanted = await read(request, p.CloneRequest)
        if wanted.source.folder_id == wanted.target.folder_id:
            raise InvalidParameters(
                "A folder cannot be cloned onto itself.", data={"target": "is the source"}
            )
        target = self.service.volume(wanted.target.volume)
        await self.service.in_thread(clones.refuse_taken, target, wanted.target)
        if wanted.origin is not None:
            fetch = partial(arrivals.fetch, wanted.origin, wanted.size, target, wanted.target)
            scope = wanted.target.quota_scope
            return answer(self.service.tasks.start(fetch, wanted.target.folder_id, turns=scope).told())
        source = self.service.volume(wanted.source.volume)
        if source is target and await self.service.in_walk_thread(
            wanted.target.quota_scope, source.fast_clone, wanted.source, wanted.target
        ):
            task = self.service.tasks.start(lambda _: None)
        else:
            # Missing sources are told at once, not by a task.
            await self.service.in_thread(lambda: os.close(source.open_folder(wanted.source)))

            def work(task: Task) -> None:
                clones.copy_folder(source, wanted.source, target, wanted.target, task)

            scope = wanted.target.quota_scope
            task = self.service.tasks.start(work, wanted.target.folder_id, turns=scope)
        await asyncio.wait({asyncio.wrap_future(task.over)}, timeout=PATIENCE)
        return answer(task.told())

    async def handover(self, request: web.Request) -> web.Response:
        """A token for the storage proxy that makes a copy."""
        wanted = await read(request, p.HandoverRequest)
        volume = self.service.volume(wanted.folder.volume)

        def count() -> int:
            folder = volume.open_folder(wanted.folder)
            try:
                return files.tree_size(folder, within=COUNTING)[0]
            finally:
                os.close(folder)

        turns = f"handover {wanted.folder.quota_scope}"  # not behind what counts for longer
        size = await self.service.in_walk_thread(turns, count)
        token = self.service.tokens.seal_once(wanted.folder, wanted.user)
        return answer(p.Transfer(url=f"{self.service.client_url}/handover", token=token, size=size))

    async def task(self, request: web.Request) -> web.Response:
        wanted = await read(request, p.TaskRef)
        try:
            return answer(self.service.tasks.get(wanted.task_id).told())
        except TaskNotFound:
            if wanted.makes is None:
                raise
        return answer(await self.service.in_thread(self._made, wanted.task_id, wanted.makes))

    def _made(self, task_id: UUID, folder: p.FolderRef) -> p.TaskState:
        """How a task has ended that nobody remembers: a folder is put in its place in one step, whole."""
        try:
            os.close(self.service.volume(folder.volume).open_folder(folder))
        except FolderNotFound:
            return p.TaskState(task_id=task_id, state="failed", message="The storage proxy was restarted.")
        return p.TaskState(task_id=task_id, state="done")

    async def cancel_task(self, request: web.Request) -> web.Response:
        """What ended already stays as it is."""
        wanted = await read(request, p.TaskRef)
        self.service.tasks.get(wanted.task_id).cancel()
        return web.Response(status=204)

    async def snapshots(self, request: web.Request) -> web.Response:
        folder = await read(request, p.FolderRef)
        found = await self.service.in_thread(self.service.volume(folder.volume).snapshots, folder)
        return answer(p.SnapshotList(snapshots=found))

    async def create_snapshot(self, request: web.Request) -> web.Response:
        wanted = await read(request, p.SnapshotRequest)
        volume = self.service.volume(wanted.folder.volume)
        return answer(await self.service.in_thread(volume.create_snapshot, wanted.folder, wanted.name))

    async def delete_snapshot(self, request: web.Request) -> web.Response:
        wanted = await read(request, p.SnapshotRequest)
        volume = self.service.volume(wanted.folder.volume)
        await self.service.in_thread(volume.delete_snapshot, wanted.folder, wanted.name)
        return web.Response(status=204)

    async def restore(self, request: web.Request) -> web.Response:
        wanted = await read(request, p.RestoreRequest)
        volume = self.service.volume(wanted.folder.volume)
        await self.service.in_walk_thread(wanted.folder.quota_scope, clones.restore, volume, wanted)
        return web.Response(status=204)

    async def quota(self, request: web.Request) -> web.Response:
        wanted = await read(request, p.QuotaRef)
        quotas = self.service.volume(wanted.volume).quotas
        scope = wanted.quota_scope
        return answer(await self.service.in_walk_thread(scope, quotas.state, scope, recount=wanted.recount))

    async def set_quota(self, request: web.Request) -> web.Response:
        wanted = await read(request, p.QuotaLimit)
        quotas = self.service.volume(wanted.volume).quotas
        return answer(await self.service.in_thread(quotas.set, wanted.quota_scope, wanted.limit))

    async def inventory(self, request: web.Request) -> web.Response:
        wanted = await read(request, p.VolumeRef)
        volume = self.service.volume(wanted.volume)

        def work() -> bytes:
            return b'{"folders":' + _FOUND.dump_json(volume.inventory()) + b"}"

        return web.Response(body=await self.service.in_walk_thread("", work), content_type="application/json")

    def table(self) -> list[web.RouteDef]:
        return [
            web.post("/folders/clone", self.clone),
            web.post("/folders/handover", self.handover),
            web.post("/tasks/get", self.task),
            web.post("/tasks/cancel", self.cancel_task),
            web.post("/snapshots/list", self.snapshots),
            web.post("/snapshots/create", self.create_snapshot),
            web.post("/snapshots/delete", self.delete_snapshot),
            web.post("/snapshots/restore", self.restore),
            web.post("/quota/get", self.quota),
            web.post("/quota/set", self.set_quota),
            web.post("/volumes/inventory", self.inventory),
        ]
