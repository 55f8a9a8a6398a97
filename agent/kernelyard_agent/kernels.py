"""The life of the kernels on this node.

    PULLING ──► PREPARING ──► RUNNING ──► TERMINATING ──► EXITED
        │            │            └──────────────────────────▲
        ├────────────┼──────────────────► TERMINATING ───────┤
        └────────────┴──► ERROR (never ran)

Calls are idempotent by (kernel id, generation, epoch): the same create answers the same status, a higher
generation replaces the kernel, a lower epoch or generation is refused. Nothing here asks the hub service
anything: it is told.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Callable, Coroutine, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from . import protocol as p
from .commits import Commits
from .engines import Engine
from .errors import (
    AgentProblem,
    NoSuchKernel,
    StaleEpoch,
    StaleGeneration,
    Stopping,
)
from .homes import Homes, exit_status, tail
from .journal import Entry, Journal, Workload, boot_id
from .link import RunnerLink
from .running import Kernel, Running, service_port

log = logging.getLogger(__name__)

CONNECT_TIMEOUT = 30.0
"""Seconds that a started runner may take until it dials."""
ADOPT_TIMEOUT = 5.0
"""Seconds that an unjournalled runner may take to dial a restarted agent."""
ASK_TIMEOUT = 1.0
"""Seconds that a runner may take to hear that its session must end."""
KILL_MARGIN = 1.5
"""Seconds beyond the grace that a session gets to end in order, before everything of it is killed."""
STARTS_AT_ONCE = 4
"""Sessions that start at the same time; the others wait for them, which is faster for all."""
MOST_SERVICES = 256
"""Services of one session."""
TOMBSTONES = 10_000
"""Ended kernels of which is remembered that they were to end."""
LOG_TAIL = 1_000_000
"""Bytes of a session's log that one answer carries, the newest."""

_NEXT = {
    p.KernelState.PULLING: {
        p.KernelState.PREPARING,
        p.KernelState.TERMINATING,
        p.KernelState.ERROR,
    },
    p.KernelState.PREPARING: {
        p.KernelState.RUNNING,
        p.KernelState.TERMINATING,
        p.KernelState.ERROR,
        p.KernelState.EXITED,
    },
    p.KernelState.RUNNING: {p.KernelState.TERMINATING, p.KernelState.EXITED},
    p.KernelState.TERMINATING: {p.KernelState.EXITED},
}


_BEGINNING = (p.KernelState.PULLING, p.KernelState.PREPARING)


class Kernels(Running):
    """All kernels of this node. ``on_change`` hears of every change, with the kernel's new status."""

    def __init__(
        self,
        engine: Engine,
        homes: Homes,
        journal: Journal,
        *,
        gid: int | None,
        devices: Callable[[p.KernelSpec], dict[str, str]],
        on_change: Callable[[p.KernelStatus], None],
    ) -> None:
        self._engine = engine
        self._homes = homes
        self._journal = journal
        self._gid = gid
        self._devices = devices
        self._on_change = on_change
        super().__init__(by_runner=engine.ports == "runner")
        self._epoch = journal.epoch()
        self._starts = asyncio.Semaphore(STARTS_AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()
        self._destroyed: dict[UUID, int] = {}
        """Generations of kernels that were to end, the latest `TOMBSTONES`: calls overtake each other."""
        self._stopping = False
        self._commits = Commits(homes.scratch.parent / "commits", engine.exporter)

    # What the hub service asks for

    def statuses(self) -> list[p.KernelStatus]:
        return [kernel.status() for kernel in self._kernels.values()]

    def get(self, kernel_id: UUID) -> Kernel | None:
        return self._kernels.get(kernel_id)

    def all(self) -> list[Kernel]:
        return list(self._kernels.values())

    async def create(self, request: p.CreateKernel) -> p.KernelStatus:
        """Start a kernel in the background. Raises `Refused`, `StaleEpoch`, `StaleGeneration`."""
        if self._stopping:
            raise Stopping()
        self.see_epoch(request.epoch, strict=True)
        spec = request.spec
        existing = self._kernels.get(spec.kernel_id)
        if existing is not None:
            if existing.entry.spec.generation == spec.generation:
                return existing.status()
            if existing.entry.spec.generation > spec.generation:
                raise StaleGeneration()
        if spec.generation <= self._destroyed.get(spec.kernel_id, -1):
            return _ended(spec.kernel_id, spec.session_id, spec.generation, "ended before it was there")
        self._engine.check(spec)
        restart = existing is not None and not request.credentials.environ
        token = secrets.token_urlsafe(32)
        kernel = Kernel(Entry(spec=spec, epoch=request.epoch, token=token, restart=restart))
        if self._lacks_image(spec):
            kernel.entry.state = p.KernelState.PULLING
        try:
            # Before anything starts: a session that no journal knows would be lost by a crash.
            self._journal.save(kernel.entry)
        except OSError as error:
            raise AgentProblem(f"The journal cannot be written: {error.strerror}.") from error
        kernel.predecessor = existing
        self._kernels[spec.kernel_id] = kernel
        self._spawn(self._start(kernel, request.credentials, existing))
        return kernel.status()

    async def destroy(self, kernel_id: UUID, request: p.DestroyKernel) -> p.KernelStatus:
        """End a kernel in the background; an unknown one has ended."""
        self.see_epoch(request.epoch, strict=True)
        kernel = self._kernels.get(kernel_id)
        if kernel is not None and request.generation < kernel.entry.spec.generation:
            raise StaleGeneration()
        self._mark_ended(kernel_id, request.generation)
        if kernel is None:
            return _ended(kernel_id, UUID(int=0), request.generation, "unknown to this agent")
        self._terminate(kernel, request.reason, request.grace)
        return kernel.status()

    def _mark_ended(self, kernel_id: UUID, generation: int) -> None:
        """A creation of this generation that arrives from now on comes too late."""
        before = self._destroyed.pop(kernel_id, generation)
        self._destroyed[kernel_id] = max(before, generation)
        if len(self._destroyed) > TOMBSTONES:
            del self._destroyed[next(iter(self._destroyed))]

    async def logs(self, kernel_id: UUID) -> p.KernelLogs:
        """The newest megabyte of what the session's services and runner printed; also after its end."""
        kernel = self._kernels.get(kernel_id)
        if kernel is None:
            raise NoSuchKernel()
        path = self._homes.place(kernel_id).log
        return p.KernelLogs(text=await asyncio.to_thread(tail, path, LOG_TAIL))

    async def commit(self, kernel_id: UUID) -> p.CommitStatus:
        """Begin to write the archive of a running kernel's container. Raises `Refused`, `NotRunning`."""
        self._running(kernel_id)
        entry = self._kernels[kernel_id].entry
        if entry.workload is not None and self._commits.reserve(kernel_id):
            self._spawn(self._commits.write(entry.spec, entry.workload))
        return self._commits.status(kernel_id)

    def commit_status(self, kernel_id: UUID) -> p.CommitStatus:
        if kernel_id not in self._kernels:
            raise NoSuchKernel()
        return self._commits.status(kernel_id)

    @property
    def epoch(self) -> int:
        """The highest lease epoch seen."""
        return self._epoch

    def see_epoch(self, epoch: int, *, strict: bool = False) -> None:
        """Remember the highest lease epoch. With ``strict``, raise `StaleEpoch` for one that is over."""
        if epoch < self._epoch and strict:
            raise StaleEpoch(f"{epoch} < {self._epoch}")
        if epoch > self._epoch:
            self._epoch = epoch
            self._journal.save_epoch(epoch)

    async def forget(self, kernel_ids: list[UUID]) -> None:
        """Drop ended kernels that the hub service has recorded, with their homes."""
        for kernel_id in kernel_ids:
            kernel = self._kernels.get(kernel_id)
            if kernel is not None and kernel.entry.ended and kernel.ended.is_set():
                del self._kernels[kernel_id]
                self._commits.forget(kernel_id)
                await asyncio.to_thread(self._homes.remove, kernel_id)
                self._journal.drop(kernel_id)

    # The agent's own start and stop

    async def adopt(self) -> None:
        """Take over what an earlier agent left: what runs stays, what died is reported, litter goes."""
        for entry in self._journal.load():
            kernel = self._kernels[entry.spec.kernel_id] = Kernel(entry)
            if entry.ended:
                continue
            if entry.restart and entry.workload is None and entry.state in _BEGINNING:
                await self._go_on_restarting(kernel)
                continue
            workload = entry.workload or await self._engine.find(kernel.id)
            if workload is not None and self._engine.alive(workload):
                entry.workload = workload
                await self._listen(kernel)
                self._spawn(self._watch(kernel))
                if entry.state is p.KernelState.TERMINATING:
                    self._spawn(self._end(kernel, 0.0))
                elif entry.state in _BEGINNING:
                    self._spawn(self._expect_runner(kernel, ADOPT_TIMEOUT))
                log.info("kernel %s goes on (pid %d)", kernel.id, workload.pid)
            elif workload is None and entry.state in _BEGINNING:
                await self._never_began(kernel)
            else:
                elsewhen = workload is not None and workload.boot_id != boot_id()
                why = "The machine was restarted." if elsewhen else "ended while the agent was not running"
                await self._bury(kernel, None, why)
        await self._engine.keep_only(set(self._kernels))
        for kernel_id in self._homes.known() - self._kernels.keys():
            await asyncio.to_thread(self._homes.remove, kernel_id)

    async def _go_on_restarting(self, kernel: Kernel) -> None:
        """Start it, whichever generation the agent's death has left running."""
        left = await self._engine.find(kernel.id)
        if left is not None:
            await self._engine.end(left)
        await self._engine.clear(kernel.id)
        self._spawn(self._start(kernel, p.Credentials(), None))

    async def _never_began(self, kernel: Kernel) -> None:
        """Know nothing of a kernel that was accepted and not started: whoever asked for it asks again.

        It takes credentials to start it, which are not in the journal.
        """
        log.info("kernel %s had not begun when the agent died; it is forgotten", kernel.id)
        await self._engine.clear(kernel.id)
        del self._kernels[kernel.id]
        await asyncio.to_thread(self._homes.remove, kernel.id)
        self._journal.drop(kernel.id)

    async def stop(self, *, end_kernels: bool, grace: float = 3.0) -> None:
        """Let go of the kernels, or end them all at the same time."""
        self._stopping = True
        if end_kernels:
            living = [kernel for kernel in self._kernels.values() if not kernel.ended.is_set()]
            for kernel in living:
                self._terminate(kernel, "the agent stops", grace)
            await asyncio.gather(*(kernel.ended.wait() for kernel in living))
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for kernel in self._kernels.values():
            for each in (kernel, kernel.predecessor):
                if each is not None and each.link is not None:
                    await each.link.close()

    def living(self) -> list[Workload]:
        """What the engine runs for us now."""
        return [k.entry.workload for k in self._kernels.values() if k.entry.workload and not k.entry.ended]

    def observe(self, kernel_id: UUID, stats: dict[str, dict[str, str | None]]) -> None:
        """Attach measured figures, which go out with the next heartbeat."""
        if kernel_id in self._kernels:
            self._kernels[kernel_id].stats = stats

    def accuse(self, reports: Mapping[UUID, dict[str, object]]) -> None:
        """Attach what a watcher on this node reports of sessions; it goes out with the next heartbeat."""
        for kernel_id, kernel in self._kernels.items():
            kernel.abuse = reports.get(kernel_id, kernel.abuse)

    def shares(self, kernel_id: UUID) -> list[p.DeviceShare]:
        kernel = self._kernels.get(kernel_id)
        return kernel.entry.spec.devices if kernel else []

    # How a kernel comes and goes

    async def _start(self, kernel: Kernel, credentials: p.Credentials, predecessor: Kernel | None) -> None:
        if predecessor is not None:
            async with kernel.starting:  # whoever ends this one waits for the other, too
                self._terminate(predecessor, "restarted", 1.0)
                await predecessor.ended.wait()
                kernel.predecessor = None
        try:
            await self._pull(kernel, credentials)
            async with self._starts, kernel.starting:
                if kernel.entry.state is not p.KernelState.PREPARING:
                    return
                spec = kernel.entry.spec
                mounts = self._homes.sources(spec.mounts)
                make = self._homes.restart if kernel.entry.restart else self._homes.create
                place = await asyncio.to_thread(make, kernel.id, mounts)
                await self._listen(kernel)
                kernel.entry.workload = await self._engine.start(
                    spec, credentials, place, kernel.entry.token, self._devices(spec)
                )
                self._journal.save(kernel.entry)
        except Exception as error:  # noqa: BLE001 -- it did not start, and its owner must read why
            log.warning("kernel %s did not start: %s", kernel.id, error)
            await self._bury(kernel, None, f"The session could not be started: {error}", p.KernelState.ERROR)
            return
        self._spawn(self._watch(kernel))
        await self._expect_runner(kernel, CONNECT_TIMEOUT)

    def _lacks_image(self, spec: p.KernelSpec) -> bool:
        return self._engine.puller is not None and self._engine.puller.lacks(spec)

    async def _pull(self, kernel: Kernel, credentials: p.Credentials) -> None:
        """Fetch the kernel's image if it has to be. Others start meanwhile, and it can be ended."""
        puller, entry = self._engine.puller, kernel.entry
        if puller is None or entry.state is not p.KernelState.PULLING:
            return

        def say(text: str) -> None:
            if entry.state is p.KernelState.PULLING:
                entry.reason = text
                self._changed(kernel)

        spec, name = entry.spec, credentials.registry_username
        login = (name, credentials.registry_password or "") if name else None
        await puller.pull(spec.image, spec.image_digest if spec.auto_pull == "digest" else "", login, say)
        if entry.state is p.KernelState.PULLING:
            self._move(kernel, p.KernelState.PREPARING, "")

    async def _expect_runner(self, kernel: Kernel, timeout: float) -> None:
        assert kernel.link is not None
        if await kernel.link.wait(timeout) or kernel.entry.state is not p.KernelState.PREPARING:
            return
        kernel.entry.reason = f"The session's runner did not come up in {timeout:.0f} s."
        if kernel.entry.workload is not None:
            await self._engine.end(kernel.entry.workload)

    async def _listen(self, kernel: Kernel) -> None:
        kernel.link = RunnerLink(
            self._homes.place(kernel.id).socket_directory,
            self._gid,
            kernel.entry.token,
            on_hello=lambda pid: self._on_hello(kernel, pid),
            on_event=lambda message: self._on_event(kernel, message),
            outbound=self._engine.outbound,
        )
        await kernel.link.open()

    async def _watch(self, kernel: Kernel) -> None:
        assert kernel.entry.workload is not None
        code = await self._engine.ended(kernel.entry.workload)
        was = kernel.entry.state
        reason = kernel.entry.reason
        if was is p.KernelState.PREPARING:
            printed = await asyncio.to_thread(tail, self._homes.place(kernel.id).log, 1000)
            printed = printed.strip() or await self._engine.obituary(kernel.entry.workload)
            reason = reason or f"The session's runner ended at once (exit code {code}). {printed}".strip()
            await self._bury(kernel, code, reason, p.KernelState.ERROR)
        else:
            why = await self._engine.obituary(kernel.entry.workload)
            await self._bury(kernel, code, why or "the session's runner was killed")

    def _terminate(self, kernel: Kernel, reason: str, grace: float) -> None:
        if kernel.entry.ended or kernel.entry.state is p.KernelState.TERMINATING:
            return
        self._move(kernel, p.KernelState.TERMINATING, reason)
        self._spawn(self._end(kernel, grace))

    async def _end(self, kernel: Kernel, grace: float) -> None:
        async with kernel.starting:
            workload = kernel.entry.workload
        if workload is None:
            await self._bury(kernel, None, kernel.entry.reason)
            return
        asked = False
        if kernel.link is not None and kernel.link.connected:
            # A runner that hangs is ended by the engine below, so its answer does not matter.
            with contextlib.suppress(Exception):
                await kernel.link.request("end", {"reason": kernel.entry.reason, "grace": grace}, ASK_TIMEOUT)
                asked = True
        if not asked:
            self._engine.ask_to_end(workload)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(grace + KILL_MARGIN):
                await kernel.ended.wait()
                return
        await self._engine.end(workload)

    async def _bury(
        self, kernel: Kernel, code: int | None, reason: str, state: p.KernelState = p.KernelState.EXITED
    ) -> None:
        """Make sure that nothing is left, then say that it has ended, and how."""
        entry = kernel.entry
        if entry.workload is not None:
            await self._engine.end(entry.workload)
        if kernel.link is not None:
            await kernel.link.close()
        exit_code, said = await asyncio.to_thread(exit_status, self._homes.place(kernel.id).status)
        if entry.ended:
            return  # destroyed while it failed to start: the other one was quicker
        entry.exit_code = exit_code if exit_code is not None else code
        entry.services = [service.model_copy(update={"ready": False}) for service in entry.services]
        if entry.state is p.KernelState.TERMINATING:
            said = entry.reason
            state = p.KernelState.EXITED
        self._move(kernel, state, said or reason)
        kernel.ended.set()

    def _on_hello(self, kernel: Kernel, pid: int) -> None:
        log.info("kernel %s: its runner is here (pid %d)", kernel.id, pid)
        self._engine.arrived(self._homes.place(kernel.id))

    def _on_event(self, kernel: Kernel, message: dict[str, Any]) -> None:
        if message["event"] == "activity":
            _note_activity(kernel, message)
        if message["event"] != "state" or kernel.entry.ended:
            return
        reachable = not self.by_runner
        services = [service_port(service, reachable) for service in message["services"][:MOST_SERVICES]]
        changed = services != kernel.entry.services
        kernel.entry.services = services
        if kernel.entry.state is p.KernelState.PREPARING:
            # Not before: whoever hears that it runs wants to know what it offers.
            self._move(kernel, p.KernelState.RUNNING, "")
        elif changed:
            self._changed(kernel)

    def _move(self, kernel: Kernel, state: p.KernelState, reason: str) -> None:
        entry = kernel.entry
        if state not in _NEXT.get(entry.state, set()):
            raise AssertionError(f"kernel {kernel.id}: {entry.state} -> {state}")
        # A reason may quote what the session printed: one line of it is enough here.
        log.info("kernel %s: %s -> %s %s", kernel.id, entry.state, state, reason[:200].partition("\n")[0])
        entry.state, entry.reason = state, reason
        self._changed(kernel)

    def _changed(self, kernel: Kernel) -> None:
        kernel.entry.changed_at = datetime.now(UTC)
        if self._kernels.get(kernel.id) is kernel:
            try:
                self._journal.save(kernel.entry)
            except OSError as error:
                # A full disk must not end what runs; the next change, or agent, writes again.
                log.error("kernel %s: the journal cannot be written: %s", kernel.id, error)
            self._on_change(kernel.status())

    def keep(self, kernel: Kernel) -> None:
        """Write down what was changed in its entry."""
        self._changed(kernel)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a kernel's task failed", exc_info=error)


def _note_activity(kernel: Kernel, message: Mapping[str, Any]) -> None:
    """What a runner says of its session's use. It runs as the session's user: whatever it claims is about
    that user's own session."""
    busy, quiet = message.get("busy"), message.get("quiet")
    kernel.busy = busy if isinstance(busy, bool) else None
    if isinstance(quiet, int | float) and not isinstance(quiet, bool) and 0 <= quiet < 1e9:
        kernel.touch(float(quiet))


def _ended(kernel_id: UUID, session_id: UUID, generation: int, reason: str) -> p.KernelStatus:
    """What is said of a kernel that is not there."""
    return p.KernelStatus(
        kernel_id=kernel_id,
        session_id=session_id,
        generation=generation,
        state=p.KernelState.EXITED,
        reason=reason,
        changed_at=datetime.now(UTC),
    )
