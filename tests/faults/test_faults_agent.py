"""An agent killed at each point between being told and having written down what it did (R07, R10)."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.integration.agent_rig import Rig, text, until

from kernelyard_agent import protocol as p
from kernelyard_agent.client import AgentUnreachable

PROGRAM = str(Path(__file__).with_name("agent_at.py"))


@pytest.fixture
def place() -> Iterator[Path]:
    directory = Path(tempfile.mkdtemp(prefix="ky-fault-"))
    directory.chmod(0o755)  # the sessions' user must pass through
    yield directory
    shutil.rmtree(directory)


async def dies(rig: Rig, under: tuple[str, ...] = ()) -> None:
    """Wait until the agent has killed itself, then start it without a point."""
    assert rig.process is not None
    assert await asyncio.to_thread(rig.process.wait, 30) == -9
    rig._under = under
    await rig.start()


def runners(rig: Rig) -> list[str]:
    """The roots of everything that runs in sessions, named as the agent names them."""
    born = {each.pid: each for each in rig.session_processes()}
    return [f"process-{each.pid}" for each in born.values() if each.parent not in born]


@pytest.mark.parametrize(
    "point",
    [
        "create: accepted, nothing done",
        "create: home made",
        "create: started, not written down",
        "create: runner has dialled",
    ],
)
async def test_killed_while_it_creates(place: Path, point: str) -> None:
    """The service asks again, as it does without an answer: there is one kernel, and it runs."""
    async with Rig(place, under=(sys.executable, PROGRAM, point)) as rig:
        spec = rig.spec()
        with contextlib.suppress(AgentUnreachable):
            await rig.create(spec)
        await dies(rig)
        await rig.create(spec)
        status = await rig.state(spec, p.KernelState.RUNNING)
        assert text(await rig.run(spec, "print(6 * 7)")) == "42\n"
        assert len(rig.hub.heartbeats[-1].kernels) == 1
        assert runners(rig) == [status.container_id]
        await rig.destroy(spec)
        await until(lambda: not rig.session_processes(), "nothing is left")


@pytest.mark.root
async def test_a_root_that_may_not_look_into_processes_leaves_no_second_runner(place: Path) -> None:
    """A container's root may not read the environment of another user's process."""
    less = ("setpriv", "--bounding-set=-sys_ptrace", "--inh-caps=-sys_ptrace")
    point = "create: started, not written down"
    async with Rig(place, under=(*less, sys.executable, PROGRAM, point)) as rig:
        spec = rig.spec()
        with contextlib.suppress(AgentUnreachable):
            await rig.create(spec)
        await dies(rig, less)
        await rig.create(spec)
        status = await rig.state(spec, p.KernelState.RUNNING)
        await until(lambda: runners(rig) == [status.container_id], "one runner")
        await rig.destroy(spec)
        await until(lambda: not rig.session_processes(), "nothing is left")


@pytest.mark.parametrize("point", ["destroy: accepted, nothing done", "destroy: ended, not written down"])
async def test_killed_while_it_destroys(place: Path, point: str) -> None:
    """The end goes on by itself."""
    async with Rig(place, under=(sys.executable, PROGRAM, point)) as rig:
        spec = await rig.running()
        with contextlib.suppress(AgentUnreachable):
            await rig.client.destroy_kernel(
                spec.kernel_id, p.DestroyKernel(epoch=1, generation=1, grace=0.5, reason="asked")
            )
        await dies(rig)
        status = await rig.state(spec, p.KernelState.EXITED)
        assert status.reason == "asked"
        await until(lambda: not rig.session_processes(), "nothing is left")


async def test_killed_while_it_forgets(place: Path) -> None:
    async with Rig(place, under=(sys.executable, PROGRAM, "forget: home gone, journal there")) as rig:
        spec = await rig.running()
        await rig.destroy(spec)
        rig.hub.forget = [spec.kernel_id]
        await dies(rig)
        await until(lambda: rig.hub.seen(spec.kernel_id) is None, "it is forgotten")
        assert not list((rig.state_dir / "journal").glob("*.json"))
        assert not list((rig.state_dir / "scratch").iterdir())
