"""What the tests of folders' life share: requests, an open session, a storage proxy that the test leads."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, insert, select, update

from kernelyard_hub.principal import Principal
from kernelyard_hub.store import accounts
from kernelyard_hub.store import models as m
from kernelyard_storage import protocol as p
from kernelyard_storage.client import StorageError, StorageUnreachable
from tests.hub_rig import HubRig, Keypair

HOST = "local:volume1"


async def who(rig: HubRig, person: Keypair) -> Principal:
    found = await rig.site.store.read(lambda conn: accounts.principal_by_username(conn, person.username))
    assert found is not None
    return found


async def create(rig: HubRig, name: str, person: Keypair | None = None, **body: Any) -> dict[str, Any]:
    reply = await rig.call("POST", "/folders", {"name": name, "host": HOST, **body}, who=person or rig.user)
    assert reply.status == 201, reply.text
    made: dict[str, Any] = reply.json
    return made


async def trash(rig: HubRig, person: Keypair | None = None) -> list[dict[str, Any]]:
    reply = await rig.call("GET", "/folders/_/trash", who=person or rig.user)
    assert reply.status == 200, reply.text
    items: list[dict[str, Any]] = reply.json["items"]
    return items


async def names(rig: HubRig, person: Keypair | None = None) -> dict[str, str]:
    """Name -> status of the folders that somebody sees."""
    listed = (await rig.call("GET", "/folders", who=person or rig.user)).json
    return {item["name"]: item["status"] for item in listed}


async def change(rig: HubRig, folder_id: str, **values: Any) -> None:
    """Change a folder's row."""
    query = update(m.vfolders).where(m.vfolders.c.id == UUID(folder_id)).values(values)
    await rig.site.store.write(lambda conn: conn.execute(query) and None)


async def row(rig: HubRig, folder_id: str) -> Any:
    query = select(m.vfolders).where(m.vfolders.c.id == UUID(folder_id))
    return await rig.site.store.read(lambda conn: conn.execute(query).first())


def configure(rig: HubRig, **values: Any) -> None:
    rig.site.config = replace(rig.site.config, **values)


async def open_session(rig: HubRig, person: Keypair, name: str, folder_id: str, target: str = "data") -> UUID:
    """A session of that person that runs and mounts the folder."""
    folder = {"volume": "volume1", "quota_scope": f"user:{person.user_id}", "folder_id": str(UUID(folder_id))}
    mount = {"name": target, "folder": folder, "subpath": "", "target": target, "permission": "rw"}
    session_id = uuid4()

    def write(conn: Connection) -> None:
        now = datetime.now(UTC)
        project_id = conn.scalar(select(m.projects.c.id))
        conn.execute(
            insert(m.sessions).values(
                id=session_id,
                name=name,
                type="interactive",
                user_id=person.user_id,
                access_key=person.access_key,
                created_by=person.user_id,
                domain_name="default",
                project_id=project_id,
                resource_group="default",
                image="python",
                architecture="x86_64",
                status="RUNNING",
                status_changed=now,
                sequence=time.monotonic_ns(),
                requested_slots={},
                spec={"mounts": [mount]},
                created_at=now,
            )
        )

    await rig.site.store.write(write)
    return session_id


class LedStorage:
    """Stands in for those calls of a storage proxy that a test wants to lead; the rest goes through."""

    def __init__(self, rig: HubRig, monkeypatch: pytest.MonkeyPatch) -> None:
        self.volume = rig.volume
        self.tasks: dict[UUID, p.TaskState] = {}
        self.targets: dict[UUID, tuple[Path, Path]] = {}
        self.at_once = True
        self.cancelled: list[UUID] = []
        self.limits: dict[str, int | None] = {}
        self.used: dict[str, int] = {}
        self.down = False
        self.folders: list[p.FoundFolder] = []
        self.taken: dict[str, p.Snapshot] | None = None
        client = rig.site.storage["local"]
        for name in ("clone", "task", "cancel_task", "quota", "set_quota", "inventory", "performance"):
            monkeypatch.setattr(client, name, getattr(self, name))
        for name in ("snapshots", "create_snapshot", "delete_snapshot", "restore"):
            monkeypatch.setattr(client, name, getattr(self, name))

    def _answer(self) -> None:
        if self.down:
            raise StorageUnreachable("http://127.0.0.1:1")

    async def clone(self, request: p.CloneRequest) -> p.TaskState:
        self._answer()
        task_id = uuid4()
        self.targets[task_id] = (
            self.volume / request.source.relative_path(),
            self.volume / request.target.relative_path(),
        )
        self.tasks[task_id] = p.TaskState(task_id=task_id, state="running", done=0, total=100)
        if self.at_once:
            self.finish(task_id)
        return self.tasks[task_id]

    def finish(self, task_id: UUID, state: Any = "done", message: str = "") -> None:
        """The copy is whole, or has failed."""
        if state == "done":
            shutil.copytree(*self.targets[task_id])
        self.tasks[task_id] = p.TaskState(task_id=task_id, state=state, done=100, total=100, message=message)

    async def task(self, ref: p.TaskRef) -> p.TaskState:
        self._answer()
        if ref.task_id not in self.tasks:
            assert ref.makes is not None
            whole = (self.volume / ref.makes.relative_path()).exists()
            return p.TaskState(task_id=ref.task_id, state="done" if whole else "failed")
        return self.tasks[ref.task_id]

    async def cancel_task(self, ref: p.TaskRef) -> None:
        self._answer()
        self.cancelled.append(ref.task_id)
        self.finish(ref.task_id, "cancelled")

    async def quota(self, ref: p.QuotaRef) -> p.QuotaState:
        self._answer()
        return p.QuotaState(
            limit=self.limits.get(ref.quota_scope),
            used_bytes=self.used.get(ref.quota_scope, 0),
            files=3,
            quota="advisory",
            counted=0.0,
        )

    async def set_quota(self, limit: p.QuotaLimit) -> p.QuotaState:
        self._answer()
        self.limits[limit.quota_scope] = limit.limit
        return await self.quota(p.QuotaRef(volume=limit.volume, quota_scope=limit.quota_scope))

    async def inventory(self, ref: p.VolumeRef) -> p.Inventory:
        self._answer()
        return p.Inventory(folders=self.folders)

    async def performance(self, ref: p.VolumeRef) -> p.Performance:
        return p.Performance(
            read_bytes=1,
            written_bytes=2,
            read_bytes_per_second=0.5,
            written_bytes_per_second=0.25,
            transfers=3,
            verbs=4,
            verb_seconds_median=0.001,
            verb_seconds_p99=0.01,
        )

    def _can(self) -> dict[str, p.Snapshot]:
        self._answer()
        if self.taken is None:
            raise StorageError(
                501, "not-supported", "Not here.", "The volume's file system has no snapshots."
            )
        return self.taken

    async def snapshots(self, folder: p.FolderRef) -> p.SnapshotList:
        return p.SnapshotList(snapshots=list(self._can().values()))

    async def create_snapshot(self, request: p.SnapshotRequest) -> p.Snapshot:
        taken = self._can()
        if request.name in taken:
            raise StorageError(409, "snapshot-already-exists", "It is there already.")
        taken[request.name] = p.Snapshot(name=request.name, created=float(len(taken)))
        return taken[request.name]

    async def delete_snapshot(self, request: p.SnapshotRequest) -> None:
        if self._can().pop(request.name, None) is None:
            raise StorageError(404, "snapshot-not-found", "No such snapshot.")

    async def restore(self, request: p.RestoreRequest) -> None:
        if request.name not in self._can():
            raise StorageError(404, "snapshot-not-found", "No such snapshot.")


Led = Callable[[], LedStorage]
