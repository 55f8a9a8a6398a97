"""The life of kernels, with an engine that starts nothing: states, idempotence, fencing, adoption."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any, Literal
from uuid import UUID, uuid4

import pytest

from kernelyard_agent import kernels as module
from kernelyard_agent import protocol as p
from kernelyard_agent.commits import Exporter
from kernelyard_agent.engines import Mounter, Puller, Usage
from kernelyard_agent.errors import (
    AgentProblem,
    NoSuchKernel,
    NotRunning,
    Refused,
    StaleEpoch,
    StaleGeneration,
    Stopping,
)
from kernelyard_agent.homes import Homes, Place
from kernelyard_agent.journal import Journal, Workload
from kernelyard_agent.kernels import Kernels
from kernelyard_agent.link import Address
from kernelyard_agent.runner import framing
from kernelyard_agent.running import cursor_position

S = p.KernelState


class FakeEngine:
    """Starts nothing, but knows what it was asked; tests decide when a workload ends."""

    name = "fake"
    isolation: Literal["enforced", "advisory"] = "advisory"
    ports: Literal["node", "runner"] = "node"
    outbound: Mapping[str, Address] = {}
    exporter: Exporter | None = None
    puller: Puller | None = None
    mounter: Mounter | None = None

    def __init__(self) -> None:
        self.kept: list[set[UUID]] = []
        self.starts: list[tuple[UUID, int]] = []
        self.ends: list[UUID] = []
        self.asked: list[UUID] = []
        self.tokens: dict[UUID, str] = {}
        self.running: dict[UUID, asyncio.Future[int | None]] = {}
        self.fault: Exception | None = None
        self.gate = asyncio.Event()
        self.gate.set()

    async def open(self) -> None:
        pass

    async def close(self) -> None:
        pass

    async def keep_only(self, kernel_ids: set[UUID]) -> None:
        self.kept.append(kernel_ids)

    def arrived(self, place: Place) -> None:
        pass

    def images(self) -> list[p.NodeImage]:
        return []

    def check(self, spec: p.KernelSpec) -> None:
        if spec.image == "refused":
            raise Refused("image: refused")

    async def start(
        self,
        spec: p.KernelSpec,
        credentials: p.Credentials,
        place: Place,
        token: str,
        devices: Mapping[str, str],
    ) -> Workload:
        await self.gate.wait()
        if self.fault:
            raise self.fault
        self.starts.append((spec.kernel_id, spec.generation))
        self.tokens[spec.kernel_id] = token
        return self.adopted(spec.kernel_id)

    def adopted(self, kernel_id: UUID) -> Workload:
        self.running[kernel_id] = asyncio.get_running_loop().create_future()
        return Workload(kernel_id=kernel_id, pid=1, started=1, boot_id="b", container_id="fake-1")

    async def find(self, kernel_id: UUID) -> Workload | None:
        return None

    async def clear(self, kernel_id: UUID) -> None:
        pass

    def alive(self, workload: Workload) -> bool:
        return workload.kernel_id in self.running

    async def ended(self, workload: Workload) -> int | None:
        return await asyncio.shield(self.running[workload.kernel_id])

    async def obituary(self, workload: Workload) -> str:
        return ""

    def ask_to_end(self, workload: Workload) -> None:
        self.asked.append(workload.kernel_id)

    async def end(self, workload: Workload) -> None:
        self.ends.append(workload.kernel_id)
        self.finish(workload.kernel_id, -9)

    def finish(self, kernel_id: UUID, code: int | None) -> None:
        future = self.running.pop(kernel_id, None)
        if future is not None and not future.done():
            future.set_result(code)

    def usage(self, workloads: list[Workload]) -> dict[UUID, Usage]:
        return {}


class World:
    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.engine = FakeEngine()
        self.changes: list[p.KernelStatus] = []
        self.writers: list[asyncio.StreamWriter] = []
        self.kernels = self.agent()

    def agent(self) -> Kernels:
        return Kernels(
            self.engine,
            Homes(self.directory, {}, None, Path("/usr/bin/python3")),
            Journal(self.directory / "journal"),
            gid=None,
            devices=lambda spec: {},
            on_change=self.changes.append,
        )

    def spec(self, **changes: Any) -> p.KernelSpec:
        fields = {
            "kernel_id": uuid4(),
            "session_id": uuid4(),
            "session_name": "s",
            "image": "i",
            "owner_username": "o",
        }
        return p.KernelSpec(**{**fields, **changes})

    async def create(self, spec: p.KernelSpec, epoch: int = 1) -> p.KernelStatus:
        return await self.kernels.create(p.CreateKernel(epoch=epoch, spec=spec))

    async def destroy(self, spec: p.KernelSpec, epoch: int = 1, grace: float = 0.0) -> p.KernelStatus:
        request = p.DestroyKernel(epoch=epoch, generation=spec.generation, grace=grace, reason="enough")
        return await self.kernels.destroy(spec.kernel_id, request)

    async def running(self, **changes: Any) -> p.KernelSpec:
        spec = self.spec(**changes)
        await self.create(spec)
        await self.until(spec, S.PREPARING)
        await self.dial(spec)
        await self.until(spec, S.RUNNING)
        return spec

    async def dial(self, spec: p.KernelSpec) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """As the kernel's runner would."""
        async with asyncio.timeout(10):
            while spec.kernel_id not in self.engine.tokens:
                await asyncio.sleep(0.005)
        directory = os.open(self.directory / "kernels" / str(spec.kernel_id) / "agent", os.O_RDONLY)
        try:
            reader, writer = await asyncio.open_unix_connection(f"/proc/self/fd/{directory}/agent.sock")
        finally:
            os.close(directory)
        self.writers.append(writer)
        writer.write(
            framing.encode({"event": "hello", "token": self.engine.tokens[spec.kernel_id], "pid": 1})
            + framing.encode({"event": "state", "services": []})
        )
        return reader, writer

    def status(self, spec: p.KernelSpec) -> p.KernelStatus | None:
        return next((s for s in self.kernels.statuses() if s.kernel_id == spec.kernel_id), None)

    async def until(self, spec: p.KernelSpec, state: p.KernelState) -> p.KernelStatus:
        async with asyncio.timeout(10):
            while (status := self.status(spec)) is None or status.state is not state:
                await asyncio.sleep(0.005)
        return status


@pytest.fixture
async def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[World]:
    # Nothing here answers or ends by itself.
    monkeypatch.setattr(module, "ASK_TIMEOUT", 0.05)
    monkeypatch.setattr(module, "KILL_MARGIN", 0.05)
    one = World(tmp_path)
    yield one
    await one.kernels.stop(end_kernels=False)
    for writer in one.writers:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


async def test_runs_when_its_runner_has_dialled(world: World) -> None:
    spec = world.spec()
    assert (await world.create(spec)).state is S.PREPARING
    await world.dial(spec)
    status = await world.until(spec, S.RUNNING)
    assert (status.container_id, status.generation) == ("fake-1", 1)
    assert [change.state for change in world.changes] == [S.RUNNING]


async def test_the_same_create_starts_once(world: World) -> None:
    spec = await world.running()
    await asyncio.gather(*(world.create(spec) for _ in range(5)))
    assert world.engine.starts == [(spec.kernel_id, 1)]


async def test_a_refused_kernel_leaves_nothing(world: World) -> None:
    spec = world.spec(image="refused")
    with pytest.raises(Refused):
        await world.create(spec)
    assert world.kernels.statuses() == [] and world.kernels._journal.load() == []


async def test_a_start_that_fails_is_an_error_with_its_reason(world: World) -> None:
    world.engine.fault = OSError("no more processes")
    spec = world.spec()
    await world.create(spec)
    status = await world.until(spec, S.ERROR)
    assert "no more processes" in status.reason


async def test_a_runner_that_ends_at_once_is_an_error_with_its_log(world: World) -> None:
    spec = world.spec()
    await world.create(spec)
    async with asyncio.timeout(10):
        while not world.engine.starts:
            await asyncio.sleep(0.005)
    (world.directory / "kernels" / str(spec.kernel_id) / "session.log").write_text("ImportError: x\n")
    world.engine.finish(spec.kernel_id, 1)
    status = await world.until(spec, S.ERROR)
    assert "ImportError: x" in status.reason and status.exit_code == 1


async def test_a_runner_that_never_dials_is_given_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CONNECT_TIMEOUT", 0.05)
    spec = world.spec()
    await world.create(spec)
    status = await world.until(spec, S.ERROR)
    assert "did not come up" in status.reason
    assert spec.kernel_id in world.engine.ends


async def test_destroy_asks_then_kills_and_says_so_once(world: World) -> None:
    spec = await world.running()
    answers = [await world.destroy(spec), await world.destroy(spec)]
    assert [answer.state for answer in answers] == [S.TERMINATING, S.TERMINATING]
    status = await world.until(spec, S.EXITED)
    assert (status.reason, spec.kernel_id in world.engine.ends) == ("enough", True)
    assert [change.state for change in world.changes] == [S.RUNNING, S.TERMINATING, S.EXITED]
    assert (await world.destroy(spec)).state is S.EXITED


async def test_destroy_while_it_starts_never_leaves_a_process(world: World) -> None:
    world.engine.gate.clear()
    spec = world.spec()
    await world.create(spec)
    await asyncio.sleep(0)  # the start is on its way
    assert (await world.destroy(spec)).state is S.TERMINATING
    world.engine.gate.set()
    await world.until(spec, S.EXITED)
    assert spec.kernel_id not in world.engine.running


async def test_the_runners_word_on_its_end_counts(world: World) -> None:
    spec = await world.running()
    path = world.directory / "kernels" / str(spec.kernel_id) / "status.json"
    path.write_text(json.dumps({"exit_code": 5, "reason": "the notebook has ended"}))
    world.engine.finish(spec.kernel_id, 0)
    status = await world.until(spec, S.EXITED)
    assert (status.exit_code, status.reason) == (5, "the notebook has ended")


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"exit_code": "x", "reason": 1}', '{"exit_code": null}', "5"]
)
async def test_nonsense_from_a_session_is_no_trouble(world: World, text: str) -> None:
    spec = await world.running()
    (world.directory / "kernels" / str(spec.kernel_id) / "status.json").write_text(text)
    world.engine.finish(spec.kernel_id, 4)
    assert (await world.until(spec, S.EXITED)).exit_code == 4


async def test_epochs_only_grow_also_across_restarts(world: World) -> None:
    spec = await world.running()
    world.kernels.see_epoch(5)
    with pytest.raises(StaleEpoch):
        await world.create(world.spec(), epoch=4)
    with pytest.raises(StaleEpoch):
        await world.destroy(spec, epoch=4)
    assert world.status(spec).state is S.RUNNING  # type: ignore[union-attr]
    with pytest.raises(StaleEpoch):
        await world.agent().create(p.CreateKernel(epoch=4, spec=world.spec()))
    world.kernels.see_epoch(3)  # what a heartbeat's answer says is no order, and changes nothing
    assert world.kernels._journal.epoch() == 5


async def test_a_higher_generation_replaces_a_lower_is_refused(world: World) -> None:
    spec = await world.running()
    newer = spec.model_copy(update={"generation": 2})
    await world.create(newer)
    async with asyncio.timeout(10):
        while (spec.kernel_id, 2) not in world.engine.starts:
            await asyncio.sleep(0.005)
    assert world.engine.ends[0] == spec.kernel_id  # the old one first
    with pytest.raises(StaleGeneration):
        await world.create(spec)
    with pytest.raises(StaleGeneration):
        await world.destroy(spec)


@pytest.mark.parametrize("left", [True, False])
async def test_a_restart_goes_on_when_the_agent_dies_in_it(
    world: World, monkeypatch: pytest.MonkeyPatch, left: bool
) -> None:
    """Whether the earlier generation has ended by then or not; the home is kept."""
    spec = await world.running()
    kept = world.directory / "scratch" / str(spec.kernel_id) / "work" / "kept.txt"
    kept.write_text("on disk")
    world.engine.gate.clear()
    newer = spec.model_copy(update={"generation": 2})
    await world.create(newer)
    await world.kernels.stop(end_kernels=False)
    world.engine.gate.set()
    world.engine.ends.clear()

    async def find(kernel_id: UUID) -> Workload | None:
        return (
            Workload(kernel_id=kernel_id, pid=1, started=1, boot_id="b", container_id="old") if left else None
        )

    monkeypatch.setattr(world.engine, "find", find)
    world.kernels = world.agent()
    await world.kernels.adopt()
    assert world.engine.ends == ([spec.kernel_id] if left else [])
    async with asyncio.timeout(10):
        while (spec.kernel_id, 2) not in world.engine.starts:
            await asyncio.sleep(0.005)
    await world.dial(newer)
    assert (await world.until(newer, S.RUNNING)).generation == 2
    assert kept.read_text() == "on disk"


async def test_an_unknown_kernel_has_ended(world: World) -> None:
    spec = world.spec()
    assert (await world.destroy(spec)).state is S.EXITED
    for call in (
        world.kernels.interrupt(spec.kernel_id),
        world.kernels.logs(spec.kernel_id),
        world.kernels.complete(spec.kernel_id, p.CompleteRequest(code="")),
        world.kernels.execute(spec.kernel_id, p.ExecuteRequest(run_id="r", mode="query")),
    ):
        with pytest.raises(NoSuchKernel):
            await call


async def test_a_create_that_arrives_after_its_destroy_starts_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Calls overtake each other; a later generation is another kernel."""
    spec = world.spec()
    await world.destroy(spec)
    late = await world.create(spec)
    assert (late.state, late.generation, late.session_id) == (S.EXITED, spec.generation, spec.session_id)
    assert (world.kernels.statuses(), world.engine.starts) == ([], [])
    newer = spec.model_copy(update={"generation": spec.generation + 1})
    assert (await world.create(newer)).state is S.PREPARING
    monkeypatch.setattr(module, "TOMBSTONES", 2)
    for _ in range(3):
        await world.destroy(world.spec())
    assert len(world.kernels._destroyed) == 2


async def test_code_runs_only_in_a_running_kernel(world: World) -> None:
    spec = world.spec()
    await world.create(spec)
    with pytest.raises(NotRunning):
        await world.kernels.interrupt(spec.kernel_id)
    await world.dial(spec)
    await world.until(spec, S.RUNNING)
    with pytest.raises(Refused, match="completion"):
        await world.kernels.execute(spec.kernel_id, p.ExecuteRequest(run_id="r", mode="complete"))


async def test_a_full_disk_refuses_new_sessions_and_keeps_the_old(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    spec, other = await world.running(), world.spec()

    def full(self: Journal, name: str, text: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Journal, "_replace", full)
    with pytest.raises(AgentProblem, match="No space left"):
        await world.create(other)
    assert world.status(other) is None
    assert (await world.destroy(spec)).state is S.TERMINATING
    await world.until(spec, S.EXITED)
    assert "No space left" in caplog.text


async def test_only_ended_kernels_are_forgotten(world: World) -> None:
    spec = await world.running()
    await world.kernels.forget([spec.kernel_id, uuid4()])
    assert world.status(spec) is not None
    await world.destroy(spec)
    await world.until(spec, S.EXITED)
    async with asyncio.timeout(10):
        while world.status(spec) is not None:
            await world.kernels.forget([spec.kernel_id])
            await asyncio.sleep(0.005)
    assert world.kernels._journal.load() == []
    assert not list(world.directory.glob(f"*/{spec.kernel_id}"))


async def test_services_come_from_the_runner(world: World) -> None:
    spec = world.spec()
    await world.create(spec)
    _, writer = await world.dial(spec)
    service = {"name": "hub-notebook", "protocol": "http", "port": 4711, "ready": True, "problem": None}
    writer.write(framing.encode({"event": "state", "services": [service]}))
    async with asyncio.timeout(10):
        while not (world.status(spec) and world.status(spec).services):  # type: ignore[union-attr]
            await asyncio.sleep(0.005)
    (port,) = world.status(spec).services  # type: ignore[union-attr]
    assert (port.url, port.ready, port.container_port) == ("http://127.0.0.1:4711", True, 4711)
    world.engine.finish(spec.kernel_id, 0)
    assert not (await world.until(spec, S.EXITED)).services[0].ready


async def test_adopts_what_lives_and_buries_what_does_not(world: World) -> None:
    lives, dead = await world.running(), await world.running()
    await world.kernels.stop(end_kernels=False)
    world.engine.running.pop(dead.kernel_id)
    litter = uuid4()
    (world.directory / "scratch" / str(litter)).mkdir()
    world.kernels = world.agent()
    await world.kernels.adopt()
    assert world.status(lives).state is S.RUNNING  # type: ignore[union-attr]
    assert world.status(dead).state is S.EXITED  # type: ignore[union-attr]
    assert not (world.directory / "scratch" / str(litter)).exists()
    await world.dial(lives)
    world.engine.finish(lives.kernel_id, 0)
    await world.until(lives, S.EXITED)


async def test_stopping_ends_all_when_told_and_takes_no_more(world: World) -> None:
    specs = [await world.running() for _ in range(3)]
    await world.kernels.stop(end_kernels=True, grace=0.0)
    assert all(world.status(spec).state is S.EXITED for spec in specs)  # type: ignore[union-attr]
    with pytest.raises(Stopping):
        await world.create(world.spec())


@pytest.mark.parametrize(
    ("code", "row", "col", "position"),
    [
        ("impor", 0, 5, 5),
        ("a = 1\nb.", 1, 2, 8),
        ("ab", 0, 99, 2),
        ("ab", 7, 0, 2),
        ("ab", 0, -4, 0),
        ("", 0, 0, 0),
    ],
)
def test_cursor_positions(code: str, row: int, col: int, position: int) -> None:
    assert cursor_position(p.CompleteRequest(code=code, row=row, col=col)) == position


def test_the_log_is_cut_at_a_line(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"first line\nsecond\xff line\n")
    assert module.tail(path, 14) == "second\ufffd line\n"
    assert module.tail(path, 1000).startswith("first")
    assert module.tail(tmp_path / "absent", 10) == ""
