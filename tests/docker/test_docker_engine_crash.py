"""Crashes around containers: of the agent, of the session, of the Docker engine's answers."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from kernelyard_agent import protocol as p
from tests.docker import rig
from tests.docker.engine_rig import ContainerRig, docker
from tests.integration.agent_rig import until

pytestmark = [pytest.mark.docker, pytest.mark.asyncio]

AGENT_AT = str(Path(__file__).parents[1] / "faults" / "agent_at.py")
SOCKET = os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock").removeprefix("unix://")


@pytest.fixture
def place() -> Iterator[Path]:
    directory = Path(tempfile.mkdtemp(prefix="ky-docker-", dir="/var/tmp"))
    directory.chmod(0o711)
    yield directory
    shutil.rmtree(directory, ignore_errors=True)


def name(reference: str) -> str:
    return f"local/{reference}"


@pytest.mark.feature("AGT-002")
async def test_sessions_outlive_their_agent_and_are_adopted(place: Path, images: rig.Images) -> None:
    async with ContainerRig(place) as agent:
        spec = await agent.running(image=name(images.python))
        died = await agent.running(image=name(images.debian))
        await agent.said(spec, "x = 41")
        was = agent.container(spec.kernel_id)["Id"]
        await agent.kill()
        docker("kill", agent.container(died.kernel_id)["Id"])
        await agent.start()
        await agent.state(spec, p.KernelState.RUNNING)
        assert await agent.said(spec, "print(x + 1)") == "42\n"
        assert agent.container(spec.kernel_id)["Id"] == was
        status = await agent.state(died, p.KernelState.EXITED)
        assert "agent was not running" in status.reason
        await agent.destroy(spec)
        await until(lambda: not agent.containers(everything=True), "all containers are removed")


async def test_a_container_that_is_killed_is_reported_at_once(place: Path, images: rig.Images) -> None:
    async with ContainerRig(place) as agent:
        spec = await agent.running(image=name(images.debian))
        docker("kill", agent.container(spec.kernel_id)["Id"])
        status = await agent.state(spec, p.KernelState.EXITED, deadline=10)
        assert (status.exit_code, status.reason) == (137, "the session's runner was killed")
        await until(lambda: not agent.containers(everything=True), "it is removed")


async def test_docker_stop_ends_a_session_in_order(place: Path, images: rig.Images) -> None:
    async with ContainerRig(place) as agent:
        spec = await agent.running(image=name(images.debian))
        await asyncio.to_thread(docker, "stop", agent.container(spec.kernel_id)["Id"])
        status = await agent.state(spec, p.KernelState.EXITED)
        assert (status.exit_code, status.reason) == (143, "the session got signal 15")


@pytest.mark.parametrize(
    "point",
    [
        "create: accepted, nothing done",
        "create: container home made",
        "create: container made, not started",
        "create: container started, not written down",
        "create: runner has dialled",
    ],
)
async def test_an_agent_that_dies_in_a_start_leaves_one_session_or_none(
    place: Path, images: rig.Images, point: str
) -> None:
    async with ContainerRig(place) as agent:
        await agent.stop()
        agent._under = (sys.executable, AGENT_AT, point)
        await agent.start()
        spec = agent.spec(image=name(images.debian))
        with contextlib.suppress(Exception):
            await agent.create(spec)
        await until(lambda: agent.process and agent.process.poll() is not None, "the agent dies")
        agent._under = ()
        await agent.start()
        await agent.create(spec)  # as the scheduler does that has heard nothing
        await agent.state(spec, p.KernelState.RUNNING)
        await until(lambda: len(agent.containers(everything=True)) == 1, "one container")
        await agent.destroy(spec)
        await until(lambda: not agent.containers(everything=True), "none is left")


async def test_an_agent_that_dies_while_it_ends_a_session(place: Path, images: rig.Images) -> None:
    async with ContainerRig(place) as agent:
        await agent.stop()
        agent._under = (sys.executable, AGENT_AT, "destroy: ended, not written down")
        await agent.start()
        spec = await agent.running(image=name(images.debian))
        with contextlib.suppress(Exception):
            await agent.client.destroy_kernel(
                spec.kernel_id, p.DestroyKernel(epoch=1, generation=1, grace=1.0)
            )
        await until(lambda: agent.process and agent.process.poll() is not None, "the agent dies")
        agent._under = ()
        await agent.start()
        await agent.state(spec, p.KernelState.EXITED)
        await until(lambda: not agent.containers(everything=True), "none is left")


async def test_two_agents_leave_each_others_containers_alone(place: Path, images: rig.Images) -> None:
    """Also when they have the same name, as two sites on one machine do."""
    async with ContainerRig(place / "one") as one, ContainerRig(place / "two") as two:
        mine, theirs = (
            await one.running(image=name(images.debian)),
            await two.running(image=name(images.debian)),
        )
        # What an agent that has lost its journal finds: a container of its own that belongs to nothing.
        await one.stop()
        shutil.rmtree(one.state_dir / "journal")
        await one.start()
        await until(lambda: not one.containers(everything=True), "the orphan is removed")
        assert two.containers() == [two.container(theirs.kernel_id)["Id"]]
        assert one.hub.seen(mine.kernel_id) is None
        await two.destroy(theirs)


class Forwarder:
    """Between an agent and the Docker engine; can be cut."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()

    async def start(self) -> None:
        self.path.unlink(missing_ok=True)
        self._server = await asyncio.start_unix_server(self._serve, self.path)

    async def cut(self) -> None:
        assert self._server is not None
        self._server.close()
        for writer in self._open:
            writer.close()
        self.path.unlink(missing_ok=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            engine_reader, engine_writer = await asyncio.open_unix_connection(SOCKET)
        except OSError:
            writer.close()
            return
        self._open |= {writer, engine_writer}

        async def pump(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
            with contextlib.suppress(OSError):
                while data := await source.read(65536):
                    target.write(data)
                    await target.drain()
            target.close()

        await asyncio.gather(pump(reader, engine_writer), pump(engine_reader, writer))
        self._open -= {writer, engine_writer}


@pytest.fixture
async def forwarder() -> AsyncIterator[Forwarder]:
    # A unix path is short.
    with tempfile.TemporaryDirectory(prefix="ky-") as directory:
        one = Forwarder(Path(directory) / "docker.sock")
        await one.start()
        yield one
        await one.cut()


async def test_r10_a_docker_engine_that_does_not_answer_kills_nobody(
    place: Path, images: rig.Images, forwarder: Forwarder
) -> None:
    async with ContainerRig(place, **{"DockerSettings.socket": str(forwarder.path)}) as agent:
        spec, other = (
            await agent.running(image=name(images.python)),
            await agent.running(image=name(images.debian)),
        )
        await forwarder.cut()
        # Sessions go on, and can be ended.
        assert await agent.said(spec, "print(1)") == "1\n"
        status = await agent.destroy(other)
        assert status.exit_code == 0
        late = agent.spec(image=name(images.debian))
        await agent.create(late)
        before = len(agent.hub.heartbeats)
        await until(lambda: len(agent.hub.heartbeats) > before + 1, "heartbeats go on")
        assert (await agent.state(spec, p.KernelState.RUNNING)).reason == ""
        assert (await agent.state(late, p.KernelState.PREPARING)).reason == ""
        assert len(agent.containers(everything=True)) == 2
        # When it answers again, what waited starts, and what has ended is removed.
        await forwarder.start()
        await agent.state(late, p.KernelState.RUNNING)
        ids = {agent.container(one.kernel_id)["Id"] for one in (spec, late)}
        await until(lambda: set(agent.containers(everything=True)) == ids, "the ended one is removed")


async def test_an_agent_without_a_docker_engine_says_so_in_one_sentence(place: Path) -> None:
    (place / "secret").touch(mode=0o600)
    (place / "secret").write_text("x" * 32)
    done = subprocess.run(
        [
            *(sys.executable, "-m", "kernelyard_agent.daemon", "--Agent.engine=docker", "--Agent.port=0"),
            *(f"--Agent.secret_file={place / 'secret'}", f"--Agent.state_dir={place / 'state'}"),
            f"--DockerSettings.socket={place / 'nothing.sock'}",
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    (line,) = done.stderr.strip().splitlines()
    assert f"no Docker engine answers at {place / 'nothing.sock'}" in line


async def test_an_image_that_is_gone_is_a_sentence(place: Path, images: rig.Images) -> None:
    tag = f"kernelyard-test/gone-{uuid4().hex[:8]}:1"
    docker("build", "--quiet", "--tag", tag, "-", text=f"FROM {images.debian}\nENV X={uuid4()}\n")
    async with ContainerRig(place) as agent:
        assert agent.process is not None
        spec = agent.spec(image=name(tag))
        # The agent has not heard of it yet when it is asked to start one.
        agent.process.send_signal(signal.SIGSTOP)
        docker("rmi", tag)
        asking = asyncio.create_task(agent.create(spec))
        agent.process.send_signal(signal.SIGCONT)
        with contextlib.suppress(Exception):
            await asking
            status = await agent.state(spec, p.KernelState.ERROR)
            assert "No such image" in status.reason
        assert not agent.containers(everything=True)
