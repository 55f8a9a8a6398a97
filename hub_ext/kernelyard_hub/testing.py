"""A fake agent, good enough for tests of schedulers and for benchmarks: the whole protocol, and faults on
demand.

It speaks HTTP like a real one, keeps its kernels in memory, and reports through a callable, so that it works
against
a hub service in the same process as well as over the network.
"""

from __future__ import annotations

import asyncio
import contextlib
import platform
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Self
from uuid import UUID, uuid4

from aiohttp import web
from pydantic import BaseModel

from kernelyard_agent import mounting as m
from kernelyard_agent import protocol as p
from kernelyard_agent.slots import COUNT_SCALE

Report = Callable[[p.Heartbeat], Awaitable[p.HeartbeatReply]]
GONE = (p.KernelState.EXITED, p.KernelState.ERROR)


def devices(*, cores: int = 4, memory: int = 8 * 2**30, gpus: int = 0) -> list[p.Device]:
    """A node's devices: single cores, one bank of memory (bytes), GPUs that are shared in fractions."""
    found = [p.Device(device_id=f"cpu{i}", slot="cpu", capacity=COUNT_SCALE) for i in range(cores)]
    found.append(p.Device(device_id="mem", slot="mem", capacity=memory))
    found += [p.Device(device_id=f"gpu{i}", slot="cuda.shares", capacity=COUNT_SCALE) for i in range(gpus)]
    return found


class FakeAgent:
    """One node. `start` it (or use ``async with``), then `beat`, or let it beat by itself with
    ``interval``.
    """

    def __init__(
        self,
        report: Report,
        *,
        agent_id: str = "fake-1",
        secret: str = "fake",  # noqa: S107 - of a fake
        offers: list[p.Device] | None = None,
        volumes: tuple[str, ...] = ("volume1",),
        resource_group: str = "default",
        interval: float | None = None,
        start_seconds: float = 0.0,
        reports_changes: bool = True,
        engine: str = "fake",
    ) -> None:
        """``start_seconds`` lie between accepting a kernel and RUNNING; ``interval`` between heartbeats."""
        self.agent_id, self._report, self._secret = agent_id, report, secret
        self.offers = devices() if offers is None else offers
        self.volumes, self.resource_group = volumes, resource_group
        self.boot_id = uuid4().hex
        self.kernels: dict[UUID, p.KernelStatus] = {}
        self.specs: dict[UUID, p.KernelSpec] = {}
        self.credentials: dict[UUID, p.Credentials] = {}
        self.created: list[p.CreateKernel] = []
        """Every create call that arrived, repeated ones included."""
        self.destroyed: list[UUID] = []
        self.revoked: list[UUID] = []
        """Kernels whose visitors were cut, once for each call."""
        self.apps: list[p.ServicePort] = []
        """What kernels offer beside their own services, once they run."""
        self.started: list[tuple[str, p.StartService]] = []
        """Apps that were asked for, and how."""
        self.stopped: list[str] = []
        self.mounts: dict[UUID, dict[str, p.Mount]] = {}
        """What was mounted in kernels while they ran, and what they began with, by target."""
        self.taken: list[m.RemoveMount] = []
        """Every folder that was taken away, or asked for."""
        self.holders: list[m.Holder] = []
        """Who holds files of whatever folder open; ending them empties it."""
        self.cannot_mount: str | None = None
        """Why mounts cannot be changed here."""
        self.relay_url = "http://127.0.0.1:1"
        self.engine = engine
        self.epoch = 0
        self.lose_answers = 0
        """So many next create or destroy calls are carried out, and their answers lost."""
        self.refuse: tuple[int, str] | None = None
        """Status and title with which create calls are refused."""
        self.mute = False
        """Whether heartbeats say nothing of kernels, as one would that was made before they were."""
        self.stubborn = False
        """Whether destroyed kernels stay TERMINATING."""
        self._interval, self._start_seconds, self._eager = interval, start_seconds, reports_changes
        self._tasks: set[asyncio.Task[None]] = set()
        self._runner: web.AppRunner | None = None
        self.address = ""

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self, port: int = 0) -> None:
        """Listen on loopback, and report once."""
        app = web.Application()
        app.add_routes(
            [
                web.get("/health", self._health),
                web.get("/kernels", self._list),
                web.post("/kernels", self._create),
                web.delete("/kernels/{id}", self._destroy),
                web.post("/calls", self._calls),
                web.post("/logs", self._logs_of),
                web.post("/kernels/{id}/execute", self._execute),
                web.post("/kernels/{id}/interrupt", self._interrupt),
                web.post("/kernels/{id}/complete", self._complete),
                web.get("/kernels/{id}/logs", self._logs),
                web.post("/kernels/{id}/services/{name}/start", self._start_service),
                web.post("/kernels/{id}/services/{name}/stop", self._stop_service),
                web.post("/kernels/{id}/services/{name}/tickets", self._ticket),
                web.delete("/kernels/{id}/access", self._revoke),
                web.post("/kernels/{id}/commit", self._commit),
                web.get("/kernels/{id}/commit", self._commit),
                web.get("/kernels/{id}/mounts", self._mounts),
                web.post("/kernels/{id}/mounts", self._add_mount),
                web.post("/kernels/{id}/mounts/remove", self._remove_mount),
                web.post("/kernels/{id}/mounts/holders", self._holders),
                web.post("/kernels/{id}/mounts/holders/end", self._end_holders),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        self.address = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        try:
            await self.beat()
        except BaseException:
            await self.stop()
            raise
        for kernel_id, kernel in self.kernels.items():
            if kernel.state is p.KernelState.PREPARING:
                self._spawn(self._grow_up(kernel_id))
        if self._interval is not None:
            self._spawn(self._beat_forever(self._interval))

    async def stop(self) -> None:
        """Fall silent. The kernels stay in memory; `start` brings them back."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def beat(self) -> p.HeartbeatReply:
        """Report the full state once."""
        reply = await self._report(self.heartbeat())
        self.epoch = max(self.epoch, reply.epoch)
        for kernel_id in reply.forget:
            self.kernels.pop(kernel_id, None)
        return reply

    def heartbeat(self) -> p.Heartbeat:
        return p.Heartbeat(
            agent_id=self.agent_id,
            boot_id=self.boot_id,
            version="0-fake",
            address=self.address,
            relay_url=self.relay_url,
            resource_group=self.resource_group,
            architecture=platform.machine(),
            engine=self.engine,
            isolation="advisory",
            devices=self.offers,
            images=[
                p.NodeImage(
                    registry="local",
                    name="python",
                    tag=f"{sys.version_info.major}.{sys.version_info.minor}",
                    architecture=platform.machine(),
                    digest="sha256:fake",
                    size_bytes=0,
                )
            ],
            volumes=list(self.volumes),
            kernels=[] if self.mute else list(self.kernels.values()),
            epoch=self.epoch,
        )

    async def set_state(
        self, kernel_id: UUID, state: p.KernelState, *, reason: str = "", exit_code: int | None = None
    ) -> None:
        """Something happens to a kernel; reported at once unless changes are kept for the next heartbeat."""
        before = self.kernels[kernel_id]
        services = (
            self._services(self.specs[kernel_id]) if state is p.KernelState.RUNNING else before.services
        )
        self.kernels[kernel_id] = before.model_copy(
            update={
                "state": state,
                "reason": reason,
                "exit_code": exit_code,
                "services": services,
                "changed_at": datetime.now(UTC),
            }
        )
        if self._eager:
            await self.beat()

    def _services(self, spec: p.KernelSpec) -> list[p.ServicePort]:
        return [
            p.ServicePort(
                name=service.name,
                protocol=service.protocol,
                container_port=8080 + index,
                url=f"http://127.0.0.1:{8080 + index}",
                ready=True,
            )
            for index, service in enumerate(spec.services)
        ] + self.apps

    def _spawn(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _beat_forever(self, interval: float) -> None:
        while True:
            await asyncio.sleep(interval)
            # The service may be away; a real agent goes on as well.
            with contextlib.suppress(OSError):
                await self.beat()

    async def _grow_up(self, kernel_id: UUID) -> None:
        await asyncio.sleep(self._start_seconds)
        kernel = self.kernels.get(kernel_id)
        if kernel is not None and kernel.state is p.KernelState.PREPARING:
            await self.set_state(kernel_id, p.KernelState.RUNNING)

    def _check(self, request: web.Request) -> None:
        if request.headers.get("Authorization") != f"Bearer {self._secret}":
            raise web.HTTPUnauthorized()

    async def _health(self, request: web.Request) -> web.Response:
        self._check(request)
        return _answer(p.Health(agent_id=self.agent_id, version="0-fake", boot_id=self.boot_id))

    async def _list(self, request: web.Request) -> web.Response:
        self._check(request)
        return _answer(p.KernelList(kernels=list(self.kernels.values())))

    async def _create(self, request: web.Request) -> web.StreamResponse:
        self._check(request)
        made = self._make(p.CreateKernel.model_validate_json(await request.text()))
        if made.kernel is None:
            return _problem(made.status, made.title)
        return self._maybe_lost(request, _answer(made.kernel, 202))

    async def _destroy(self, request: web.Request) -> web.StreamResponse:
        self._check(request)
        call = p.DestroyKernel.model_validate_json(await request.text())
        ended = self._end(UUID(request.match_info["id"]), call)
        if ended.kernel is None:
            return _problem(ended.status, ended.title)
        return self._maybe_lost(request, _answer(ended.kernel, 202))

    async def _calls(self, request: web.Request) -> web.StreamResponse:
        self._check(request)
        asked = p.KernelCalls.model_validate_json(await request.text())
        answers = [self._make(call) for call in asked.create]
        answers += [self._end(one.kernel_id, one.call) for one in asked.destroy]
        return self._maybe_lost(request, _answer(p.KernelAnswers(answers=answers)))

    def _make(self, call: p.CreateKernel) -> p.KernelAnswer:
        self.created.append(call)
        if call.epoch < self.epoch:
            return p.KernelAnswer(status=409, title=f"epoch {call.epoch} has passed")
        if self.refuse is not None:
            return p.KernelAnswer(status=self.refuse[0], title=self.refuse[1])
        self.epoch = call.epoch
        kernel_id = call.spec.kernel_id
        known = self.kernels.get(kernel_id)
        if known is not None and known.generation > call.spec.generation:
            return p.KernelAnswer(status=409, title="an earlier generation")
        if known is None or known.generation < call.spec.generation:
            self.specs[kernel_id], self.credentials[kernel_id] = call.spec, call.credentials
            self.kernels[kernel_id] = p.KernelStatus(
                kernel_id=kernel_id,
                session_id=call.spec.session_id,
                generation=call.spec.generation,
                state=p.KernelState.PREPARING,
                container_id=f"fake-{kernel_id}",
                busy=False,
                changed_at=datetime.now(UTC),
            )
            self._spawn(self._grow_up(kernel_id))
        return p.KernelAnswer(kernel=self.kernels[kernel_id])

    def _end(self, kernel_id: UUID, call: p.DestroyKernel) -> p.KernelAnswer:
        if call.epoch < self.epoch:
            return p.KernelAnswer(status=409, title=f"epoch {call.epoch} has passed")
        status = self.kernels.get(kernel_id)
        if status is not None and call.generation < status.generation:
            return p.KernelAnswer(status=409, title="an earlier generation")
        self.destroyed.append(kernel_id)
        if status is None:
            gone = p.KernelStatus(
                kernel_id=kernel_id,
                session_id=kernel_id,
                generation=call.generation,
                state=p.KernelState.EXITED,
                reason="unknown",
                changed_at=datetime.now(UTC),
            )
            return p.KernelAnswer(kernel=gone)
        if status.state not in GONE:
            state = p.KernelState.TERMINATING if self.stubborn else p.KernelState.EXITED
            self.kernels[kernel_id] = status.model_copy(
                update={"state": state, "reason": call.reason, "exit_code": None if self.stubborn else 137}
            )
        return p.KernelAnswer(kernel=self.kernels[kernel_id])

    def _maybe_lost(self, request: web.Request, answer: web.Response) -> web.Response:
        if self.lose_answers > 0:
            self.lose_answers -= 1
            if request.transport is not None:
                request.transport.close()
        return answer

    def _kernel(self, request: web.Request) -> p.KernelStatus:
        status = self.kernels.get(UUID(request.match_info["id"]))
        if status is None:
            raise web.HTTPNotFound()
        return status

    async def _execute(self, request: web.Request) -> web.Response:
        self._check(request)
        self._kernel(request)
        call = p.ExecuteRequest.model_validate_json(await request.text())
        console: list[tuple[str, object]] = [("stdout", f"{call.code}\n")]
        return _answer(p.ExecuteResult(run_id=call.run_id, status="finished", exit_code=0, console=console))

    async def _interrupt(self, request: web.Request) -> web.Response:
        self._check(request)
        self._kernel(request)
        return web.Response(status=204)

    async def _complete(self, request: web.Request) -> web.Response:
        self._check(request)
        self._kernel(request)
        call = p.CompleteRequest.model_validate_json(await request.text())
        return _answer(p.CompleteResult(suggestions=[call.code + "t"]))

    async def _start_service(self, request: web.Request) -> web.Response:
        self._check(request)
        self._kernel(request)
        name = request.match_info["name"]
        self.started.append((name, p.StartService.model_validate_json(await request.text())))
        service = next((app for app in self.apps if app.name == name), None)
        if service is None:
            raise web.HTTPNotFound()
        return _answer(service.model_copy(update={"ready": True}))

    async def _stop_service(self, request: web.Request) -> web.Response:
        self._check(request)
        self._kernel(request)
        self.stopped.append(request.match_info["name"])
        return web.Response(status=204)

    async def _ticket(self, request: web.Request) -> web.Response:
        self._check(request)
        kernel_id, name = self._kernel(request).kernel_id, request.match_info["name"]
        path = f"/apps/{kernel_id}/{name}/"
        return _answer(p.Ticket(ticket=f"ky-{len(self.started)}", path=path, expires_in=60.0))

    async def _revoke(self, request: web.Request) -> web.Response:
        self._check(request)
        self.revoked.append(UUID(request.match_info["id"]))
        return web.Response(status=204)

    async def _commit(self, request: web.Request) -> web.Response:
        self._check(request)
        path = f"/commits/{self._kernel(request).kernel_id}.tar.gz"
        return _answer(p.CommitStatus(path=path))

    def _mounted(self, request: web.Request) -> dict[str, p.Mount]:
        self._check(request)
        kernel_id = self._kernel(request).kernel_id
        first = {mount.target: mount for mount in self.specs[kernel_id].mounts}
        return self.mounts.setdefault(kernel_id, first)

    async def _mounts(self, request: web.Request) -> web.Response:
        found = [m.KernelMount(mount=mount, late=False) for mount in self._mounted(request).values()]
        reason = self.cannot_mount or ""
        return _answer(m.KernelMounts(mounts=found, changeable=not reason, reason=reason))

    async def _add_mount(self, request: web.Request) -> web.StreamResponse:
        mounted = self._mounted(request)
        if self.cannot_mount:
            return _problem(422, self.cannot_mount)
        mount = p.Mount.model_validate_json(await request.text())
        mounted[mount.target] = mount
        return self._maybe_lost(request, await self._mounts(request))

    async def _remove_mount(self, request: web.Request) -> web.StreamResponse:
        mounted = self._mounted(request)
        asked = m.RemoveMount.model_validate_json(await request.text())
        self.taken.append(asked)
        if self.cannot_mount and asked.target in mounted:
            return _problem(422, self.cannot_mount)
        if asked.held == "end":
            self.holders.clear()
        removed = asked.held != "refuse" or not self.holders
        if removed:
            mounted.pop(asked.target, None)
        return self._maybe_lost(request, _answer(m.Removal(removed=removed, holders=self.holders)))

    async def _holders(self, request: web.Request) -> web.Response:
        self._mounted(request)
        return _answer(m.Holders(holders=self.holders))

    async def _end_holders(self, request: web.Request) -> web.Response:
        self._mounted(request)
        asked = m.EndHolders.model_validate_json(await request.text())
        self.holders = [one for one in self.holders if asked.pids is not None and one.pid not in asked.pids]
        return _answer(m.Holders(holders=self.holders))

    async def _logs_of(self, request: web.Request) -> web.Response:
        self._check(request)
        asked = p.KernelIds.model_validate_json(await request.text()).kernels
        return _answer(p.LogsOf(logs={key: self._printed(key) for key in asked if key in self.kernels}))

    async def _logs(self, request: web.Request) -> web.Response:
        self._check(request)
        return _answer(p.KernelLogs(text=self._printed(self._kernel(request).kernel_id)))

    def _printed(self, kernel_id: UUID) -> str:
        generation = self.kernels[kernel_id].generation
        return f"log of {kernel_id}{f', run {generation}' if generation > 1 else ''}\n"


def _answer(message: BaseModel, status: int = 200) -> web.Response:
    return web.Response(text=message.model_dump_json(), status=status, content_type="application/json")


def _problem(status: int, title: str) -> web.Response:
    return web.json_response({"title": title}, status=status, content_type="application/problem+json")
