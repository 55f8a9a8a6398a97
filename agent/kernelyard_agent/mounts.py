"""Folders that come into running sessions and leave them, and who holds files of them open.

What a kernel shall have mounted is in its journal before anything is done, so that an agent that was killed
in between puts it right when it is back (`Mounts.reconcile`).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from uuid import UUID
from weakref import WeakValueDictionary

from . import holders
from . import mounting as m
from . import protocol as p
from .engines import Engine, Mounter, MountSeen
from .errors import AgentProblem, NoSuchKernel, NotRunning, Refused
from .holders import Held
from .homes import Homes, Source, check_apart
from .journal import PastMount, Workload
from .kernels import Kernels
from .running import Kernel

log = logging.getLogger(__name__)

UNSEEN = "It was in use, though no program is seen to hold a file of it: one may be on its way in a socket."


class Mounts:
    """Raises `NoSuchKernel`, `NotRunning` and `Refused` from every method."""

    def __init__(self, kernels: Kernels, engine: Engine, homes: Homes) -> None:
        self._kernels = kernels
        self._mounter = engine.mounter
        self._engine_name = engine.name
        self._homes = homes
        self._locks: WeakValueDictionary[UUID, asyncio.Lock] = WeakValueDictionary()

    async def listed(self, kernel_id: UUID) -> m.KernelMounts:
        kernel, workload = self._running(kernel_id)
        return self._answer(kernel, workload)

    async def add(self, kernel_id: UUID, mount: p.Mount) -> m.KernelMounts:
        """Mount a folder, or give one that is mounted there another permission."""
        async with self._lock(kernel_id):
            kernel, workload = self._running(kernel_id)
            mounter = self._must_change(workload)
            source = self._homes.sources([mount])[0]
            before = _mounts_of(kernel)
            others = [one for one in before if self._homes.locate(one).target != source.target]
            for other in others:
                check_apart(source.target, self._homes.locate(other).target)
            if any(_same_folder(one, mount) for one in others):
                raise Refused(f"mounts: folder {mount.name!r} is mounted in this session already.")
            if any(not _same_folder(one, mount) for one in before if one not in others):
                raise Refused(f"mounts: another folder is mounted at {source.target}.")
            self._keep(kernel, [*others, mount])
            try:
                await self._make_so(mounter, kernel, workload, source)
            except (OSError, AgentProblem) as error:
                self._keep(kernel, before)
                if isinstance(error, OSError):
                    raise Refused(f"mounts: folder {mount.name!r}: {error.strerror}.") from None
                raise
            return self._answer(kernel, workload)

    async def remove(self, kernel_id: UUID, request: m.RemoveMount) -> m.Removal:
        async with self._lock(kernel_id):
            kernel, workload = self._running(kernel_id)
            mount = next((one for one in _mounts_of(kernel) if _is(one, request)), None)
            if mount is None:
                await self._detach_past(kernel, workload, request)
                left = await self._held(kernel, workload, request.folder_id)
                return m.Removal(removed=True, holders=_told(left))
            mounter = self._must_change(workload)
            source = self._homes.locate(mount)
            held = await self._held(kernel, workload, request.folder_id)
            if held and request.held == "refuse":
                return m.Removal(removed=False, holders=_told(held))
            seen = await asyncio.to_thread(mounter.look, workload, source)
            gone = PastMount(mount=mount, mount_ids=sorted(seen.mount_ids) if seen else [])
            before, past = _mounts_of(kernel), kernel.entry.past_mounts
            kernel.entry.past_mounts = [*past, gone]
            self._keep(kernel, [one for one in before if one is not mount])
            try:
                busy = await mounter.detach(workload, source)
            except OSError as error:
                kernel.entry.past_mounts = past
                self._keep(kernel, before)
                raise Refused(f"mounts: folder {mount.name!r} stays: {error.strerror}.") from None
            self._kernels.keep(kernel)
            unseen = UNSEEN if busy and not held else ""
            left = await self._held(kernel, workload, request.folder_id)
            ending = [one for one in left if request.held == "end" or one.directory]
            if ending:
                left = await self._end(kernel, workload, request.folder_id, ending)
            if not left:
                self._forget(kernel, request.folder_id)
            return m.Removal(removed=True, holders=_told(left), detail=mounter.caveat or unseen)

    async def _detach_past(self, kernel: Kernel, workload: Workload, request: m.RemoveMount) -> None:
        """What a killed agent may have left mounted is taken away before anybody says that it is."""
        for past in kernel.entry.past_mounts:
            source = self._homes.locate(past.mount)
            if not _is(past.mount, request) or any(
                self._homes.locate(one).target == source.target for one in _mounts_of(kernel)
            ):
                continue
            try:
                await self._must_change(workload).detach(workload, source)
            except OSError as error:
                name = past.mount.name
                raise Refused(f"mounts: folder {name!r} stays: {error.strerror}.") from None
        self._kernels.keep(kernel)

    async def holders(self, kernel_id: UUID, request: m.FolderHolders) -> m.Holders:
        kernel, workload = self._running(kernel_id)
        return m.Holders(holders=_told(await self._held(kernel, workload, request.folder_id)))

    async def end_holders(self, kernel_id: UUID, request: m.EndHolders) -> m.Holders:
        """End processes that hold files of the folder; others of the session are not touched."""
        kernel, workload = self._running(kernel_id)
        held = await self._held(kernel, workload, request.folder_id)
        ending = [one for one in held if request.pids is None or one.shown in request.pids]
        if ending:
            held = await self._end(kernel, workload, request.folder_id, ending)
        return m.Holders(holders=_told(held))

    async def reconcile(self) -> None:
        """Make running sessions have mounted what they shall, after an agent's death."""
        for kernel in self._kernels.all():
            workload = kernel.entry.workload
            if kernel.entry.ended or workload is None or kernel.entry.mounts is None:
                continue
            async with self._lock(kernel.id):
                try:
                    await self._reconcile(kernel, workload)
                except (OSError, AgentProblem) as error:
                    log.warning("kernel %s: its mounts are not as they should be: %s", kernel.id, error)

    async def _reconcile(self, kernel: Kernel, workload: Workload) -> None:
        mounter = self._must_change(workload)
        wanted = [self._homes.locate(mount) for mount in _mounts_of(kernel)]
        for past in kernel.entry.past_mounts:
            source = self._homes.locate(past.mount)
            if source.target not in {one.target for one in wanted}:
                await mounter.detach(workload, source)
        for source in wanted:
            await self._make_so(mounter, kernel, workload, source)

    async def _make_so(self, mounter: Mounter, kernel: Kernel, workload: Workload, source: Source) -> None:
        seen = await asyncio.to_thread(mounter.look, workload, source)
        if seen is None:
            await mounter.attach(kernel.entry.spec, workload, source)
            self._tell_apart(kernel, await asyncio.to_thread(mounter.look, workload, source))
        elif seen.read_only != source.read_only:
            self._remember(kernel, source, seen.mount_ids)
            await mounter.change(workload, source)
            self._kernels.keep(kernel)

    def _remember(self, kernel: Kernel, source: Source, mount_ids: Iterable[int]) -> None:
        """A mount that is changed may leave its predecessor to those who write."""
        for mount in _mounts_of(kernel):
            if self._homes.locate(mount).target == source.target:
                past = PastMount(mount=mount, mount_ids=sorted(mount_ids))
                kernel.entry.past_mounts = [*kernel.entry.past_mounts, past]
        self._keep(kernel, _mounts_of(kernel))

    def _forget(self, kernel: Kernel, folder_id: UUID) -> None:
        """What nobody holds on to is over."""
        kernel.entry.past_mounts = [
            past for past in kernel.entry.past_mounts if past.mount.folder.folder_id != folder_id
        ]
        self._kernels.keep(kernel)

    def _tell_apart(self, kernel: Kernel, seen: MountSeen | None) -> None:
        """A new mount may have the number of one that is gone."""
        new = seen.mount_ids if seen is not None else frozenset[int]()
        kernel.entry.past_mounts = [
            past.model_copy(update={"mount_ids": [one for one in past.mount_ids if one not in new]})
            for past in kernel.entry.past_mounts
        ]
        self._kernels.keep(kernel)

    # Who holds on

    async def _held(self, kernel: Kernel, workload: Workload, folder_id: UUID) -> list[Held]:
        return await asyncio.to_thread(self._look, kernel, workload, folder_id)

    def _look(self, kernel: Kernel, workload: Workload, folder_id: UUID) -> list[Held]:
        if self._mounter is None:
            return []
        now = [(mount, set[int]()) for mount in _mounts_of(kernel)]
        past = [(one.mount, set(one.mount_ids)) for one in kernel.entry.past_mounts]
        found: dict[tuple[int, tuple[str, ...]], Held] = {}
        for mount, mount_ids in (*now, *past):
            if mount.folder.folder_id == folder_id:
                for held in self._mounter.holding(workload, self._homes.locate(mount), mount_ids):
                    found[held.pid, held.files] = held
        return list(found.values())

    async def _end(
        self, kernel: Kernel, workload: Workload, folder_id: UUID, ending: list[Held]
    ) -> list[Held]:
        names = ", ".join(f"{one.pid} ({one.command[:40]})" for one in ending)
        log.info("kernel %s: processes are ended for a folder that they hold: %s", kernel.id, names)
        find = lambda: self._look(kernel, workload, folder_id)  # noqa: E731 -- three values, one use
        await asyncio.to_thread(holders.end, ending, find)
        return await self._held(kernel, workload, folder_id)

    # What there is

    def _lock(self, kernel_id: UUID) -> asyncio.Lock:
        """One change of a kernel's mounts at a time; kept for as long as somebody holds or waits for it."""
        lock = self._locks.get(kernel_id)
        if lock is None:
            lock = self._locks[kernel_id] = asyncio.Lock()
        return lock

    def _running(self, kernel_id: UUID) -> tuple[Kernel, Workload]:
        kernel = self._kernels.get(kernel_id)
        if kernel is None:
            raise NoSuchKernel()
        if kernel.entry.state is not p.KernelState.RUNNING or kernel.entry.workload is None:
            raise NotRunning(f"It is {kernel.entry.state}.")
        return kernel, kernel.entry.workload

    def _must_change(self, workload: Workload) -> Mounter:
        reason = self._obstacle(workload)
        if self._mounter is None or reason:
            raise Refused(f"mounts: they cannot be changed while the session runs: {reason}.")
        return self._mounter

    def _obstacle(self, workload: Workload) -> str:
        if self._mounter is None:
            return f"the {self._engine_name} engine cannot"
        return self._mounter.obstacle(workload)

    def _answer(self, kernel: Kernel, workload: Workload) -> m.KernelMounts:
        first = [_place(mount) for mount in kernel.entry.spec.mounts]
        mounts = [m.KernelMount(mount=one, late=_place(one) not in first) for one in _mounts_of(kernel)]
        obstacle = self._obstacle(workload)
        caveat = self._mounter.caveat if self._mounter is not None else ""
        return m.KernelMounts(mounts=mounts, changeable=not obstacle, reason=obstacle or caveat)

    def _keep(self, kernel: Kernel, mounts: list[p.Mount]) -> None:
        kernel.entry.mounts = mounts
        self._kernels.keep(kernel)


def _mounts_of(kernel: Kernel) -> list[p.Mount]:
    return kernel.entry.spec.mounts if kernel.entry.mounts is None else kernel.entry.mounts


def _place(mount: p.Mount) -> tuple[UUID, str, str]:
    return mount.folder.folder_id, mount.subpath, mount.target


def _same_folder(one: p.Mount, other: p.Mount) -> bool:
    return one.folder == other.folder and one.subpath == other.subpath


def _is(mount: p.Mount, request: m.RemoveMount) -> bool:
    return mount.folder.folder_id == request.folder_id and mount.target == request.target


def _told(held: Iterable[Held]) -> list[m.Holder]:
    return [m.Holder(pid=one.shown, command=one.command, files=list(one.files)) for one in held]
