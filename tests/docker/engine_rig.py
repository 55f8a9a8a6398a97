"""A real agent with the docker engine, and Docker itself to look behind it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncssh

from kernelyard_agent import bundle
from kernelyard_agent import protocol as p
from kernelyard_storage.protocol import FolderRef
from tests.docker import rig
from tests.integration.agent_rig import Rig, text

NETWORK = "kernelyard-test"


def docker(*arguments: str, text: str | None = None, check: bool = True) -> str:
    """Docker's own client."""
    done = subprocess.run(
        ["docker", *arguments], input=text, capture_output=True, text=True, check=False, timeout=120
    )
    assert not check or done.returncode == 0, done.stderr
    return done.stdout.strip()


@cache
def node_bundle() -> Path:
    """The bundle of this environment, made once for all tests."""
    return bundle.ensure(rig.cache_directory(), Path(sys.executable))


class ContainerRig(Rig):
    """Ends with all of its containers removed."""

    def __init__(self, directory: Path, **config: str) -> None:
        own = {
            "engine": "docker",
            "DockerSettings.bundle": str(node_bundle()),
            "DockerSettings.network": NETWORK,
        }
        super().__init__(directory, **{**own, **config})

    async def __aexit__(self, *error: object) -> None:
        await super().__aexit__(*error)
        left = self.containers(everything=True)
        if left:
            await asyncio.to_thread(docker, "rm", "--force", "--volumes", *left, check=False)

    def containers(self, *, everything: bool = False) -> list[str]:
        """Ids of this agent's containers that run, or of all that there are."""
        owner = self.state_dir / "docker-owner"
        if not owner.exists():
            return []
        label = f"label=kernelyard.owner={owner.read_text()}"
        shown = docker("ps", "--quiet", "--no-trunc", "--filter", label, *(["--all"] if everything else []))
        return shown.split()

    def container(self, kernel_id: UUID) -> dict[str, Any]:
        """Docker's inspection of a kernel's container that runs."""
        ids = docker("ps", "--quiet", "--filter", f"label=kernelyard.kernel-id={kernel_id}").split()
        assert len(ids) == 1, ids
        found: dict[str, Any] = json.loads(docker("inspect", ids[0]))[0]
        return found

    async def said(self, spec: p.KernelSpec, code: str) -> str:
        """What the code prints, errors included."""
        answers = await self.run(spec, code)
        return text(answers) + text(answers, "stderr")

    async def shell(self, spec: p.KernelSpec, command: str) -> str:
        """What a shell command in the session prints."""
        code = f"import subprocess\nprint(subprocess.run({command!r}, shell=True, text=True, \
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout, end='')"
        return await self.said(spec, code)


@contextlib.asynccontextmanager
async def container_rig(directory: Path, **config: str) -> AsyncIterator[ContainerRig]:
    """A rig below a directory that any user may pass through."""
    async with ContainerRig(directory, **config) as one:
        yield one


@contextlib.asynccontextmanager
async def tunnel(agent: ContainerRig, spec: p.KernelSpec, service: str) -> AsyncIterator[int]:
    """A port of this machine that leads to the service, as the relay and `tcpproxy` get there."""
    await agent.client.start_service(spec.kernel_id, service, p.StartService())

    async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner_reader, inner_writer = await agent.client.connect(spec.kernel_id, service)
        await asyncio.gather(copy(reader, inner_writer), copy(inner_reader, writer))

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


@contextlib.asynccontextmanager
async def ssh(agent: ContainerRig, spec: p.KernelSpec) -> AsyncIterator[Any]:
    """A connection with the key that the session shows its owner."""
    key = agent.state_dir / "scratch" / str(spec.kernel_id) / "work" / "id_container"
    async with (
        tunnel(agent, spec, "sshd") as port,
        asyncssh.connect(
            "127.0.0.1", port, username="work", client_keys=[str(key)], known_hosts=None, config=None
        ) as connection,
    ):
        yield connection


def folder(agent: ContainerRig, label: str, **changes: str) -> tuple[p.Mount, Path]:
    """A folder of the session's user: its mount, and where it is on this node."""
    ref = FolderRef(volume="volume1", quota_scope=f"user:{uuid4()}", folder_id=uuid4())
    path = agent.volume / ref.relative_path()
    path.mkdir(parents=True)
    uid = 1000 if os.geteuid() == 0 else os.getuid()
    os.chown(path, uid, uid)
    fields = {"target": label, "permission": "rw", **changes}
    return p.Mount(name=label, folder=ref, **fields), path  # type: ignore[arg-type]
